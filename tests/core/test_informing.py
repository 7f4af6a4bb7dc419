"""Updates about an incident: what a draft says, where it goes, and that it counts as one."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core import signals as sg
from bot.core.effects import PostUpdate
from bot.core.informing import INTERNAL, drafted, readers
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity
from tests.core.outage import POLICY, RULES
from tests.core.story import ANA, Story

TOLD: dict[str, Any] = {"means": "Something everybody needs is broken", "tell": ("security",)}
RULE = replace(POLICY.severities[Severity.P1], update=timedelta(minutes=30), **TOLD)
TELLING: Rulebook = replace(RULES, policy=replace(POLICY, severities={Severity.P1: RULE}))


def broken() -> Story:
    story = Story(TELLING).channel().result("broken", {"bad": "r-1"})
    return story.on(sg.TakeRole("commander", ANA))


def draft(story: Story, to: str) -> str:
    return drafted(story.rulebook, story.incident, to, story.clock.now())


def posted(story: Story) -> list[PostUpdate]:
    return [row.effect for row in story.queued if isinstance(row.effect, PostUpdate)]


def test_a_draft_for_who_follows_tells_what_was_found_and_what_is_done() -> None:
    assert draft(broken(), INTERNAL).splitlines() == [
        "INC-0001 · P1: The app is out. It goes on since 12:00 UTC.",
        "What we know: What is bad: r-1; Look: broken.",
        "What we do: finding out what is wrong (How bad).",
        "Next update: by 12:30 UTC.",
    ]


def test_a_draft_for_others_tells_impact_and_state_without_our_words() -> None:
    assert draft(broken(), "security").splitlines() == [
        "INC-0001 · P1: The app is out.",
        "Impact: something everybody needs is broken, since 12:00 UTC.",
        "State: It goes on since 12:00 UTC.",
        "What we do: finding out what is wrong.",
        "Who leads: Ana.",
        "Next update: by 12:30 UTC.",
    ]


def test_no_next_update_is_promised_once_it_is_over() -> None:
    story = broken().on(sg.Resolve(reason="it went away"))

    assert "Next update" not in draft(story, INTERNAL)
    assert "It is over since 12:00 UTC." in draft(story, INTERNAL)


def test_an_update_goes_where_its_readers_are_and_counts() -> None:
    story = broken()

    story.on(sg.Inform(INTERNAL, " It is being mended. ")).on(sg.Inform("security", "We mend it."))

    assert [(one.where, one.group, one.text, one.number) for one in posted(story)] == [
        ("channel", "", "It is being mended.", 1),
        ("announcement", "", "It is being mended.", 1),
        ("group", "security", "We mend it.", 2),
    ]
    assert story.incident.updated_at == story.clock.now()
    assert story.incident.updates == 2


def test_the_policy_says_who_is_kept_informed() -> None:
    assert readers(TELLING, broken().incident) == (INTERNAL, "security")


def test_a_draft_tells_how_far_it_is() -> None:
    mitigated = draft(broken().on(sg.Mitigate()), "security")
    nothing = draft(broken().on(sg.Resolve(false_alarm=True, reason="a test")), INTERNAL)

    assert "The impact is contained since 12:00 UTC; the cause is not gone yet." in mitigated
    assert "It was a false alarm." in nothing
    assert "nothing is being walked" in nothing
