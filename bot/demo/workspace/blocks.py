"""Is this Block Kit? The schema says most of it; the rules that this one misses are here.

The words are Slack's: `must be less than 3001 characters [json-pointer:/blocks/0/text/text]`.
"""

import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs

from bot.demo.workspace.model import Json

SCHEMA = Path(__file__).parents[1] / "contracts" / "blockkit.limits.schema.json"
MESSAGE_BLOCKS = 50
VIEW_BLOCKS = 100
MESSAGE_CHARACTERS = 13_200
"""All texts of one message together. Slack documents the error, not the number; this is what was measured."""


def block_problems(blocks: object, most: int) -> list[str]:
    """Everything wrong with the blocks of a message (`most` 50) or of a view (100)."""
    if not isinstance(blocks, list):
        return [_at("must be an array", "/blocks")]
    found = [] if len(blocks) <= most else [_at(f"no more than {most} items allowed", "/blocks")]
    for index, block in enumerate(blocks):
        found += _problems_of(block, f"/blocks/{index}")
    return found or [*_doubles(blocks), *_unwritten(blocks)]


def view_problems(view: object, kind: str) -> list[str]:
    """Everything wrong with a view of this kind, `modal` or `home`; empty when it may be shown."""
    if not isinstance(view, dict):
        return [_at("must be an object", "/view")]
    if view.get("type") != kind:
        return [_at(f"unsupported type: {view.get('type')}", "/view/type")]
    shell = {**view, "blocks": []} if "blocks" in view else view
    found = [_at(text, f"/view{place}") for text, place in _schema_problems(_VIEWS[kind], shell)]
    blocks = view.get("blocks", [])
    found += [problem.replace(":/blocks", ":/view/blocks") for problem in block_problems(blocks, VIEW_BLOCKS)]
    is_modal = kind == "modal"
    if not found and is_modal and "submit" not in view and any(block["type"] == "input" for block in blocks):
        found.append(_at("missing required field: submit", "/view"))
    return found


_VIEWS = {"modal": "ModalView", "home": "HomeView"}


def characters(blocks: list[Json]) -> int:
    """How much text the blocks hold together, as Slack counts it against a message."""
    return sum(len(text) for _, key, text in _strings(blocks, "") if key == "text")


def _at(text: str, place: str) -> str:
    return f"{text} [json-pointer:{place}]"


@cache
def _definitions() -> Json:
    definitions: Json = json.loads(SCHEMA.read_text(encoding="utf-8"))["definitions"]
    return definitions


@cache
def _names_by_type() -> dict[str, str]:
    """`section` → `SectionBlock`, for every block the schema knows."""
    definitions = _definitions()
    names = [each["$ref"].rsplit("/", 1)[1] for each in definitions["KnownBlock"]["anyOf"]]
    return {_type_of(definitions[name]): name for name in names}


def _type_of(definition: Json) -> str:
    first = definition["anyOf"][0] if "anyOf" in definition else definition
    return str(first["properties"]["type"]["const"])


@cache
def _validator(name: str) -> jsonschema_rs.Validator:
    schema = {
        "$schema": "http://json-schema.org/draft-07/schema#",
        "$ref": f"#/definitions/{name}",
        "definitions": _definitions(),
    }
    return jsonschema_rs.validator_for(schema)


def _problems_of(block: object, place: str) -> list[str]:
    if not isinstance(block, dict):
        return [_at("must be an object", place)]
    if "type" not in block:
        return [_at("missing required field: type", place)]
    name = _names_by_type().get(str(block["type"]))
    if name is None:
        return [_at(f"unsupported type: {block['type']}", f"{place}/type")]
    return [_at(text, place + where) for text, where in _schema_problems(name, block)]


def _schema_problems(name: str, instance: Json) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for error in _validator(name).iter_errors(instance):
        found += [problem for problem in _told(error) if problem not in found]
    return found


def _told(error: jsonschema_rs.ValidationError) -> Iterator[tuple[str, str]]:
    """One schema error in Slack's words; of alternatives, those of the one that the element's type chose."""
    kind: Any = error.kind
    place = "".join(f"/{part}" for part in error.instance_path)
    if kind.name == "anyOf":
        yield "failed to match all allowed schemas", place
        chosen = [branch for branch in kind.context if not any(_is_other_type(each) for each in branch)]
        for nested in chosen[0] if chosen else []:
            yield from _told(nested)
        return
    match kind.name:
        case "maxLength":
            text = f"must be less than {kind.limit + 1} characters"
        case "maxItems":
            text = f"no more than {kind.limit} items allowed"
        case "required":
            text = f"missing required field: {kind.property}"
        case "additionalProperties":
            text = f"invalid additional property: {', '.join(kind.unexpected)}"
        case _:
            text = error.message[:200]
    yield text, place


