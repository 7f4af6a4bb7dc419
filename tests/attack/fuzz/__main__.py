"""Random input for a while: `python -m tests.attack.fuzz [minutes] [seed]`. A failure names its seed."""

import logging
import random
import sys
import time
from collections.abc import Sequence

from tests.attack.fuzz.surfaces import SURFACES

MINUTES = 3.0
A_ROUND = 200
"""Examples of one surface in a round."""


def fuzzed(words: Sequence[str]) -> tuple[int, str]:
    """Rounds over all surfaces until the time is over. How many inputs; what broke, if any."""
    minutes = float(words[0]) if words else MINUTES
    start = int(words[1]) if len(words) > 1 else random.SystemRandom().randrange(10**9)
    until, tried = time.monotonic() + minutes * 60, 0
    while time.monotonic() < until:
        for surface in SURFACES:
            try:
                tried += surface.tried(A_ROUND, start)
            except Exception as error:  # noqa: BLE001 - whatever it is, it is what was looked for
                notes = "\n".join(getattr(error, "__notes__", ()))
                return tried, f"{surface.name}, seed {start}: {type(error).__name__}: {error}\n{notes}"
        start += 1
    return tried, ""


if __name__ == "__main__":
    logging.getLogger().addHandler(logging.NullHandler())
    count, trouble = fuzzed(sys.argv[1:])
    print(trouble or f"{count} random inputs on {len(SURFACES)} surfaces.")  # noqa: T201 - what the command is for
    sys.exit(bool(trouble))
