"""Delivery on fakes: what is done once, tried again, given up, or found half done after a crash."""

import threading
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from bot.core.effects import CreateChannel, PostFile, RunCommand, SetTopic
from bot.core.incident import Item
from bot.core.result import Output
from bot.core.signals import (
    HANDRAIL,
    Answer,
    Approve,
    Cancel,
    Collect,
    Deny,
    Jump,
    Launch,
    Note,
    Perform,
    Pick,
    Resolve,
    ShowMap,
    TakeRole,
    Time,
)
from bot.engine.pace import Pace
from bot.engine.ports import Leased, NotRun, Permanent, Retry, Stopping
from tests.core.story import ANA, BO, CHI
from tests.engine.desk import Desk
from tests.fakes.store import MemoryStore
from tests.fakes.world import answers


def declared(desk: Desk | None = None) -> Desk:
    desk = desk or Desk()
    desk.declare()
    return desk


def approved(desk: Desk | None = None) -> Desk:
    desk = declared(desk).settle()
    desk.offer(Answer(desk.place, {"lost": False, "name": "api"}))
    desk.offer(Pick(desk.place, "done"))
    desk.offer(Collect("copy", "s3://copy"))
    desk.offer(Perform(desk.place))
    desk.settle()
    desk.incidents.offer("INC-0001", Approve("token-1", frozenset({"oncall"})), BO, "button")
    return desk


def test_a_declaration_is_delivered_whole() -> None:
    desk = declared().settle()

    assert desk.chat.kinds()[0] == "create_channel"
    assert {"invite", "set_topic", "refresh_card", "pin_card", "refresh_step"} <= set(desk.chat.kinds())
    assert desk.incident.channel == "C1"
    assert desk.incident.messages["card"].channel == "C1"
    assert desk.at == "how-bad", "the command ran and its verdict was taken"


def test_output_is_kept_redacted_and_the_raw_bytes_only_sealed() -> None:
    desk = Desk()
    desk.commands.answers["app.look"] = answers('{"verdict": "broken", "values": {"bad": "secret"}}')
    desk.declare()
    desk.settle()

    item = desk.incident.owed["r1/seen"]
    assert b"[redacted]" in (desk.store.object(item.digest) or b"")
    finished = [e.event for e in desk.incidents.log("INC-0001") if e.event.kind == "command_finished.v1"]
    assert getattr(finished[0], "result").raw.startswith("INC-0001:")  # noqa: B009 - one field of a union


def test_a_channel_refused_for_a_while_holds_up_the_channel_and_nothing_else() -> None:
    desk = declared()
    desk.chat.fails["create_channel"] = [Retry("ratelimited", after=20, bucket="conversations.create")]

    desk.settle()
    assert desk.incident.channel == ""
    assert desk.at == "how-bad", "the command does not need the channel"
    desk.clock.forward(timedelta(seconds=21))
    desk.settle()

    assert desk.incident.channel == "C1"


def test_what_fails_is_tried_again_later_and_then_given_up_visibly() -> None:
    desk = declared()
    desk.chat.fails["set_topic"] = [OSError("no route")] * 3

    for _ in range(4):
        desk.settle()
        desk.clock.forward(timedelta(minutes=1))

    assert [dead.kind for dead in desk.incident.dead] == ["set_topic"]
    assert "no route" in desk.incident.dead[0].why


def test_what_is_for_slack_waits_however_long_slack_is_away() -> None:
    desk = declared()
    desk.chat.fails["create_channel"] = [Retry("Slack could not be reached", away=True)] * 30

    for _ in range(31):
        desk.settle()
        desk.clock.forward(timedelta(minutes=5))

    assert desk.incident.dead == ()
    assert desk.incident.channel == "C1"
    assert desk.chat.kinds().count("create_channel") == 1


def test_what_cannot_work_is_given_up_at_once() -> None:
    desk = declared()
    desk.chat.fails["pin_card"] = [Permanent("the bot may not pin here")]

    desk.settle()

    assert desk.incident.dead[0].why == "the bot may not pin here"


def test_an_approved_change_runs_once() -> None:
    desk = approved().settle()

    assert [command for _, command in desk.commands.ran].count("app.mend") == 1
    assert desk.at == "mend"


def test_a_change_found_half_done_is_never_run_again() -> None:
    desk = approved()
    while (job := desk.store.lease(desk.clock.now())) and not isinstance(job.effect, RunCommand):
        desk.store.transact(lambda tx, done=job: tx.finish(done.id))  # type: ignore[misc]
    assert job is not None
    assert isinstance(job.effect, RunCommand)
    desk.incidents.offer("INC-0001", Launch(job.id, job.effect.plan), HANDRAIL, "result")
    after = Desk(desk.store.reboot())

    after.relay.recover()
    after.settle()

    assert after.commands.ran == []
    assert item(after).trouble == "interrupted"


def item(desk: Desk) -> Item:
    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    return run.visit.items[0]