def _is_other_type(error: jsonschema_rs.ValidationError) -> bool:
    """Whether this error only says that the value is another kind of element than this alternative."""
    kind: Any = error.kind
    if kind.name == "anyOf":
        return all(any(_is_other_type(each) for each in branch) for branch in kind.context)
    return kind.name == "const" and error.instance_path[-1:] == ["type"]


def _doubles(blocks: list[Json]) -> list[str]:
    """Ids that stand twice: a block's in the surface, an element's in its block."""
    counted = Counter(block["block_id"] for block in blocks if block.get("block_id"))
    found = [
        _at(f"block_id `{name}` is not unique", "/blocks") for name, times in counted.items() if times > 1
    ]
    for index, block in enumerate(blocks):
        actions = Counter(element["action_id"] for element in elements_of(block) if element.get("action_id"))
        found += [
            _at(f"action_id `{name}` is not unique in its block", f"/blocks/{index}")
            for name, times in actions.items()
            if times > 1
        ]
    return found


def _unwritten(blocks: list[Json]) -> list[str]:
    """Things that must not be empty: texts, lists of elements and options, a section."""
    found = [
        _at("must be more than 0 characters", place)
        for place, key, text in _strings(blocks, "/blocks")
        if key == "text" and not text
    ]
    for index, block in enumerate(blocks):
        place = f"/blocks/{index}"
        if block["type"] == "section" and "text" not in block and "fields" not in block:
            found.append(_at("missing required field: text", place))
        if block["type"] in {"actions", "context"} and not block["elements"]:
            found.append(_at("no fewer than 1 items allowed", f"{place}/elements"))
        for element in elements_of(block):
            found += _option_problems(element, place)
    return found


def _option_problems(element: Json, place: str) -> list[str]:
    kind = str(element.get("type"))
    if kind in {"static_select", "multi_static_select"} and ("options" in element) == (
        "option_groups" in element
    ):
        return [_at("one of options and option_groups is needed, not both", place)]
    if "options" not in element and "option_groups" not in element:
        return []
    if not options_of(element):
        return [_at("no fewer than 1 items allowed", f"{place}/options")]
    chosen = (
        [element["initial_option"]] if "initial_option" in element else element.get("initial_options", [])
    )
    if kind.endswith("external_select") or all(each in options_of(element) for each in chosen):
        return []
    return [_at("initial_option must match exactly one of the options", place)]


def options_of(element: Json) -> list[Json]:
    """The choices of a menu, groups opened."""
    grouped = [option for group in element.get("option_groups", []) for option in group["options"]]
    return [*element.get("options", []), *grouped]


def elements_of(block: Json) -> list[Json]:
    """The interactive elements of one block, in reading order."""
    nested = [
        block.get("accessory"),
        block.get("element"),
        *block.get("elements", []),
        *block.get("actions", []),
    ]
    found = [each for each in nested if isinstance(each, dict) and each.get("type") in _INTERACTIVE]
    inner = [child for child in block.get("blocks", []) if isinstance(child, dict)]
    return [*found, *(element for child in inner for element in elements_of(child))]


_INTERACTIVE = frozenset(
    [
        "button",
        "overflow",
        "static_select",
        "external_select",
        "users_select",
        "conversations_select",
        "channels_select",
        "multi_static_select",
        "multi_external_select",
        "multi_users_select",
        "multi_conversations_select",
        "multi_channels_select",
        "datepicker",
        "timepicker",
        "datetimepicker",
        "radio_buttons",
        "checkboxes",
        "plain_text_input",
        "email_text_input",
        "url_text_input",
        "number_input",
        "rich_text_input",
        "file_input",
        "icon_button",
        "workflow_button",
        "feedback_buttons",
    ]
)


def _strings(value: object, place: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    """Every string inside, with its place and the key it stands under."""
    if isinstance(value, dict):
        for name, inner in value.items():
            yield from _strings(inner, f"{place}/{name}", str(name))
    elif isinstance(value, list):
        for index, inner in enumerate(value):
            yield from _strings(inner, f"{place}/{index}", key)
    elif isinstance(value, str):
        yield place, key, value
