"""What happens rarely is told as well."""

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.core.events import CommandFinished, RunHalted
from bot.core.result import CommandResult
from bot.core.rulebook import Rulebook
from bot.core.runbook import Anytime, Step, Update
from bot.core.signals import (
    Abort,
    Alert,
    Answer,
    BreakGlass,
    Collect,
    Correct,
    GiveUpRole,
    Jump,
    Pick,
    Reopen,
    Resolve,
    Send,
    TakeRole,
)
from bot.core.values import Row
from bot.engine.ports import Logged
from bot.postmortem.drafts import PostmortemDrafts
from bot.postmortem.words import listed, span
from tests.core.outage import DIGEST, OUTAGE, RESTORE, RULES, When, ways
from tests.core.story import ANA, PLAN
from tests.postmortem.told import Told


def draft(log: list[Logged]) -> str:
    return PostmortemDrafts(Path("unused")).render(log)


def at_mend() -> Told:
    story = Told().ran("broken", {"bad": "r-1"})
    story.on(TakeRole("commander", ANA))
    story.on(Answer(story.place, {"lost": False, "name": "api"}))
    story.on(Collect("copy", "s3://copy"))
    return story.on(Pick(story.place, "done"))


def test_a_role_that_was_given_up_says_until_when_it_was_held() -> None:
    story = at_mend()

    story.on(GiveUpRole("commander"))

    told = draft(story.entries())
    assert "**Incident commander**: Ana from" in told
    assert "UTC until 2026-11-21 12:00:0" in told


def test_an_approval_that_nobody_answered_yet_is_told() -> None:
    story = at_mend()

    story.ask()

    assert "asked for by Ana at 2026-11-21 12:00:07 UTC: not answered yet" in draft(story.entries())


def test_an_approval_that_became_void_says_why() -> None:
    story = at_mend()
    story.ask()

    story.on(Jump(story.place, "stop", "not yet"))

    assert "**void** after 1 s, because: the step was left" in draft(story.entries())


def test_a_called_runbook_that_was_abandoned_is_a_deviation() -> None:
    story = at_mend()
    story.on(Jump(story.place, "restore", "it is mended"))
    parent = story.incident.runs["r1"]
    assert parent.visit is not None
    assert story.at == "put-back"

    story.on(Jump(type(story.place)("r1", parent.visit.number), "reopen", "no need to put it back"))

    told = draft(story.entries())
    assert "The called runbook was abandoned" in told
    assert "   1. **Put it back** (execute), 2026-11-21 12:00:07 UTC, not left" in told


def test_a_walk_that_was_stopped_asks_how_it_came_there() -> None:
    story = Told()
    (*_, last) = story.entries()

    told = draft(
        [*story.entries(), Logged("INC-0001", last.version + 1, last.stamp, RunHalted("r1"), "0.1.0")]
    )

    assert "The walk went in a circle and was stopped. Which outcomes led there?" in told
    assert "moved too often without a person" in told


def test_an_end_that_was_none_and_a_walk_that_was_given_up_are_told_with_both_times() -> None:
    story = at_mend()
    story.on(Abort("r1", "it is somebody else's")).on(Resolve()).on(
        Reopen("app/outage", "it is back", DIGEST)
    )
    story.on(Resolve(reason="now it is over"))

    told = draft(story.entries())

    assert "Resolved at first" in told
    assert "Reopened" in told
    assert "given up by Ana, because: it is somebody else's" in told
    assert "The runbook was given up at “Mend it”. What did it lack?" in told
    assert "It came back after it was resolved." in told


def test_a_way_out_and_what_was_sent_are_told() -> None:
    story = Told(rulebook=with_way_out())
    story.on(Alert("am/1", {"alertname": "Down"}, {"summary": "it is down"}))
    story.on(Send(story.place, "We are on it."))

    told = draft(story.entries())

    assert "Out, by an alert, because: Down: it is down" in told
    assert "Sent an update to customers: We are on it." in told


def with_way_out() -> Rulebook:
    """The outage, in which an alert leads to an update."""
    tell = Step("tell", "contain", "Tell them", Update("customers", "Know."), ways(done="stop"))
    out = Anytime("out", "Out", "tell", alert=When(lambda scope: "alertname" in scope.labels), auto=True)
    book = replace(OUTAGE, steps={**OUTAGE.steps, "tell": tell}, anytime={"out": out})
    return replace(RULES, runbooks={DIGEST: {"app/outage": book, "app/restore": RESTORE}})


def test_a_result_whose_start_is_not_in_the_log_is_in_the_timeline_only() -> None:
    story = Told()
    (*_, last) = story.entries()
    stray = CommandFinished("r1", 1, "main", "app.look", "Stray", "INC-0009/1/1", CommandResult())

    told = draft([*story.entries(), Logged("INC-0001", last.version + 1, last.stamp, stray, "0.1.0")])

    assert told.count("Stray") == 1


def test_a_table_is_told_by_its_length_and_a_value_that_came_again_once() -> None:
    story = Told()
    rows: tuple[Row, ...] = ({"id": "a"}, {"id": "b"})
    story.ran("broken", {"bad": "r-1", "rows": rows, "one": rows[:1]})

    story.on(Correct("r1", "bad", "r-1")).on(Correct("r1", "bad", "r-2")).on(Correct("r1", "bad", "r-2"))

    told = draft(story.entries())
    assert "- Read: bad: r-1, one: 1 row, rows: 2 rows" in told
    assert "What is bad? **r-2** (Ana, corrected, 2026-11-21 12:00:05 UTC, before that r-1)" in told


@pytest.mark.parametrize(
    ("length", "text"),
    [
        (timedelta(0), "0 s"),
        (timedelta(seconds=59.9), "59 s"),
        (timedelta(minutes=1), "1 min 00 s"),
        (timedelta(minutes=59, seconds=59), "59 min 59 s"),
        (timedelta(hours=1), "1 h 00 min"),
        (timedelta(days=2, minutes=5), "48 h 05 min"),
        (timedelta(seconds=-5), "0 s"),
    ],
)
def test_a_span_is_told_in_two_units(length: timedelta, text: str) -> None:
    assert span(length) == text


def test_parts_are_listed_as_people_write_them() -> None:
    assert [listed([]), listed(["a"]), listed(["a", "b"]), listed(["a", "b", "c"])] == [
        "",
        "a",
        "a and b",
        "a, b and c",
    ]


def test_what_one_person_did_alone_is_a_deviation_and_a_question() -> None:
    story = at_mend().ask().after(minutes=6)

    story.on(BreakGlass("token-1", "nobody is awake", frozenset({"oncall"}), PLAN))

    told = draft(story.entries())
    assert "Did “Mend” without a second person; security is told" in told
    assert "**done without a second person** by Ana" in told
    assert ", done by Ana without a second person" in told
    assert "Was it needed, and who could have answered?" in told
