"""Break each rule of the machine in turn, in a scratch copy; a test must notice. `make mutants`."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from tests.broken import Patch, broken, scratches

LIST = Path(__file__).with_name("mutants.toml")
QUICKEST_FIRST = ("tests/core/test_walk.py", "tests/core/test_table.py", "tests/core", "tests/engine")
NOT_ITSELF = "--ignore=tests/core/test_mutants.py"
RUN = ("-m", "pytest", "-x", "-q", "-p", "no:cacheprovider", "--no-header", NOT_ITSELF, *QUICKEST_FIRST)
WORKERS = 2
LONGEST = 180.0
"""Seconds for one mutant; one that hangs is noticed, too."""


@dataclass(frozen=True, slots=True)
class Mutant:
    """One break. `text` stands exactly once in `file`."""

    rule: int
    file: str
    text: str
    becomes: str
    wrong: str

    @property
    def patch(self) -> Patch:
        return Patch(self.file, self.text, self.becomes)


def mutants() -> Sequence[Mutant]:
    """All of them, by rule."""
    listed = tomllib.loads(LIST.read_text("utf-8"))["mutant"]
    return sorted((Mutant(**one) for one in listed), key=lambda mutant: mutant.rule)


def killer(mutant: Mutant, scratch: Path) -> str:
    """The test that notices the mutant in the scratch copy; empty when none does."""
    with broken([mutant.patch], scratch):
        return first_failure(scratch)


def first_failure(scratch: Path) -> str:
    """The first test that fails in the scratch copy; empty when all pass."""
    command = [sys.executable, "-B", *RUN]
    try:
        done = subprocess.run(
            command, cwd=scratch, capture_output=True, text=True, timeout=LONGEST, check=False
        )
    except subprocess.TimeoutExpired:
        return "it never ends"
    if done.returncode == 0:
        return ""
    found = re.search(r"^(?:FAILED|ERROR) \S*?(\w+\.py(?:::.+?)?)(?: - |$)", done.stdout, re.MULTILINE)
    return found.group(1) if found else f"the tests do not even start: {done.stdout[-300:]}"


def main() -> int:
    """Try them all; 1 when one survives."""
    listed = mutants()
    survivors = 0
    with scratches(WORKERS) as free, ThreadPoolExecutor(WORKERS) as workers:
        scratch = free.get()
        if failure := first_failure(scratch):
            print(f"The tests fail before anything is broken: {failure}")  # noqa: T201 - what the command says
            return 1
        free.put(scratch)

        def tried(mutant: Mutant) -> str:
            scratch = free.get()
            try:
                return killer(mutant, scratch)
            finally:
                free.put(scratch)

        for mutant, test in zip(listed, workers.map(tried, listed), strict=True):
            survivors += not test
            print(f"rule {mutant.rule:2}  {mutant.wrong}\n         {test or 'SURVIVES'}", flush=True)  # noqa: T201 - what the command is for
    print(f"{len(listed)} mutants, {survivors} of them alive.")  # noqa: T201 - as above
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
