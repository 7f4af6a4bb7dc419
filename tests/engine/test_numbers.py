"""Numbers of incidents: in order, with gaps that say nothing; those of private classes stand in no order."""

import itertools
from dataclasses import replace

from bot.engine.incidents import Declaration
from bot.engine.numbers import Numbers
from tests.core.outage import OUTAGE
from tests.core.story import ANA
from tests.engine.desk import BOOKS, Desk

PRIVATE = {**BOOKS, "app/leak": replace(OUTAGE, id="app/leak", private=True)}


def declared(desk: Desk, *books: str) -> list[str]:
    desk.library.become(PRIVATE)
    return [desk.incidents.declare(Declaration(book), ANA, "typed").incident.id for book in books]


def test_a_private_class_takes_no_number_of_the_series() -> None:
    desk = Desk(numbers=Numbers(draw=lambda _: 7))

    assert declared(desk, "app/outage", "app/leak", "app/outage") == ["INC-0001", "INC-10007", "INC-0002"]


def test_a_number_that_is_taken_is_drawn_again() -> None:
    drawn = itertools.chain([7, 7, 8], itertools.repeat(9))
    desk = Desk(numbers=Numbers(draw=lambda _: next(drawn)))

    assert declared(desk, "app/leak", "app/leak") == ["INC-10007", "INC-10008"]


def test_the_series_leaves_a_number_out_when_the_draw_says_so() -> None:
    drawn = iter([3, 0, 5, 0, 0, 1])
    desk = Desk(numbers=Numbers(8, lambda _: next(drawn)))

    found = declared(desk, "app/outage", "app/outage", "app/outage")

    assert found == ["INC-0001", "INC-0003", "INC-0006"]


def test_procedures_have_no_gaps_because_none_is_restricted() -> None:
    desk = Desk(numbers=Numbers(8, lambda _: 0))
    desk.library.become({**BOOKS, "app/tidy": replace(OUTAGE, id="app/tidy", kind="procedure")})

    begun = desk.incidents.start(Declaration("app/tidy"), "C0OPS", ANA, "typed")

    assert begun.incident.id == "PRC-0001"


def test_a_gap_is_as_likely_as_it_is_set() -> None:
    numbers = [0, *itertools.accumulate(_steps(2000))]

    assert 0.08 < 1 - 2000 / numbers[-1] < 0.17


def _steps(many: int) -> list[int]:
    """How far each number is from the one before, by the machine's own chance."""
    draw = Numbers(8).draw
    return [next(n for n in itertools.count(1) if draw(8) != 0) for _ in range(many)]
