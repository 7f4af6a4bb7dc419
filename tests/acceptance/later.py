"""The real bot by whose clock it is later: `python -m tests.acceptance.later MINUTES`."""

import os
import sys
from datetime import UTC, datetime, timedelta

from bot.app import SystemClock, build
from bot.cli.run import work


def _later(_: SystemClock) -> datetime:
    """The machine's clock, put forward."""
    return datetime.now(UTC) + timedelta(minutes=int(sys.argv[1]))  # noqa: TID251 - it is a clock


if __name__ == "__main__":
    SystemClock.now = _later  # type: ignore[method-assign, assignment]
    work(dict(os.environ), build)  # noqa: TID251 - the entrance of a process
