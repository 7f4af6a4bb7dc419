"""All of it: every case, every mechanism taken out, random input for a while. `make attack`."""

import logging
import sys
import time
from collections.abc import Sequence

from tests.attack.alone import wrong
from tests.attack.fuzz.__main__ import fuzzed
from tests.attack.removal import removals
from tests.attack.suite import Case, cases, threats, uncovered


def say(line: str) -> None:
    print(line, flush=True)  # noqa: T201 - what the command is for


def tried(all_cases: Sequence[Case]) -> list[str]:
    """What is wrong, by case."""
    return [f"{case}: {why}" for case in all_cases if (why := wrong(case))]


def main(words: list[str]) -> int:
    """1 when anything is not as it should be. `words`: the minutes of random input, and where it begins."""
    logging.getLogger().addHandler(logging.NullHandler())  # what is refused is logged, and here all is
    began = time.monotonic()
    listed = cases()
    red = [*uncovered(), *tried(listed)]
    attacks = sum(case.is_attack for case in listed)
    say("\n".join([*red, f"{len(listed)} cases against {len(threats())} threats, {len(red)} red"]))
    found = list(removals(list(threats().values())))
    missed = [one.threat for one in found if not one.by]
    say(
        "\n".join(
            [
                *(f"nobody notices that {name} is gone" for name in missed),
                f"{len(found)} mechanisms taken out",
            ]
        )
    )
    inputs, trouble = fuzzed(words)
    say(trouble or f"{inputs} random inputs")
    if red or missed or trouble:
        return 1
    say(
        f"\n{len(threats())} threats: {attacks} attacks refused, {len(listed) - attacks} controls passed, "
        f"{len(found)} mechanisms removed and noticed, {inputs} random inputs, "
        f"{(time.monotonic() - began) / 60:.1f} minutes."
    )
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
