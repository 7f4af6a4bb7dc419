"""Rows of a result that people pick."""

from bot.core.picking import offered
from bot.core.result import Reading
from bot.core.signals import Perform, Pick, Record
from bot.core.values import Values
from tests.core.chores import FOUND, Chores

ALL: Values = {"found": FOUND}


def found(step: str, **values: tuple[dict[str, bool | int | float | str], ...]) -> Chores:
    """The command of the step has its result."""
    story = Chores(step)
    if story.items()[0].state == "open":
        story.press("main")
    return story.gives("main", "ok", {**(values or ALL)})


def test_a_row_sets_its_facts_and_then_the_verdict_is_taken() -> None:
    story = found("find")

    story.rows(1)

    assert story.at == "find"
    assert story.fact("one") == "new"
    assert story.incident.runs["r1"].facts["one"].source == "Find, picked"
    assert story.on(Pick(story.place, "ok")).at == "gone"


def test_another_row_may_be_picked_until_the_verdict_is_taken() -> None:
    story = found("find").rows(1).rows(2)

    assert story.fact("one") == "newer"
    assert story.items()[0].picked == (2,)


def test_none_is_taken_when_no_row_fits_and_sets_nothing() -> None:
    story = found("find", found=FOUND[:1])

    story.on(Pick(story.place, "none"))

    assert story.at == "none"
    assert story.fact("one") is None
    assert [event.how for event, _ in story.log if hasattr(event, "how")] == ["person"]


def test_none_may_be_taken_though_rows_are_offered() -> None:
    assert (story := found("find")).on(Pick(story.place, "none")).at == "none"


def test_an_auto_step_waits_for_a_row_and_goes_on_by_itself_then() -> None:
    story = found("seek")
    assert story.at == "seek"

    story.rows(2)

    assert story.at == "gone"
    assert story.fact("one") == "newer"


def test_an_auto_step_without_a_row_that_fits_takes_none_by_itself() -> None:
    assert found("seek", found=FOUND[:1]).at == "none"


def test_many_rows_become_lists() -> None:
    story = found("gather").rows(2, 1, 2)

    assert story.fact("hosts") == ("newer", "new")
    assert story.on(Pick(story.place, "ok")).at == "gone"


def test_no_row_at_all_is_an_empty_list_where_many_may_be_picked() -> None:
    assert found("gather").rows().fact("hosts") == ()
    story = found("sweep", found=FOUND[:1])

    assert (story.at, story.fact("hosts")) == ("gone", ())


def test_a_new_result_has_new_rows_to_pick() -> None:
    story = found("find").rows(1)

    story.on(Perform(story.place)).gives("main", "ok", ALL)

    assert story.items()[0].picked is None
    assert "First pick" in str(story.refused(Pick(story.place, "ok")))


def test_pasted_output_gives_the_rows() -> None:
    story = Chores("find", by_hand=("app.find",))

    story.on(Record(story.place, reading=Reading({"found": FOUND}, "ok"))).rows(1)

    assert story.fact("one") == "new"


def test_a_verdict_chosen_by_hand_has_no_rows_and_may_say_the_facts() -> None:
    story = Chores("find", by_hand=("app.find",))

    story.on(Record(story.place, "ok", facts={"one": "other"}))

    assert story.on(Pick(story.place, "ok")).at == "gone"
    assert story.fact("one") == "other"


def test_nothing_is_offered_before_there_is_a_result() -> None:
    story = Chores("find")
    step = story.rulebook.step(story.run)

    assert offered(story.incident, story.run, step, story.items()[0]) == ()
