"""The outage, walked from declaration to close, and each rule of the walk on the way."""

from dataclasses import replace
from datetime import timedelta

from bot.core.effects import CancelCommand, PostNotice, RunCommand, WriteDraft
from bot.core.events import OutcomeTaken
from bot.core.result import CommandResult, Reading
from bot.core.runbook import Wait
from bot.core.signals import (
    Answer,
    Approve,
    Close,
    Collect,
    Correct,
    Deny,
    EffectDone,
    Interrupted,
    Jump,
    Perform,
    Pick,
    Place,
    Plan,
    Ran,
    Record,
    Resolve,
    Skip,
    TakeRole,
    Undone,
    Waive,
)
from tests.core.outage import DIGEST, OUTAGE, RULES, Rules
from tests.core.story import ANA, BO, CHI, PLAN, Story


def at_stop(*, lost: bool = False) -> Story:
    story = Story().channel().result("broken", {"bad": "r-1"})
    return story.on(Answer(story.place, {"lost": lost, "name": "api"}))


def at_mend(*, lost: bool = False) -> Story:
    story = at_stop(lost=lost).on(Collect("copy", "s3://copy"))
    return story.on(Pick(story.place, "done"))


def at_settle(*, lost: bool = False) -> Story:
    story = at_mend(lost=lost).ask().approve().result("ok")
    return story.on(Pick(story.place, "ok"))


def test_an_outage_is_walked_to_its_end_and_closed() -> None:
    story = at_settle()
    story.result("ok")
    assert story.at == "put-back"

    story.on(Pick(story.place, "done"))
    assert story.at == "reopen"
    story.on(Pick(story.place, "done"))
    story.on(Resolve())
    story.on(Undone("restore/undo-put-back"))
    story.on(Close())

    assert story.incident.life == "closed"
    assert story.incident.runs["r1"].mode == "closed"
    assert len(story.effects(WriteDraft)) == 2


def test_an_auto_step_that_reads_runs_and_leaves_by_itself() -> None:
    story = Story()
    assert story.at == "look"

    story.result("broken", {"bad": "r-1"})

    assert story.at == "how-bad"
    assert story.incident.runs["r1"].facts["bad"].value == "r-1"


def test_evidence_from_a_step_is_kept_with_its_output() -> None:
    story = Story().result("broken", {"bad": "r-1"}, output="a" * 64)

    assert story.incident.owed["r1/seen"].state == "met"
    assert story.incident.owed["r1/seen"].digest == "a" * 64


def test_a_false_alarm_needs_no_evidence() -> None:
    story = Story().result("ok", {"bad": ""})

    assert story.incident.proposed == "false_alarm"
    assert story.incident.runs["r1"].mode == "closed"
    story.on(Resolve(false_alarm=True)).on(Close())
    assert story.incident.false_alarm


def test_answers_are_checked_by_their_types_all_at_once() -> None:
    story = Story().result("broken", {"bad": "r-1"})

    refusal = story.refused(Answer(story.place, {"lost": "perhaps", "name": "--help"}))

    assert "lost" in str(refusal)
    assert "begins with a dash" in str(refusal)


def test_a_lost_thing_raises_the_severity_and_never_lowers_it() -> None:
    story = at_stop(lost=True)
    assert story.incident.severity == "P0"

    story.on(Correct("r1", "lost", "no"))

    assert story.incident.severity == "P0"


def test_a_gate_lets_nothing_through_until_its_evidence_is_kept() -> None:
    story = at_stop()
    story.on(Pick(story.place, "done"))
    assert story.at == "mend"

    for what in (
        Perform(story.place, plan=PLAN, token="t"),
        Record(story.place, verdict="ok"),
        Pick(story.place, "ok"),
    ):
        assert "A copy" in str(story.refused(what))


def test_a_waived_gate_stays_shut() -> None:
    story = at_stop(lost=False)
    story.on(Pick(story.place, "done")).on(TakeRole("commander", ANA))

    story.on(Waive("copy", "no disk left", token="w"))

    assert story.incident.owed["r1/copy"].state == "open", "it guards a destroy: a second person first"
    assert "A copy" in str(story.refused(Perform(story.place, plan=PLAN, token="t")))


def test_a_change_waits_for_another_person_of_the_group() -> None:
    story = at_mend().ask()

    assert "another person" in str(story.refused(_approval(ANA), ANA))
    assert "none of them" in str(story.refused(_outsider(), CHI))
    story.approve()

    assert story.incident.approvals["token-1"].state == "granted"
    assert story.state() == "running"


