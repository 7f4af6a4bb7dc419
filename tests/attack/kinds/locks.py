"""A line that somebody adds to a lock, or changes in it."""

import tempfile
from pathlib import Path

from tests.attack.outcome import Outcome, passes, refused
from tests.supply.locks import Lock, disagreements, read_lock

ONE, TWO = "0" * 64, "f" * 64


def attack(*, run: str, dev: str = "") -> Outcome:
    """`run` and `dev`: the text of two locks, where `{one}` and `{two}` stand for digests."""
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        found = {name: _read(Path(home) / f"{name}.txt", text) for name, text in (("run", run), ("dev", dev))}
    problems = [problem for lock in found.values() for problem in lock.problems] + disagreements(found)
    return refused("; ".join(problems)) if problems else passes(found)


def _read(path: Path, text: str) -> Lock:
    path.write_text(text.replace("{one}", ONE).replace("{two}", TWO), encoding="utf-8")
    return read_lock(path)
