"""An executable `briefcase` that needs nothing from its environment: everything is written into it."""

import shlex
import sys
from pathlib import Path

_SCRIPT = """#!/bin/sh
exec {python} -I -m bot.demo.standins.briefcase.cli --data {data} "$@"
"""


def write_launcher(folder: Path, data_dir: Path, python: str = sys.executable) -> Path:
    """Write the launcher into a folder. Return its absolute path, to bind the program to."""
    folder.mkdir(parents=True, exist_ok=True)
    launcher = folder.absolute() / "briefcase"
    launcher.write_text(
        _SCRIPT.format(python=shlex.quote(python), data=shlex.quote(str(data_dir.absolute()))),
        encoding="utf-8",
    )
    launcher.chmod(0o755)
    return launcher
