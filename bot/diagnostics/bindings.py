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
    """Where a program is, which bytes it must be, who it acts as, and what it may touch."""

    path: Path
    reach: Reach = Reach()
    sha256: str = ""
    """Empty: whatever lies there, as long as nobody else can have put it there."""
    env: tuple[tuple[str, str], ...] = ()
    env_files: tuple[tuple[str, Path], ...] = ()
    """Variables whose values are the contents of files, because they are secret."""


@dataclass(frozen=True, slots=True)
class Bindings:
    """Programs by system, target and the first word of argv; endpoints by `system.name`, then by target.

    A system or target of a program that is empty stands for all of them; the nearest binding counts.
    """

    programs: Mapping[tuple[str, str, str], Tool] = field(default_factory=dict)
    endpoints: Mapping[str, Mapping[str, Site]] = field(default_factory=dict)

    def tool(self, name: str, system: str, target: str) -> Tool | None:
        """What the program is bound to where the system runs in the target."""
        keys = ((system, target, name), (system, "", name), ("", "", name))
        return next((self.programs[key] for key in keys if key in self.programs), None)


@dataclass(frozen=True, slots=True)
class Identity:
    """Whom a program acts as: its own variables, and the files behind them, as they were examined."""

    variables: tuple[tuple[str, str], ...] = ()
    secret: tuple[tuple[str, Path], ...] = ()
    """Variables whose values are read from a file when it starts."""
    files: tuple[tuple[str, str], ...] = ()
    """The digest of each file that either of them names."""


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
    identity: Identity = Identity()

    @property
    def digests(self) -> str:
        """For the record of what ran."""
        return f"{self.sha256} by {self.interpreter.sha256}" if self.interpreter else self.sha256


@dataclass(frozen=True, slots=True)
class Unfit:
    """Why something that is bound may not be used."""

    why: str
