"""The real bot, which tells the points that it passes, or kills itself at one.

`python -m tests.crash.bot FILE [POINT]`: points are before and after each commit of the writer, and before
and after each call of the outside. Without a POINT the names of all are written to FILE; with one, the
process sends itself SIGKILL there.
"""

import os
import sys
from pathlib import Path

from bot.cli.run import work
from tests.crash.trail import Trail
from tests.crash.watched import watched

if __name__ == "__main__":
    trail = Trail(Path(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
    work(dict(os.environ), watched(trail))  # noqa: TID251 - the entrance of a process
