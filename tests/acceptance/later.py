"""The real bot by whose clock it is later: `python -m tests.acceptance.later MINUTES`."""

import os
import sys
from datetime import UTC, datetime, timedelta

from bot import app
from bot.cli.run import work


class Later(app.SystemClock):
    """The machine's clock, put forward."""

    def now(self) -> datetime:
        return datetime.now(UTC) + timedelta(minutes=int(sys.argv[1]))  # noqa: TID251 - it is a clock


if __name__ == "__main__":
    vars(app)["SystemClock"] = Later
    work(dict(os.environ), app.build)  # noqa: TID251 - the entrance of a process
