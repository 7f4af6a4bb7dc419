"""Values to bytes and back. Events are RFC 8785, for ever; effects and snapshots are plain JSON.

RFC 8785 writes 3.0 as `3`. So that a number reads back as the number it was, the places of such
numbers stand beside the event, under `whole`; the key is there only when it is needed.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import UTC, datetime, timedelta
from enum import Enum
from typing import Any, Final, TypeAlias, TypeVar, get_args

import rfc8785
from pydantic import TypeAdapter, ValidationError
from pydantic_core import from_json, to_jsonable_python

from bot.core.effects import Effect
from bot.core.events import Event
from bot.core.incident import Incident, Stamp
from bot.core.seeing import Audience
from bot.core.signals import Actor
from bot.core.values import stamp as utc_text
from bot.engine.ports import Logged

T = TypeVar("T")
Raw: TypeAlias = dict[str, Any]
Path: TypeAlias = tuple[str | int, ...]
Upcast: TypeAlias = Callable[[Raw], Raw]

UPCASTS: Final[Mapping[str, Upcast]] = {}
"""By old kind: the event as its next kind would have been written; applied until there is no newer kind."""


class Unreadable(Exception):
    """Stored bytes that are not what this version writes; the text says which and why."""


class UnknownKind(Unreadable):
    """A kind that this version does not know; perhaps a newer Handrail wrote it."""


def _by_kind(union: Any) -> dict[str, type[Any]]:
    return {str(part.default): one for one in get_args(union) for part in fields(one) if part.name == "kind"}


EVENTS: Final[Mapping[str, type[Any]]] = _by_kind(Event)
EFFECTS: Final[Mapping[str, type[Any]]] = _by_kind(Effect)
_ADAPTERS: Final[dict[type[Any], TypeAdapter[Any]]] = {}


def _adapter(kind: type[T]) -> TypeAdapter[T]:
    """Built when first needed: a start needs one or two of them, and all together take 60 ms."""
    found = _ADAPTERS.get(kind)
    if found is None:
        found = _ADAPTERS[kind] = TypeAdapter(kind)
    return found


# -- events ---------------------------------------------------------------------------------------


def event_bytes(logged: Logged) -> bytes:
    """The one form of an event: its RFC 8785 bytes, times in UTC."""
    event = _plain(logged.event)
    record = {
        "incident": logged.incident,
        "version": logged.version,
        "at": _plain(logged.stamp.at),
        "by": _plain(logged.stamp.by),
        "via": logged.stamp.via,
        "bot": logged.bot,
        "event": event,
    }
    whole = [list(path) for path in _whole_floats(event)]
    return rfc8785.dumps({**record, "whole": whole} if whole else record)


def event_from(content: bytes, upcasts: Mapping[str, Upcast] = UPCASTS) -> Logged:
    """The event that the bytes hold, brought to its present kind; or Unreadable."""
    try:
        record = from_json(content)
        where = f"event {record['version']} of {record['incident']}"
        for path in record.get("whole", ()):
            _make_float(record["event"], path)
        raw = upcast(record["event"], upcasts)
        known = EVENTS.get(raw["kind"])
        if known is None:
            raise UnknownKind(
                f"{where} is of the kind {raw['kind']!r}, which this version does not know. "
                f"It was written by Handrail {record['bot']}; read it with that version or a later one."
            )
        stamp = Stamp(
            datetime.fromisoformat(record["at"]),
            _adapter(Actor).validate_python(record["by"]),
            record["via"],
        )
        event = _adapter(known).validate_python(raw)
        return Logged(record["incident"], record["version"], stamp, event, record["bot"])
    except (ValidationError, ValueError, KeyError, TypeError, IndexError) as error:
        raise Unreadable(f"{content[:60]!r}… cannot be read: {error}") from error


def upcast(raw: Raw, upcasts: Mapping[str, Upcast]) -> Raw:
    """The event as the present kinds have it."""
    while raw["kind"] in upcasts:
        raw = upcasts[raw["kind"]](raw)
    return raw


# -- effects and snapshots ------------------------------------------------------------------------


def effect_text(effect: Effect) -> str:
    """JSON of the effect; its kind stands beside it in the row."""
    return _adapter(type(effect)).dump_json(effect).decode()


def effect_from(kind: str, text: str) -> Effect:
    """The effect of that kind, or Unreadable."""
    known = EFFECTS.get(kind)
    if known is None:
        raise UnknownKind(f"an effect of the kind {kind!r} is queued, which this version does not know")
    try:
        effect: Effect = _adapter(known).validate_json(text)
    except ValidationError as error:
        raise Unreadable(f"an effect of the kind {kind!r} cannot be read: {error}") from error
    return effect


def incident_text(incident: Incident) -> str:
    """The snapshot of a state."""
    return _adapter(Incident).dump_json(incident).decode()


def incident_from(text: str) -> Incident:
    """The state of a snapshot, or Unreadable."""
    try:
        return _adapter(Incident).validate_json(text)
    except ValidationError as error:
        raise Unreadable(f"a snapshot cannot be read: {error}") from error


def actor_text(actor: Actor) -> str:
    """Who, as JSON."""
    return _adapter(Actor).dump_json(actor).decode()


def actor_from(text: str) -> Actor:
    """Who the JSON names."""
    return _adapter(Actor).validate_json(text)


def audience_text(those: Audience) -> str:
    """Who may see it, one key a line; empty for everybody. One line at least for anybody less."""
    return "" if those is None else "\n".join(sorted(those)) or "-"


def audience_from(text: str) -> Audience:
    """What `audience_text` wrote."""
    return frozenset(text.split("\n")) if text else None


# -- plain values ---------------------------------------------------------------------------------


def _plain(value: Any) -> Any:
    """The value as JSON has it."""
    if is_dataclass(value):
        return {part.name: _plain(getattr(value, part.name)) for part in fields(value)}
    if isinstance(value, dict):
        return {name: _plain(part) for name, part in value.items()}
    if isinstance(value, tuple):
        return [_plain(part) for part in value]
    if isinstance(value, datetime):
        if value.tzinfo is None:
            raise ValueError(f"{value} has no time zone")
        return utc_text(value.astimezone(UTC))
    if isinstance(value, timedelta):
        return to_jsonable_python(value)
    return value.value if isinstance(value, Enum) else value


def _whole_floats(value: Any, path: Path = ()) -> Iterator[Path]:
    if isinstance(value, float) and value.is_integer():
        yield path
    elif isinstance(value, dict):
        for name, part in sorted(value.items()):
            yield from _whole_floats(part, (*path, name))
    elif isinstance(value, list):
        for index, part in enumerate(value):
            yield from _whole_floats(part, (*path, index))


def _make_float(event: Any, path: list[Any]) -> None:
    *outer, last = path
    for step in outer:
        event = event[step]
    event[last] = float(event[last])
