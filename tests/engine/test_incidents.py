"""Use cases on fakes: what is committed together, what a duplicate gets, what a paste means."""

import pytest

from bot.core.catalogue import Entry
from bot.core.effects import Whisper
from bot.core.events import ResultRecorded
from bot.core.refusals import BadAnswers, NotNow, Refusal, Unknown
from bot.core.runbook import Severity
from bot.core.signals import (
    Answer,
    Approve,
    Collect,
    Correct,
    Note,
    Perform,
    Pick,
    Place,
    Plan,
    Record,
    Resolve,
    SetSeverity,
    TakeRole,
    Waive,
    What,
)
from bot.engine.incidents import Declaration
from bot.engine.ports import ByHand, Conflict
from tests.core.story import ANA, BO
from tests.engine.desk import Desk


def at_mend() -> Desk:
    desk = Desk()
    desk.declare()
    desk.settle()
    desk.offer(Answer(desk.place, {"lost": True, "name": "api"}))
    desk.offer(Pick(desk.place, "done"))
    desk.offer(Collect("copy", "s3://copy"))
    return desk


def test_a_declaration_is_one_incident_with_its_first_step() -> None:
    desk = Desk()

    taken = desk.incidents.declare(Declaration("app/outage"), ANA, "typed")

    assert taken.incident.id == "INC-0001"
    assert taken.incident.severity == Severity.P1
    assert desk.store.document(taken.incident.runs["r1"].digest) == b"app/outage"
    assert [summary.id for summary in desk.incidents.summaries()] == ["INC-0001"]


def test_the_same_act_declares_once() -> None:
    desk = Desk()
    desk.incidents.declare(Declaration("app/outage"), ANA, "typed", act="slash-1")

    again = desk.incidents.declare(Declaration("app/outage"), ANA, "typed", act="slash-1")

    assert again.duplicate
    assert again.incident.id == "INC-0001"
    assert len(desk.incidents.summaries()) == 1


def test_a_duplicate_of_somebody_who_declared_nothing_is_refused() -> None:
    desk = Desk()
    desk.incidents.declare(Declaration("app/outage"), ANA, "typed", act="slash-1")

    with pytest.raises(NotNow):
        desk.incidents.declare(Declaration("app/outage"), BO, "typed", act="slash-1")


def test_what_is_no_incident_class_is_not_declared() -> None:
    desk = Desk()

    with pytest.raises(Unknown, match="app/restore"):
        desk.incidents.declare(Declaration("app/restore"), ANA, "typed")


def test_an_incident_that_is_not_there_is_said_to_be_unknown() -> None:
    desk = Desk()

    with pytest.raises(Unknown):
        desk.incidents.scene("INC-9999")
    with pytest.raises(Unknown):
        desk.incidents.offer("INC-9999", Note("hello"), ANA, "typed")


def test_the_same_press_is_taken_once() -> None:
    desk = Desk()
    desk.declare()
    desk.incidents.offer("INC-0001", Note("hello"), ANA, "button", act="press-1")

    again = desk.incidents.offer("INC-0001", Note("hello"), ANA, "button", act="press-1")

    assert again.duplicate
    assert len([1 for entry in desk.incidents.log("INC-0001") if entry.event.kind == "note_added.v1"]) == 1


def test_a_refused_signal_leaves_no_trace_and_can_be_tried_again() -> None:
    desk = Desk()
    desk.declare()
    before = len(desk.incidents.log("INC-0001"))

    with pytest.raises(Refusal):
        desk.incidents.offer("INC-0001", Note(" "), ANA, "button", act="press-1")

    assert len(desk.incidents.log("INC-0001")) == before
    assert not desk.incidents.offer("INC-0001", Note("x"), ANA, "button", act="press-1").duplicate


def test_a_conflict_decides_again() -> None:
    desk = Desk()
    tries: list[int] = []

    def job(_: object) -> str:
        tries.append(1)
        if len(tries) == 1:
            raise Conflict
        return "done"

    assert desk.incidents.again(job) == "done"


