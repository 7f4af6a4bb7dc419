"""A channel that another organisation reads: nothing is said in it, nothing is taken from it; people know."""

import json
from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from slack_bolt import BoltResponse

from bot.core.signals import Note
from bot.engine.ports import Held, Retry
from bot.slack.directory import FRESH_FOR, Workspace
from bot.slack.sharing import SAYS, SHARED_FOR, Guarded, Sharing, is_shared
from tests.fakes.clock import FakeClock
from tests.slack.stage import CHANNEL, ELSEWHERE, TEAM, Json, Stage
from tests.slack.test_door import WAYS, nothing_happened, payloads, refused

OURS = {"id": CHANNEL, "is_ext_shared": False}


def in_a_channel(stage: Stage, user: str = "U0ANA") -> list[Json]:
    """Every payload that says in which channel it was done: in the incident's own."""
    sent = [*payloads(stage, user), stage.slash("note nothing", user, CHANNEL)]
    return [
        body
        for body in sent
        if "view" not in body
        and body.get("channel_id") != ELSEWHERE
        and body.get("event", {}).get("type", "reaction_added") == "reaction_added"
    ]


# -- whether it is ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({}, False),
        ({"is_ext_shared": True}, True),
        ({"is_pending_ext_shared": True}, True),
        ({"pending_connected_team_ids": ["T0OTHER"]}, True),
        ({"is_org_shared": True}, True),
        ({"is_ext_shared": "perhaps"}, None),
    ],
)
def test_what_slack_says_of_a_channel(more: Json, found: bool | None) -> None:
    assert is_shared(OURS | more, Workspace(TEAM)) is found


def test_within_the_one_organisation_it_is_not_shared() -> None:
    assert is_shared(OURS | {"is_org_shared": True}, Workspace(TEAM, "E1")) is False


@pytest.mark.parametrize("said", [{"id": CHANNEL}, {}, None, "C1"])
def test_what_slack_does_not_say_is_unknown(said: Any) -> None:
    sharing = Sharing(Workspace(TEAM), lambda _: said, FakeClock())

    with pytest.raises(Retry, match="does not say"):
        sharing.is_shared(CHANNEL)


def test_what_was_said_holds_for_five_minutes_and_a_shared_one_is_looked_at_again_soon() -> None:
    stage = Stage()
    stage.sharing.is_shared("C1")
    stage.slack.shared.add("C1")

    stage.engine.clock.forward(FRESH_FOR - timedelta(seconds=1))
    before = stage.sharing.is_shared("C1")
    stage.engine.clock.forward(timedelta(seconds=1))
    after = stage.sharing.is_shared("C1")
    stage.slack.shared.clear()
    soon = stage.sharing.is_shared("C1")
    stage.engine.clock.forward(SHARED_FOR)

    assert (before, after, soon, stage.sharing.is_shared("C1")) == (False, True, True, False)


# -- the door --------------------------------------------------------------------------------------


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_nothing_is_taken_from_a_shared_channel(way: Callable[[Stage, Json], BoltResponse]) -> None:
    stage = Stage().declared()
    stage.slack.shared.add(CHANNEL)
    stage.sharing.forget(CHANNEL)
    stage.send(stage.slash("list", channel=CHANNEL))
    before = stage.engine.incident

    told = [refused(stage, body, way) for body in in_a_channel(stage)]

    assert len(told) >= 7
    assert all("another organisation" in text for text in told if text != "nobody is there to be told")
    assert nothing_happened(stage, before)


@pytest.mark.parametrize("way", WAYS.values(), ids=WAYS.keys())
def test_nothing_is_taken_from_a_channel_that_slack_does_not_tell_of(
    way: Callable[[Stage, Json], BoltResponse],
) -> None:
    stage = Stage().declared()
    stage.types("list")
    before, stage.slack.silent = stage.engine.incident, True

    told = [refused(stage, body, way) for body in in_a_channel(stage)]

    assert all("Invite Handrail" in text for text in told if text != "nobody is there to be told")
    assert nothing_happened(stage, before)


def test_a_press_that_does_not_say_where_it_was_is_refused() -> None:
    stage = Stage().declared()
    (press,) = [body for body in payloads(stage, "U0ANA") if body.get("type") == "block_actions"][:1]
    del press["channel"]

    assert "does not say who can read" in refused(stage, press, Stage.send)


