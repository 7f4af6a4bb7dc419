"""A system that runbooks are written for: its targets, its endpoints, and data its documents hold."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta


@dataclass(frozen=True, slots=True)
class Endpoint:
    """A named thing commands act on. Addresses are defaults for a local try; the operator's binding wins."""

    id: str
    addresses: Mapping[str, str] = field(default_factory=dict)
    """By target; the key "" stands for every target."""
    about: str = ""
    needs: str = ""

    def default(self, target: str) -> str:
        """The address to try where nothing is bound; empty when there is none."""
        return self.addresses.get(target) or self.addresses.get("", "")


@dataclass(frozen=True, slots=True)
class Objective:
    """A figure to hold; `limit` is CEL over `value`."""

    id: str
    title: str
    target: str
    alert: str = ""
    limit: str = ""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rotation:
    """A secret or certificate that is renewed regularly."""

    id: str
    title: str
    every: timedelta
    where: str
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class System:
    """What `system.yaml` says."""

    id: str
    title: str = ""
    about: str = ""
    targets: tuple[str, ...] = ("prod",)
    """The first is taken unless a declaration names another."""
    endpoints: Mapping[str, Endpoint] = field(default_factory=dict)
    objectives: Mapping[str, Objective] = field(default_factory=dict)
    rotations: Mapping[str, Rotation] = field(default_factory=dict)
    tables: Mapping[str, object] = field(default_factory=dict)
    """Facts of the documents that are data; plain parsed values."""
    operator: Mapping[str, str] = field(default_factory=dict)
    """What the documents leave open and the operator has to fill in, by id."""
    covers: tuple[str, ...] = ()