def _approval(_: object) -> "Approve":
    return Approve("token-1", frozenset({"oncall"}), PLAN)


def _outsider() -> "Approve":
    return Approve("token-1", frozenset({"support"}), PLAN)


def test_an_approval_is_void_when_what_would_run_has_changed() -> None:
    story = at_mend().ask()

    story.approve(plan=Plan("mend db", "plan-2"))

    assert story.incident.approvals["token-1"].state == "void"
    assert story.state() == "open"


def test_a_denied_step_is_open_again() -> None:
    story = at_mend().ask().on(Deny("token-1", frozenset({"oncall"}), "not now"), BO)

    assert story.state() == "open"
    assert "denied by Bo" in str(story.refused(_approval(BO), BO))


def test_an_approval_expires_after_a_quarter_of_an_hour() -> None:
    story = at_mend().ask().after(minutes=16)

    assert story.incident.approvals["token-1"].state == "expired"


def test_correcting_an_argument_voids_the_approval() -> None:
    story = at_mend().ask()

    story.on(Correct("r1", "name", "db"))

    assert story.incident.approvals["token-1"].state == "void"


def test_leaving_a_step_voids_its_approval() -> None:
    story = at_mend().on(TakeRole("commander", ANA)).ask()

    story.on(Skip(story.place, "refused", "somebody else did it"))

    assert story.incident.approvals["token-1"].state == "void"


def test_a_change_that_was_interrupted_is_never_run_again() -> None:
    story = at_mend().ask().approve()
    commands = len(story.effects(RunCommand))

    story.crash()

    assert len(story.effects(RunCommand)) == commands
    assert story.state() == "stuck"
    assert any("may have run" in notice.text for notice in story.effects(PostNotice))


def test_a_read_is_tried_three_times_and_then_a_person_looks() -> None:
    story = Story()

    story.crash().crash()
    assert story.state() == "running"
    story.crash()

    assert story.state() == "stuck"
    assert len(story.effects(RunCommand)) == 3


def test_trouble_leaves_the_cursor_where_it_is() -> None:
    story = Story().trouble("it was too slow")

    assert story.at == "look"
    assert "too slow" in str(story.refused(Pick(story.place, "ok")))


def test_a_late_result_is_recorded_and_moves_nothing() -> None:
    story = Story()
    first = story.command().id
    story.on(TakeRole("commander", ANA)).on(Jump(story.place, "stop", "seen already"))
    assert story.effects(CancelCommand)

    story.on(EffectDone(first, CommandResult(reading=Reading({}, "ok"))))

    assert story.at == "stop"
    assert story.kinds(1) == ["command_finished.v1"]


def test_a_stale_button_is_told_who_moved_and_where_to() -> None:
    story = at_stop()
    old = story.place
    story.on(Pick(old, "done"), BO)

    refusal = story.refused(Pick(old, "worse"))

    assert "Bo already moved “Stop it”: done → mend." in str(refusal)


def test_only_the_commander_deviates_and_says_why() -> None:
    story = at_stop()

    assert "nobody is in command" in str(story.refused(Skip(story.place, "done", "done before")))
    story.on(TakeRole("commander", BO), BO)
    assert "Bo is in command" in str(story.refused(Skip(story.place, "done", "done before")))
    assert "say why" in str(story.refused(Skip(story.place, "done", " "), BO))
    story.on(Skip(story.place, "done", "done before"), BO)

    assert "r1/undo-stop" not in story.incident.owed, "what was not done need not be undone"


def test_what_was_done_is_undone_by_the_step_that_undoes_it() -> None:
    story = at_settle()
    assert story.incident.owed["r1/undo-stop"].is_open

    story.result("ok")
    story.on(Pick(story.place, "done"))
    assert story.at == "reopen"
    assert story.incident.owed["r1/undo-stop"].is_open, "to be there is not to have done it"
    story.on(Pick(story.place, "done"))

    assert story.incident.owed["r1/undo-stop"].state == "met"


def test_a_wait_looks_again_until_it_holds_or_its_time_is_up() -> None:
    story = at_settle().result("broken", {"bad": "r-1"})
    looks = len(story.effects(RunCommand))
    story.after(seconds=30)
    assert len(story.effects(RunCommand)) == looks + 1

    story.result("broken", {"bad": "r-1"}).after(minutes=11)

    assert story.at in {"settle", "stop"}
    if story.at == "settle":
        story.result("broken", {"bad": "r-1"})
    assert story.at == "stop"


