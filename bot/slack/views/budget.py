"""Slack's limits on a whole message: 50 blocks, about 13,200 characters in all of them."""

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from slack_sdk.models.blocks import ActionsBlock, Block, ContextBlock

from bot.slack.views.text import markup, units

MOST_BLOCKS = 50
MOST_TEXT = 12_000


def fit(blocks: Sequence[Block], *, most: int = MOST_BLOCKS, note: str = "") -> list[Block]:
    """The blocks, or as many as fit: what cannot be pressed goes first, from the end, and a note says so."""
    sizes = {id(block): _size(block.to_dict()) for block in blocks}
    kept, total = list(blocks), sum(sizes.values())
    if len(kept) <= most and total <= MOST_TEXT:
        return kept
    while len(kept) > most - 1 or total > MOST_TEXT - 200:
        victim = next(
            (block for block in reversed(kept[1:]) if not isinstance(block, ActionsBlock)), kept[-1]
        )
        kept.remove(victim)
        total -= sizes[id(victim)]
    said = note or "Some of this did not fit. `/incident timeline` shows everything."
    return [*kept, ContextBlock(elements=[markup(said)])]


def rendered(blocks: Iterable[Block]) -> list[dict[str, Any]]:
    """As JSON; the SDK's models check their limits here."""
    return [block.to_dict() for block in blocks]


def _size(value: Any) -> int:
    return sum(units(text) for text in _texts(value))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, part in value.items():
            if key in {"text", "fallback"} and isinstance(part, str):
                yield part
            else:
                yield from _texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from _texts(part)
