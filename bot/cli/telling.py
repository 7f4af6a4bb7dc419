"""How commands end: what went wrong, where, what to do, and exit code 2."""

import sys
from collections.abc import Iterable
from typing import NoReturn

import click

BAD_INPUT = 2
"""Exit code for input that has problems; nothing was changed."""


def say(text: str = "") -> None:
    """A line for the person at the terminal."""
    click.echo(text)


def give_up(lines: Iterable[object]) -> NoReturn:
    """Tell all problems at once and leave with exit code 2."""
    for line in lines:
        click.echo(str(line), err=True)
    sys.exit(BAD_INPUT)


def counted(number: int, thing: str) -> str:
    """`1 problem`, `2 problems`."""
    return f"{number} {thing}{'' if number == 1 else 's'}"
