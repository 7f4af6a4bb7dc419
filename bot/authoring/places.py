"""Where each key and value of a YAML file stands.

Asked for only once something is wrong with a file. Then it is parsed a second time; reading a sound one is a
third faster for it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias, cast

import yaml

from bot.authoring.problem import Path

Place: TypeAlias = tuple[int, int]
"""Line and column, from 1."""


@dataclass(frozen=True, slots=True)
class Places:
    """By path. Of a key that stands twice, the first."""

    values: dict[Path, Place] = field(default_factory=dict)
    keys: dict[Path, Place] = field(default_factory=dict)


def place_of(event: yaml.Event) -> Place:
    """Where an event of the parser begins."""
    mark = event.start_mark
    assert mark is not None, "the parser marks every event"
    return mark.line + 1, mark.column + 1


def places_of(text: str) -> Places:
    """The places of a text that was read before, so that it is YAML; none for no text."""
    found = Places()
    next_event = cast("Callable[[], yaml.Event]", yaml.CSafeLoader(text).get_event)
    next_event()  # the stream begins
    if isinstance(next_event(), yaml.DocumentStartEvent):
        _value(next_event, next_event(), (), found)
    return found


def _value(next_event: Callable[[], yaml.Event], event: yaml.Event, path: Path, found: Places) -> None:
    found.values.setdefault(path, place_of(event))
    if isinstance(event, yaml.SequenceStartEvent):
        position = 0
        while not isinstance(inner := next_event(), yaml.SequenceEndEvent):
            _value(next_event, inner, (*path, position), found)
            position += 1
    elif isinstance(event, yaml.MappingStartEvent):
        while not isinstance(key := next_event(), yaml.MappingEndEvent):
            here = (*path, key.value if isinstance(key, yaml.ScalarEvent) else "?")
            if isinstance(key, yaml.ScalarEvent):
                found.keys.setdefault(here, place_of(key))
            elif not isinstance(key, yaml.AliasEvent):
                _value(next_event, key, here, found)
            _value(next_event, next_event(), here, found)
