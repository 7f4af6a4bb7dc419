"""Which sandbox a program gets: what this machine has, what its operator wants, what the entry demands."""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from bot.core.catalogue import SANDBOXES, Sandbox
from bot.diagnostics.bindings import Reach, Unfit

Wish: TypeAlias = Literal["auto", "landlock", "bwrap", "none"]
"""auto: Landlock where the kernel has it, and what an entry demands. none: none, and what demands one is by
hand. The others: every program gets at least that, or is by hand."""

PORTS: Final = 4
"""The version of Landlock from which connections can be restricted."""


@dataclass(frozen=True, slots=True)
class Confined:
    """What a program is started in. `landlock`: the kernel's version, 0 without; bubblewrap has it inside."""

    tier: Sandbox
    landlock: int = 0


UNCONFINED: Final = Confined("none")


@dataclass(frozen=True, slots=True)
class Sandboxes:
    """What was tried on this machine and held; where one did not, why."""

    wish: Wish = "none"
    landlock: int = 0
    """Its version; 0: none."""
    no_landlock: str = "it was not tried"
    bwrap: str = ""
    """The program; empty: none."""
    no_bwrap: str = "it was not tried"

    @property
    def usual(self) -> Confined | Unfit:
        """What an entry gets that demands nothing."""
        return self.chosen("none")

    @property
    def tier(self) -> str:
        """The usual one in a word; `by_hand` where it is such that the bot may run no program."""
        return self.usual.tier if isinstance(self.usual, Confined) else "by_hand"

    def chosen(self, demanded: Sandbox) -> Confined | Unfit:
        """What an entry gets, or why the bot may not run it."""
        if self.wish == "none":
            return UNCONFINED if demanded == "none" else Unfit(_without(demanded, "", self._off))
        wished: Sandbox = "none" if self.wish == "auto" else self.wish
        least = max(demanded, wished, key=SANDBOXES.index)
        who = "" if least == demanded else "HANDRAIL_SANDBOX"
        if least == "bwrap" and not self.bwrap:
            return Unfit(_without(least, who, self.no_bwrap))
        if least == "bwrap":
            return Confined("bwrap", self.landlock)
        if self.landlock:
            return Confined("landlock", self.landlock)
        if least == "none":
            return UNCONFINED
        if self.bwrap:
            return Confined("bwrap")
        return Unfit(_without(least, who, self.no_landlock))

    @property
    def _off(self) -> str:
        return "HANDRAIL_SANDBOX turns sandboxes off"


NAMES: Final = {"none": "no sandbox", "landlock": "Landlock", "bwrap": "bubblewrap"}


def _without(least: Sandbox, who: str, why: str) -> str:
    return f"{who or 'it'} demands {NAMES[least]}, which this machine does not give it: {why}"


def described(confined: Confined, reach: Reach) -> str:
    """For the record, as `landlock 7, TCP to 443 only`."""
    if confined.tier == "none":
        return "none"
    inside = f"landlock {confined.landlock}" if confined.landlock else ""
    tier = inside if confined.tier == "landlock" else f"bwrap with {inside}" if inside else "bwrap"
    return f"{tier}, {_connections(confined, reach)}"


def _connections(confined: Confined, reach: Reach) -> str:
    if reach.connect is None:
        return "TCP anywhere"
    if not reach.connect and confined.tier == "bwrap":
        return "no network"
    if confined.landlock < PORTS:
        return "TCP anywhere, for this kernel cannot restrict it"
    ports = " ".join(map(str, reach.connect))
    return f"TCP to {ports} only" if ports else "no TCP"
