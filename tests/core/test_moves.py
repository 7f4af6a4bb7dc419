"""Ways out, updates, second persons, giving up, reopening: what follows and what is told."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.clocks import due
from bot.core.effects import CancelCommand, Effect, PostNotice, PostUpdate
from bot.core.rulebook import Rulebook
from bot.core.runbook import STATUS_PAGE, Ask, Clock, Do, Outcome, Runbook, Step, Update
from bot.core.signals import Actor
from bot.core.timeline import line
from tests.core.outage import DIGEST, ENTRIES, OUTAGE, POLICY, RESTORE, fact_is, ways
from tests.core.plain import Plain
from tests.core.situations import CHILD, DO, Situation
from tests.core.story import ANA, BO, CHI, Story

ALERTS = Actor("", "", "Alertmanager")
DOWN = sg.Alert("am/1", {"alertname": "Down"}, {"summary": "It is down"})
ONCALL = frozenset({"oncall"})


def events(story: Story, kind: type[Any]) -> list[Any]:
    return [event for event, _ in story.log if isinstance(event, kind)]


def said(story: Story) -> list[str]:
    return [row.effect.text for row in story.queued if isinstance(row.effect, PostNotice)]


def since(story: Story, count: int, kind: type[Effect]) -> list[Effect]:
    return [queued.effect for queued in story.queued[count:] if isinstance(queued.effect, kind)]


def with_way(step: Plain = DO, **way: Any) -> Story:
    """At `s`, from which `worse` leads to `t`'s neighbour `next`."""
    return Situation(step, anytime={"worse": {"to": "next", "alert": "Down", **way}}).story


# -- ways out ---------------------------------------------------------------------------------------


def test_a_person_leaves_by_a_way_out_and_what_read_is_stopped() -> None:
    story = with_way({"kind": "run", "command": "app.read", "auto": True, "undo": ""})

    story.on(sg.TakeAnytime("r1", "worse"), BO)

    assert story.at == "next"
    assert len(story.effects(CancelCommand)) == 1
    assert events(story, ev.UndoOwed) == []
    left = story.incident.runs["r1"].left[-1]
    assert (left.outcome, left.to, left.by) == ("worse", "next", BO)


def test_a_way_out_of_a_caller_abandons_what_it_called() -> None:
    story = with_way({"kind": "call", "book": "child"})

    story.on(sg.TakeAnytime("r1", "worse"))

    assert story.at == "next"
    assert [(one.run, one.abandoned) for one in events(story, ev.RunClosed)] == [("r2", True)]


def test_an_alert_suggests_a_way_out_once_a_visit() -> None:
    story = with_way()

    story.on(DOWN, ALERTS).on(DOWN, ALERTS)

    assert len(events(story, ev.AnytimeSuggested)) == 1
    assert story.at == "s"
    visit = story.run.visit
    assert visit is not None
    assert [(one.anytime, one.about) for one in visit.suggested] == [("worse", "Down: It is down")]
    assert [text for text in said(story) if "Out by worse" in text]


def test_a_suggestion_goes_with_its_visit() -> None:
    story = with_way(to="wipe").on(DOWN, ALERTS)

    story.on(sg.Jump(story.place, "s", "once more"))

    visit = story.run.visit
    assert visit is not None
    assert visit.suggested == ()
    assert len(events(story.on(DOWN, ALERTS), ev.AnytimeSuggested)) == 2


def test_an_alert_takes_what_it_may_once_and_then_only_suggests() -> None:
    story = with_way(auto=True).on(DOWN, ALERTS)
    assert story.at == "next"

    story.on(sg.Jump(story.place, "s", "it was a false one")).on(DOWN, ALERTS)

    assert story.at == "s"
    assert len(events(story, ev.AnytimeTaken)) == 1
    assert len(events(story, ev.AnytimeSuggested)) == 1
    assert story.on(replace(DOWN, key="am/2"), ALERTS).at == "next"


@pytest.mark.parametrize(
    "way", [{"alert": "Up"}, {"alert": None}, {"during": ["recover"]}, {"during": ["t"]}, {"to": "s"}]
)
def test_an_alert_that_no_way_out_asks_for_leaves_no_trace(way: Plain) -> None:
    story = with_way(**way)
    before = len(story.log)

    story.on(DOWN, ALERTS)

    assert len(story.log) == before


