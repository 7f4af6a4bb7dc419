"""Look-ups in texts, and what the state tells of a run that is not at a step."""

from dataclasses import replace

import pytest

from bot.core.performing import arguments_of, unmet_gates, waits_for_answer
from bot.core.runbook import Lookup
from bot.core.texts import fill, how_of
from tests.core.outage import ENTRIES, OUTAGE
from tests.core.situations import SITUATIONS
from tests.core.test_walk import at_stop


@pytest.mark.parametrize(
    ("text", "reads"),
    [
        ("Stop {facts.name} on {target}.", "Stop api on prod."),
        ("{incident.id} is {severity}", "INC-0001 is P1"),
        ("{facts.colour}", "not known"),
        ("{item}", "shard-1"),
        ("{{facts.name}} {nothing.known}", "{facts.name} {nothing.known}"),
    ],
)
def test_a_text_is_filled_in_with_what_is_known_now(text: str, reads: str) -> None:
    incident = at_stop().incident

    assert fill(text, incident, incident.runs["r1"], "shard-1") == reads


def test_how_evidence_is_kept_names_what_is_known_in_the_run_that_owes_it() -> None:
    incident = at_stop().incident
    owed = replace(incident.owed["r1/copy"], how="Copy {facts.name}, since {facts.colour}.")

    assert how_of(owed, incident) == "Copy api, since not known."


def test_without_a_run_no_fact_is_known() -> None:
    assert fill("{facts.name}", at_stop().incident) == "not known"


def test_a_run_that_is_over_waits_for_nothing() -> None:
    incident = SITUATIONS["run ended"]().story.incident

    assert waits_for_answer(incident.runs["r1"], OUTAGE.steps["how-bad"]) == ()
    assert unmet_gates(incident, incident.runs["r1"]) == ()
    assert incident.current() is None


def test_what_would_run_is_not_known_before_its_questions_are_answered() -> None:
    incident = SITUATIONS["read needing"]().story.incident

    assert arguments_of(incident, incident.runs["r1"], {"word": Lookup("facts.word")}) is None


def test_an_entry_and_a_runbook_belong_to_the_system_in_their_names() -> None:
    assert (OUTAGE.system, ENTRIES["app.look"].system) == ("app", "app")
