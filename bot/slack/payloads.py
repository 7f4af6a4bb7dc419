"""Slack's payloads as values: read once at the door, unknown keys ignored."""

import hashlib
import json
from collections.abc import Mapping
from typing import Any, Final

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from bot.slack.carried import Carried, decode, decode_entry
from bot.slack.said import SaidMessage


class _Payload(BaseModel):
    # What was sent stands in no error: errors are logged.
    model_config = ConfigDict(extra="ignore", frozen=True, hide_input_in_errors=True)


class Slash(_Payload):
    """`/incident …` as it was typed."""

    text: str = ""
    user_id: str
    channel_id: str = ""
    trigger_id: str
    response_url: str = ""

    @property
    def act(self) -> str:
        return f"slash/{self.trigger_id}"


class _Id(_Payload):
    id: str


class _Selected(_Payload):
    value: str = ""


class _Shown(_Payload):
    id: str
    type: str = ""
    callback_id: str = ""
    private_metadata: str = ""


class Action(_Payload):
    """One press of a button, or one choice of a menu."""

    action_id: str
    value: str = ""
    action_ts: str = ""
    selected_option: _Selected | None = None

    @property
    def chosen(self) -> str:
        return self.selected_option.value if self.selected_option else self.value


class _Container(_Payload):
    type: str = ""
    message_ts: str = ""
    view_id: str = ""
    is_ephemeral: bool = False


class _Message(_Payload):
    ts: str = ""


class Pressed(_Payload):
    """A press with all around it."""

    user: _Id
    actions: list[Action] = Field(min_length=1)
    container: _Container = Field(default_factory=_Container)
    message: _Message | None = None
    view: _Shown | None = None
    trigger_id: str = ""
    response_url: str = ""

    @property
    def action(self) -> Action:
        return self.actions[0]

    @property
    def at_home(self) -> bool:
        """Whether it was pressed on the home tab."""
        return self.view is not None and self.view.type == "home"

    @property
    def in_view(self) -> str:
        """Id of the modal or the home tab in which it was pressed; empty for a message."""
        return self.view.id if self.view else self.container.view_id

    @property
    def sheet(self) -> Carried | None:
        """Which page of all items it was pressed on; None elsewhere."""
        if self.view is None or self.view.callback_id != "form:items":
            return None
        return decode(self.view.private_metadata)

    @property
    def act(self) -> str:
        """The person's act: who pressed what, where, when. The same press delivered twice has one."""
        place = self.in_view or (self.message.ts if self.message else self.container.message_ts)
        parts = [self.user.id, place, self.action.action_id, self.action.chosen, self.action.action_ts]
        return "press/" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()

    def read(self) -> tuple[str, Carried]:
        """The action, without what only makes its id unique, and what it carries. May raise Unreadable."""
        if self.action.action_id.startswith("more:"):
            return decode_entry(self.action.chosen)
        family, name, *_ = self.action.action_id.split(":")
        return f"{family}:{name}", decode(self.action.chosen or "[]")


class _State(_Payload):
    values: dict[str, dict[str, dict[str, Any]]] = Field(default_factory=dict)


class _Block(_Payload):
    type: str = ""
    block_id: str = ""


class _View(_Payload):
    id: str
    callback_id: str = ""
    private_metadata: str = ""
    state: _State = Field(default_factory=_State)
    blocks: list[_Block] = Field(default_factory=list)
    previous_view_id: str | None = None


class Submitted(_Payload):
    """A form that was sent."""

    user: _Id
    view: _View
    trigger_id: str = ""

    @property
    def act(self) -> str:
        return f"view/{self.view.id}/{self.view.callback_id}"

    @property
    def form(self) -> str:
        return self.view.callback_id.partition(":")[2]

    @property
    def carried(self) -> Carried:
        return decode(self.view.private_metadata or "[]")

    @property
    def under(self) -> str:
        """Id of the window that lies under this one; empty when none does."""
        return self.view.previous_view_id or ""

    @property
    def inputs(self) -> tuple[str, ...]:
        """Block ids of what can be filled in, in order."""
        return tuple(block.block_id for block in self.view.blocks if block.type == "input")

    def values(self) -> dict[str, str]:
        """Block id → what was chosen or typed, as text; what was left empty is left out."""
        found = {
            block: _text(answer)
            for block, answers in self.view.state.values.items()
            for answer in list(answers.values())[:1]
        }
        return {block: text for block, text in found.items() if text}


def _text(answer: dict[str, Any]) -> str:
    """Several values stand side by side, with commas between."""
    selected = answer.get("selected_option")
    if isinstance(selected, dict):
        return str(selected.get("value") or "")
    several = answer.get("selected_options")
    if isinstance(several, list):
        return ",".join(str(one.get("value") or "") for one in several if isinstance(one, dict))
    return str(
        answer.get("value") or answer.get("selected_user") or answer.get("selected_date") or ""
    ).strip()


class Shortcut(_Payload):
    """A message's shortcut, with the message as it was shown."""

    user: _Id
    channel: _Id
    message: SaidMessage
    callback_id: str
    action_ts: str = ""
    trigger_id: str = ""
    response_url: str = ""

    @property
    def act(self) -> str:
        parts = [self.user.id, self.channel.id, self.message.ts, self.callback_id, self.action_ts]
        return "shortcut/" + hashlib.sha256(json.dumps(parts).encode()).hexdigest()


class _Item(_Payload):
    type: str = ""
    channel: str = ""
    ts: str = ""


class Reacted(_Payload):
    """Somebody put an emoji on something."""

    user: str
    reaction: str
    item: _Item


class Opened(_Payload):
    """Somebody looks at the app: at its home tab, or at the messages with it."""

    user: str
    tab: str = "home"


class Suggestion(_Payload):
    """What was typed so far into a menu whose options are asked for."""

    action_id: str
    value: str = ""


class _Envelope(_Payload):
    """What Bolt and the door look at before any listener: of these kinds, or not there."""

    type: str = ""
    command: str = ""
    event_id: str | None = None
    team: dict[str, Any] | str | None = None
    team_id: str | None = None
    enterprise: dict[str, Any] | str | None = None
    enterprise_id: str | None = None
    user: dict[str, Any] | str | None = None
    user_id: str | None = None
    channel: dict[str, Any] | str | None = None
    event: dict[str, Any] | None = None
    view: dict[str, Any] | None = None
    message: dict[str, Any] | None = None
    authorizations: list[dict[str, Any]] | None = None


_BY_TYPE: Final[Mapping[str, type[_Payload]]] = {
    "block_actions": Pressed,
    "view_submission": Submitted,
    "message_action": Shortcut,
    "block_suggestion": Suggestion,
}
_BY_EVENT: Final[Mapping[str, type[_Payload]]] = {"reaction_added": Reacted, "app_home_opened": Opened}


def is_readable(payload: Mapping[str, Any]) -> bool:
    """Whether a payload has the form of its kind, so that every listener can read it."""
    try:
        found = _Envelope.model_validate(payload)
        if found.command:
            Slash.model_validate(payload)
        if found.type in _BY_TYPE:
            _BY_TYPE[found.type].model_validate(payload)
        inner = str((found.event or {}).get("type") or "")
        if inner in _BY_EVENT:
            _BY_EVENT[inner].model_validate(found.event)
    except ValidationError:
        return False
    return True
