"""Where a supervisor begins. Python knows only the standard library then, so it is told where this lies."""

import sys

sys.path.append(__file__.rsplit("/", 4)[0])

from bot.diagnostics.supervisor.work import main

if __name__ == "__main__":
    main()
