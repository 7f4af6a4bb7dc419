"""What can be pressed or chosen on a message or in a modal, and what choosing it means in Slack's JSON."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.demo.workspace.blocks import elements_of, options_of
from bot.demo.workspace.model import Ephemeral, Json, Message, View
from bot.demo.workspace.seen import NotPossible

Given: TypeAlias = str | Sequence[str]
"""What a person puts in: a text, an option's value, a user id, a date; several for multi-selects."""
Inputs: TypeAlias = Mapping[str, Mapping[str, Given]]
"""By block id and action id."""


@dataclass(frozen=True, slots=True)
class Spot:
    """One thing that can be pressed: an element in its block, and for a menu the option meant."""

    block: Json
    element: Json
    option: str = ""

    @property
    def block_id(self) -> str:
        return str(self.block["block_id"])

    @property
    def action_id(self) -> str:
        return str(self.element["action_id"])


def find(shown: Message | Ephemeral | View, block_id: str, action_id: str) -> Spot:
    """The element with these ids, in a message also of before an edit. An empty block id means any."""
    former = shown.former if isinstance(shown, Message) else ()
    for block in _all_blocks((*shown.blocks, *former)):
        if block_id in {"", block.get("block_id")}:
            for element in elements_of(block):
                if element.get("action_id") == action_id:
                    return Spot(block, element)
    raise NotPossible(f"Nothing with the action '{action_id}' can be pressed there.")


def find_labelled(blocks: Iterable[Json], label: str) -> Spot:
    """The one button, or the one option of a menu, that reads `label`."""
    spots = [spot for block in _all_blocks(blocks) for spot in _labelled(block) if _label(spot) == label]
    if len(spots) == 1:
        return spots[0]
    every = sorted({_label(spot) for block in _all_blocks(blocks) for spot in _labelled(block)})
    if spots:
        raise NotPossible(f"'{label}' stands there {len(spots)} times.")
    raise NotPossible(f"There is no '{label}' there. There is: {', '.join(every) or 'nothing to press'}.")


def chosen(element: Json, given: Given, offered: Sequence[Json] = ()) -> Json:
    """The entry of `state.values` for what was put in; `offered` are the bot's suggestions."""
    kind = str(element["type"])
    if kind == "button":
        return {"type": kind}
    key = _KEYS.get(kind)
    if key is None:
        raise NotPossible(f"This workspace cannot fill in a {kind}.")
    if key in {"selected_options", "selected_option"}:
        options = [*options_of(element), *offered]
        picked: list[Json | None] = [_option(options, value) for value in _many(given)]
        return {"type": kind, key: picked if key == "selected_options" else (picked or [None])[0]}
    if kind.startswith("multi_"):
        return {"type": kind, key: _many(given)}
    value: str | int | None = _one(given) or None
    return {"type": kind, key: int(value) if kind == "datetimepicker" and value else value}


def first_inputs(blocks: Iterable[Json]) -> Json:
    """`state.values` of a modal just opened: the initial values, null where there is none."""
    values: Json = {}
    for block in _all_blocks(blocks):
        for element in elements_of(block):
            kind = str(element["type"])
            if kind in _KEYS and kind != "overflow":
                entry = {"type": kind, _KEYS[kind]: _initial(element)}
                values.setdefault(block["block_id"], {})[element["action_id"]] = entry
    return values


def action_json(spot: Spot, entry: Json, action_ts: str) -> Json:
    """The item of `actions` in a `block_actions` payload."""
    action = {"action_id": spot.action_id, "block_id": spot.block_id, "action_ts": action_ts, **entry}
    copied: Json = {
        key: spot.element[key] for key in ("text", "value", "style", "url") if key in spot.element
    }
    return {**copied, **action} if entry["type"] == "button" else action


def missing(blocks: Iterable[Json], inputs: Json) -> dict[str, str]:
    """What Slack itself complains about before it sends a submission: words by block id."""
    errors: dict[str, str] = {}
    for block in _all_blocks(blocks):
        if block["type"] != "input":
            continue
        element, block_id = block["element"], block["block_id"]
        entry = inputs.get(block_id, {}).get(element["action_id"], {})
        value = entry.get(_KEYS.get(str(element["type"]), "value"))
        if value in (None, "", []):
            if not block.get("optional", False):
                errors[block_id] = "Please complete this required field."
        elif isinstance(value, str):
            errors |= _length_errors(block_id, element, value)
    return errors


def _length_errors(block_id: str, element: Json, value: str) -> dict[str, str]:
    if len(value) < element.get("min_length", 0):
        return {block_id: f"Please enter at least {element['min_length']} characters."}
    most = element.get("max_length", 3000)
    return {block_id: f"Please enter at most {most} characters."} if len(value) > most else {}


_KEYS = {
    "plain_text_input": "value",
    "email_text_input": "value",
    "url_text_input": "value",
    "number_input": "value",
    "static_select": "selected_option",
    "external_select": "selected_option",
    "overflow": "selected_option",
    "radio_buttons": "selected_option",
    "checkboxes": "selected_options",
    "multi_static_select": "selected_options",
    "multi_external_select": "selected_options",
    "users_select": "selected_user",
    "multi_users_select": "selected_users",
    "conversations_select": "selected_conversation",
    "multi_conversations_select": "selected_conversations",
    "channels_select": "selected_channel",
    "multi_channels_select": "selected_channels",
    "datepicker": "selected_date",
    "timepicker": "selected_time",
    "datetimepicker": "selected_date_time",
}


def _initial(element: Json) -> object:
    """The value an input starts with, under any of the names that Slack gives it."""
    names = ["initial_" + _KEYS[str(element["type"])].removeprefix("selected_"), "initial_value"]
    several: list[object] | None = [] if _KEYS[str(element["type"])].endswith("s") else None
    return next((element[name] for name in names if name in element), several)


def _labelled(block: Json) -> list[Spot]:
    spots: list[Spot] = []
    for element in elements_of(block):
        if "text" in element:
            spots.append(Spot(block, element))
        spots += [Spot(block, element, str(option["value"])) for option in options_of(element)]
    return spots


def _label(spot: Spot) -> str:
    if not spot.option:
        return str(spot.element["text"]["text"])
    return str(_option(options_of(spot.element), spot.option)["text"]["text"])


def _option(options: Sequence[Json], value: str) -> Json:
    for option in options:
        if option["value"] == value:
            return option
    raise NotPossible(f"'{value}' is not among the choices.")


def _many(given: Given) -> list[str]:
    return [each for each in ([given] if isinstance(given, str) else given) if each]


def _one(given: Given) -> str:
    many = _many(given)
    return many[0] if many else ""


def _all_blocks(blocks: Iterable[Json]) -> list[Json]:
    """Blocks and those inside containers, so that each element is found with its own block."""
    found: list[Json] = []
    for block in blocks:
        inner = [child for child in block.get("blocks", []) if isinstance(child, dict)]
        found += [{key: value for key, value in block.items() if key != "blocks"}, *_all_blocks(inner)]
    return found
