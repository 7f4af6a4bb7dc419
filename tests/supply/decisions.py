"""`supply.toml` as values: which licences may be taken, and which findings we live with until when."""

import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

FILE = Path(__file__).with_name("supply.toml")


@dataclass(frozen=True, slots=True)
class Acceptance:
    """A known vulnerability that we live with until a day, and why."""

    package: str
    id: str
    reason: str
    until: date


@dataclass(frozen=True, slots=True)
class Carried:
    """Files of others that stand in this tree. `set`: with which requirements they belong."""

    name: str
    licence: str
    set: str
    files: tuple[str, ...]
    version: str = ""
    """Empty where its makers give it none."""


@dataclass(frozen=True, slots=True)
class Decisions:
    """What was decided by people. `read` are licences by package, `unimported` reasons by package."""

    allowed: frozenset[str]
    read: Mapping[str, str]
    unimported: Mapping[str, str]
    accepted: Sequence[Acceptance] = ()
    carried: Sequence[Carried] = ()


class BadDecisions(Exception):
    """`supply.toml` says something that cannot be meant."""


def decisions(path: Path = FILE) -> Decisions:
    """Read the file. Raises BadDecisions."""
    raw = tomllib.loads(path.read_text("utf-8"))
    licences = raw["licences"]
    return Decisions(
        allowed=frozenset(licences["allowed"]),
        read=licences["read"],
        unimported=raw["unimported"],
        accepted=[_acceptance(one) for one in raw.get("accepted", ())],
        carried=[Carried(**{**one, "files": tuple(one["files"])}) for one in raw.get("carried", ())],
    )


def _acceptance(raw: Mapping[str, object]) -> Acceptance:
    match raw:
        case {"package": str(package), "id": str(known), "reason": str(reason), "until": date() as until} if (
            reason.strip() and len(raw) == 4
        ):
            return Acceptance(package, known, reason, until)
    raise BadDecisions(
        f"accepted {raw.get('id')}: it needs package, id, reason and until (a day), and no more"
    )