def test_an_alert_may_end_the_walk() -> None:
    assert with_way(auto=True, to="over").on(DOWN, ALERTS).incident.proposed == "resolve"


# -- giving up ----------------------------------------------------------------------------------------


def test_giving_up_wants_no_evidence_and_keeps_the_undos() -> None:
    story = Situation({**DO, "undo": ""}, "pick").story
    assert [owed.id for owed in story.incident.must()] == ["r1/copy", "r1/undo-s"]

    story.on(sg.Abort("r1", "it is somebody else's"))

    run = story.incident.runs["r1"]
    assert (run.mode, run.end, run.end_kind) == ("closing", "aborted", "cancelled")
    assert [owed.id for owed in story.incident.must()] == ["r1/undo-s"]
    assert story.incident.proposed == "resolve"
    story.on(sg.Resolve()).on(sg.Undone("r1/undo-s")).on(sg.Close())
    assert story.incident.life == "closed"


def test_giving_up_arrives_at_the_runbooks_own_end_for_that() -> None:
    ends = {"over": "fixed", "off": "cancelled"}

    assert Situation(DO, ends=ends).story.on(sg.Abort("r1", "no use")).at == "off"


def called() -> Story:
    return Situation({"kind": "call", "book": "child"}, child={**CHILD, "evidence": {"log": {}}}).story


def test_what_is_called_and_given_up_makes_its_caller_wait_for_a_person() -> None:
    story = called().on(sg.Abort("r2", "it hangs"))

    visit = story.incident.runs["r1"].visit
    assert visit is not None
    assert (visit.items[0].state, visit.child) == ("stuck", "")
    assert visit.items[0].why == "it was given up by Ana: it hangs"
    assert story.incident.current() == story.incident.runs["r1"]
    assert [owed.id for owed in story.incident.must("r1")] == ["r1/copy"]


def test_what_came_back_can_be_called_again_and_goes_on() -> None:
    story = called().on(sg.Abort("r2", "it hangs")).on(sg.Perform(sg.Place("r1", 1)))
    assert story.run.id == "r3"

    story.on(sg.Pick(story.place, "done"))

    assert story.at == "next"


def test_a_skip_in_what_is_called_leaves_the_decision_to_a_person() -> None:
    story = called()

    story.on(sg.Skip(story.place, "done", "no time"))

    assert story.state() == "stuck"
    assert story.run.id == "r1"
    assert "“c” was skipped" in (story.run.visit.items[0].why if story.run.visit else "")
    assert story.on(sg.Skip(story.place, "back", "it looks well")).at == "next"


def test_evidence_starts_nothing_again_where_a_call_came_back() -> None:
    story = called().on(sg.Abort("r2", "it hangs")).on(sg.Collect("r1/copy", "here"))

    assert [run.id for run in story.incident.runs.values()] == ["r1", "r2"]


def test_a_resolve_in_the_middle_ends_the_walk_and_the_incident_can_be_closed() -> None:
    story = Situation({"kind": "run", "command": "app.read", "auto": True}).story
    count = len(story.queued)

    story.on(sg.Resolve(reason="it went away"))

    assert (story.incident.current(), story.at) == (None, "resolved")
    assert since(story, count, CancelCommand)
    assert [owed.id for owed in story.incident.must()] == ["r1/copy"]
    assert due(story.incident) == ()
    assert story.on(sg.Collect("copy", "here")).on(sg.Close()).incident.life == "closed"


def of(book: Runbook, *, by_hand: dict[str, str] | None = None) -> Rulebook:
    return Rulebook({DIGEST: {book.id: book, RESTORE.id: RESTORE}}, ENTRIES, by_hand or {}, POLICY)


def test_a_clock_to_one_end_nags_nobody_when_the_walk_ended_elsewhere() -> None:
    clocks = {"limit": Clock("limit", "The limit", timedelta(hours=1), to="fixed")}
    story = Story(of(replace(OUTAGE, clocks=clocks))).result("ok")
    assert story.at == "nothing"

    story.after(hours=2)

    assert [event.key for event in events(story, ev.DeadlinePassed)] == ["severity/respond"]


# -- updates ------------------------------------------------------------------------------------------


