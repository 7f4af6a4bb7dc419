"""Who plays which part: what a brief says, who may have a role, and what becomes of an offer."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.brief import LINES, brief
from bot.core.clocks import due
from bot.core.duties import Duty, duties
from bot.core.picture import Picture
from bot.core.refusals import NotAllowed, Stale
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL, Actor, What
from tests.core.declined_roles import ONCALL, STAFFED, led, offered
from tests.core.outage import RULES
from tests.core.story import ANA, BO, CHI, PLAN, Story
from tests.core.test_walk import at_mend, at_stop


def told(story: Story) -> dict[str, tuple[str, ...]]:
    """The brief as it would be now, by heading."""
    parts = brief(Picture(story.incident, story.rulebook, story.clock.now()))
    return {part.title: part.lines for part in parts}


def offer(story: Story, name: str = "commander/1") -> tuple[str, Actor | None]:
    found = story.incident.handovers[name]
    return found.state, found.by


def test_until_the_other_accepts_the_role_stays_where_it_is() -> None:
    story = offered()

    assert story.incident.commander == ANA
    assert offer(story) == ("offered", None)

    story.on(sg.AcceptHandover("commander/1"), BO)

    assert story.incident.commander == BO
    assert offer(story) == ("accepted", BO)


@pytest.mark.parametrize(
    ("what", "by", "state"),
    [
        (sg.DeclineHandover("commander/1", "I am in a train"), BO, "declined"),
        (sg.DeclineHandover("commander/1"), ANA, "withdrawn"),
        (sg.HandOver("commander", CHI), ANA, "void"),
        (sg.TakeRole("commander", CHI), CHI, "void"),
        (sg.GiveUpRole("commander"), ANA, "void"),
        (sg.Time(), HANDRAIL, "expired"),
    ],
)
def test_an_offer_ends_in_one_way_and_nobody_takes_it_afterwards(what: What, by: Actor, state: str) -> None:
    story = offered()
    story.clock.forward(timedelta(minutes=16 if isinstance(what, sg.Time) else 1))

    story.on(what, by)

    assert offer(story) == (state, by)
    refusal = story.refused(sg.AcceptHandover("commander/1"), BO)
    assert f"This offer is {state}" in str(refusal)


def test_an_offer_that_nobody_answers_is_due_once_and_its_giver_is_told() -> None:
    story = offered()
    assert [one.key for one in due(story.incident) if one.kind == "handover"] == ["handover/commander/1"]

    story.clock.forward(timedelta(minutes=16))
    story.on(sg.Time(), HANDRAIL)

    assert [one for one in due(story.incident) if one.kind == "handover"] == []
    notices = story.effects(fx.PostNotice)
    assert (notices[-1].text, notices[-1].users) == (
        "Bo did not take over Incident commander in time. You still have it.",
        (ANA.user,),
    )


def test_a_role_that_is_given_up_is_vacant_and_stays_on_the_card() -> None:
    story = led().on(sg.TakeRole("ops", BO, groups=ONCALL), BO)

    story.on(sg.GiveUpRole("ops"), BO)

    assert "ops" not in story.incident.roles
    assert "ops" in story.incident.wanted_roles


def test_the_commander_may_take_a_role_from_somebody() -> None:
    story = led().on(sg.TakeRole("scribe", BO), BO)

    story.on(sg.GiveUpRole("scribe"), ANA)

    assert "scribe" not in story.incident.roles


@pytest.mark.parametrize("groups", [frozenset(), frozenset({"security"})])
def test_a_role_with_groups_is_for_those_who_are_in_one(groups: frozenset[str]) -> None:
    story = led()

    assert isinstance(story.refused(sg.TakeRole("ops", BO, groups=groups), BO), NotAllowed)

    assert story.on(sg.TakeRole("ops", BO, groups=groups | ONCALL), BO).incident.roles["ops"] == BO


def test_where_nobody_could_be_shown_to_be_in_its_groups_anyone_may_have_the_role() -> None:
    story = led()
    story.rulebook = replace(STAFFED, policy=replace(STAFFED.policy, nobody=ONCALL))

    story.on(sg.TakeRole("ops", BO), BO)

    assert story.incident.roles["ops"] == BO


def test_who_takes_over_must_be_in_the_groups_when_they_accept() -> None:
    story = led().on(sg.TakeRole("ops", BO, groups=ONCALL), BO)
    story.on(sg.HandOver("ops", CHI, ONCALL), BO)

    assert isinstance(story.refused(sg.AcceptHandover("ops/1"), CHI), NotAllowed)

    assert story.on(sg.AcceptHandover("ops/1", ONCALL), CHI).incident.roles["ops"] == CHI


def test_who_is_given_a_role_is_told_what_it_means() -> None:
    story = led().on(sg.TakeRole("ops", BO, groups=ONCALL), ANA)

    notice = story.effects(fx.PostNotice)[-1]

    assert (notice.text, notice.users) == (
        "Ana made you Operations lead. Directs what changes systems.",
        (BO.user,),
    )


def test_a_brief_says_where_it_stands_what_was_done_what_is_owed_and_who_waits_for_whom() -> None:
    story = at_mend().on(sg.TakeRole("commander", ANA)).on(sg.Claim(at_mend().place, "main"), BO).ask()

    lines = told(story)

    assert list(lines) == [
        "Where we are",
        "What was done",
        "Waiting for a second person",
        "Owed",
        "Clocks",
        "Who has what",
    ]
    assert "At “Mend it”" in lines["Where we are"][1]
    assert lines["Where we are"][1].endswith("Bo is on it")
    assert [line.partition("”")[0] for line in lines["What was done"]] == [
        "“Look",
        "“How bad?",
        "“Stop it",
    ]
    assert lines["Waiting for a second person"][0].startswith(f"On-call: {PLAN.text} (asked by Ana, until ")
    assert lines["Who has what"] == ("Incident commander: Ana",)


def test_a_brief_tells_what_runs_and_what_did_not_work() -> None:
    story = at_mend().ask().approve()
    assert told(story)["Running now"] == ("“Mend it”",)

    story.trouble("it was too slow")

    assert told(story)["Tried, and it did not work"] == (
        "“Mend it”: it took too long and was stopped (it was too slow)",
    )
    assert "Running now" not in told(story)


def test_a_brief_stays_as_it_was_when_the_incident_goes_on() -> None:
    story = at_stop().on(sg.TakeRole("commander", ANA)).on(sg.HandOver("commander", BO))
    kept = story.incident.handovers["commander/1"].brief

    story.on(sg.Pick(story.place, "done"))

    assert story.incident.handovers["commander/1"].brief == kept
    assert told(story) != {part.title: part.lines for part in kept}


def test_a_brief_is_short_however_much_there_is() -> None:
    story = at_stop()
    for number in range(30):
        story.on(sg.Note(f"note {number}"))
    owed = next(iter(story.incident.owed.values()))
    many = {f"r1/{number}": replace(owed, id=f"r1/{number}", title="x " * 500) for number in range(30)}
    crowded = replace(story.incident, owed=many)

    parts = brief(Picture(crowded, RULES, story.clock.now()))

    owing = next(part for part in parts if part.title == "Owed")
    assert len(owing.lines) == LINES
    assert owing.lines[-1] == "and 19 more"
    assert max(len(line) for part in parts for line in part.lines) <= 240


def of(story: Story, kind: str) -> list[Duty]:
    return [one for one in duties(story.incident) if one.kind == kind]


def test_a_plain_step_is_of_who_says_so_and_given_back_of_nobody() -> None:
    story = at_stop()
    assert [one.who for one in of(story, "step")] == ["@oncall"]

    story.on(sg.Claim(story.place, "main"), BO)
    assert [(one.who, one.name) for one in of(story, "step")] == [(BO.key, "Bo")]

    story.on(sg.Claim(story.place, "main", drop=True), BO)
    assert [one.who for one in of(story, "step")] == ["@oncall"]


def test_who_is_on_a_step_is_reminded_of_it_when_it_is_late() -> None:
    story = at_stop().on(sg.TakeRole("commander", ANA)).on(sg.Claim(at_stop().place, "main"), BO)

    story.clock.forward(timedelta(minutes=16))
    story.on(sg.Time(), HANDRAIL)

    notice = story.effects(fx.PostNotice)[-1]
    assert notice.users == (BO.user,)


def test_an_approval_is_asked_of_its_groups_and_not_of_who_asks() -> None:
    story = at_mend().ask()

    assert [(one.who, one.besides, one.ref) for one in of(story, "approval")] == [
        ("@oncall", ANA.key, "token-1")
    ]
    assert of(story.approve(), "approval") == []


def test_what_is_owed_by_nobody_is_the_commanders_and_of_nobody_once_it_is_closed() -> None:
    story = Story(RULES).channel().result("ok")
    assert [one.who for one in of(story, "evidence")] == []
    story = at_stop().on(sg.TakeRole("commander", ANA))

    assert {one.who for one in of(story, "evidence")} == {ANA.key}
    assert [one.what for one in of(story, "role")] == ["commander"]


def test_a_press_on_what_moved_is_told_who_moved_it_and_when() -> None:
    story = led().on(sg.TakeRole("scribe", CHI), BO).on(sg.SetSeverity(Severity.P0, ""), BO)
    at = story.clock.now()
    story.clock.forward(timedelta(minutes=3))

    role = story.refused(sg.TakeRole("scribe", ANA, seen=""))
    severity = story.refused(sg.SetSeverity(Severity.P2, "it shrank", seen=Severity.P1))

    assert "Scribe changed meanwhile: Chi has it now, by Bo." in str(role)
    assert "The severity changed meanwhile: it is P0 now, by Bo." in str(severity)
    assert isinstance(severity, Stale)
    assert severity.when is not None
    assert abs(severity.when - at) < timedelta(minutes=1)
