"""Small incidents for tests of the store, made by the core's own fold."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

from bot.core.apply import apply
from bot.core.events import Event, IncidentDeclared, NoteAdded
from bot.core.incident import Incident, Stamp
from bot.core.runbook import Severity
from bot.core.signals import Actor
from bot.engine.ports import Reader, Transaction
from tests.fakes.clock import NOON

ANNA = Actor("T1", "U1", "Anna")
STAMP = Stamp(NOON, ANNA, "typed")
LATER = replace(STAMP, at=NOON + timedelta(minutes=1))


def declaration(name: str, title: str = "Receipts do not verify") -> IncidentDeclared:
    return IncidentDeclared(name, title, "briefcase/receipt-chain", Severity.P1, "prod", NOON, ("commander",))


def folded(before: Incident | None, *events: Event, stamp: Stamp = STAMP) -> Incident:
    """The incident after the events."""
    state = before
    for event in events:
        state = apply(state, event, stamp)
    assert state is not None
    return state


def declaring(name: str, stamp: Stamp = STAMP) -> Callable[[Transaction], Incident]:
    """A job that opens the incident."""

    def job(tx: Transaction) -> Incident:
        event = declaration(name)
        after = folded(None, event, stamp=stamp)
        tx.append(after, (event,), stamp)
        return after

    return job


def saying(name: str, *events: Event, stamp: Stamp = LATER) -> Callable[[Transaction], Incident]:
    """A job that appends the events to the incident."""

    def job(tx: Transaction) -> Incident:
        after = folded(tx.incident(name), *events, stamp=stamp)
        tx.append(after, events, stamp)
        return after

    return job


def noting(name: str, text: str) -> Callable[[Transaction], Incident]:
    """A job that appends a note."""
    return saying(name, NoteAdded(text))


def notes(store: Reader, name: str) -> list[str]:
    """The texts of the notes in the log."""
    return [one.event.text for one in store.log(name) if isinstance(one.event, NoteAdded)]