def telling(to: str = "customers", **more: Any) -> Story:
    """At a step that tells somebody."""
    step = Step(
        "tell", "mitigate", "Tell them", Update(to, "{incident.id} is {facts.bad}."), ways(done="fixed")
    )
    book = replace(OUTAGE, start="tell", steps={"tell": replace(step, **more)}, evidence={}, clocks={})
    by_hand = {STATUS_PAGE: "no status page is connected"}
    return Story(of(book, by_hand=by_hand)).on(sg.TakeRole("commander", ANA))


def test_an_update_is_drafted_edited_and_posted_as_it_was_sent() -> None:
    story = telling()
    visit = story.run.visit
    assert visit is not None
    assert visit.draft == "INC-0001 is not known."

    story.on(sg.Send(story.place, " We are on it. "), BO)

    assert story.at == "fixed"
    assert story.effects(PostUpdate) == [PostUpdate("customers", "We are on it.", "r1", 1)]
    (sent,) = events(story, ev.UpdateSent)
    assert (sent.text, sent.by_hand, sent.asked_by) == ("We are on it.", False, None)


def test_an_update_that_only_a_person_can_send_posts_nothing() -> None:
    story = telling(STATUS_PAGE)

    story.on(sg.Send(story.place, "We are on it."))

    assert story.effects(PostUpdate) == []
    assert [sent.by_hand for sent in events(story, ev.UpdateSent)] == [True]


def test_a_second_person_lets_an_update_go() -> None:
    story = telling(approval=("oncall",))
    story.on(sg.Send(story.place, "We are on it.", "t1"))
    assert (story.state(), story.effects(PostUpdate)) == ("asked", [])

    story.on(sg.Approve("t1", ONCALL), BO)

    assert story.at == "fixed"
    assert len(story.effects(PostUpdate)) == 1
    assert [sent.asked_by for sent in events(story, ev.UpdateSent)] == [ANA]


def test_what_was_agreed_to_and_sent_by_hand_is_exactly_that() -> None:
    story = telling(STATUS_PAGE, approval=("oncall",))
    story.on(sg.Send(story.place, "We are on it.", "t1")).on(sg.Approve("t1", ONCALL), BO)
    assert (story.at, story.state()) == ("tell", "open")

    story.on(sg.Send(story.place, "All is well.", "t2"))
    assert story.state() == "asked"

    story.on(sg.Deny("t2", ONCALL), BO).on(sg.Send(story.place, "We are on it.", "t3"))
    assert story.state() == "asked"

    assert (
        story.on(sg.Approve("t3", ONCALL), BO).on(sg.Send(story.place, "We are on it.", "t4")).at == "fixed"
    )


# -- second persons -----------------------------------------------------------------------------------


def stopping() -> Story:
    step = Step("stop", "contain", "Stop {facts.name}", Do("Stop {facts.name}."), ways(done="fixed"))
    book = replace(
        OUTAGE, start="stop", steps={"stop": replace(step, approval=("oncall",))}, evidence={}, clocks={}
    )
    return Story(of(book)).on(sg.TakeRole("commander", ANA))


def asking() -> Story:
    step = Step("ask", "diagnose", "How bad?", Ask(("lost",)), ways(), approval=("oncall",))
    outcomes = {
        "lost": Outcome("lost", "fixed", when=fact_is("lost", value=True)),
        "kept": Outcome("kept", "nothing", is_else=True),
    }
    steps = {"ask": replace(step, outcomes=outcomes)}
    book = replace(OUTAGE, start="ask", steps=steps, evidence={}, clocks={})
    return Story(of(book)).on(sg.TakeRole("commander", ANA))


def test_nothing_moves_before_a_second_person_said_yes_to_exactly_this() -> None:
    story = stopping().on(sg.Pick(sg.Place("r1", 1), "done", "t1"))
    asked = story.incident.approvals["t1"]
    assert (story.at, story.state(), asked.subject) == ("stop", "asked", "outcome")
    assert asked.what == "Stop not known: Done\nStop not known."

    story.on(sg.Approve("t1", ONCALL), BO)

    assert story.at == "fixed"
    told = [line(event, stamp) for event, stamp in story.log if isinstance(event, ev.OutcomeTaken)]
    assert [one.detail for one in told if one] == ["asked by Ana, approved by Bo"]


