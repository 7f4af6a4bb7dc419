"""What a block is drawn on: a message, an ephemeral message or a modal, with what was given there so far."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal, TypeAlias

from markupsafe import Markup, escape

from bot.demo.page.mrkdwn import decode, emoji_text, inline, mrkdwn
from bot.demo.page.reader import Reader
from bot.demo.page.richtext import rich_text
from bot.demo.workspace.blocks import options_of
from bot.demo.workspace.model import Json

Kind: TypeAlias = Literal["message", "ephemeral", "view"]
Offered: TypeAlias = Mapping[tuple[str, str], list[Json]]

PEOPLE = {"users_select", "multi_users_select"}
CHANNELS = {"channels_select", "multi_channels_select", "conversations_select", "multi_conversations_select"}


@dataclass(frozen=True, slots=True)
class Surface:
    """`id` is a message's ts or a view's id; `offered` what the bot suggested, by block and action id."""

    reader: Reader
    kind: Kind
    id: str
    channel: str = ""
    inputs: Json = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)
    offered: Offered = field(default_factory=dict)

    @property
    def is_view(self) -> bool:
        return self.kind == "view"

    def words(self, text: Json | None) -> Markup:
        """A text object: mrkdwn or plain."""
        if not text:
            return Markup("")
        if text.get("type") == "mrkdwn":
            return mrkdwn(self.reader, str(text["text"]))
        return escape(self.plain(text)).replace("\n", Markup("<br>"))

    def note(self, text: Json) -> Markup:
        """A text object inside a line, where a quote would not fit."""
        return inline(self.reader, str(text["text"])) if text.get("type") == "mrkdwn" else self.words(text)

    def plain(self, text: Json | None) -> str:
        """A text object without any mark-up, for labels."""
        if not text:
            return ""
        words = str(text["text"])
        return emoji_text(decode(words)) if text.get("emoji", True) else decode(words)

    def rich(self, block: Json) -> Markup:
        return rich_text(self.reader, block)

    def act(self, block: Json, element: Json, option: str | None = None) -> str:
        """What a button of the page sends: the element, and the option that it stands for."""
        return json.dumps([block.get("block_id", ""), element.get("action_id", ""), option])

    def name(self, block: Json, element: Json) -> str:
        """The name of the element's field in the form."""
        return f"in:{block.get('block_id', '')}/{element.get('action_id', '')}"

    def given(self, block: Json, element: Json) -> Json:
        """The element's entry of Slack's `state.values`, if it has one by now."""
        entry: Json = self.inputs.get(block.get("block_id", ""), {}).get(element.get("action_id", ""), {})
        return entry

    def text_in(self, block: Json, element: Json) -> str:
        """What a text field shows: what was typed, or the initial value."""
        entry = self.given(block, element)
        return str(entry.get("value") or "") if "value" in entry else str(element.get("initial_value", ""))

    def pick_in(self, block: Json, element: Json) -> str:
        """What a date or time field shows, in the reader's zone."""
        entry, kind = self.given(block, element), str(element["type"])
        names = {"datepicker": "date", "timepicker": "time", "datetimepicker": "date_time"}
        value = entry.get(f"selected_{names[kind]}") or element.get(f"initial_{names[kind]}") or ""
        if kind == "datetimepicker" and value:
            return f"{self.reader.local(int(value)):%Y-%m-%dT%H:%M}"
        return str(value)

    def chosen(self, block: Json, element: Json) -> list[str]:
        """The values of the options that are chosen, or of the people and channels."""
        entry = self.given(block, element)
        if any(key.startswith("selected_") for key in entry):
            return _values(entry, "selected_")
        return _values(element, "initial_")

    def choices(self, block: Json, element: Json) -> list[Json]:
        """Everything that can be chosen now, as options; for an external menu what was offered last."""
        kind, state = str(element["type"]), self.reader.state
        if kind in PEOPLE:
            present = (person for person in state.people.values() if not person.is_deleted)
            return [_option(person.id, person.name) for person in present]
        if kind in CHANNELS:
            seen = state.channels_seen_by(self.reader.me.id)
            return [_option(channel.id, f"#{channel.name}") for channel in seen if not channel.direct]
        if not kind.endswith("external_select"):
            return options_of(element)
        offered = self.offered.get((str(block.get("block_id", "")), str(element.get("action_id", ""))), [])
        chosen = [option for option in self._chosen_options(block, element) if option not in offered]
        return [*chosen, *offered]

    def label_of_choice(self, block: Json, element: Json) -> str:
        """What a closed menu shows: the choice, or its placeholder."""
        chosen = self.chosen(block, element)
        texts = [self.plain(each["text"]) for each in self.choices(block, element) if each["value"] in chosen]
        return ", ".join(texts) or self.plain(element.get("placeholder")) or "Choose…"

    def was_offered(self, block: Json, element: Json) -> bool:
        """Whether the bot answered a search in this menu, so that it is shown open."""
        return (str(block.get("block_id", "")), str(element.get("action_id", ""))) in self.offered

    def _chosen_options(self, block: Json, element: Json) -> list[Json]:
        entry = self.given(block, element)
        one = entry.get("selected_option") or element.get("initial_option")
        many = entry.get("selected_options") or element.get("initial_options") or []
        return [one] if one else list(many)


def _option(value: str, text: str) -> Json:
    return {"value": value, "text": {"type": "plain_text", "text": text}}


def _values(holder: Json, prefix: str) -> list[str]:
    found: list[Any] = []
    for key, value in holder.items():
        if key.startswith(prefix) and value:
            found += value if isinstance(value, list) else [value]
    return [str(each["value"]) if isinstance(each, dict) else str(each) for each in found]


def seconds_of(text: str, reader: Reader) -> int | None:
    """The moment that a local date and time of the reader means."""
    try:
        return int(datetime.fromisoformat(text).replace(tzinfo=reader.zone).timestamp())
    except ValueError:
        return None
