"""How much of the crash test runs."""

from pathlib import Path

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("handrail")
    group.addoption(
        "--every-kill-point", action="store_true", help="kill the bot at every point, not at one of each kind"
    )


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """What takes long is left to the whole of it."""
    every = config.getoption("every_kill_point", default=False)
    return True if collection_path.name == "test_long.py" and not every else None