def test_a_change_that_was_taken_up_and_had_not_started_is_taken_up_again() -> None:
    desk = approved()
    while (job := desk.store.lease(desk.clock.now())) and not isinstance(job.effect, RunCommand):
        desk.store.transact(lambda tx, done=job: tx.finish(done.id))  # type: ignore[misc]
    after = Desk(desk.store.reboot())

    after.relay.recover()
    after.settle()

    assert [command for _, command in after.commands.ran] == ["app.mend"]
    assert after.incident.approvals["token-1"].state == "granted"


def test_what_fails_before_the_start_has_surely_not_run() -> None:
    desk = approved()
    desk.approvers.breaks = True

    desk.settle()

    assert "app.mend" not in {command for _, command in desk.commands.ran}
    assert item(desk).state == "open"
    assert desk.incident.approvals["token-1"].reason == "Handrail could not start it"


def test_a_change_that_was_approved_before_an_absence_of_an_hour_does_not_run() -> None:
    desk = approved()
    desk.clock.forward(timedelta(hours=1))
    after = Desk(desk.store.reboot())
    after.clock = after.relay.clock  # type: ignore[assignment]  # one clock
    after.clock.forward(timedelta(hours=1))

    after.relay.recover()
    after.settle()

    assert after.commands.ran == []
    assert after.incident.approvals["token-1"].state == "expired"


def test_who_left_the_group_after_the_yes_has_not_approved() -> None:
    desk = approved()
    desk.approvers.doubts = "Bo is not in oncall any more"

    desk.settle()

    assert "app.mend" not in {command for _, command in desk.commands.ran}
    assert desk.incident.approvals["token-1"].state == "void"
    assert desk.approvers.asked == [("token-1", ("oncall",))]


def test_while_nobody_can_say_who_is_in_the_group_it_waits_and_then_expires() -> None:
    desk = approved()
    desk.approvers.away = True

    for _ in range(16):
        desk.settle()
        desk.clock.forward(timedelta(minutes=1))
    desk.settle()

    assert "app.mend" not in {command for _, command in desk.commands.ran}
    assert desk.incident.approvals["token-1"].state == "expired"


def test_a_no_between_the_yes_and_the_start_stops_it() -> None:
    desk = approved()
    desk.incidents.offer("INC-0001", Deny("token-1", frozenset({"oncall"}), "not now"), CHI, "button")

    desk.settle()

    assert "app.mend" not in {command for _, command in desk.commands.ran}
    assert desk.incident.approvals["token-1"].state == "denied"


def test_other_work_found_half_done_is_looked_for_and_done() -> None:
    desk = declared()
    job = desk.store.lease(desk.clock.now())
    assert job is not None
    after = Desk(desk.store.reboot())

    after.relay.recover()
    after.settle()
    at_once = list(after.chat.kinds())
    after.clock.forward(timedelta(seconds=after.relay.backoff.look))
    after.settle()

    assert isinstance(job.effect, CreateChannel)
    assert set(at_once) == {"page", "refresh_page"}, "nobody is called later than at once"
    found = next(one for one in after.chat.performed if one.id == job.id)
    assert found.attempt == 2, "what was on its way when the bot died is looked for when it must be there"


def test_an_approval_that_expired_before_the_start_runs_nothing() -> None:
    desk = approved()
    desk.clock.forward(timedelta(minutes=16))

    desk.settle()

    assert "app.mend" not in [command for _, command in desk.commands.ran]


def test_a_command_whose_step_was_left_before_it_began_does_not_run() -> None:
    desk = declared()
    desk.offer(TakeRole("commander", ANA))
    desk.offer(Jump(desk.place, "stop", "seen already"))

    desk.settle()

    assert desk.commands.ran == []
    assert desk.commands.cancelled == ["INC-0001/1/2"]


def test_a_cancelled_read_is_stopped() -> None:
    desk = declared()

    desk.offer(Cancel(desk.place))
    desk.settle()

    assert desk.commands.cancelled == ["INC-0001/1/2"]
    assert desk.at == "look"


def test_an_entry_that_left_the_catalogue_does_not_start() -> None:
    desk = declared()
    del desk.library.live["app.look"]

    desk.settle()

    assert desk.commands.ran == []


def test_trouble_is_recorded_with_what_was_shown() -> None:
    desk = Desk()
    desk.commands.answers["app.look"] = NotRun(
        "timed_out", "it took more than 30 s", Output(text="half a secret")
    )
    desk.declare()

    desk.settle()

    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    assert run.visit.items[0].trouble == "timed_out"
    assert run.visit.items[0].result is not None
    assert run.visit.items[0].result.excerpt == "half a [redacted]"


def test_what_never_started_has_no_output() -> None:
    desk = Desk()
    desk.commands.answers["app.look"] = NotRun("not_started", "there is no such program")
    desk.declare()

    desk.settle()

    assert desk.at == "look"


def test_an_output_that_does_not_read_is_trouble() -> None:
    desk = Desk()
    desk.commands.answers["app.look"] = answers("what?")
    desk.declare()

    desk.settle()

    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    assert run.visit.items[0].trouble == "unreadable"


def test_a_resolved_incident_gets_its_draft_as_a_file() -> None:
    desk = declared().settle()
    desk.offer(TakeRole("commander", ANA))

    desk.offer(Resolve(reason="it went away"))
    desk.settle()

    assert "INC-0001" in desk.drafts.files
    assert "post_file" in desk.chat.kinds()
    assert desk.incident.draft


