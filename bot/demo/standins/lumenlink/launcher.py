"""An executable `docker` that asks the played project, and needs nothing from its environment."""

import shlex
import sys
from collections.abc import Sequence
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

_SCRIPT = """#!/bin/sh
exec {python} -I -m bot.demo.standins.lumenlink.launcher {port} "$@"
"""


def write_launcher(folder: Path, port: int, python: str = sys.executable) -> Path:
    """Write it into a folder. Return its absolute path, to bind the program `docker` to."""
    folder.mkdir(parents=True, exist_ok=True)
    launcher = folder.absolute() / "docker"
    launcher.write_text(_SCRIPT.format(python=shlex.quote(python), port=port), encoding="utf-8")
    launcher.chmod(0o755)
    return launcher


def main(port: int, words: Sequence[str]) -> int:
    """Print what the project answers. Return its exit code."""
    connection = HTTPConnection("127.0.0.1", port, timeout=60)
    asked = urlencode([("word", "docker"), *(("word", word) for word in words)])
    connection.request("POST", f"/_control/prints?{asked}")
    answer = connection.getresponse()
    sys.stdout.write(answer.read().decode() + "\n")
    return int(answer.headers["X-Exit"])


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1]), sys.argv[2:]))
