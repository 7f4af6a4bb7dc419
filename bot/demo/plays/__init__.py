"""Incidents that play themselves: what named people do at the page, as data."""

from collections.abc import Mapping, Sequence

from bot.demo.plays.acts import Act
from bot.demo.plays.receipt_chain import PLAY as RECEIPT_CHAIN

PLAYS: Mapping[str, Sequence[Act]] = {"briefcase/receipt-chain": RECEIPT_CHAIN}
"""By the runbook that is walked."""


def play_of(name: str) -> Sequence[Act]:
    """The acts of a play, in order. Raises KeyError for an unknown name."""
    return PLAYS[name]
