"""What people type on the hosts of Briefcase, and what they read there."""

import shlex
from collections.abc import Sequence
from datetime import datetime

from bot.demo.standins.briefcase import cli
from bot.demo.standins.briefcase.home import Home
from bot.demo.standins.briefcase.hosts import HOSTS, Act, Printed


def runs(home: Home, now: datetime, command: str) -> Printed:
    """What a command does and prints."""
    words = shlex.split(command)
    for known, act in _KNOWN.items():
        if tuple(words[: len(known)]) == known:
            return act(home, now, words[len(known) :])
    there_are = ", ".join(sorted(" ".join(known) for known in _KNOWN))
    return Printed(127, f"{command}: not found; there are: {there_are}")


def _briefcase(home: Home, now: datetime, words: Sequence[str]) -> Printed:
    said: list[str] = []
    code = cli.main(["--data", str(home.path), *words], now, lambda line: said.append(str(line)))
    return Printed(code, "\n".join(said))


_KNOWN: dict[tuple[str, ...], Act] = {("briefcase",): _briefcase, **HOSTS}
