"""The numbered choices: what a person can do at the present step. What cannot be done is not offered."""

from collections.abc import Iterator

from bot.core.closing import lacking
from bot.core.incident import Approval
from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.picking import lacks_rows, offered, pick_of, rows_of
from bot.core.picture import At, Picture, ways_out
from bot.core.postmortem import SECTIONS
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Risk, Run, Update, Wait
from bot.core.signals import (
    Acknowledge,
    Actor,
    Answer,
    Cancel,
    Close,
    Mitigate,
    Perform,
    Pick,
    PickRows,
    Place,
    Resolve,
    TakeRole,
)
from bot.core.values import shown
from bot.core.wording import goes_to, option_label, outcome_label
from bot.terminal.deeds import Choice, Fill, Offer, Stay
from bot.terminal.items import of_items, outcomes
from bot.terminal.rows import row_label

MOST_AT_ONCE = 9
"""So many values of a fact are offered as numbers; more are typed."""


def choices(picture: Picture, by: Actor) -> list[Choice]:
    """All of them, the likely one first where there is one."""
    at = picture.at()
    return [
        *_decisions(picture, by),
        *(_of_step(picture, at) if at is not None else ()),
        *_ways(picture),
        *(() if picture.incident.procedure else _of_room(picture, by)),
    ]


def _decisions(picture: Picture, by: Actor) -> Iterator[Choice]:
    """Requests that wait for a second person, when this is another person than who asked."""
    for approval in picture.pending():
        if not approval.requester.is_same_person(by):
            what = _short(approval)
            yield Choice(f"Approve: {what}", Fill("approve", name=approval.token))
            yield Choice(f"Deny: {what}", Fill("deny", name=approval.token))
        if f"glass/{approval.token}" in picture.incident.fired:
            yield Choice(
                f"Without a second person: {_short(approval)}", Fill("break-glass", name=approval.token)
            )


def _short(approval: Approval) -> str:
    first = approval.what.strip().splitlines()[0] if approval.what.strip() else approval.token
    return first if len(first) <= 60 else f"{first[:57]}…"


def _of_step(picture: Picture, at: At) -> Iterator[Choice]:
    place = Place(at.run.id, at.visit.number)
    gates = unmet_gates(picture.incident, at.run)
    if gates:
        for number, owed in enumerate(gates):
            yield Choice(f"Keep: {owed.title}", Fill("evidence", place, owed.id), likely=not number)
        return
    if at.visit.needs:
        yield Choice("Answer what is needed first", Fill("answer", place), likely=True)
        return
    if at.step.is_side_by_side:
        yield from of_items(picture, at, place)
        return
    if _waits_for_a_yes(picture, at):
        yield Choice("Take the request back", Offer(Cancel(place)))
        return
    match at.step.kind:
        case Do() | Choose() | ListOf():
            yield from outcomes(picture, at, place)
        case Update():
            yield Choice("Send the update", Fill("update", place), likely=True)
        case Ask():
            yield from _answers(picture, at, place)
        case Run(command=command):
            yield from _running(picture, at, command, place)
        case Wait() as wait:
            yield from _waiting(picture, at, wait, place)
        case Call():
            if at.item.state == "stuck":
                yield Choice("Start it again", Offer(Perform(place)), likely=True)


def _waits_for_a_yes(picture: Picture, at: At) -> bool:
    """Whether what somebody did in this step waits for a second person."""
    return any(
        (one.run, one.visit) == (at.run.id, at.visit.number)
        and one.subject in {"outcome", "answer", "update"}
        for one in picture.pending()
    )


def _ways(picture: Picture) -> Iterator[Choice]:
    """Ways out of the whole phase."""
    for one in ways_out(picture):
        yield Choice(one.way.label, Fill("anytime", name=one.name))


def _answers(picture: Picture, at: At, place: Place) -> list[Choice]:
    asked = waits_for_answer(at.run, at.step)
    if not asked:
        return outcomes(picture, at, place)
    fact = at.book.facts.get(asked[0])
    values = {"bool": ("yes", "no"), "enum": fact.type.options}.get(fact.type.name, ()) if fact else ()
    if len(asked) == 1 and 0 < len(values) <= MOST_AT_ONCE:
        return [Choice(option_label(value), Offer(Answer(place, {asked[0]: value}))) for value in values]
    known = at.run.facts.get(asked[0])
    if len(asked) == 1 and known:
        value = shown(known.value)
        keep = Choice(f"It is {value}", Offer(Answer(place, {asked[0]: value})), likely=True)
        return [keep, Choice("Another answer", Fill("answer", place))]
    return [Choice("Answer", Fill("answer", place), likely=True)]


