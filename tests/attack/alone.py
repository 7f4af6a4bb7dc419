"""Try the cases of one threat, in a process of its own: `python -m tests.attack.alone <threat>`.

Without pytest, so that it starts quickly. Ends with 1 at the first case that is red, and says which.
"""

import sys

import pytest

from tests.attack.suite import Case, cases_of


def wrong(case: Case) -> str:
    """What is wrong with the case; an exception is wrong, too."""
    try:
        return case.wrong()
    except pytest.skip.Exception:
        return ""  # what it needs is not on this machine
    except Exception as error:  # noqa: BLE001 - whatever it is, somebody will notice
        return f"{type(error).__name__}: {error}"


def main(threat: str) -> int:
    for case in cases_of(threat):
        if why := wrong(case):
            print(f"{case.case}: {why}"[:300])  # noqa: T201 - what the command says
            return 1
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
