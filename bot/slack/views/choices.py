"""The buttons of a step: what a person can do in it now. What cannot be done is not drawn."""

from slack_sdk.models.blocks import Block, InteractiveElement

from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.picking import lacks_rows
from bot.core.picture import At, Picture, ways_out
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Outcome, Risk, Run, Update, Wait
from bot.core.values import shown
from bot.core.wording import option_label
from bot.slack.carried import Carried
from bot.slack.views.buttons import Style, button, menu, row
from bot.slack.views.gist import outcome_label
from bot.slack.views.items import items_row
from bot.slack.views.picking import rows_elements

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
    elements += _on_it(at, carried)
    return row(f"{prefix}:{at.run.id}:{at.visit.number}", *elements, _menu(picture, at, carried))


def _on_it(at: At, carried: Carried) -> list[InteractiveElement]:
    """Of a plain step: who sees to it. Items are claimed one by one."""
    if at.step.is_side_by_side:
        return []
    if at.item.claimed_by is None:
        return [button("do:claim", "I am on it", _named(carried, at.item.id))]
    return [button("do:unclaim", "Give it back", _named(carried, at.item.id))]


def _of_kind(picture: Picture, at: At, carried: Carried) -> list[InteractiveElement]:
    if at.step.is_side_by_side:
        return [*items_row(picture, at), *_side_by_side(at, carried)]
    if _waits_for_a_yes(picture, at):
        return [button("do:cancel", "Take the request back", carried)]
    match at.step.kind:
        case Do() | Choose() | ListOf():
            return _outcomes(at, carried)
        case Update():
            label = "It is sent…" if at.item.cleared else "Edit and send…"
            return [button("open:update", label, carried, style="primary")]
        case Ask():
            return _answers(at, carried)
        case Run(command=command):
            return _running(picture, at, command, carried)
        case Wait() as wait:
            return _waiting(picture, at, wait, carried)
        case Call():
            again = button("do:retry", "Start it again", carried, style="primary")
            return [again] if at.item.state == "stuck" else []


def _side_by_side(at: At, carried: Carried) -> list[InteractiveElement]:
    """`done` is taken by itself; `failed` by a person, once every item is settled. After a halt, any."""
    if at.run.halted:
        return _outcomes(at, carried)
    items = at.visit.items
    failed = at.step.outcomes.get("failed")
    if failed is None or not all(item.outcome for item in items):
        return []
    over = any(item.outcome == "failed" for item in items)
    return [_outcome(carried, failed, "danger")] if over else []


def _waits_for_a_yes(picture: Picture, at: At) -> bool:
    """Whether what somebody did in this step waits for a second person."""
    return any(
        (one.run, one.visit) == (at.run.id, at.visit.number)
        and one.subject in {"outcome", "answer", "update"}
        for one in picture.pending()
    )


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
            button("do:answer", option_label(value), _named(carried, asked[0], value), more=str(number))
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
            rows = rows_elements(picture, at, carried)
            if lacks_rows(at.step, item):
                return [*rows, *_none_fits(at, carried), *again]
            return [*_outcomes(at, carried, item.verdict), *rows, *again]
        case "stuck":
            label = "Ask for approval again" if asks else "Run it again"
            return [*([] if cannot else [button("do:retry", label, carried)]), *hand]


def _none_fits(at: At, carried: Carried) -> list[InteractiveElement]:
    none = at.step.outcomes.get("none")
    return [button("do:pick", "None of these", _named(carried, none.name), more=none.name)] if none else []


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
    hand: list[InteractiveElement] = []
    if wait.command:
        hand = [button("open:byhand", "How it looks, by hand…", carried)]
    if waiting.may_end and wait.until is None and "done" in at.step.outcomes:
        return [_outcome(carried, at.step.outcomes["done"], None), *hand]
    return hand


def _menu(picture: Picture, at: At, carried: Carried) -> InteractiveElement:
    """Five entries at most: a result that is there can be recorded anew, and then nothing is skipped."""
    skip = ("open:skip", "Skip this step…", carried)
    hand = ("open:byhand", "How it ended, by hand…", carried)
    free = not (at.visit.needs or unmet_gates(picture.incident, at.run))
    runs = isinstance(at.step.kind, Run | Wait) and bool(at.step.kind.command) and not at.step.is_side_by_side
    ways = ways_out(picture) if picture.incident.current() is at.run else []
    entries = [
        ("open:other", "Saw something else…", carried),
        hand if runs and free and at.item.state == "settled" else skip,
        ("open:jump", "Jump to another step…", carried),
    ]
    if ways:
        label = f"{ways[0].way.label}…" if len(ways) == 1 else "Another way out…"
        entries.append(("open:anytime", label, Carried(carried.incident)))
    entries.append(("open:abort", "Give the runbook up…", Carried(carried.incident, carried.run)))
    return menu(f"step:{at.run.id}", entries)
