"""What every played system has: endpoints and programs for the bot, and faults for people to switch on.

A system is a folder beside this module. Its `standin.py` holds one `StandIn`, which `registry.py` lists.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from starlette.types import ASGIApp


@dataclass(frozen=True, slots=True)
class Place:
    """Where a stand-in lives. `data` is its own folder, `programs` one for what the bot may start."""

    data: Path
    programs: Path
    ports: Mapping[str, int]
    """By endpoint, on loopback."""


@dataclass(frozen=True, slots=True)
class Furnished:
    """What a stand-in made of its place."""

    endpoints: Mapping[str, ASGIApp]
    programs: Mapping[str, Path] = field(default_factory=dict)
    """Executables to bind, by the name that `exec` calls them."""
    token_file: Path | None = None
    """What its endpoints ask for."""
    own_ports: Mapping[str, int] = field(default_factory=dict)
    """Further endpoints, which it serves by itself: those that come and go."""
    take_down: Callable[[], None] = lambda: None
    """Ends what it started."""


@dataclass(frozen=True, slots=True)
class Fault:
    """Something that goes wrong with it. `words`: what to declare then; or the procedure to start."""

    name: str
    about: str
    words: str = ""
    procedure: str = ""

    @property
    def answer(self) -> str:
        """What to type then, after `/incident`."""
        return f"declare {self.words}" if self.words else f"start {self.procedure}"


@dataclass(frozen=True, slots=True)
class StandIn:
    """A played system, by the name of its folder of runbooks.

    The first endpoint takes what belongs to the demonstration and not to the system:
    `POST /_control/faults` with `{"fault": NAME, …}`, and `POST /_control/prints?command=…` for what a person
    does and
    would read on a host that the bot cannot reach.
    """

    system: str
    endpoints: Sequence[str]
    furnish: Callable[[Place], Furnished]
    faults: Sequence[Fault] = ()
    on_its_hosts: str = ""
    """A command to try on a host of the system that the bot cannot reach, if it has one."""