def test_answers_are_written_when_a_second_person_has_agreed_and_not_before() -> None:
    story = asking().on(sg.Answer(sg.Place("r1", 1), {"lost": "yes"}, "t1"))
    assert (story.run.values, story.incident.severity.value) == ({}, "P1")

    story.on(sg.Approve("t1", ONCALL), BO)

    run = story.incident.runs["r1"]
    assert (run.values, run.end, story.incident.severity.value) == ({"lost": True}, "fixed", "P0")
    assert run.facts["lost"].source == "Ana, answered (asked by Ana, approved by Bo)"


@pytest.mark.parametrize(
    ("then", "by"),
    [
        (sg.Deny("t1", ONCALL, "no"), BO),
        (sg.Cancel(sg.Place("r1", 1)), ANA),
        (sg.TakeRole("scribe", CHI), CHI),
    ],
)
def test_what_was_not_agreed_to_is_open_again(then: sg.What, by: Actor) -> None:
    story = asking().on(sg.Answer(sg.Place("r1", 1), {"lost": "yes"}, "t1"))

    story.on(then, by)

    assert (story.at, story.state(), story.run.values) == ("ask", "open", {})
    assert story.on(sg.Answer(story.place, {"lost": "no"}, "t2")).state() == "asked"


def test_a_request_that_nobody_answers_in_time_is_open_again() -> None:
    story = stopping().on(sg.Pick(sg.Place("r1", 1), "done", "t1")).after(minutes=15)

    assert (story.at, story.state()) == ("stop", "open")
    assert story.incident.approvals["t1"].state == "expired"


def test_what_reads_otherwise_than_when_it_was_asked_is_not_done() -> None:
    story = stopping().on(sg.Pick(sg.Place("r1", 1), "done", "t1"))

    story.on(sg.Correct("r1", "name", "api")).on(sg.Approve("t1", ONCALL), BO)

    assert (story.at, story.incident.approvals["t1"].state) == ("stop", "void")


def test_a_jump_takes_the_request_with_it() -> None:
    story = stopping().on(sg.Pick(sg.Place("r1", 1), "done", "t1"))

    story.on(sg.Jump(story.place, "stop", "once more"))

    assert (story.incident.approvals["t1"].state, story.state()) == ("void", "open")


# -- reopening ----------------------------------------------------------------------------------------


def reopened(story: Story, book: str = "app/outage", digest: str = DIGEST) -> Story:
    return story.on(sg.Reopen(book, "it is back", digest))


def resolved_twice() -> Story:
    story = Story().on(sg.TakeRole("commander", ANA)).on(sg.Mitigate())
    return reopened(story.on(sg.Resolve(reason="it went away")))


def test_an_incident_that_is_back_is_walked_anew_and_both_times_are_kept() -> None:
    story = Story().on(sg.TakeRole("commander", ANA)).on(sg.Mitigate()).on(sg.Resolve(reason="it went away"))
    first = story.incident.resolved_at

    reopened(story)

    incident = story.incident
    assert (incident.life, incident.current()) == ("acknowledged", incident.runs["r2"])
    assert [one.at for one in incident.former] == [first]
    assert incident.former[0].mitigated_at is not None
    story.on(sg.Resolve(reason="now it did"))
    assert (story.incident.life, len(story.incident.former)) == ("resolved", 1)


def test_what_was_met_stays_met_and_what_is_owed_stays_owed() -> None:
    story = Story().on(sg.TakeRole("commander", ANA)).on(sg.Collect("copy", "here"))

    reopened(story.on(sg.Resolve(reason="it went away")))

    states = {owed.id: owed.state for owed in story.incident.owed.values()}
    assert states == {"r1/copy": "met", "r1/seen": "open", "r2/copy": "open", "r2/seen": "open"}


def test_clocks_run_on_from_the_declaration_and_tell_nothing_twice() -> None:
    story = resolved_twice()
    (clock,) = story.incident.runs["r2"].clocks
    assert clock.due == story.incident.declared_at + timedelta(hours=1)

    story.after(hours=2).on(sg.Resolve(reason="it went away"))
    reopened(story)

    assert len(events(story, ev.DeadlinePassed)) == 1
    assert [one.due for one in story.incident.runs["r3"].clocks] == [None]


def test_a_closed_incident_can_be_reopened() -> None:
    story = Situation(DO, "pick", "end", "collect", "resolve", "close").story

    reopened(story, "top", "digest")

    assert (story.incident.life, story.incident.former[0].closed_at is None) == ("acknowledged", False)
