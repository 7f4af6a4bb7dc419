"""The words beside the numbers: each does what it says, and asks only what was not typed with it."""

from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from tests.terminal.keyboard import CTRL_C, OWN, SASHA, Terminals


@pytest.fixture
def shop(tmp_path: Path) -> Iterator[Terminals]:
    with closing(Terminals(tmp_path, runbooks=OWN)) as found:
        found.give({"shop.ping": "silent"})
        found.declare("shop/checkout")
        yield found


AT_HOSTS = ["answer", "web-1"]


@pytest.mark.parametrize(
    ("lines", "said"),
    [
        (["severity P1 more users see it"], "Robin: Severity P2 → P1"),
        (["severity", "1", "", "half of all"], "Say it in a line; Ctrl-C goes back."),
        (["role commander"], "Robin: Robin is Commander"),
        (["ack"], "Robin: Acknowledged"),
        (["ack", "ack"], "INC-0001 is acknowledged already by Robin. `step` shows the present step."),
        (["mitigated"], "Robin: Mitigated"),
        (["correct", "2", "b-7"], "Robin: Which backup? b-7 (Robin, corrected)"),
        (["correct", CTRL_C], "Which fact? ^C"),
        (["evidence"], "Nothing of this kind is owed. `note` keeps anything else."),
        (["resolve over no one is hurt"], "Only the commander may resolve while"),
        (
            ["take command", "resolve over no one is hurt"],
            "Robin: Resolved while the runbook was still being",
        ),
        (["take command", "jump tell nothing else helps"], "▶ Tell support"),
        (["take command", "other tell it is the bank"], "Robin: Saw something else at"),
        (["take command", "skip in a hurry"], "Robin: Skipped “Which hosts fail?” as done"),
        (["postmortem"], "The postmortem draft: INC-0001.md"),
        (["timeline"], "Robin: Started the runbook “The checkout fails”"),
        (["help"], "  waive       give up something owed, with a reason (the commander)"),
        (["byhand"], "This runs no command, so it has no result to record."),
        (["item"], "This step has no items."),
        (["reopen not yet over"], "INC-0001 is open. `step` shows where it is."),
        (["99"], "There is no 99 here. The numbers stand above"),
        (["sevrity"], "`sevrity` is not something I know. Did you mean `severity`?"),
        ([*AT_HOSTS, "item 1 not", "gone for good"], "Robin: web-1: not applicable gone for good"),
        ([*AT_HOSTS, "item 1 i see", "item 1 nobody"], "web-1 · Robin"),
        ([*AT_HOSTS, "paste"], "There are several things here. `item` does one of them, as in `item 2`."),
        ([*AT_HOSTS, "an item: anything else", "5", "x", CTRL_C], "What about it? ^C"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_word_does_what_it_says(lines: list[str], said: str, shop: Terminals) -> None:
    screen = " ".join(shop.walk("INC-0001", lines).split())

    assert " ".join(said.split()) in screen


def test_a_no_is_said_with_its_reason_and_by_another_person(shop: Terminals) -> None:
    shop.walk("INC-0001", ["take command", "jump restore it is known", "done"])

    said = shop.walk("INC-0001", ["deny: put it back: done", "not before noon"], SASHA)

    assert "Sasha: Denied\n         not before noon" in said
    assert "1  Done → Tell support" in said


def test_no_row_need_be_picked(shop: Terminals) -> None:
    said = shop.walk("INC-0001", ["take command", "jump choose it is known", "none of these"])

    assert "3  None of these" in said
    assert "▶ Prepare for not known" in said
