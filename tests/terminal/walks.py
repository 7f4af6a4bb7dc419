"""Whole walks as they stand on the screen: golden files; `python -m tests.terminal.walks` writes them."""

import tempfile
from collections.abc import Callable, Mapping
from contextlib import closing
from pathlib import Path

from tests.terminal.keyboard import CTRL_C, OWN, RUNBOOKS, SASHA, Terminals

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
            "leave",
        ],
    )
    terminals.give({"briefcase.exports-list": "ok"})
    stopped = terminals.walk(
        incident,
        [
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
            "write “summary”",
            "A receipt was damaged.",
            ".",
            "action watch the receipts",
            "7d",
            "close it: the paperwork is done",
            "note thanks to Sasha",
            "leave",
        ],
    )
    return f"{first}\n{stopped}\n(Sasha comes)\n{second}\n(Robin again)\n{third}"


def checkout(terminals: Terminals) -> str:
    """Several things at once, rows to pick, a second person's yes to what a person does, an update."""
    terminals.give({"shop.ping": "silent"})
    incident = terminals.declare("shop/checkout")
    first = terminals.walk(
        incident,
        [
            "answer",
            "web-1, web-2",
            "run all that are open (2)",
            "item 2 say how",
            "ok",
            "failed",
            "pick: b-2 · a day",
            "done: stop the checkout",
            "item 2 i see",
            "item 2 it failed",
            "nobody knows it",
            "item 2 done now",
            "done",
        ],
    )
    second = terminals.walk(
        incident, ["1", "yes", "send the update", "2", "It is back.", "Enjoy.", "."], SASHA
    )
    return f"{first}\n(Sasha comes)\n{second}"


WALKS: Mapping[str, tuple[Callable[[Terminals], str], Path]] = {
    "receipt-chain": (receipt_chain, RUNBOOKS),
    "checkout": (checkout, OWN),
}
"""Golden file → what is walked, of which runbooks."""


def walked(name: str, folder: Path) -> str:
    """What stood on the screen."""
    walk, runbooks = WALKS[name]
    with closing(Terminals(folder, runbooks=runbooks)) as terminals:
        return walk(terminals)


if __name__ == "__main__":
    GOLDEN.mkdir(exist_ok=True)
    for name in WALKS:
        with tempfile.TemporaryDirectory() as folder:
            GOLDEN.joinpath(f"{name}.txt").write_text(walked(name, Path(folder)), encoding="utf-8")
