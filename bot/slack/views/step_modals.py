"""Forms about the current step: answer it, record it by hand, skip it, leave it for another."""

from collections.abc import Sequence
from dataclasses import replace

from slack_sdk.models.blocks import Block, Option, SectionBlock
from slack_sdk.models.views import View

from bot.core.incident import Item
from bot.core.performing import waits_for_answer
from bot.core.picture import At, Picture
from bot.core.runbook import Run
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.slack.carried import Carried
from bot.slack.views.gist import goes_to, outcome_label
from bot.slack.views.inputs import fact_inputs, labelled, line_input, option, radio, select, text_input
from bot.slack.views.modals import form, reason_input
from bot.slack.views.text import markup, paragraphs, preformatted


def answer_form(picture: Picture, at: At) -> View:
    """One input for each fact that the step asks for."""
    names = waits_for_answer(at.run, at.step)
    lead = "This step needs to know first:" if at.visit.needs else at.visit.title
    why = fill(at.step.why, picture.incident, at.run)
    return form(
        "answer",
        "Answer",
        "Answer",
        _place(picture, at),
        [paragraphs(("", lead), ("Why:", why), limit=1000), *fact_inputs(at.book.facts, names, at.run.facts)],
    )


def tick_form(picture: Picture, at: At, item: Item, on: Carried) -> View:
    """What became of one item, and what there is to say of it."""
    runs = bool(task_of(at.step, item).command)
    words = {"passed": "Done", "failed": "It failed", "not_applicable": "Not applicable"}
    offered = [option(name, word) for name, word in words.items() if not runs or name == "not_applicable"]
    return form(
        "tick",
        "What became of it?",
        "Note it",
        replace(_place(picture, at), name=item.id, back=on.back),
        [
            paragraphs(("", item.title or at.visit.title), limit=1000),
            labelled("outcome", "It is", radio(offered, on.seen or offered[0].value)),
            labelled("note", "Note", text_input(), optional=True, hint="Everybody sees it beside the item."),
        ],
    )


def paste_form(picture: Picture, at: At, item: Item, on: Carried) -> View:
    """The exact text to run, and room for what it said."""
    return form(
        "paste",
        "Paste the result",
        "Record it",
        replace(_place(picture, at), name=_named(at, item), back=on.back),
        [
            *_what_to_run(picture, item),
            labelled(
                "text",
                "What it said",
                text_input(placeholder="All of it, as it came. Secrets are removed before it is kept."),
            ),
            labelled(
                "ended",
                "Exit code, or the status of the answer",
                line_input(placeholder="0", most=5),
                optional=True,
                hint="Needed where the verdict depends on it; `echo $?` tells it after a command.",
            ),
        ],
    )


def byhand_form(picture: Picture, at: At, item: Item, on: Carried) -> View:
    """The exact text to copy, the verdict, and the facts that it would have set."""
    task = task_of(at.step, item)
    meaning = picture.rulebook.meaning(at.run, task.command)
    options = [option(name, _verdict_label(at, name)) for name in meaning.verdicts]
    facts = tuple(task.sets)
    return form(
        "byhand",
        "How did it end?",
        "Record it",
        replace(_place(picture, at), name=_named(at, item), back=on.back),
        [
            *_what_to_run(picture, item),
            labelled("verdict", "Verdict", select(options)),
            *fact_inputs(at.book.facts, facts, at.run.facts, optional=True),
        ],
    )


def _verdict_label(at: At, verdict: str) -> str:
    outcome = at.step.outcomes.get(verdict)
    return f"{verdict} · {outcome.label}" if outcome and outcome.label else verdict


def _named(at: At, item: Item) -> str:
    """A plain step has one item, which needs no name."""
    return item.id if at.step.is_side_by_side else ""


def _what_to_run(picture: Picture, item: Item) -> list[Block]:
    title = [paragraphs(("", item.title), limit=1000)] if item.title else []
    exact = picture.exact
    if exact is None or exact.problem:
        return [
            *title,
            paragraphs(
                ("Cannot be written out now:", exact.problem if exact else "it is not known"), limit=600
            ),
        ]
    return [*title, SectionBlock(text=markup("*Run exactly this:*")), preformatted(exact.text, 2500)]


def skip_form(picture: Picture, at: At) -> View:
    """Which outcome to take as if it had been done, and why."""
    options = [
        option(way.name, outcome_label(way), f"→ {goes_to(picture, at, way)}")
        for way in at.step.outcomes.values()
    ]
    facts = tuple(at.step.kind.sets) if isinstance(at.step.kind, Run) else ()
    return form(
        "skip",
        "Skip this step",
        "Skip it",
        _place(picture, at),
        [
            paragraphs(("", f"“{at.visit.title}” is not done. The postmortem will tell."), limit=600),
            labelled("outcome", "Go on as if it had ended with", select(options, _only(options))),
            reason_input("Why is it skipped?"),
            *fact_inputs(at.book.facts, facts, at.run.facts, optional=True),
        ],
    )


def jump_form(picture: Picture, at: At, *, saw: bool) -> View:
    """To any step of the same runbook. `saw`: because something else was seen than it expects."""
    steps = [
        option(step.id, fill(step.title, picture.incident, at.run, unknown="…"), step.phase)
        for step in at.book.steps.values()
        if step is not at.step
    ]
    lead = "What you saw goes into the timeline." if saw else "The postmortem will tell."
    question = "What did you see?" if saw else "Why?"
    return form(
        "other" if saw else "jump",
        "Saw something else" if saw else "Jump to a step",
        "Go there",
        _place(picture, at),
        [
            paragraphs(("", f"You are at “{at.visit.title}”. {lead}"), limit=600),
            reason_input(question),
            labelled("to", "Go on at", select(steps or [option(at.step.id, at.visit.title)])),
        ],
    )


def _only(options: Sequence[Option]) -> str:
    return options[0].value if len(options) == 1 else ""


def _place(picture: Picture, at: At) -> Carried:
    return Carried(picture.incident.id, at.run.id, at.visit.number)
