"""Every fault of a stand-in leads to a runbook that is about it."""

import pytest

from bot.authoring.library import load
from bot.demo.standins.registry import STANDINS
from bot.demo.standins.standin import Fault
from bot.slack.ranking import clear_best
from tests.authoring.trees import SHIPPED

BOOKS = load(SHIPPED).runbooks
FAULTS = [pytest.param(each.system, fault, id=fault.name) for each in STANDINS for fault in each.faults]


@pytest.mark.parametrize(("system", "fault"), FAULTS)
def test_what_to_type_when_it_breaks_means_one_runbook_of_its_system(system: str, fault: Fault) -> None:
    kind, _, what = fault.answer.partition(" ")

    if kind == "start":
        assert BOOKS[what].kind == "procedure"
    else:
        found = clear_best(what, [book for book in BOOKS.values() if book.kind == "incident"])
        assert found is not None
        assert found.id.startswith(f"{system}/")