def test_what_is_typed_in_a_shared_channel_says_nothing_of_any_incident() -> None:
    stage, empty = Stage().declared(), Stage()
    for one in (stage, empty):
        one.slack.shared.add(ELSEWHERE)
        one.sharing.forget(ELSEWHERE)

    said = [one.types("INC-0001 step", channel=ELSEWHERE) for one in (stage, empty)]

    assert said[0] == said[1]
    assert "another organisation" in said[0]["text"]


def test_from_elsewhere_a_locked_incident_goes_on_and_lists_say_that_it_is_locked() -> None:
    stage = Stage().declared()
    stage.slack.shared.add(CHANNEL)

    stage.send(stage.event({"type": "channel_shared", "channel": CHANNEL, "connected_team_id": "T0OTHER"}))

    assert stage.engine.incident.is_locked
    assert "noted" in json.dumps(stage.types("INC-0001 note it goes on")).lower()
    assert "another organisation can read its channel" in json.dumps(stage.types("list"))
    assert "another organisation can read its channel" in json.dumps(stage.types("INC-0001 step"))
    stage.send(stage.event({"type": "app_home_opened", "user": "U0ANA", "tab": "home"}))
    assert "another organisation can read its channel" in json.dumps(stage.front.shown[-1])


def test_an_event_that_slack_itself_does_not_bear_out_locks_nothing() -> None:
    stage = Stage().declared()

    stage.send(stage.event({"type": "channel_shared", "channel": CHANNEL}))

    assert not stage.engine.incident.is_locked


def test_an_event_locks_when_slack_cannot_be_asked() -> None:
    stage = Stage().declared()
    stage.slack.silent = True

    stage.send(stage.event({"type": "channel_shared", "channel": CHANNEL}))

    assert stage.engine.incident.is_locked


# -- what goes out ---------------------------------------------------------------------------------


def guarded() -> tuple[Guarded, Stage]:
    """A client whose calls would fail if they were made: there is nobody at its address."""
    stage = Stage()
    stage.slack.shared.add("C1")
    return Guarded(stage.sharing, "xoxb-for-tests", "http://127.0.0.1:9/api/", 1), stage


@pytest.mark.parametrize("method", sorted(SAYS))
def test_no_method_says_anything_in_a_shared_channel(method: str) -> None:
    client, _ = guarded()

    for where in (
        {"params": {"channel": "C1"}},
        {"json": {"channel": "C1"}},
        {"params": {"channel_id": "C1"}},
    ):
        with pytest.raises(Held, match="another organisation"):
            client.api_call(method, **where)


def test_no_file_is_uploaded_for_a_shared_channel() -> None:
    client, _ = guarded()

    with pytest.raises(Held):
        client.files_upload_v2(channel="C1", content=b"x", filename="x")


def test_where_slack_does_not_say_who_reads_nothing_is_said() -> None:
    client, stage = guarded()
    stage.slack.silent = True

    with pytest.raises(Retry, match=r"conversations\.info"):
        client.chat_postMessage(channel="C2", text="x")


# -- what is held back -----------------------------------------------------------------------------


def test_what_was_held_back_comes_in_its_order_once_when_the_channel_is_ours_again() -> None:
    engine = Stage().declared().engine
    engine.chat.shared = {"C1"}
    engine.offer(Note("first"))
    locked = engine.settle().incident
    before = len(engine.chat.performed)
    engine.offer(Note("second"))
    for _ in range(3):
        engine.clock.forward(timedelta(seconds=16))
        engine.settle()
    assert {job.effect.kind for job in engine.chat.performed[before:]} <= {
        "tell_person",
        "refresh_announcement",
    }

    engine.chat.shared = set()
    for _ in range(3):
        engine.clock.forward(timedelta(seconds=16))
        engine.settle()

    assert (locked.is_locked, engine.incident.is_locked) == (True, False), "the delivery itself finds out"
    done = [job.id for job in engine.chat.performed]
    assert len(done) == len(set(done))
    assert "post_notice" in [job.effect.kind for job in engine.chat.performed[before:]]
    left = {row.kind for row in engine.store.rows() if row.state != "done"}
    assert left <= {"wake"}
