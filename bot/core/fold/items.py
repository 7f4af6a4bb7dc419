"""The fold over what is done in a visit."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.core import events as ev
from bot.core.fold.parts import with_item, with_visit
from bot.core.incident import Incident, Item, Stamp, Visit
from bot.core.signals import Actor

Work: TypeAlias = (
    ev.QuestionAnswered
    | ev.CommandStarted
    | ev.CommandLaunched
    | ev.CommandFinished
    | ev.CommandInterrupted
    | ev.CommandCancelled
    | ev.ResultRecorded
    | ev.RowsPicked
    | ev.ItemClaimed
    | ev.ItemTicked
    | ev.ItemsDone
    | ev.WaitBegan
    | ev.PollStarted
    | ev.Polled
)


def work(incident: Incident, event: Work, stamp: Stamp) -> Incident:
    """After an event of an item."""
    match event:
        case ev.QuestionAnswered():
            return with_item(
                incident, event, "main", lambda item: replace(item, state="settled", cleared=False)
            )
        case ev.CommandStarted():
            return with_item(incident, event, event.item, lambda item: _started(item, event))
        case ev.CommandLaunched():
            return with_item(incident, event, event.item, lambda item: replace(item, launched=True))
        case ev.CommandFinished():
            if not event.counts:
                return incident
            return with_item(incident, event, event.item, lambda item: _finished(item, event))
        case ev.CommandInterrupted():
            if event.again:
                return incident
            return with_item(incident, event, event.item, lambda item: _interrupted(item, event.effect))
        case ev.CommandCancelled():
            return with_item(incident, event, event.item, lambda item: replace(item, state="open", effect=""))
        case ev.ResultRecorded():
            return with_item(incident, event, event.item, lambda item: _finished(item, event))
        case ev.RowsPicked():
            return with_item(incident, event, event.item, lambda item: replace(item, picked=event.rows))
        case ev.ItemClaimed():
            return with_item(incident, event, event.item, lambda item: replace(item, claimed_by=event.holder))
        case ev.ItemTicked():
            after = with_item(incident, event, event.item, lambda item: _ticked(item, event, stamp.by))
            return with_visit(after, event.run, event.visit, lambda visit: replace(visit, ticked=event.item))
        case ev.ItemsDone():
            return with_visit(
                incident, event.run, event.visit, lambda visit: replace(visit, moves_at=event.moves_at)
            )
        case ev.WaitBegan():
            return with_visit(
                incident, event.run, event.visit, lambda visit: replace(visit, waiting=event.waiting)
            )
        case ev.PollStarted():
            return with_item(incident, event, "main", lambda item: _running(item, event.effect))
        case ev.Polled():
            return with_visit(incident, event.run, event.visit, lambda visit: _polled(visit, event))
        case _:
            assert_never(event)


def _started(item: Item, event: ev.CommandStarted) -> Item:
    return replace(_running(item, event.effect), token=event.token, launched=not event.waits)


def _running(item: Item, effect: str) -> Item:
    return replace(
        item,
        state="running",
        effect=effect,
        token="",
        launched=True,
        tries=item.tries + 1,
        trouble="",
        why="",
        cleared=False,
        picked=None,
        outcome="",
        note="",
        ticked_by=None,
    )


def _ticked(item: Item, event: ev.ItemTicked, by: Actor) -> Item:
    plain = replace(item, trouble="", why="", note=event.note)
    if event.outcome == "open":
        return replace(plain, state="open", verdict="", outcome="", ticked_by=None)
    return replace(plain, state="settled", outcome=event.outcome, ticked_by=by)


def _interrupted(item: Item, effect: str) -> Item:
    if item.effect != effect:
        return item  # another try is live by now
    why = "Handrail stopped while it ran; it may have run, or not"
    return replace(item, state="stuck", trouble="interrupted", why=why, effect="")


def _finished(item: Item, event: ev.CommandFinished | ev.ResultRecorded) -> Item:
    result = event.result
    return replace(
        item,
        state="stuck" if result.trouble else "settled",
        verdict=result.reading.verdict,
        trouble=result.trouble,
        why=result.why,
        effect="",
        cleared=False,
        by_hand=isinstance(event, ev.ResultRecorded),
        result=result,
        picked=None,
        outcome=event.outcome,
        note="",
        ticked_by=None,
    )


def _polled(visit: Visit, event: ev.Polled) -> Visit:
    assert visit.waiting is not None, "a poll belongs to a wait that began"
    waiting = replace(
        visit.waiting,
        next_poll=event.next_poll,
        good=event.good,
        failures=0 if event.good else visit.waiting.failures + 1,
    )
    item = replace(visit.items[0], state="open", effect="", result=event.result)
    return replace(visit, waiting=waiting, items=(item, *visit.items[1:]))
