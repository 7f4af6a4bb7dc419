"""The bot's own commands: what blocks a start is read from the open runs."""

from dataclasses import replace

import pytest

from bot.authoring.built_in import built_in
from bot.core.catalogue import Entry
from bot.core.runbook import Block
from bot.core.signals import Answer, Correct, Plan
from bot.core.values import Values
from bot.engine.own import WithOwn
from bot.engine.ports import Ran
from tests.core.outage import ENTRIES, OUTAGE, fact_is
from tests.engine.desk import BOOKS, Desk

BLOCKS = built_in()[0]["handrail.blocks"].entry
RELEASE: Values = {"runbook": "app/release"}
LOST = Block("app/release", fact_is("lost", True), "data is lost in {target}")


@pytest.fixture
def desk() -> Desk:
    """An incident whose class blocks a release while data is lost; nobody has said yet whether it is."""
    desk = Desk()
    desk.library.become({**BOOKS, "app/outage": replace(OUTAGE, blocks=(LOST,))})
    desk.declare()
    desk.settle()
    return desk


def own(desk: Desk) -> WithOwn:
    return WithOwn(desk.commands, desk.store, desk.library, desk.clock)


def asked(desk: Desk, runbook: str = "app/release") -> tuple[int | None, str]:
    result = own(desk).run("INC-0001/1/1", BLOCKS, {"runbook": runbook}, "prod", "")
    assert isinstance(result, Ran)
    return result.output.exit, result.output.text


def test_what_is_not_known_yet_blocks(desk: Desk) -> None:
    assert asked(desk) == (1, "INC-0001 blocks it: data is lost in prod.")


def test_another_runbook_is_not_blocked(desk: Desk) -> None:
    assert asked(desk, "app/other") == (0, "Nothing stands in the way.")


def test_it_blocks_no_more_once_the_condition_is_false(desk: Desk) -> None:
    desk.offer(Answer(desk.place, {"lost": True, "name": "api"}))
    held = asked(desk)

    desk.offer(Correct("r1", "lost", "no"))

    assert (held[0], asked(desk)[0]) == (1, 0)


def test_a_restricted_incident_blocks_without_saying_what_it_is(desk: Desk) -> None:
    desk.library.become({**BOOKS, "app/outage": replace(OUTAGE, blocks=(LOST,), private=True)})

    assert asked(desk) == (1, "A restricted incident blocks it.")


def test_the_reading_of_its_answer_is_the_catalogues() -> None:
    reader = built_in()[0]["handrail.blocks"].reader

    assert {name: reader.interpret(sample).verdict for name, sample in reader.samples.items()} == {
        "clear": "clear",
        "blocked": "blocked",
    }


def test_it_can_always_run_and_says_exactly_what(desk: Desk) -> None:
    plan = own(desk).plan(BLOCKS, RELEASE, "prod")

    assert own(desk).by_hand([BLOCKS], "prod") == {}
    assert isinstance(plan, Plan)
    assert plan.text == "handrail blocks app/release"


def test_every_other_command_is_passed_on(desk: Desk) -> None:
    look: Entry = ENTRIES["app.look"]
    desk.commands.unbound["app.look"] = "it is not bound"

    result = own(desk).run("INC-0001/9/9", look, {}, "prod", "")
    own(desk).cancel("INC-0001/9/9")

    assert result == desk.commands.answers["app.look"]
    assert own(desk).by_hand([look, BLOCKS], "prod") == {"app.look": "it is not bound"}
    assert own(desk).plan(look, {}, "prod") == desk.commands.plan(look, {}, "prod")
    assert desk.commands.cancelled == ["INC-0001/9/9"]
