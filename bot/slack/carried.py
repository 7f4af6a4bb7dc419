"""What a button, a menu entry or a modal carries to say what exactly it decides."""

import json
from dataclasses import astuple, dataclass, fields

from pydantic import TypeAdapter, ValidationError

from bot.core.signals import Place


@dataclass(frozen=True, slots=True)
class Carried:
    """Identity of the thing decided. `name` is an outcome, role, owed id, token, fact or page."""

    incident: str = ""
    run: str = ""
    visit: int = 0
    name: str = ""
    seen: str = ""
    """What was shown beside it: the holder of a role, the severity, a value."""
    back: str = ""
    """In a form that was opened from all items: the page and filter to come back to, `2/open`."""
    said: str = ""
    """What was typed already, to be filled in."""

    @property
    def place(self) -> Place:
        return Place(self.run, self.visit)


class Unreadable(ValueError):
    """A value that this version of Handrail did not write."""


_CARRIED = TypeAdapter(Carried)
_NAMES = tuple(field.name for field in fields(Carried))


def encode(carried: Carried) -> str:
    """As short as it gets: menus take 75 characters. Trailing empty parts are left out."""
    parts = list(astuple(carried))
    while parts and not parts[-1]:
        parts.pop()
    return json.dumps(parts, separators=(",", ":"), ensure_ascii=False)


def decode(text: str) -> Carried:
    """What `encode` wrote, or Unreadable."""
    try:
        parts = json.loads(text)
        if not isinstance(parts, list) or len(parts) > len(_NAMES):
            raise Unreadable(text[:100])
        return _CARRIED.validate_json(json.dumps(dict(zip(_NAMES, parts, strict=False))), strict=True)
    except (json.JSONDecodeError, ValidationError) as error:
        raise Unreadable(text[:100]) from error


def encode_entry(action: str, carried: Carried) -> str:
    """The value of a menu entry: which action, and on what."""
    return f"{action} {encode(carried)}"


def decode_entry(value: str) -> tuple[str, Carried]:
    """What `encode_entry` wrote, or Unreadable."""
    action, _, rest = value.partition(" ")
    return action, decode(rest)
