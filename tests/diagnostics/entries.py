"""Catalogue entries for the tests of this room."""

from collections.abc import Mapping
from datetime import timedelta

from bot.core.catalogue import Element, Entry, Exec, Http
from bot.core.runbook import Meaning, Risk
from bot.core.values import Type


def entry(
    how: Exec | Http,
    parameters: Mapping[str, Type] | None = None,
    *,
    risk: Risk = Risk.READ,
    hand: bool = False,
    seconds: float = 10.0,
    digest: str = "d1",
) -> Entry:
    """An entry `box.look` that does `how`."""
    meaning = Meaning("box.look", "Look", risk, {}, ("ok",))
    return Entry(
        "box.look",
        "Look",
        risk,
        how,
        meaning,
        parameters or {},
        hand=hand,
        timeout=timedelta(seconds=seconds),
        digest=digest,
    )


def command(*argv: Element, **fields: object) -> Entry:
    """An entry that starts a program."""
    return entry(Exec(argv), **fields)  # type: ignore[arg-type] # the fields of `entry`, passed on
