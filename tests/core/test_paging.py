"""Who is called when, until somebody answers; and what people see of it."""

from dataclasses import replace

from bot.core import effects as fx
from bot.core import events as ev
from bot.core import signals as sg
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL
from tests.core.story import ANA, BO, Story
from tests.core.test_clocks import CLOCKED, RULEBOOK, declared, notice


def paged(story: Story) -> list[tuple[str, int]]:
    """The groups that were called, with the rung."""
    return [(event.group, event.rung) for event, _ in story.log if isinstance(event, ev.Paged)]


def reached(story: Story, page: str, *people: str) -> Story:
    return story.on(sg.EffectDone("e", sg.Reached(page, people)), HANDRAIL)


def test_a_declaration_calls_whom_the_severity_and_the_first_rung_name_once() -> None:
    story = Story(RULEBOOK)

    assert paged(story) == [("oncall", 1)]
    pages = [row for row in story.queued if isinstance(row.effect, fx.Page)]
    assert [row.after for row in pages] == [()], "nobody is called later because of a channel"
    assert notice(story, "On-call is being paged: it is P1, means P1.").groups == ("oncall",)


def test_the_ladder_goes_on_until_somebody_acknowledges() -> None:
    silent, answered = declared().after(minutes=10), declared().on(sg.Acknowledge()).after(minutes=10)

    assert paged(silent) == [("oncall", 1), ("security", 2)]
    assert paged(silent.after(minutes=10)) == [("oncall", 1), ("security", 2)]
    assert paged(answered) == [("oncall", 1)]


def test_a_rung_that_was_missed_calls_late_and_says_so() -> None:
    story = declared().after(minutes=40)

    (event,) = [event for event, _ in story.log if isinstance(event, ev.Paged) and event.rung == 2]
    assert event.late_seconds == 1802
    assert notice(story, "Security is being paged").text == (
        "Security is being paged: nobody has acknowledged it for 10 min. "
        "(Told 30 min late: Handrail was away.)"
    )


def test_who_is_reached_is_written_to_and_their_button_answers_the_page() -> None:
    story = reached(declared(), "p1", BO.user)
    row = next(row for row in story.queued if isinstance(row.effect, fx.RefreshPage))
    assert (row.effect, row.after) == (fx.RefreshPage("p1", BO.user), ())

    story.on(sg.EffectDone("e", sg.Posted("D1", "1.0"), surface=f"page/p1/{BO.user}"), HANDRAIL)
    story.on(sg.Acknowledge("p1"), BO)

    page = story.incident.pages["p1"]
    assert (page.answered_by, story.incident.acknowledged_by) == (BO, BO)
    assert story.effects(fx.RefreshPage)[-1] == fx.RefreshPage("p1", BO.user, edits=True)
    assert "by Bo" in story.refused(sg.Acknowledge("p1")).problem


def test_a_group_that_is_nobody_is_said() -> None:
    story = declared().on(
        sg.EffectDone("e", sg.Reached("p1", trouble="`oncall` is bound to nobody")), HANDRAIL
    )

    assert story.incident.pages["p1"].trouble == "`oncall` is bound to nobody"
    assert not story.effects(fx.RefreshPage)
    assert notice(story, "Nobody was paged for On-call: `oncall` is bound to nobody.").users == (ANA.user,)


def test_a_page_by_hand_is_answered_by_the_one_whom_it_reached() -> None:
    story = declared().on(sg.Acknowledge()).on(sg.PageGroup("security", "somebody is in"))
    reached(story, "p2", BO.user)
    assert paged(story)[-1] == ("security", 0)
    assert "acknowledged already" in story.refused(sg.Acknowledge()).problem

    story.on(sg.Acknowledge(), BO)

    assert story.incident.pages["p2"].answered_by == BO
    assert story.incident.acknowledged_by == ANA


def test_a_raised_severity_calls_and_tells_only_those_who_know_nothing_yet() -> None:
    told_too = replace(CLOCKED.severities[Severity.P0], tell=("security", "oncall"))
    policy = replace(CLOCKED, severities={**CLOCKED.severities, Severity.P0: told_too})
    story = Story(replace(RULEBOOK, policy=policy)).on(sg.SetSeverity(Severity.P0, "all is out"))

    assert paged(story) == [("oncall", 1), ("security", 0)]
    assert story.effects(fx.Page)[-1] == fx.Page("p2", "security", tells=True)
    assert not story.incident.pages["p2"].waits


def test_a_ladder_that_is_up_is_not_begun_anew_by_another_severity() -> None:
    story = declared().after(minutes=10).on(sg.SetSeverity(Severity.P0, "all is out")).after(minutes=30)

    assert [rung for _, rung in paged(story) if rung] == [1, 2]


def test_a_procedure_calls_nobody_by_itself_but_a_person_may() -> None:
    story = Story(RULEBOOK, "app/restore").after(hours=2)
    assert paged(story) == []

    story.on(sg.PageGroup("oncall"))

    assert paged(story) == [("oncall", 0)]


def test_what_a_repeated_call_says_changes_nothing() -> None:
    story = declared()
    page = next(iter(story.incident.pages))
    found = sg.Reached(page, (BO.user,))
    story.on(sg.EffectDone("e", found), HANDRAIL)
    before = len(story.log)

    story.on(sg.EffectDone("e", found), HANDRAIL)

    assert len(story.log) == before
