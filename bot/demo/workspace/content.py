"""What the bot says, checked as Slack checks it before anybody sees it: text, blocks, metadata."""

import json
from dataclasses import dataclass

from bot.demo.workspace.blocks import (
    MESSAGE_BLOCKS,
    MESSAGE_CHARACTERS,
    block_problems,
    characters,
    elements_of,
)
from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.state import State

TEXT_KEPT = 40_000
METADATA_BYTES = 8 * 1024


@dataclass(frozen=True, slots=True)
class Content:
    """A text, and blocks with all their ids. The text may be empty when there are blocks."""

    text: str
    blocks: tuple[Json, ...]


def content(state: State, text: str, blocks: list[Json] | None) -> Content:
    """Checked content; a text over 40,000 characters is cut there, as Slack does."""
    if not text and not blocks:
        raise Refused("no_text")
    shown = blocks or []
    problems = block_problems(shown, MESSAGE_BLOCKS)
    if problems:
        raise Refused("invalid_blocks", tuple(f"[ERROR] {problem}" for problem in problems))
    if characters(shown) > MESSAGE_CHARACTERS:
        raise Refused("msg_blocks_too_long")
    return Content(text[:TEXT_KEPT], tuple(with_ids(state, shown)))


def with_ids(state: State, blocks: list[Json]) -> list[Json]:
    """The blocks with a block id and an action id wherever the bot gave none, as Slack makes them up."""
    copied: list[Json] = json.loads(json.dumps(blocks))
    for block in copied:
        block.setdefault("block_id", state.new_id("b"))
        if "blocks" in block:
            block["blocks"] = with_ids(state, block["blocks"])
        for element in elements_of(block):
            element.setdefault("action_id", state.new_id("a"))
    return copied


def checked_metadata(metadata: object) -> Json | None:
    """`{"event_type": …, "event_payload": {…}}` with flat names, at most 8 KiB."""
    if metadata is None:
        return None
    if not isinstance(metadata, dict):
        raise Refused("invalid_metadata_format")
    is_shaped = isinstance(metadata.get("event_type"), str) and isinstance(
        metadata.get("event_payload"), dict
    )
    if not is_shaped or not metadata["event_type"] or metadata.keys() - {"event_type", "event_payload"}:
        raise Refused("invalid_metadata_schema")
    if len(json.dumps(metadata).encode()) > METADATA_BYTES:
        raise Refused("metadata_too_large")
    return metadata
