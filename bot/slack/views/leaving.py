"""Leaving a step for good: by a way that a whole phase offers, or by giving the walk up."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, Option, SectionBlock
from slack_sdk.models.views import View

from bot.core.incident import Incident, Run
from bot.core.picture import Picture, WayOut
from bot.core.texts import fill
from bot.slack.carried import Carried
from bot.slack.views.gist import readable
from bot.slack.views.inputs import labelled, option, select
from bot.slack.views.modals import form, reason_input
from bot.slack.views.text import markup, paragraphs, safe


def anytime_form(picture: Picture, ways: Sequence[WayOut], chosen: str) -> View:
    """Which way, and what is left behind by it."""
    options = [_option(picture, one) for one in ways]
    given = options[0].value if len(options) == 1 else chosen
    return form(
        "anytime",
        "Another way out",
        "Take it",
        Carried(picture.incident.id),
        [
            labelled("way", "Go on with", select(options, given)),
            *left_behind(picture, ways[0].run if len(ways) == 1 else None),
        ],
    )


def _option(picture: Picture, one: WayOut) -> Option:
    book = picture.rulebook.of(one.run)
    step = book.steps.get(one.way.to)
    to = (
        fill(step.title, picture.incident, one.run, unknown="…")
        if step
        else f"the end “{readable(one.way.to)}”"
    )
    return option(one.name, one.way.label, f"→ {to}")


def abort_form(picture: Picture, run: Run) -> View:
    """Why it is given up; nothing of it is undone by that."""
    lead = f"“{run.title}” ends here. What it owes putting back stays owed; its evidence does not."
    return form(
        "abort",
        "Give the runbook up",
        "Give it up",
        Carried(picture.incident.id, run.id),
        [paragraphs(("", lead), limit=600), reason_input("Why is it given up?"), *left_behind(picture, run)],
    )


def restrict_form(incident: Incident) -> View:
    """Why only few may know of it; what follows from that."""
    lead = (
        "It moves to a private channel with a name that says nothing. Who has a part in it comes along; "
        "whoever else has to know is invited there. Handrail deletes what it posted outside, and closes "
        "this channel. That cannot be taken back."
    )
    return form(
        "restrict",
        "Make it restricted",
        "Restrict it",
        Carried(incident.id),
        [paragraphs(("", lead), limit=600), reason_input("Why may only few know?")],
    )


def left_behind(picture: Picture, run: Run | None) -> list[Block]:
    """What is under way and not undone by leaving; of one walk with all it called, or of the present one."""
    top = run or picture.incident.current()
    lines = [line for one in _with_called(picture, top) for line in _under_way(picture, one)] if top else []
    lines += [
        f"Still to be put back: {safe(owed.title, 150)}"
        for owed in picture.incident.open_owed()
        if owed.kind == "undo"
    ]
    if not lines:
        return []
    said = "\n".join(["*What is left behind:*", *(f"• {line}" for line in lines[:12])])
    return [SectionBlock(text=markup(said))]


def _with_called(picture: Picture, run: Run | None) -> Iterator[Run]:
    while run is not None:
        yield run
        child = run.visit.child if run.visit else ""
        run = picture.incident.runs.get(child) if child else None


def _under_way(picture: Picture, run: Run) -> Iterator[str]:
    visit = run.visit
    if visit is None or not run.is_walking:
        return
    title = safe(visit.title, 100)
    running = sum(item.state == "running" for item in visit.items)
    undone = sum(not item.outcome for item in visit.items)
    if visit.child:
        yield f"“{title}”: the runbook that it called is abandoned"
    elif running:
        yield f"“{title}”: {running} running; a look is stopped, a change finishes and moves nothing"
    elif len(visit.items) > 1 and undone:
        yield f"“{title}”: {undone} of {len(visit.items)} are not done"
    else:
        yield f"“{title}” is not done"
    for approval in picture.pending():
        if (approval.run, approval.visit) == (run.id, visit.number):
            yield "a request for approval dies"
