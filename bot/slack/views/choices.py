"""The buttons of a step: what a person can do in it now. What cannot be done is not drawn."""

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Outcome, Risk, Run, Update, Wait
from bot.core.values import shown
from bot.slack.carried import Carried
from bot.slack.views.buttons import Style, button, menu, row
from bot.slack.views.gist import outcome_label
from bot.slack.views.picture import At, Picture

MOST_AT_ONCE = 5
"""So many values of a fact are offered as buttons; more need the form."""


def choices(picture: Picture, at: At, prefix: str) -> list[Block]:
    """One row of buttons; `prefix` tells this row from the same step's in another part of the message."""
    carried = Carried(picture.incident.id, at.run.id, at.visit.number)
    gates = unmet_gates(picture.incident, at.run)
    elements: list[InteractiveElement]
    if gates:
        elements = [
            button(
                "open:evidence", f"Keep: {owed.title}", _named(carried, owed.id), style="primary", more=str(n)
            )
            for n, owed in enumerate(gates[:5])
        ]
    elif at.visit.needs:
        elements = [button("open:answer", "Answer…", carried, style="primary")]
    else:
        elements = _of_kind(picture, at, carried)
    return row(f"{prefix}:{at.run.id}:{at.visit.number}", *elements, _menu(picture, at, carried))


def _of_kind(picture: Picture, at: At, carried: Carried) -> list[InteractiveElement]:
    match at.step.kind:
        case Do() | Choose() | ListOf() | Update():
            return _outcomes(at, carried)
        case Ask():
            return _answers(at, carried)
        case Run(command=command):
            return _running(picture, at, command, carried)
        case Wait() as wait:
            return _waiting(picture, at, wait, carried)
        case Call():
            return []


def _named(carried: Carried, name: str, seen: str = "") -> Carried:
    return Carried(carried.incident, carried.run, carried.visit, name, seen)


def _outcome(carried: Carried, outcome: Outcome, style: Style | None) -> InteractiveElement:
    label = outcome_label(outcome)
    return button("do:pick", label, _named(carried, outcome.name), style=style, more=outcome.name)


def _outcomes(at: At, carried: Carried, first: str = "") -> list[InteractiveElement]:
    """The marked outcome first; where none is marked and there is one way, that one is."""
    ways = list(at.step.outcomes.values())
    marked = next((way for way in ways if way.name == first), ways[0] if len(ways) == 1 else None)
    ordered = [way for way in ways if way is marked] + [way for way in ways if way is not marked]
    return [_outcome(carried, way, "primary" if way is marked else None) for way in ordered[:20]]


def _answers(at: At, carried: Carried) -> list[InteractiveElement]:
    asked = waits_for_answer(at.run, at.step)
    if not asked:
        return _outcomes(at, carried)
    fact = at.book.facts.get(asked[0])
    values = {"bool": ("yes", "no"), "enum": fact.type.options}.get(fact.type.name, ()) if fact else ()
    if len(asked) == 1 and 0 < len(values) <= MOST_AT_ONCE:
        return [
            button("do:answer", value.capitalize(), _named(carried, asked[0], value), more=str(number))
            for number, value in enumerate(values)
        ]
    known = at.run.facts.get(asked[0])
    value = shown(known.value) if known else ""
    if len(asked) == 1 and 0 < len(value) <= 60:
        keep = button("do:answer", f"It is {value}", _named(carried, asked[0], value), style="primary")
        return [keep, button("open:answer", "Answer…", carried)]
    return [button("open:answer", "Answer…", carried, style="primary")]


def _running(picture: Picture, at: At, command: str, carried: Carried) -> list[InteractiveElement]:
    item = at.item
    hand = [
        button("open:paste", "Paste the result…", carried),
        button("open:byhand", "I ran it by hand…", carried),
    ]
    risk = picture.rulebook.risk(at.run, command)
    asks = risk.needs_approval or bool(at.step.approval)
    cannot = picture.rulebook.is_by_hand(command)
    match item.state:
        case "open" if asks and not (cannot and item.cleared):
            return [button("do:run", "Ask for approval", carried, style="primary"), hand[1]]
        case "open" if cannot:
            return [button("open:paste", "Paste the result…", carried, style="primary"), hand[1]]
        case "open":
            return [button("do:run", "Run it", carried, style="primary"), hand[1]]
        case "asked":
            return [button("do:cancel", "Take the request back", carried), hand[1]]
        case "running":
            return [button("do:cancel", "Stop it", carried)] if risk is Risk.READ else []
        case "settled":
            again = [] if cannot else [button("do:retry", "Run it again", carried)]
            return [*_outcomes(at, carried, item.verdict), *again]
        case "stuck":
            label = "Ask for approval again" if asks else "Run it again"
            return [*([] if cannot else [button("do:retry", label, carried)]), *hand]


def _waiting(picture: Picture, at: At, wait: Wait, carried: Carried) -> list[InteractiveElement]:
    waiting = at.visit.waiting
    by_hand = bool(wait.command) and picture.rulebook.is_by_hand(wait.command)
    over = f"wait/{at.run.id}/{at.visit.number}" in picture.incident.fired
    if by_hand:
        return [
            button("open:paste", "Paste what it shows…", carried, style="primary"),
            *_outcomes(at, carried),
        ]
    if over or at.run.halted or waiting is None:
        return _outcomes(at, carried)
    if waiting.may_end and wait.until is None and "done" in at.step.outcomes:
        return [_outcome(carried, at.step.outcomes["done"], None)]
    return []


def _menu(picture: Picture, at: At, carried: Carried) -> InteractiveElement:
    entries = [
        ("open:other", "Saw something else…", carried),
        ("open:skip", "Skip this step…", carried),
        ("open:jump", "Jump to another step…", carried),
    ]
    command = at.step.kind.command if isinstance(at.step.kind, Run | Wait) else ""
    if command and not (at.visit.needs or unmet_gates(picture.incident, at.run)):
        entries.append(("open:byhand", "How it ended, by hand…", carried))
    return menu(f"step:{at.run.id}", entries)