def test_a_map_is_drawn_from_the_state_at_delivery_and_posted_with_its_words() -> None:
    desk = declared()
    desk.offer(ShowMap())

    desk.settle()

    (posted,) = [job.effect for job in desk.chat.performed if isinstance(job.effect, PostFile)]
    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    assert posted.name == "INC-0001-map.png"
    assert posted.about == f"It is at {run.visit.step}."
    assert desk.store.object(posted.digest) == f"a picture of {run.visit.step}".encode()


def test_posts_are_paced_and_take_their_turn_later() -> None:
    desk = declared()
    pace = Pace(timedelta(seconds=1), burst=1)
    now = desk.clock.now()
    post = next(effect for effect in desk.store.effects() if effect.kind == "refresh_step")
    job = Leased("a", "INC-0001", post, 1)

    assert pace.wait(job, now) is None
    later = pace.wait(job, now)

    assert later == now + timedelta(seconds=1)
    assert pace.wait(job, later) is None


def test_a_paced_post_is_given_back_untried() -> None:
    desk = declared()
    paced = Desk(desk.store)
    object.__setattr__(paced.relay, "pace", Pace(timedelta(seconds=30), burst=1))

    paced.settle()
    waiting = [row for row in paced.store.rows() if row.state == "waiting" and row.kind != "wake"]

    assert waiting
    assert all(row.attempts == 0 for row in waiting)


class Watched(MemoryStore):
    """Tells when the relay has come to rest."""

    def __init__(self) -> None:
        super().__init__()
        self.rests = threading.Event()

    def wait(self, now: datetime, *, stop: Callable[[], bool]) -> None:
        self.rests.set()
        super().wait(now, stop=stop)


def test_the_relay_rests_when_nothing_is_due_and_stops_when_told() -> None:
    store, stop = Watched(), threading.Event()
    thread = threading.Thread(target=Desk(store).relay.run, args=(stop.is_set,))
    thread.start()
    assert store.rests.wait(10)

    stop.set()
    store.wake()
    thread.join(10)

    assert not thread.is_alive()


def test_the_relay_stops_when_told() -> None:
    desk = declared()
    stop = threading.Event()
    thread = threading.Thread(target=desk.relay.run, args=(stop.is_set,))
    thread.start()

    stop.set()
    desk.store.wake()
    thread.join(10)

    assert not thread.is_alive()


def test_a_value_that_the_output_gave_away_is_hidden_with_it() -> None:
    desk = Desk()
    output = '{"verdict": "broken", "values": {"bad": "the secret"}}'
    desk.commands.answers["app.look"] = answers(output)

    desk.declare()
    desk.settle()

    assert desk.incident.runs["r1"].facts["bad"].value == "the [redacted]"


def test_a_wake_tells_what_is_overdue_once() -> None:
    desk = declared().settle()
    desk.offer(Answer(desk.place, {"lost": False, "name": "api"}))
    desk.settle()

    desk.clock.forward(timedelta(minutes=16))
    desk.settle()
    desk.clock.forward(timedelta(seconds=30))
    desk.settle()

    passed = [e for e in desk.incidents.log("INC-0001") if e.event.kind == "deadline_passed.v1"]
    assert len(passed) == 1


def test_a_wake_with_nothing_to_tell_takes_nobodys_id() -> None:
    desk = declared().settle()
    desk.offer(Time())

    incident = desk.offer(Note("after it"))

    assert incident.version > 0
    assert [row.kind for row in desk.store.rows()] == ["wake", "refresh_card"]


def test_what_slack_limits_waits_as_long_as_slack_asks() -> None:
    desk = declared()
    topic = Leased("a", "INC-0001", SetTopic("x"), 1)
    now = desk.clock.now()

    desk.relay.pace.hold("set_topic", now + timedelta(seconds=20))

    assert desk.relay.pace.wait(topic, now) == now + timedelta(seconds=20)
    assert desk.relay.pace.wait(topic, now + timedelta(seconds=20)) is None


def test_a_store_that_closes_ends_the_relay_and_leaves_the_row_to_the_restart() -> None:
    desk = declared()
    desk.chat.fails["create_channel"] = [Stopping("the store is closed")]

    desk.relay.run(lambda: False)

    assert "create_channel" in [row.kind for row in desk.store.rows()]
    assert desk.incident.dead == ()


def test_what_others_would_read_is_held_back_and_said_once_in_the_log(
    caplog: pytest.LogCaptureFixture,
) -> None:
    desk = Desk()
    desk.declare()
    desk.settle()
    desk.chat.shared = {"C1"}
    desk.offer(Note("hello"))

    with caplog.at_level("WARNING", "handrail.relay"):
        for _ in range(3):
            desk.settle()
            desk.clock.forward(timedelta(seconds=6))

    held = [record for record in caplog.records if record.message == "held back"]
    assert desk.incident.is_locked
    assert {record.__dict__["kind"] for record in held} >= {"refresh_card", "watch_channel"}
    assert len({record.__dict__["effect"] for record in held}) == len(held)
