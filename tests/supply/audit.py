"""Hold the locked packages against what is known. `make audit`.

Ends with 0 when nothing is open, 1 when something is, 2 when the index could not be asked about all of them.
"""

import sys
from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, date, datetime
from importlib.metadata import PackageNotFoundError, distribution
from typing import Protocol

from tests.supply.decisions import Acceptance, Decisions, decisions
from tests.supply.index import CannotAsk, Index, Vulnerability, of_pip
from tests.supply.licences import licence_of, refusal
from tests.supply.locks import Lock, Pin, disagreements, locks

AT_ONCE = 6


class Asked(Protocol):
    """What can be asked about a package."""

    def against(self, name: str, version: str) -> Sequence[Vulnerability] | None: ...


@dataclass(frozen=True, slots=True)
class Findings:
    """What is open, what we live with, and what could not be found out: each a line for people."""

    open: Sequence[str] = ()
    accepted: Sequence[str] = ()
    unknown: Sequence[str] = ()

    @property
    def code(self) -> int:
        return 1 if self.open else 2 if self.unknown else 0


def known_against(pins: Sequence[Pin], index: Asked, ours: Sequence[Acceptance], today: date) -> Findings:
    """What the index knows against these versions, sorted by what we decided. Raises CannotAsk."""
    with ThreadPoolExecutor(AT_ONCE) as pool:
        answers = list(pool.map(lambda pin: index.against(pin.name, pin.version), pins))
    unknown = [
        f"{pin.name} {pin.version}: the index does not know this version"
        for pin, answer in zip(pins, answers, strict=True)
        if answer is None
    ]
    found = [one for answer in answers for one in answer or ()]
    opened, accepted = [], []
    for one in found:
        decided = next((a for a in ours if a.package == one.package and a.id in one.names), None)
        if decided is None:
            opened.append(_told(one))
        elif decided.until < today:
            opened.append(f"{_told(one)}; accepted until {decided.until}, which is over: {decided.reason}")
        else:
            accepted.append(f"{_told(one)}; accepted until {decided.until}: {decided.reason}")
    return Findings(tuple(opened), tuple(accepted), tuple(unknown))


def outdated(ours: Sequence[Acceptance], pins: Sequence[Pin], today: date) -> list[str]:
    """Acceptances that are over, or of packages that are not taken any more: both are to be taken out."""
    names = {pin.name for pin in pins}
    return [
        *(f"accepted {one.id}: it ended on {one.until}" for one in ours if one.until < today),
        *(f"accepted {one.id}: nothing here takes {one.package}" for one in ours if one.package not in names),
    ]


def _told(one: Vulnerability) -> str:
    fixed = f"fixed in {', '.join(one.fixed_in)}" if one.fixed_in else "not fixed in any version"
    return f"{one.package} {one.version}: {' '.join(one.names)}, {fixed}: {one.summary}"


def of_locks(found: Mapping[str, Lock]) -> list[str]:
    """What is wrong with the locks themselves."""
    return [*(problem for lock in found.values() for problem in lock.problems), *disagreements(found)]


def licence(pin: Pin, decided: Decisions) -> str:
    """The licence of a package, by its metadata or as read by a person; empty when nobody knows."""
    try:
        told = licence_of(distribution(pin.name).metadata)
    except PackageNotFoundError:  # of another system only
        told = ""
    return told or decided.read.get(pin.name, "")


def of_licences(pins: Iterable[Pin], decided: Decisions) -> list[str]:
    """Packages that come under a licence that we may not take."""
    why = {pin.name: refusal(licence(pin, decided), decided.allowed) for pin in pins}
    return [f"{name}: {reason}" for name, reason in why.items() if reason]


def main() -> int:
    """Look at everything, and say what was found."""
    decided, found = decisions(), locks()
    pins = sorted({pin.name: pin for lock in found.values() for pin in lock.pins}.values())
    today = datetime.now(UTC).date()  # noqa: TID251 - the terminal's clock
    local = [*of_locks(found), *of_licences(pins, decided), *outdated(decided.accepted, pins, today)]
    try:
        known = known_against(pins, Index(of_pip()), decided.accepted, today)
    except CannotAsk as why:
        known = Findings(unknown=(f"Vulnerabilities could not be looked up: {why}.",))
    report = Findings((*local, *known.open), known.accepted, known.unknown)
    for title, lines in (("open", report.open), ("accepted", report.accepted), ("not known", report.unknown)):
        for line in lines:
            print(f"{title:9}  {line}")  # noqa: T201 - what the command says
    end = {
        0: "nothing is open",
        1: f"{len(report.open)} open",
        2: "not all of them could be looked up; nothing else is open",
    }
    print(f"{len(pins)} locked packages: {end[report.code]}.")  # noqa: T201 - what the command says
    return report.code


if __name__ == "__main__":
    sys.exit(main())
