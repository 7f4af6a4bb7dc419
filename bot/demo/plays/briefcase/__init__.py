"""Briefcase: each of its incident classes goes wrong once, and is repaired."""

from collections.abc import Mapping, Sequence

from bot.demo.plays.acts import Act
from bot.demo.plays.briefcase.credentials import LEAKED
from bot.demo.plays.briefcase.receipts import RECEIPT_CHAIN
from bot.demo.plays.briefcase.replays import REPLAYS
from bot.demo.plays.briefcase.upstream import CONTROL_PLANE_SYNC, PROVIDER_OUTAGE

PLAYS: Mapping[str, Sequence[Act]] = {
    "briefcase/receipt-chain": RECEIPT_CHAIN,
    "briefcase/credential-exposure": LEAKED,
    "briefcase/replay-errors": REPLAYS,
    "briefcase/control-plane-sync": CONTROL_PLANE_SYNC,
    "briefcase/provider-outage": PROVIDER_OUTAGE,
}
