"""Incidents that play themselves: what named people do at the page, as data; a module for each system."""

from collections.abc import Mapping, Sequence

from bot.demo.plays import briefcase, cryprq, lumenlink
from bot.demo.plays.acts import Act

PLAYS: Mapping[str, Sequence[Act]] = {**briefcase.PLAYS, **cryprq.PLAYS, **lumenlink.PLAYS}
"""By the runbook that is walked; with `: …` after it when there are several of one runbook."""
ALL = "all"


def plays_named(name: str) -> Mapping[str, Sequence[Act]]:
    """The plays that a name asks for, in order; `all` asks for each. Empty when there is none."""
    if name == ALL:
        return PLAYS
    return {name: PLAYS[name]} if name in PLAYS else {}
