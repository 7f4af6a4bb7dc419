"""What the table cannot show: what follows a move, what is told to whom, and what dies with what."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.apply import apply
from bot.core.catalogue import Entry, Exec, Http, Parameter, as_typed
from bot.core.clocks import due
from bot.core.decide import decide
from bot.core.effects import CancelCommand, PostNotice, RunCommand
from bot.core.incident import Stamp
from bot.core.refusals import BadAnswers, NotNow, Refusal, Unknown
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    Argument,
    Clock,
    Fact,
    Literally,
    Lookup,
    Risk,
    Run,
    Runbook,
    Severity,
    Step,
    Wait,
)
from bot.core.signals import HANDRAIL, Signal
from bot.core.timeline import line
from bot.core.values import Type
from tests.core.outage import DIGEST, ENTRIES, OUTAGE, POLICY, RESTORE, RULES, Yields, ways
from tests.core.situations import CHILD, Situation
from tests.core.story import ANA, BO, CHI, PLAN, Story
from tests.core.test_walk import at_mend, at_settle, at_stop
from tests.fakes.clock import NOON


def changed(**steps: Step) -> Rulebook:
    """The outage with some steps as they are here."""
    named = {name.replace("_", "-"): step for name, step in steps.items()}
    book = replace(OUTAGE, steps={**OUTAGE.steps, **named})
    return Rulebook({DIGEST: {"app/outage": book, "app/restore": RESTORE}}, ENTRIES, {}, POLICY)


def of(book: Runbook) -> Rulebook:
    return Rulebook({DIGEST: {book.id: book}}, ENTRIES, {}, POLICY)


def declare(**more: Any) -> sg.Declare:
    return sg.Declare("INC-0001", "The app is out", "app/outage", Severity.P1, **more)


def events(story: Story, kind: type[Any]) -> list[Any]:
    return [event for event, _ in story.log if isinstance(event, kind)]


def notices(story: Story) -> list[PostNotice]:
    return story.effects(PostNotice)


# -- start -------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("what", "refusal"),
    [
        (declare(inputs={"lost": "perhaps"}), BadAnswers),
        (declare(inputs={"colour": "red"}), BadAnswers),
        (replace(declare(), runbook="app/nothing"), Unknown),
        (sg.Acknowledge(), Unknown),
    ],
)
def test_what_cannot_be_declared_is_refused(what: sg.What, refusal: type[Refusal]) -> None:
    with pytest.raises(refusal):
        decide(RULES, None, Signal(what, ANA, NOON))


def test_a_declaration_gives_facts_as_their_types_store_them() -> None:
    decision = decide(RULES, None, Signal(declare(inputs={"lost": "yes"}), ANA, NOON))

    facts = [event for event in decision.events if isinstance(event, ev.FactSet)]
    assert [(fact.fact, fact.value, fact.source) for fact in facts] == [("lost", True, "the declaration")]


@pytest.mark.parametrize(("said", "known"), [("3", 3), ("many", None), (None, None), ("", None)])
def test_an_alert_tells_what_it_can_and_the_rest_is_asked(said: str | None, known: int | None) -> None:
    count = Fact("count", Type("int"), "How many?", input=True, source=Yields(lambda scope: said))
    rulebook = of(replace(OUTAGE, facts={**OUTAGE.facts, "count": count}))

    story = Story(rulebook)

    run = story.incident.runs["r1"]
    assert run.values == ({"count": known} if known is not None else {})
    assert run.visit is not None
    assert run.visit.needs == (() if known is not None else ("count",))


def test_clocks_run_from_the_declaration_to_their_end() -> None:
    story = Story()
    assert story.incident.runs["r1"].clocks[0].due == story.incident.declared_at + timedelta(hours=1)

    story.after(minutes=60)
    told = [notice for notice in notices(story) if "The limit" in notice.text]

    assert [notice.text for notice in told] == ["The limit: the limit is over."]


def test_a_clock_runs_once_from_the_first_time_at_a_step_to_another() -> None:
    clocks = {"half": Clock("half", "Half an hour", timedelta(minutes=30), from_step="stop", to="mend")}
    story = Story(of(replace(OUTAGE, clocks=clocks))).channel().result("broken")
    assert story.incident.runs["r1"].clocks[0].due is None

    story.on(sg.Answer(story.place, {"lost": False, "name": "api"}))
    due_at = story.incident.runs["r1"].clocks[0].due
    story.on(sg.Pick(story.place, "done"))

    clock = story.incident.runs["r1"].clocks[0]
    assert due_at == story.clock.now() + timedelta(minutes=30) - timedelta(seconds=1)
    assert (clock.due, clock.stopped_at) == (due_at, story.clock.now())


# -- what is asked, and who says yes --------------------------------------------------------------


def test_a_yes_after_the_quarter_of_an_hour_comes_too_late() -> None:
    story = at_mend().ask()
    story.clock.forward(timedelta(minutes=15))

    story.approve()

    assert story.incident.approvals["token-1"].state == "expired"
    assert story.state() == "open"
    assert "expired" in notices(story)[-1].text


def test_a_step_narrows_who_may_say_yes_and_never_widens_it() -> None:
    mend = replace(OUTAGE.steps["mend"], approval=("support",))
    story = Story(changed(mend=mend)).channel().result("broken", {"bad": "r-1"})
    story.on(sg.Answer(story.place, {"lost": False, "name": "api"}))
    story.on(sg.Collect("copy", "s3://copy")).on(sg.Pick(story.place, "done"))

    refusal = story.refused(sg.Perform(story.place, plan=PLAN, token="t"))

    assert "Nobody may approve this" in str(refusal)


def test_a_request_needs_a_name_of_its_own() -> None:
    story = at_mend().ask(token="t").on(sg.Cancel(at_mend().place))

    assert "cannot be told from" in str(story.refused(sg.Perform(story.place, plan=PLAN, token="t")))
    assert "cannot be told from" in str(story.refused(sg.Perform(story.place, plan=PLAN)))
    assert "not known" in str(story.refused(sg.Perform(story.place, token="u")))


def test_a_late_yes_does_not_take_back_what_was_kept_meanwhile() -> None:
    story = at_stop().on(sg.TakeRole("commander", ANA)).on(sg.Waive("copy", "no disk left", "w"))
    story.on(sg.Collect("copy", "s3://copy"))

    story.on(sg.Approve("w", frozenset({"security"})), BO)

    assert story.incident.owed["r1/copy"].state == "met"
    assert story.incident.approvals["w"].state == "void"


def test_a_yes_to_giving_up_what_its_caller_owes_by_now_gives_nothing_up() -> None:
    child = {
        **CHILD,
        "evidence": {"copy": {"before": ["wipe"]}},
        "steps": {
            **CHILD["steps"],
            "wipe": {"kind": "run", "command": "app.destroy", "ways": {"ok": "back", "bad": "back"}},
        },
    }
    situation = Situation({"kind": "call", "book": "child"}, child=child)
    story = situation.story.on(sg.Waive("r2/copy", "no disk left", "w"))
    story.on(sg.Jump(situation.place, "next", "seen already"))

    story.on(sg.Approve("w", frozenset({"security"})), BO)

    assert story.incident.owed["r1/s/copy"].is_open
    assert story.incident.approvals["w"].state == "void"


def test_giving_up_a_guard_needs_somebody_to_ask() -> None:
    rulebook = replace(RULES, policy=replace(POLICY, approve={Risk.CHANGE: ("oncall",)}))
    story = Story(rulebook).on(sg.TakeRole("commander", ANA))

    refusal = story.refused(sg.Waive("copy", "no disk left", "w"))

    assert "no group may approve" in str(refusal)


def test_a_waiver_opens_no_gate() -> None:
    situation = Situation({"kind": "do"}, gated=True)

    situation.story.on(sg.Waive("copy", "no disk left"))

    assert situation.story.incident.owed["r1/copy"].state == "waived"
    assert "First keep the evidence" in str(situation.story.refused(sg.Pick(situation.place, "done")))


# -- leaving -----------------------------------------------------------------------------------


def test_a_change_that_runs_when_its_step_is_left_finishes_and_moves_nothing() -> None:
    story = at_mend().on(sg.TakeRole("commander", ANA)).ask().approve()
    effect = story.command().id

    story.on(sg.Jump(story.place, "reopen", "it is up again"))

    assert not story.effects(CancelCommand)
    story.on(sg.EffectDone(effect, CommandResult(reading=Reading({}, "ok"))), HANDRAIL)
    assert story.at == "reopen"
    assert [event.counts for event in events(story, ev.CommandFinished)][-1] is False


def test_what_was_cancelled_is_not_told_again_when_it_ends() -> None:
    story = Story()
    effect = story.command().id
    story.on(sg.Cancel(story.place))
    told = len(story.log)

    story.on(sg.EffectDone(effect, CommandResult("cancelled", "as asked")), HANDRAIL)

    assert len(story.log) == told


def test_a_called_run_that_is_left_stops_reading_and_is_a_deviation() -> None:
    child = {
        "start": "c",
        "steps": {
            "c": {"kind": "run", "command": "app.read", "auto": True, "ways": {"ok": "back", "bad": "back"}}
        },
        "ends": {"back": "done"},
    }
    situation = Situation({"kind": "call", "book": "child"}, child=child)
    effect = situation.story.command().id

    situation.story.on(sg.Jump(situation.place, "next", "seen already"))

    assert situation.story.effects(CancelCommand) == [CancelCommand(effect)]
    closed = events(situation.story, ev.RunClosed)
    told = line(closed[0], Stamp(NOON, ANA, "button"))
    assert told is not None
    assert (told.text, told.deviation) == ("The called runbook was abandoned", True)


def test_what_a_second_call_owes_does_not_replace_what_the_first_owed() -> None:
    situation = Situation(
        {"kind": "call", "book": "child", "ways": {"back": "again"}},
        child={**CHILD, "steps": {"c": {"kind": "do", "undo": "", "ways": {"done": "back"}}}},
        more={"again": {"kind": "do", "ways": {"done": "s"}}},
    )
    story = situation.story
    story.on(sg.Pick(story.place, "done")).on(sg.Undone("r1/s/undo-c"))

    story.on(sg.Pick(story.place, "done")).on(sg.Pick(story.place, "done"))

    assert {name: owed.state for name, owed in story.incident.owed.items() if "undo" in name} == {
        "r1/s/undo-c": "met",
        "r1/s/undo-c-2": "open",
    }


# -- results -----------------------------------------------------------------------------------


def test_a_result_that_does_not_fit_its_fact_sets_nothing_and_says_so() -> None:
    story = Story().result("broken", {"bad": 7})

    assert "bad" not in story.incident.runs["r1"].facts
    assert "`bad` was not set" in notices(story)[-1].text


def test_a_verdict_that_the_entry_does_not_have_is_trouble() -> None:
    story = Story().result("splendid")

    assert story.state() == "stuck"
    assert story.run.visit is not None
    assert story.run.visit.items[0].why == "`splendid` is not a verdict of this command"


def test_a_fact_says_who_set_it() -> None:
    story = at_stop()
    story.on(sg.Correct("r1", "name", "db"), BO)

    facts = story.incident.runs["r1"].facts
    assert facts["bad"].source == "Look"
    assert facts["lost"].source == "Ana, answered"
    assert facts["name"].source == "Bo, corrected"


def test_facts_come_with_a_result_by_hand_and_with_a_skip() -> None:
    story = Story().on(sg.Cancel(Story().place)).on(sg.TakeRole("commander", ANA))

    story.on(sg.Record(story.place, verdict="broken", facts={"bad": "r-2"}))
    story.on(sg.Skip(story.place, "kept", "asked before", {"name": "api"}))

    assert story.incident.runs["r1"].values == {"bad": "r-2", "name": "api"}
    assert story.incident.runs["r1"].facts["name"].source == "Ana, when skipping"


def test_a_command_gets_literals_and_what_is_looked_up() -> None:
    arguments: dict[str, Argument] = {
        "a": Literally("x"),
        "target": Lookup("target"),
        "severity": Lookup("severity"),
        "id": Lookup("incident.id"),
        "now": Lookup("now"),
    }
    story = Story(changed(look=replace(OUTAGE.steps["look"], kind=Run("app.look", arguments, auto=True))))

    effect = story.command().effect

    assert isinstance(effect, RunCommand)
    assert effect.arguments == {
        "a": "x",
        "target": "prod",
        "severity": "P1",
        "id": "INC-0001",
        "now": "2026-11-21T12:00:01Z",
    }


def test_a_command_reads_as_people_would_type_it() -> None:
    look = ENTRIES["app.look"]
    run = Entry("a", "A", Risk.READ, Exec(("look", Parameter("x", "--at="), "it's")), look.meaning)
    ask = replace(run, how=Http("daemon", "POST", ("v1", Parameter("x"))))

    assert as_typed(run, {"x": "a b"}) == "look '--at=a b' 'it'\"'\"'s'"
    assert as_typed(ask, {"x": "7"}) == "POST /v1/7 (daemon)"


def test_an_interruption_of_an_old_try_leaves_the_new_one_alone() -> None:
    story = at_mend().ask().approve()
    old = story.command().id
    story.crash().ask(token="token-2").approve(token="token-2")

    story.on(sg.Interrupted(old, sg.Ran("r1", story.place.visit, "main", "app.mend", changes=True)), HANDRAIL)

    assert story.state() == "running"


# -- waits -------------------------------------------------------------------------------------


def waiting(kind: Wait, **to: str) -> Story:
    story = Story(changed(look=Step("look", "diagnose", "Look", kind, ways(**to))))
    return story.channel()


def test_a_wait_for_a_moment_ends_at_it() -> None:
    story = waiting(Wait(until_time=Yields(lambda scope: "2026-11-21T13:00:00Z")), done="stop")
    assert story.after(minutes=59).at == "look"

    assert story.after(minutes=2).at == "stop"


def test_a_wait_whose_moment_nobody_can_tell_is_ended_by_a_person() -> None:
    story = waiting(Wait(until_time=Yields(lambda scope: None)), done="stop")
    assert [one.kind for one in due(story.incident) if one.kind != "severity"] == ["clock"]

    story.on(sg.Pick(story.place, "done"))

    assert story.at == "stop"


def test_a_breach_ends_a_wait_at_once() -> None:
    story = at_wait_without_breach()

    story.result("broken")

    assert story.at == "stop"


def at_wait_without_breach() -> Story:
    broken = OUTAGE.steps["settle"].kind
    assert isinstance(broken, Wait)
    unless = replace(broken, until=None, unless=Seen("broken"))
    return waiting(unless, done="nothing", breach="stop")


class Seen:
    """A guard over the verdict of the last look."""

    source = "the verdict"
    reads: frozenset[str] = frozenset()

    def __init__(self, verdict: str) -> None:
        self.verdict = verdict

    def holds(self, scope: Any) -> bool:
        return bool(scope.verdict == self.verdict)


def test_a_wait_whose_last_look_failed_asks_a_person_once() -> None:
    story = at_wait_without_breach().after(minutes=11)
    story.trouble().after(minutes=1).trouble()

    asked = [notice for notice in notices(story) if "nobody knows whether it held" in notice.text]
    assert len(asked) == 1
    assert story.at == "look"
    story.on(sg.Pick(story.place, "breach"))
    assert story.at == "stop"


def test_three_looks_in_a_row_that_failed_are_told_once() -> None:
    story = at_wait_without_breach().trouble()
    for _ in range(4):
        story.after(seconds=30).trouble()

    told = [notice for notice in notices(story) if "Three looks in a row failed" in notice.text]

    assert len(told) == 1


def test_a_wait_that_nobody_but_a_person_can_look_at_any_more_stops_looking() -> None:
    story = at_wait_without_breach().result("ok")
    story.rulebook = replace(story.rulebook, by_hand={"app.look": "it is not bound any more"})
    looks = len(story.effects(RunCommand))

    story.after(seconds=31).after(seconds=31)

    assert len(story.effects(RunCommand)) == looks
    assert [one.kind for one in due(story.incident) if one.kind != "severity"] == ["wait", "clock"]
    story.on(sg.Record(story.place, verdict="ok"))
    assert story.after(minutes=10).at == "nothing"


def test_a_look_that_was_cut_short_is_made_again() -> None:
    story = at_wait_without_breach().crash()
    looks = len(story.effects(RunCommand))

    story.after(seconds=31)

    assert len(story.effects(RunCommand)) == looks + 1


# -- time ----------------------------------------------------------------------------------------


def test_a_reminder_goes_to_those_whom_the_step_names_then_to_the_commander() -> None:
    story = at_stop().after(minutes=16).after(minutes=15)

    first, second = (notice for notice in notices(story) if "Stop it" in notice.text)

    assert (first.groups, first.users) == (("oncall",), ())
    assert (second.groups, second.users) == ((), ("U0ANA",))


def test_a_reminder_goes_to_who_has_the_role() -> None:
    step = replace(OUTAGE.steps["stop"], by="scribe")
    story = Story(changed(stop=step)).channel().on(sg.TakeRole("scribe", CHI)).result("broken")
    story.on(sg.Answer(story.place, {"lost": False, "name": "api"}))

    story.after(minutes=16)

    assert notices(story)[-1].users == ("U0CHI",)


def test_what_is_told_late_says_so() -> None:
    story = at_stop().after(minutes=45)

    assert "(Told 30 min late: Handrail was away.)" in notices(story)[-1].text
    assert story.at == "stop"


# -- places and names ------------------------------------------------------------------------------


def test_a_name_that_may_mean_two_things_is_asked_back() -> None:
    situation = Situation({"kind": "call", "book": "child"}, child={**CHILD, "evidence": {"copy": {}}})

    refusal = situation.story.refused(sg.Collect("copy", "s3://copy"))

    assert str(refusal) == "`copy` may mean several things. Say which: r1/copy, r2/copy"


def test_an_answer_to_what_was_not_asked_is_refused() -> None:
    story = Story().result("broken", {"bad": "r-1"})

    refusal = story.refused(sg.Answer(story.place, {"lost": True, "name": "api", "bad": "x"}))

    assert "bad: this is not asked here" in str(refusal)


def test_an_event_of_a_visit_that_is_over_changes_nothing_but_the_version() -> None:
    story = at_stop()
    before = story.incident

    after = apply(before, ev.QuestionAnswered("r1", 1, ("lost",)), Stamp(NOON, HANDRAIL, "result"))

    assert after == replace(before, version=before.version + 1, last_event_at=NOON)


def test_a_log_begins_with_a_declaration_and_has_one() -> None:
    incident, stamp = Story().incident, Stamp(NOON, ANA, "button")
    declared = ev.IncidentDeclared("INC-0001", "t", "app/outage", Severity.P1, "prod", NOON, ())

    with pytest.raises(AssertionError, match="declared once"):
        apply(incident, declared, stamp)
    with pytest.raises(AssertionError, match="first event"):
        apply(None, ev.Acknowledged(), stamp)


def test_a_person_in_every_step_is_no_spin() -> None:
    situation = Situation(
        {"kind": "ask", "asks": ["word"], "ways": {"on": ("t", None)}},
        child=CHILD,
        more={"t": {"kind": "call", "book": "child", "ways": {"back": "s"}}},
    )
    story = situation.story

    for _ in range(30):
        story.on(sg.Answer(story.place, {"word": "api"})).on(sg.Pick(story.place, "done"))

    assert not story.incident.runs["r1"].halted


def test_a_walk_that_spins_through_a_call_stops_and_says_so() -> None:
    situation = Situation({"kind": "call", "book": "spin", "ways": {"back": "t"}})

    assert len(events(situation.story, ev.OutcomeTaken)) == 25
    assert [notice.text for notice in notices(situation.story)][:1] == [
        "The walk has moved 25 times without a person; it stops here. "
        "The commander can pick an outcome or jump."
    ]


def test_a_run_that_is_over_asks_nothing() -> None:
    story = at_settle().result("ok").on(sg.Pick(at_settle().result("ok").place, "done"))

    with pytest.raises(NotNow):
        story.on(sg.Answer(story.place, {}))