def test_in_a_rehearsal_a_wait_looks_and_holds_faster_and_its_limit_stays() -> None:
    settle = OUTAGE.steps["settle"]
    assert isinstance(settle.kind, Wait)
    kind = replace(settle.kind, at_least=timedelta(minutes=1))
    slow = replace(OUTAGE, steps={**OUTAGE.steps, "settle": replace(settle, kind=kind)})
    book = replace(RULES, runbooks={DIGEST: {**RULES.runbooks[DIGEST], OUTAGE.id: slow}}, haste=20)
    story = Story(book).channel().result("broken", {"bad": "r-1"})
    story.on(Answer(story.place, {"lost": False, "name": "api"})).on(Collect("copy", "s3://copy"))
    story.on(Pick(story.place, "done")).ask().approve().result("ok").on(Pick(story.place, "ok"))
    waiting = story.run.visit.waiting if story.run.visit else None
    assert waiting is not None
    assert waiting.ends == waiting.since + timedelta(minutes=10)
    assert waiting.may_end == waiting.since + timedelta(seconds=3)

    story.result("ok")
    assert story.at == "settle", "it has not held long enough"
    story.after(seconds=2).result("ok")

    assert story.at == "put-back"


def test_a_deadline_nags_once_and_again_after_twice_the_time() -> None:
    story = at_stop()
    story.after(minutes=16)
    notices = len(story.effects(PostNotice))
    story.after(seconds=1)
    assert len(story.effects(PostNotice)) == notices

    story.after(minutes=15)

    assert len(story.effects(PostNotice)) == notices + 1
    assert story.at == "stop", "time never moves a person's step"


def test_a_called_run_asks_for_inputs_that_its_caller_does_not_know_and_returns_what_it_owes() -> None:
    story = at_settle().result("ok")
    assert story.run.facts["name"].value == "api"

    story.on(Pick(story.place, "done"))

    assert "r1/restore/undo-put-back" in story.incident.owed
    assert story.incident.runs["r2"].mode == "closed"


def test_by_hand_the_same_verdict_counts_and_an_approval_that_was_due_is_a_deviation() -> None:
    story = at_mend()

    story.on(Record(story.place, verdict="ok"))

    assert story.run.visit is not None
    assert story.run.visit.items[0].verdict == "ok"
    assert getattr(story.log[-1][0], "deviation", None) is True or any(
        getattr(event, "deviation", False) for event, _ in story.log
    )


def test_what_is_not_bound_is_not_run_by_itself() -> None:
    story = Story(Rules({"app.look": "no program is bound"}).book())

    assert story.effects(RunCommand) == []
    assert "no program is bound" in str(story.refused(Perform(story.place, plan=PLAN, token="t")))


def test_close_says_what_is_still_owed() -> None:
    story = at_stop()
    story.on(TakeRole("commander", ANA)).on(Resolve(reason="it went away"))

    refusal = story.refused(Close())

    assert "A copy (r1/copy)" in str(refusal)


def test_a_place_that_never_was_is_refused() -> None:
    story = Story()

    assert "no run" in str(story.refused(Pick(Place("r9", 1), "ok")))


def test_going_against_the_verdict_is_told_as_such() -> None:
    story = at_mend().ask().approve().result("ok")

    story.on(Pick(story.place, "refused"))

    taken = [event for event, _ in story.log if isinstance(event, OutcomeTaken)]
    assert taken[-1].how == "override"


def test_a_change_interrupted_after_its_step_was_left_is_told_all_the_same() -> None:
    story = at_mend().on(TakeRole("commander", ANA)).ask().approve()
    effect = story.command().id
    story.on(Jump(story.place, "stop", "it looks worse"))

    story.on(Interrupted(effect, Ran("r1", 4, "main", "app.mend", changes=True)))

    assert story.at == "stop"
    assert story.kinds(1) == ["command_interrupted.v1"]
    notices = [one.text for one in story.effects(PostNotice)]
    assert "after its step was left" in notices[-1]


def test_who_asked_is_told_of_a_no_and_of_silence() -> None:
    denied = at_mend().ask().on(Deny("token-1", frozenset({"oncall"}), "not now"), BO)
    silent = at_mend().ask().after(minutes=16)

    told = [story.effects(PostNotice)[-1] for story in (denied, silent)]

    assert told[0].text == "Bo denied the request: not now"
    assert told[1].text.startswith("Nobody answered")
    assert {one.users for one in told} == {(ANA.user,)}
