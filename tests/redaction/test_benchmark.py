"""The lines of the benchmark are a gate: those that were tuned to, and those that were held back alike."""

from pathlib import Path

import pytest

from benchmarks.redaction import speed
from benchmarks.redaction.lines import FOLDER, files, read
from benchmarks.redaction.score import WANTED, outcomes, shares
from bot.redaction import Redactor

pytestmark = pytest.mark.no_cover  # much at once: the tracer would double its time

REDACTOR = Redactor()


@pytest.mark.parametrize("path", files(), ids=lambda path: path.name)
def test_as_many_secrets_are_found_and_harmless_lines_unchanged_as_is_wanted(path: Path) -> None:
    reached = shares(outcomes(read(path), REDACTOR))

    assert reached
    assert {kind: share for kind, share in reached.items() if share < WANTED[kind]} == {}


def test_the_wanted_shares_are_those_that_were_promised() -> None:
    assert WANTED == {"ordinary": 0.95, "hard": 0.60, "benign": 0.94}


def test_it_is_as_fast_as_some_hundred_plain_searches_of_the_same_text() -> None:
    text = speed.mixed_log(read(FOLDER / "tuned.jsonl"), 150_000)

    own, reference = speed.speeds(text, REDACTOR, runs=3)

    assert own > min(reference / 400, speed.WANTED)
