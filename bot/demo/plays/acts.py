"""What a person can be told to do at the page. Labels are the visible ones: a missing one fails the play.

`{incident}` in a text stands for the incident that was declared last.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TypeAlias


@dataclass(frozen=True, slots=True)
class Declares:
    """An incident, typed in #incidents, and goes to its channel. `what`: what follows `/incident declare`."""

    who: str
    what: str


@dataclass(frozen=True, slots=True)
class Goes:
    """Opens a channel by its name, or by how it begins."""

    who: str
    to: str


@dataclass(frozen=True, slots=True)
class Types:
    """A line in the channel on the screen; one that begins with `/` is a command."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Presses:
    """A button. `near`: a text in the same message, where several buttons have the label."""

    who: str
    label: str
    near: str = ""


@dataclass(frozen=True, slots=True)
class Chooses:
    """An entry of a menu."""

    who: str
    menu: str
    option: str


@dataclass(frozen=True, slots=True)
class Read:
    """A value that the person finds on the screen: the last match of a pattern."""

    pattern: str


@dataclass(frozen=True, slots=True)
class Prints:
    """A value that the person copies from a host of the system, where the command prints it."""

    system: str
    command: str


Value: TypeAlias = str | Read | Prints


@dataclass(frozen=True, slots=True)
class Fills:
    """The form that is open, and sends it. Values by the labels of the fields."""

    who: str
    values: Mapping[str, Value] = field(default_factory=dict)
    button: str = ""


@dataclass(frozen=True, slots=True)
class Sees:
    """Waits until the text is on the screen."""

    who: str
    text: str


@dataclass(frozen=True, slots=True)
class Happens:
    """The world does something to a system: a fault of its stand-in, or somebody at its host."""

    system: str
    fault: str
    options: Mapping[str, str] = field(default_factory=dict)
    told: str = ""


@dataclass(frozen=True, slots=True)
class Runs:
    """A command on a host of the system that the bot cannot reach."""

    who: str
    system: str
    command: str


Act: TypeAlias = Declares | Goes | Types | Presses | Chooses | Fills | Sees | Happens | Runs
