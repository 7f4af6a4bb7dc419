"""Events, effects and snapshots come back as they went in; bytes of events have one form, for ever."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta, timezone
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.effects import Effect, PostNotice
from bot.core.events import ApprovalRequested, CommandFinished, Event, FactSet, NoteAdded, RunStarted
from bot.core.incident import Approval, ClockState, Incident, Stamp
from bot.core.result import CommandResult, Reading
from bot.core.seeing import may_see
from bot.core.signals import HANDRAIL, Actor
from bot.core.values import Row, Values
from bot.engine.ports import Logged
from bot.store.codec import (
    EFFECTS,
    EVENTS,
    UnknownKind,
    Unreadable,
    actor_from,
    actor_text,
    audience_from,
    audience_text,
    effect_from,
    effect_text,
    event_bytes,
    event_from,
    incident_from,
    incident_text,
)
from tests.fakes.clock import NOON
from tests.store.samples import ANNA, STAMP, declaration, folded

WHOLE = 2**53 - 1
st.register_type_strategy(datetime, st.datetimes(timezones=st.just(UTC)))
st.register_type_strategy(timedelta, st.timedeltas(timedelta(), timedelta(days=3650)))
st.register_type_strategy(int, st.integers(-WHOLE, WHOLE))
st.register_type_strategy(float, st.floats(allow_nan=False, allow_infinity=False))


def logged(event: Event) -> Logged:
    return Logged("INC-0001", 7, STAMP, event, "1.2.3")


def typed(value: Any) -> Any:
    """The value with the type of each number beside it: 3 equals 3.0, and is not the same."""
    if isinstance(value, dict):
        return {name: typed(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return tuple(typed(part) for part in value)
    return (type(value), value)


@pytest.mark.parametrize("kind", get_args(Event), ids=lambda kind: str(kind.__name__))
def test_every_event_reads_back_as_it_was(kind: type[Event]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(event=st.from_type(kind))
    def holds(event: Event) -> None:
        content = event_bytes(logged(event))

        back = event_from(content)

        assert back == logged(event)
        assert event_bytes(back) == content

    holds()


@pytest.mark.parametrize("kind", get_args(Effect), ids=lambda kind: str(kind.__name__))
def test_every_effect_reads_back_as_it_was(kind: type[Effect]) -> None:
    @settings(max_examples=25, deadline=None)
    @given(effect=st.from_type(kind))
    def holds(effect: Effect) -> None:
        assert effect_from(effect.kind, effect_text(effect)) == effect

    holds()


@settings(max_examples=60, deadline=None)
@given(incident=st.from_type(Incident))
def test_every_state_reads_back_as_it_was(incident: Incident) -> None:
    assert incident_from(incident_text(incident)) == incident


def test_the_bytes_of_an_event_are_these_for_ever() -> None:
    content = event_bytes(logged(NoteAdded("Zürich says “no”")))

    assert content.decode() == (
        '{"at":"2026-11-21T12:00:00Z","bot":"1.2.3","by":{"name":"Anna","team":"T1","user":"U1"},'
        '"event":{"kept_by":null,"kind":"note_added.v1","redacted":false,"source":null,'
        '"text":"Zürich says “no”"},"incident":"INC-0001","version":7,"via":"typed"}'
    )


def test_an_event_that_was_written_before_it_had_more_to_say_reads_as_ever() -> None:
    content = (
        '{"at":"2026-11-21T12:00:00Z","bot":"1.2.3","by":{"name":"Anna","team":"T1","user":"U1"},'
        '"event":{"kind":"note_added.v1","text":"Zürich says “no”"},"incident":"INC-0001",'
        '"version":7,"via":"typed"}'
    )

    assert event_from(content.encode()) == logged(NoteAdded("Zürich says “no”"))


def test_numbers_come_back_as_the_numbers_they_were() -> None:
    rows: tuple[Row, ...] = ({"a": 1.0, "b": 1},)
    values: Values = {"ratio": 3.0, "count": 3, "half": 0.5, "rows": rows, "ok": True}
    reading = Reading(values, "ok")
    event = CommandFinished("r1", 1, "main", "c", "C", "e", CommandResult(reading=reading))

    back = event_from(event_bytes(logged(event))).event

    assert isinstance(back, CommandFinished)
    assert typed(back.result.reading.values) == typed(values)


@pytest.mark.parametrize("value", [3.0, -0.0, 1e21, 0.1, 3, True, "3", (), ("a",), ({"a": 1.0},)])
def test_a_fact_keeps_its_type(value: Any) -> None:
    back = event_from(event_bytes(logged(FactSet("r1", "f", value, "answered")))).event

    assert isinstance(back, FactSet)
    assert typed(back.value) == typed(value)


def test_times_are_kept_in_utc() -> None:
    zurich = timezone(timedelta(hours=1))
    stamp = Stamp(datetime(2026, 11, 21, 13, 0, 0, 250_000, tzinfo=zurich), ANNA, "typed")

    content = event_bytes(replace(logged(NoteAdded("")), stamp=stamp))

    assert b'"at":"2026-11-21T12:00:00.250000Z"' in content
    assert event_from(content).stamp.at == stamp.at


def test_a_time_without_a_zone_is_refused() -> None:
    event = declaration("INC-0001")
    naive = replace(event, detected_at=NOON.replace(tzinfo=None))

    with pytest.raises(ValueError, match="no time zone"):
        event_bytes(logged(naive))


def test_a_span_of_time_reads_back_to_the_microsecond() -> None:
    clock = ClockState("c", "C", timedelta(days=2, microseconds=1), "a", "b")
    event = RunStarted("r1", "s/r", "d", "R", "", 0, (), (clock,))

    assert event_from(event_bytes(logged(event))).event == event


def test_a_kind_of_a_newer_version_is_named() -> None:
    content = event_bytes(logged(NoteAdded("x"))).replace(b"note_added.v1", b"note_added.v9")

    with pytest.raises(UnknownKind) as caught:
        event_from(content)

    assert str(caught.value) == (
        "event 7 of INC-0001 is of the kind 'note_added.v9', which this version does not know. "
        "It was written by Handrail 1.2.3; read it with that version or a later one."
    )


def test_an_old_kind_is_read_as_its_present_one() -> None:
    content = event_bytes(logged(NoteAdded("x"))).replace(b"note_added.v1", b"remarked.v1")
    upcasts = {
        "remarked.v1": lambda raw: {**raw, "kind": "remarked.v2"},
        "remarked.v2": lambda raw: {"kind": "note_added.v1", "text": raw["text"].upper()},
    }

    assert event_from(content, upcasts).event == NoteAdded("X")


def test_an_approval_of_a_log_that_knew_only_commands_is_read() -> None:
    asked = Approval(
        "t1", "run", "r1", 2, "main", "", "mend api", "plan", "digest", ("oncall",), ANNA, NOON, NOON
    )
    record = json.loads(event_bytes(logged(ApprovalRequested(asked))))
    for newer in ("outcome", "facts", "text", "items", "plans"):
        del record["event"]["approval"][newer]

    assert event_from(json.dumps(record).encode()).event == ApprovalRequested(asked)


@pytest.mark.parametrize(
    "content", [b"", b"{", b"[]", b"{}", b'{"version":1,"incident":"x","event":{"kind":"note_added.v1"}}']
)
def test_bytes_that_are_no_event_are_unreadable(content: bytes) -> None:
    with pytest.raises(Unreadable):
        event_from(content)


def test_an_effect_of_a_newer_version_is_named() -> None:
    with pytest.raises(UnknownKind, match="'teleport'"):
        effect_from("teleport", "{}")


def test_a_mangled_effect_or_snapshot_is_unreadable() -> None:
    with pytest.raises(Unreadable, match="post_notice"):
        effect_from("post_notice", "{}")
    with pytest.raises(Unreadable, match="snapshot"):
        incident_from(incident_text(folded(None, declaration("INC-0001")))[:-9] + "}")


def test_an_effect_keeps_the_order_of_what_it_holds() -> None:
    assert effect_text(PostNotice("x", ("U2", "U1"))).index("U2") < 30


def test_kinds_are_unique_and_those_of_events_carry_a_version() -> None:
    assert len(EVENTS) == len(get_args(Event))
    assert len(EFFECTS) == len(get_args(Effect))
    assert all(kind.rpartition(".v")[2].isdigit() for kind in EVENTS)


def test_a_person_reads_back() -> None:
    odd = Actor("T1", "U1", 'Ø "x" \\ 🚒')

    assert actor_from(actor_text(odd)) == odd


@pytest.mark.parametrize("those", [None, frozenset(), frozenset({"T1/U1"}), frozenset({"T1/U1", "T1/U2"})])
def test_who_may_see_is_kept_apart_from_everybody(those: frozenset[str] | None) -> None:
    kept = audience_from(audience_text(those))

    assert may_see(HANDRAIL, kept)
    assert (kept is None) == (those is None)
    assert all(
        may_see(Actor("T1", user, ""), kept) for user in ("U1", "U2") if those and f"T1/{user}" in those
    )
    assert not kept or not may_see(Actor("T1", "U3", ""), kept)