def _running(picture: Picture, at: At, command: str, place: Place) -> list[Choice]:
    paste = Choice("Paste the result of running it yourself", Fill("paste", place))
    hand = Choice("Say how it ended, run by hand", Fill("byhand", place))
    risk = picture.rulebook.risk(at.run, command)
    asks = risk.needs_approval or bool(at.step.approval)
    cannot = picture.rulebook.is_by_hand(command)
    match at.item.state:
        case "open" if asks and not (cannot and at.item.cleared):
            return [Choice("Ask for approval", Offer(Perform(place)), likely=True), hand]
        case "open" if cannot:
            return [Choice(paste.label, paste.deed, likely=True), hand]
        case "open":
            return [Choice("Run it", Offer(Perform(place)), likely=True), hand]
        case "asked":
            return [Choice("Take the request back", Offer(Cancel(place))), hand]
        case "running":
            stop = [Choice("Stop it", Offer(Cancel(place)))] if risk is Risk.READ else []
            return [Choice("Wait for it", Stay(), likely=True), *stop]
        case "settled":
            again = [] if cannot else [Choice("Run it again", Offer(Perform(place)))]
            rows = _rows(picture, at, place)
            if lacks_rows(at.step, at.item):
                return [*rows, *_none_fits(at, place), *again]
            return [*outcomes(picture, at, place, at.item.verdict), *rows, *again]
        case "stuck":
            label = "Ask for approval again" if asks else "Run it again"
            return [*([] if cannot else [Choice(label, Offer(Perform(place)))]), paste, hand]


def _rows(picture: Picture, at: At, place: Place) -> list[Choice]:
    """One row is picked by its number; several, or one of many, are asked for."""
    pick = pick_of(at.step)
    rows = rows_of(pick, at.item) if pick else None
    places = offered(picture.incident, at.run, at.step, at.item)
    if pick is None or rows is None or not places:
        return []
    if pick.many or len(places) > MOST_AT_ONCE:
        label = "Pick rows" if pick.many else "Pick a row"
        return [Choice(label, Fill("rows", place), likely=at.item.picked is None)]
    return [
        Choice(f"Pick: {row_label(rows[number])}", Offer(PickRows(place, (number,)))) for number in places
    ]


def _none_fits(at: At, place: Place) -> list[Choice]:
    return [Choice("None of these", Offer(Pick(place, "none")))] if "none" in at.step.outcomes else []


def _waiting(picture: Picture, at: At, wait: Wait, place: Place) -> list[Choice]:
    by_hand = bool(wait.command) and picture.rulebook.is_by_hand(wait.command)
    over = f"wait/{at.run.id}/{at.visit.number}" in picture.incident.fired
    if by_hand:
        paste = Choice("Paste what it shows", Fill("paste", place), likely=True)
        return [paste, *outcomes(picture, at, place)]
    if over or at.run.halted or at.visit.waiting is None:
        return outcomes(picture, at, place)
    stay = Choice("Wait here", Stay(), likely=True)
    if at.visit.waiting.may_end and wait.until is None and "done" in at.step.outcomes:
        done = at.step.outcomes["done"]
        label = f"{outcome_label(done)} → {goes_to(picture, at, done)}"
        return [stay, Choice(label, Offer(Pick(place, "done")))]
    return [stay]


def _papers(picture: Picture) -> Iterator[Choice]:
    """What of the postmortem is missing, and the close once nothing is."""
    incident = picture.incident
    missing = lacking(incident, picture.rulebook.policy)
    for need in missing:
        if need == "actions":
            yield Choice("Add an action item", Fill("action"))
            yield Choice("Say why nothing is to be changed", Fill("no-actions"))
        elif need != "accepted":  # by somebody else, and in Slack
            yield Choice(f"Write “{SECTIONS[need]}”", Fill("write", name=need))
    if not incident.must() and not missing:
        yield Choice("Close it: the paperwork is done", Offer(Close()), likely=True)


def _of_room(picture: Picture, by: Actor) -> Iterator[Choice]:
    """What the incident as a whole waits for, beside the step."""
    incident = picture.incident
    if incident.closed_at:
        return
    if incident.life == "declared":
        yield Choice("Acknowledge: you are on it", Offer(Acknowledge()))
    if "commander" in incident.wanted_roles and incident.commander is None:
        yield Choice("Take command", Offer(TakeRole("commander", by, seen="")))
    if incident.resolved_at:
        for owed in incident.must():
            form = Fill("undone" if owed.kind == "undo" else "evidence", name=owed.id)
            yield Choice(f"{'It is back' if owed.kind == 'undo' else 'Keep'}: {owed.title}", form)
        yield from _papers(picture)
        return
    over = incident.current() is None
    match incident.proposed:
        case "mitigated":
            yield Choice("The impact is contained", Offer(Mitigate()))
        case "false_alarm":
            yield Choice("It was a false alarm", Offer(Resolve(false_alarm=True)), likely=over)
            yield Choice("The impact is over", Offer(Resolve()))
        case "resolve":
            yield Choice("The impact is over", Offer(Resolve()), likely=over)
            yield Choice("It was a false alarm", Offer(Resolve(false_alarm=True)))
        case "" if over:
            yield Choice("The impact is over", Offer(Resolve()), likely=True)
            yield Choice("It was a false alarm", Offer(Resolve(false_alarm=True)))
        case _:
            pass
