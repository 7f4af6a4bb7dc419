"""The fold over approvals and over what is owed."""

from dataclasses import replace
from typing import TypeAlias, assert_never

from bot.core import events as ev
from bot.core.fold.parts import with_item, with_owed
from bot.core.incident import Approval, Incident, Item, Owed, Stamp

Approving: TypeAlias = ev.ApprovalRequested | ev.ApprovalSettled | ev.GlassOffered | ev.GlassBroken
Owing: TypeAlias = ev.UndoOwed | ev.OwedMet | ev.OwedWaived | ev.OwedMoved


def approval(incident: Incident, event: Approving, stamp: Stamp) -> Incident:
    """After an approval was asked or settled, or could be, or was, done without."""
    match event:
        case ev.ApprovalRequested(approval=asked):
            pass
        case ev.ApprovalSettled(token=token):
            former = incident.approvals[token]
            asked = replace(former, state=event.state, by=stamp.by, reason=event.reason)
        case ev.GlassBroken(token=token):
            former = incident.approvals[token]
            asked = replace(former, state="granted", by=stamp.by, reason=event.reason, broken=True)
        case ev.GlassOffered():
            return replace(incident, fired={**incident.fired, event.key: event.due})
        case _:
            assert_never(event)
    after = replace(incident, approvals={**incident.approvals, asked.token: asked})
    if asked.subject == "waive":
        return after
    for name in asked.all_items:
        after = with_item(after, asked, name, lambda item: _asked(item, asked))
    return after


def _asked(item: Item, asked: Approval) -> Item:
    if asked.state == "pending":
        return replace(item, state="asked", cleared=False, outcome="", note="", ticked_by=None)
    state = "open" if item.state == "asked" else item.state
    granted = asked.state == "granted"
    return replace(item, state=state, cleared=granted, token=asked.token if granted else item.token)


def owing(incident: Incident, event: Owing, stamp: Stamp) -> Incident:
    """After something became owed, was met, waived or moved to the caller."""
    match event:
        case ev.UndoOwed(owed=owed):
            return with_owed(incident, owed)
        case ev.OwedMet():
            former = incident.owed[event.owed]
            return with_owed(
                incident,
                replace(
                    former,
                    state="met",
                    text=event.text,
                    digest=event.digest,
                    digests=event.digests,
                    by=stamp.by,
                    at=stamp.at,
                ),
            )
        case ev.OwedWaived():
            former = incident.owed[event.owed]
            return with_owed(
                incident, replace(former, state="waived", text=event.reason, by=stamp.by, at=stamp.at)
            )
        case ev.OwedMoved():
            return replace(incident, owed=_moved(incident.owed, event))
        case _:
            assert_never(event)


def _moved(owed: dict[str, Owed], event: ev.OwedMoved) -> dict[str, Owed]:
    moved: dict[str, Owed] = {}
    for key, item in owed.items():
        if item.run != event.run or not item.is_open:
            moved[key] = item
            continue
        name = _free(f"{event.to}/{event.prefix}/{item.id.partition('/')[2]}", owed.keys() | moved.keys())
        moved[name] = replace(item, id=name, run=event.to, gates=(), by_step="")
    return moved


def _free(name: str, taken: set[str]) -> str:
    """The name, numbered when the step was called before and that call's is still remembered."""
    names = (name, *(f"{name}-{number}" for number in range(2, len(taken) + 3)))
    return next(free for free in names if free not in taken)
