"""Clocks of a severity: from when they run, what stops them, and that each deadline is told once."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

import pytest
from hypothesis import given

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.clocks import due, is_breached, severity_clocks
from bot.core.effects import PostNotice, Wake
from bot.core.policy import Role, Rung, SeverityRules
from bot.core.refusals import Refusal
from bot.core.runbook import Severity
from tests.core.outage import POLICY, RULES
from tests.core.story import ANA, Story
from tests.core.test_walk_properties import ANY, QUIET
from tests.fakes.clock import NOON

MINUTES = {
    Severity.P0: (5, 15, 120, 2880),
    Severity.P1: (15, 30, 120, 2880),
    Severity.P2: (60, 240, None, 2880),
    Severity.P3: (1440, None, None, None),
}


def rules(severity: Severity) -> SeverityRules:
    respond, update, resolve, postmortem = (
        None if length is None else timedelta(minutes=length) for length in MINUTES[severity]
    )
    return SeverityRules(
        f"means {severity}",
        respond,
        update,
        resolve,
        postmortem,
        page=("oncall",) if severity < Severity.P3 else (),
        tell=("security",) if severity is Severity.P0 else (),
        ticket=severity is Severity.P3,
    )


CLOCKED = replace(
    POLICY,
    ladder=(Rung(timedelta(), "oncall"), Rung(timedelta(minutes=10), "security")),
    severities={severity: rules(severity) for severity in Severity},
)
RULEBOOK = replace(RULES, policy=CLOCKED)


def declared() -> Story:
    """A P1 of one second past noon."""
    return Story(RULEBOOK).channel()


def clocks(story: Story) -> dict[str, int]:
    """When each clock of the severity runs out, in minutes after noon."""
    return {clock.id: _minutes(clock.due) for clock in severity_clocks(story.incident)}


def _minutes(at: datetime) -> int:
    return round((at - NOON).total_seconds() / 60)


def passed(story: Story) -> list[str]:
    """The clocks of the severity that were told to be over, in order."""
    told = (event for event, _ in story.log if isinstance(event, ev.DeadlinePassed))
    return [event.key.removeprefix("severity/") for event in told if event.key.startswith("severity/")]


def notice(story: Story, start: str) -> PostNotice:
    """The last one that begins so."""
    return [effect for effect in story.effects(PostNotice) if effect.text.startswith(start)][-1]


def test_clocks_run_from_the_declaration_until_what_they_ask_for_is_done() -> None:
    story = declared()
    assert clocks(story) == {"respond": 15, "update": 30, "resolve": 120}

    story.on(sg.Acknowledge())
    assert clocks(story) == {"update": 30, "resolve": 120}

    story.on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    assert clocks(story) == {"postmortem": 2880}


def test_a_false_alarm_owes_no_postmortem() -> None:
    story = declared().on(sg.TakeRole("commander", ANA))

    story.on(sg.Resolve(false_alarm=True, reason="nothing was out"))

    assert clocks(story) == {}


def test_nobody_answering_is_told_to_those_whom_the_severity_pages() -> None:
    story = declared().after(minutes=15)

    assert passed(story) == ["respond"]
    assert notice(story, "Nobody has acknowledged it yet").groups == ("oncall",)
    assert notice(story, "Nobody has").text.endswith("P1 gives 15 min.")


def test_an_update_that_was_sent_sets_the_next_one() -> None:
    story = declared().on(sg.Acknowledge()).after(minutes=31)
    assert passed(story) == ["update"]

    story.on(sg.Note("still down")).after(minutes=60)
    assert passed(story) == ["update"], "once, until one is sent"


def test_what_was_missed_is_told_once_and_says_how_late() -> None:
    story = declared().on(sg.TakeRole("commander", ANA)).after(hours=3)

    assert passed(story) == ["update", "resolve"]
    told = notice(story, "It should be resolved by now.")
    assert told.text.endswith("(Told 60 min late: Handrail was away.)")
    assert told.users == (ANA.user,)
    assert passed(story.after(hours=3)) == ["update", "resolve"]


def test_a_raised_severity_recomputes_and_what_is_over_by_it_is_told_at_once() -> None:
    story = declared()
    story.after(minutes=10).on(sg.SetSeverity(Severity.P0, "all is out"))
    wakes = [row for row in story.queued if isinstance(row.effect, Wake)]
    assert wakes[-1].due <= story.clock.now()

    story.on(sg.Time())

    assert passed(story) == ["respond"]
    assert notice(story, "Nobody has").text.endswith("P0 gives 5 min. That was over when it became P0.")
    assert clocks(story)["update"] == 15


def test_a_lowered_severity_gives_more_time_but_takes_no_breach_back() -> None:
    story = declared().after(minutes=16)
    assert passed(story) == ["respond"]

    story.on(sg.SetSeverity(Severity.P2, "it is small")).after(minutes=50)

    assert passed(story) == ["respond"]
    by_name = {clock.id: clock for clock in severity_clocks(story.incident)}
    assert is_breached(story.incident, by_name["respond"])
    assert not is_breached(story.incident, by_name["update"])
    assert clocks(story) == {"respond": 60, "update": 240}


def test_reopening_runs_on_from_the_declaration_and_asks_for_an_update_from_then() -> None:
    story = declared().on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    story.clock.forward(timedelta(minutes=40))

    story.on(sg.Reopen("app/outage", "it is back", next(iter(RULEBOOK.runbooks))))

    assert clocks(story) == {"update": 70, "resolve": 120}


def test_a_procedure_has_no_clocks() -> None:
    story = Story(RULEBOOK, "app/restore")

    assert story.incident.terms is None
    assert severity_clocks(story.incident) == ()


def test_a_closed_incident_is_due_for_nothing() -> None:
    story = declared().on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    for owed in story.incident.must():
        story.on(sg.Collect(owed.id, "on the spare disk"))
    story.on(sg.Close())

    assert due(story.incident) == ()


@QUIET
@given(ANY)
def test_each_deadline_is_told_at_most_once_whatever_happens(random: Random) -> None:
    story = declared()
    for _ in range(30):
        try:
            _anything(story, random)
        except Refusal:
            continue

    told = [(event.key, event.due) for event, _ in story.log if isinstance(event, ev.DeadlinePassed)]
    ones = [key for key, _ in told if key in {"severity/respond", "severity/resolve"}]
    assert len(told) == len(set(told))
    assert len(ones) == len(set(ones)), "whatever the severity becomes, these are over once"
    wakes = [row for row in story.queued if isinstance(row.effect, Wake)]
    coming = due(story.incident)
    assert not coming or wakes[-1].due <= coming[0].at, "it is woken in time for what comes next"


def _anything(story: Story, random: Random) -> None:
    match random.choice(("time", "time", "time", "severity", "acknowledge", "resolve", "reopen", "lead")):
        case "time":
            story.after(minutes=random.choice((0, 1, 7, 45, 300)))
        case "severity":
            story.on(sg.SetSeverity(random.choice(list(Severity)), "it looks like it"))
        case "acknowledge":
            story.on(sg.Acknowledge())
        case "resolve":
            story.on(sg.Resolve(reason="it went away"))
        case "reopen":
            story.on(sg.Reopen("app/outage", "it is back", next(iter(RULEBOOK.runbooks))))
        case _:
            story.on(sg.TakeRole("commander", ANA))


@pytest.mark.parametrize("severity", list(Severity))
def test_the_terms_are_those_of_the_policy(severity: Severity) -> None:
    story = declared()
    if severity is not Severity.P1:
        story.on(sg.SetSeverity(severity, "it looks like it"))

    terms, given = story.incident.terms, rules(severity)

    assert terms is not None
    assert (terms.respond, terms.update, terms.resolve) == (given.respond, given.update, given.resolve)
    assert bool(terms.rungs) != given.ticket


def test_who_speaks_for_the_incident_is_asked_for_the_update() -> None:
    policy = replace(CLOCKED, roles={**CLOCKED.roles, "comms": Role("comms", "Communications lead")})
    story = Story(replace(RULES, policy=policy)).on(sg.Acknowledge()).on(sg.TakeRole("comms", ANA))

    story.after(minutes=31)

    assert notice(story, "An update is owed").users == (ANA.user,)
