"""What the operator has bound: programs to files, endpoints to origins. Values, given by argument."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network
from pathlib import Path
from typing import TypeAlias

Network: TypeAlias = IPv4Network | IPv6Network


@dataclass(frozen=True, slots=True)
class Site:
    """Where an endpoint is in one target.

    `network`: where it may be; without it, anywhere public, and nowhere else.
    """

    url: str
    token_file: Path | None = None
    network: tuple[Network, ...] = ()


@dataclass(frozen=True, slots=True)
class Reach:
    """What a sandboxed program may touch beyond what every program may."""

    read: tuple[Path, ...] = ()
    write: tuple[Path, ...] = ()
    connect: tuple[int, ...] | None = None
    """The ports of TCP that it may connect to; None: all of them."""


@dataclass(frozen=True, slots=True)
class Tool:
    """A program as the operator bound it: where it lies, and what it may touch."""

    path: Path
    reach: Reach = Reach()


@dataclass(frozen=True, slots=True)
class Bindings:
    """Programs by the name that argv begins with; endpoints by `system.name`, then by target."""

    programs: Mapping[str, Tool] = field(default_factory=dict)
    endpoints: Mapping[str, Mapping[str, Site]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Interpreter:
    """What a script's first line names; run by path, so that nothing is looked up at the last moment."""

    path: str
    """As the script names it; a program may go by that name."""
    file: str
    """The file behind it, without links."""
    arguments: tuple[str, ...]
    sha256: str


@dataclass(frozen=True, slots=True)
class Program:
    """An examined program: nobody but root and the bot's own user can have changed it."""

    path: str
    """As it was bound."""
    file: str
    """The file behind it, without links; this is what runs."""
    sha256: str
    interpreter: Interpreter | None = None
    reach: Reach = Reach()


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why something that is bound may not be used."""

    why: str