def test_a_request_for_approval_says_exactly_what_would_run() -> None:
    desk = at_mend()

    incident = desk.offer(Perform(desk.place))

    approval = incident.approvals["token-1"]
    assert approval.what == "mend api"
    assert desk.incidents.plan("INC-0001", desk.place) == Plan("mend api", "mend api prod 1")


def test_an_approval_is_checked_against_what_would_run_now() -> None:
    desk = at_mend()
    desk.offer(Perform(desk.place))
    desk.commands.version = 2

    after = desk.incidents.offer("INC-0001", Approve("token-1", frozenset({"oncall"})), BO, "button").incident

    assert after.approvals["token-1"].state == "void"


def test_an_approval_that_does_not_exist_is_refused() -> None:
    desk = at_mend()

    with pytest.raises(Unknown):
        desk.incidents.offer("INC-0001", Approve("nothing", frozenset({"oncall"})), BO, "button")


def test_a_bad_argument_is_refused_before_anybody_is_asked() -> None:
    desk = at_mend()
    desk.commands.refuses.add("app.mend")

    with pytest.raises(NotNow, match="begins with a dash"):
        desk.offer(Perform(desk.place))


def test_what_is_not_bound_is_shown_as_text_to_copy() -> None:
    desk = at_mend()
    desk.commands.unbound["app.mend"] = "no program is bound"

    assert desk.incidents.plan("INC-0001", desk.place) == ByHand("mend api", "no program is bound")


def test_a_change_by_hand_is_approved_first_and_then_no_deviation() -> None:
    desk = at_mend()
    desk.commands.unbound["app.mend"] = "no program is bound"
    desk.offer(Perform(desk.place))
    desk.incidents.offer("INC-0001", Approve("token-1", frozenset({"oncall"})), BO, "button")
    desk.settle()
    assert desk.commands.ran[-1][1] == "app.look"
    with pytest.raises(NotNow, match="no program is bound"):
        desk.offer(Perform(desk.place))

    desk.offer(Record(desk.place, verdict="ok"))

    recorded = [e.event for e in desk.incidents.log("INC-0001") if isinstance(e.event, ResultRecorded)]
    assert not recorded[0].deviation


def test_an_approval_is_good_for_one_run() -> None:
    desk = at_mend()
    desk.offer(Perform(desk.place))
    desk.incidents.offer("INC-0001", Approve("token-1", frozenset({"oncall"})), BO, "button")
    desk.settle()

    again = desk.offer(Perform(desk.place))

    assert again.approvals["token-2"].state == "pending"


def test_an_entry_that_left_the_catalogue_is_by_hand() -> None:
    desk = at_mend()
    del desk.library.live["app.mend"]

    assert desk.incidents.plan("INC-0001", desk.place) is None
    assert "no longer in the catalogue" in desk.incidents.scene("INC-0001").rulebook.by_hand["app.mend"]


def test_a_paste_reads_as_the_command_would_have() -> None:
    desk = Desk()
    desk.commands.unbound["app.look"] = "no program is bound"
    desk.declare()
    desk.settle()

    after = desk.incidents.paste(
        "INC-0001", desk.place, '{"verdict": "broken", "values": {"bad": "a secret"}}', ANA
    )

    assert after.incident.runs["r1"].facts["bad"].value == "a [redacted]"
    (whisper,) = whispers(desk)
    assert (whisper.user, "looked like a secret" in whisper.text) == (ANA.user, True)
    kept = after.incident.owed["r1/seen"].digest
    assert desk.store.object(kept) == b'{"verdict": "broken", "values": {"bad": "a [redacted]"}}'


def whispers(desk: Desk) -> list[Whisper]:
    """What was told to one person only."""
    desk.settle()
    return [job.effect for job in desk.chat.performed if isinstance(job.effect, Whisper)]


