"""Is this Block Kit? The schema with Slack's limits, and what it misses."""

import json
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.slack.views.budget import rendered

SCHEMA = Path(__file__).parents[1] / "contracts" / "slack" / "blockkit.limits.schema.json"
MESSAGE_CHARACTERS = 13_200
FOREIGN = ("😀*", ":o:😀", "<&")
"""Where these stand in mark-up, foreign text was put there as it is (tests.slack.longest)."""
_CODE = re.compile(r"`[^`\n]+`")


def assert_message(blocks: Sequence[Block]) -> list[dict[str, Any]]:
    """A message that Slack takes; returns it as JSON."""
    found = rendered(blocks)
    assert_blocks(found)
    return found


def assert_blocks(found: list[dict[str, Any]]) -> None:
    assert 1 <= len(found) <= 50
    _valid("Blocks", found)
    _distinct(found)
    _words_alone(found)
    total = sum(len(text) for text in texts(found))
    assert total <= MESSAGE_CHARACTERS, f"{total} characters in all"
    assert all(text for text in texts(found)), "an empty text"


def assert_modal(view: View) -> dict[str, Any]:
    """A modal that Slack takes; returns it as JSON."""
    found = view.to_dict()
    _valid("ModalView", found)
    _valid("Blocks", found["blocks"])
    _distinct(found["blocks"])
    _words_alone(found["blocks"])
    return dict(found)


def texts(value: Any) -> Iterator[str]:
    """All texts of blocks."""
    if isinstance(value, dict):
        for key, part in value.items():
            if key == "text" and isinstance(part, str):
                yield part
            else:
                yield from texts(part)
    elif isinstance(value, list):
        for part in value:
            yield from texts(part)


def all_text(blocks: Sequence[Block] | list[dict[str, Any]]) -> str:
    found = [block.to_dict() if isinstance(block, Block) else block for block in blocks]
    return "\n".join(texts(found))


def elements(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Everything that can be pressed."""
    found: list[dict[str, Any]] = []
    for block in blocks:
        if block["type"] == "actions":
            found += block["elements"]
        elif "accessory" in block:
            found.append(block["accessory"])
    return found


def actions(blocks: list[dict[str, Any]]) -> list[str]:
    """Ids of what can be pressed, and of what stands in menus."""
    found: list[str] = []
    for element in elements(blocks):
        if element["type"] == "overflow":
            found += [str(option["value"]).split(" ")[0] for option in element["options"]]
        else:
            found.append(str(element["action_id"]))
    return found


def _words_alone(value: Any) -> None:
    """No foreign text is mark-up."""
    if isinstance(value, dict):
        if value.get("type") == "mrkdwn":
            parsed = _CODE.sub("", value["text"])
            assert not [one for one in FOREIGN if one in parsed], parsed
        for part in value.values():
            _words_alone(part)
    elif isinstance(value, list):
        for part in value:
            _words_alone(part)


def _distinct(blocks: list[dict[str, Any]]) -> None:
    ids = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    assert not [name for name, times in ids.items() if times > 1]
    for block in blocks:
        names = Counter(
            element.get("action_id") for element in block.get("elements", []) if "action_id" in element
        )
        assert not [name for name, times in names.items() if times > 1]


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    definitions = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    return jsonschema_rs.Draft7Validator({"$ref": f"#/definitions/{name}", "definitions": definitions})


def _valid(name: str, value: Any) -> None:
    problems = [
        f"{list(error.instance_path)}: {error.message[:300]}" for error in _validator(name).iter_errors(value)
    ]
    assert not problems, problems[:3]
