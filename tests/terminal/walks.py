"""Whole walks as they stand on the screen: golden files; `python -m tests.terminal.walks` writes them."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from tests.terminal.keyboard import CTRL_C, SASHA, Terminals

GOLDEN = Path(__file__).with_name("golden")


def receipt_chain(terminals: Terminals) -> str:
    """Damaged receipts come back from a backup; the second person walks at the same keyboard later."""
    terminals.give({"briefcase.receipts-verify": "broken", "briefcase.exports-list": "active"})
    incident = terminals.declare("briefcase/receipt-chain")
    first = terminals.walk(
        incident,
        [
            "sound",
            "take command",
            "no",
            "note the exports page their owners",
            "close",
            "done",
            "restore",
            "1",
            "/backup/copy, sha256 12ab",
            "it is b-20260114-1800",
            "ask for approval",
        ],
    )
    second = terminals.walk(incident, ["1", "no", "1", "yes"], SASHA)
    terminals.give({"briefcase.receipts-verify": "ok"})
    third = terminals.walk(
        incident,
        [
            "it is restored",
            "severity",
            CTRL_C,
            "the impact is contained",
            "waive verify-again there is no second log",
            "wait here",
            "no",
            "answer",
            "",
            "perhaps",
            "yes",
            "done",
            "the impact is over",
            "undone",
            "close it: the paperwork is done",
            "note thanks to Sasha",
            "leave",
        ],
    )
    return f"{first}\n(Sasha comes)\n{second}\n(Robin again)\n{third}"


WALKS: Mapping[str, Callable[[Terminals], str]] = {"receipt-chain": receipt_chain}
"""Golden file → what is walked."""


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name, walk in WALKS.items():
        with tempfile.TemporaryDirectory() as folder, closing(Terminals(Path(folder))) as terminals:
            GOLDEN.joinpath(f"{name}.txt").write_text(walk(terminals), encoding="utf-8")
