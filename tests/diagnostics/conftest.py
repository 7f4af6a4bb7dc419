"""A supervisor has an empty environment, so its coverage has to be asked for in so many words."""

import sys
from pathlib import Path

import coverage
import pytest

import bot
from bot.diagnostics import launcher


@pytest.fixture
def measured(monkeypatch: pytest.MonkeyPatch) -> None:
    """While coverage is measured, supervisors are too; they are slower to start, and otherwise the same."""
    measuring = coverage.Coverage.current()
    if measuring is None:
        return
    source = Path(bot.__file__).parent
    data = Path(measuring.config.data_file).absolute()
    options = ["--branch", "--parallel-mode", f"--source={source}", f"--data-file={data}"]
    command = (sys.executable, "-m", "coverage", "run", "--rcfile=/dev/null", *options)
    monkeypatch.setattr(launcher, "PYTHON", command)