@pytest.mark.parametrize(("ended", "seen"), [(None, None), (0, 0), (1, 1)])
def test_how_a_pasted_command_ended_is_told_and_never_guessed(ended: int | None, seen: int | None) -> None:
    desk = Desk()
    desk.commands.unbound["app.look"] = "no program is bound"
    desk.declare()

    desk.incidents.paste("INC-0001", desk.place, '{"verdict": "broken"}', ANA, ended=ended)

    assert [(output.exit, output.status) for output in desk.library.read] == [(seen, None)]


def test_a_paste_that_does_not_read_changes_nothing() -> None:
    desk = Desk()
    desk.commands.unbound["app.look"] = "no program is bound"
    desk.declare()

    with pytest.raises(NotNow, match="does not read"):
        desk.incidents.paste("INC-0001", desk.place, "what?", ANA)

    assert desk.at == "look"


def test_nothing_is_pasted_where_no_command_is() -> None:
    desk = Desk()
    desk.declare()
    desk.settle()

    with pytest.raises(NotNow, match="no output to read"):
        desk.incidents.paste("INC-0001", desk.place, "x", ANA)
    with pytest.raises(NotNow, match="over"):
        desk.incidents.paste("INC-0001", Place("r7", 1), "x", ANA)


def test_no_plan_for_a_step_without_a_command_or_a_visit_that_is_over() -> None:
    desk = Desk()
    desk.declare()
    desk.settle()

    assert desk.incidents.plan("INC-0001", desk.place) is None
    assert desk.incidents.plan("INC-0001", Place("r1", 1)) is None


def test_a_waiver_gets_a_token_of_its_own() -> None:
    desk = Desk()
    desk.declare()
    desk.offer(TakeRole("commander", ANA))

    after = desk.offer(Waive("copy", "no disk left"))

    assert after.approvals["token-1"].subject == "waive"


def test_classes_and_severities_are_told_for_the_form() -> None:
    desk = Desk()

    assert [book.id for book in desk.incidents.classes()] == ["app/outage"]
    assert desk.incidents.severity_means("app/outage")[Severity.P0] == "means P0"
    assert desk.incidents.in_channel("C1") is None
    assert isinstance(desk.library.live["app.look"], Entry)


@pytest.mark.parametrize(
    ("what", "kind"),
    [
        (Note("the secret is out"), "note_added.v1"),
        (Collect("copy", "the secret is out"), "owed_met.v1"),
        (Resolve(reason="the secret is out"), "resolved.v1"),
        (SetSeverity(Severity.P2, "the secret is out"), "severity_changed.v1"),
    ],
)
def test_what_people_write_is_kept_without_secrets(what: What, kind: str) -> None:
    desk = Desk()
    desk.declare()
    desk.offer(TakeRole("commander", ANA))

    desk.offer(what)

    told = next(entry.event for entry in desk.incidents.log("INC-0001") if entry.event.kind == kind)
    assert "the [redacted] is out" in repr(told)
    assert "secret" not in repr(told)
    assert [whisper.user for whisper in whispers(desk)] == [ANA.user]


def test_nobody_is_told_of_a_secret_where_there_was_none() -> None:
    desk = Desk()
    desk.declare()

    desk.offer(SetSeverity(Severity.P2, "what was [redacted] stays so"))

    assert whispers(desk) == []


def test_answers_and_titles_are_kept_without_secrets() -> None:
    desk = Desk()

    desk.incidents.declare(Declaration("app/outage", "a secret title"), ANA, "typed")
    desk.settle()
    desk.offer(Correct("r1", "bad", "another secret"))
    with pytest.raises(BadAnswers, match=r"\[redacted\]"):
        desk.offer(Answer(desk.place, {"lost": False, "name": "secret"}))

    assert [whisper.user for whisper in whispers(desk)] == [ANA.user, ANA.user]
    told = repr([entry.event for entry in desk.incidents.log("INC-0001")])
    assert "a [redacted] title" in told
    assert "another [redacted]" in told
    assert "secret" not in told
