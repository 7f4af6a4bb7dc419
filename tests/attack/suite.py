"""The suite as values: threats, the cases that attack them, and what is wrong with either."""

import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from pathlib import Path
from typing import Any

from tests.attack.outcome import Outcome
from tests.attack.reading import BadSuite, read
from tests.broken import ROOT, Patch

HERE = Path(__file__).parent
CASES = HERE / "cases"
ATTACKS = 3
"""A threat has at least so many attacks, and one control that must still work."""

_PLAIN = ("id", "area", "threat", "mechanism", "where", "not_covered")
_OF_A_CASE = ("threat", "case", "expect", "says")


@dataclass(frozen=True, slots=True)
class Threat:
    """What somebody may try, what stands against it and where, and the patches that take that away."""

    id: str
    area: str
    threat: str
    mechanism: str
    where: str
    not_covered: str
    removal: tuple[Patch, ...]


@dataclass(frozen=True, slots=True)
class Case:
    """One attack, or one control. `fields` are the arguments of its kind's `attack`."""

    threat: str
    case: str
    kind: str
    fields: Mapping[str, Any]
    expect: str
    says: str

    def __str__(self) -> str:
        return f"{self.threat}: {self.case}"

    @property
    def is_attack(self) -> bool:
        return self.expect == "refused"

    def run(self) -> Outcome:
        return module(self.kind).attack(**self.fields)  # type: ignore[no-any-return] # each kind's does

    def wrong(self) -> str:
        """What is not as expected; empty when all is."""
        came = self.run()
        if came.verdict != self.expect:
            return f"expected that it {_WORDS[self.expect]}, but it {_WORDS[came.verdict]}: {came.text[:500]}"
        return "" if self.says in came.text else f"does not say `{self.says}`: {came.text[:500]}"


_WORDS = {"refused": "is refused", "passes": "passes"}


def module(kind: str) -> Any:
    """The module of a kind: `attack`, and perhaps `PROCESS = True` when it starts processes."""
    return import_module(f"tests.attack.kinds.{kind.replace('-', '_')}")


@cache
def threats() -> Mapping[str, Threat]:
    """All threats by id. Raises BadSuite."""
    listed = [_threat(raw) for raw in read(HERE / "threats.yaml")]
    found = {threat.id: threat for threat in listed}
    if len(found) < len(listed):
        ids = [threat.id for threat in listed]
        raise BadSuite(f"threats.yaml: {next(one for one in ids if ids.count(one) > 1)} stands twice")
    return found


@cache
def cases() -> Sequence[Case]:
    """All cases, by kind. Raises BadSuite."""
    return [case for path in sorted(CASES.glob("*.yaml")) for case in _of_kind(path)]


def cases_of(threat: str) -> Sequence[Case]:
    """Those of one threat; files and kinds without one are not even read. Raises BadSuite."""
    paths = [path for path in sorted(CASES.glob("*.yaml")) if threat in path.read_text("utf-8")]
    return [case for path in paths for case in _of_kind(path) if case.threat == threat]


def _threat(raw: Mapping[str, Any]) -> Threat:
    where = f"threats.yaml: {raw.get('id')}"
    _known(where, raw, {*_PLAIN, "removal"}, {*_PLAIN, "removal"})
    for key in _PLAIN:
        if not isinstance(raw[key], str) or not (raw[key] or key == "not_covered"):
            raise BadSuite(f"{where}: `{key}` is no text")
    if not (ROOT / raw["where"]).is_file():
        raise BadSuite(f"{where}: there is no {raw['where']}")
    patches = raw["removal"] if isinstance(raw["removal"], list) else [raw["removal"]]
    for patch in patches:
        _known(f"{where}: removal", patch, {"file", "old", "new"}, {"file", "old", "new"})
    plain = {key: raw[key] for key in _PLAIN}
    return Threat(**plain, removal=tuple(Patch(**patch) for patch in patches))


def _of_kind(path: Path) -> list[Case]:
    kind = path.stem
    try:
        attack = module(kind).attack
    except ModuleNotFoundError as error:
        raise BadSuite(f"cases/{path.name}: there is no kind of that name: {error}") from error
    return [_case(f"cases/{path.name}: {raw.get('case')}", kind, attack, raw) for raw in read(path)]


def _case(where: str, kind: str, attack: Callable[..., Outcome], raw: Mapping[str, Any]) -> Case:
    fields = {key: value for key, value in raw.items() if key not in _OF_A_CASE}
    _known(
        where,
        {key: raw[key] for key in raw if key in _OF_A_CASE},
        {"threat", "case", "expect"},
        set(_OF_A_CASE),
    )
    if raw["expect"] not in _WORDS:
        raise BadSuite(f"{where}: `expect` is `refused` or `passes`")
    if raw["threat"] not in threats():
        raise BadSuite(f"{where}: threats.yaml has no `{raw['threat']}`")
    try:
        inspect.signature(attack).bind(**fields)
    except TypeError as error:
        raise BadSuite(f"{where}: {error}, for the kind {kind}") from error
    return Case(raw["threat"], raw["case"], kind, fields, raw["expect"], str(raw.get("says", "")))


def _known(where: str, raw: Any, needed: set[str], known: set[str]) -> None:
    if not isinstance(raw, dict):
        raise BadSuite(f"{where}: a mapping belongs here")
    if missing := needed - raw.keys():
        raise BadSuite(f"{where}: `{min(missing)}` is missing")
    if unknown := raw.keys() - known:
        raise BadSuite(f"{where}: there is no `{min(unknown)}`; known are {', '.join(sorted(known))}")


def unanswered() -> list[str]:
    """Rows that no threat answers."""
    found = []
    for raw in read(HERE / "rows.yaml"):
        where = f"rows.yaml: {raw.get('row')}"
        _known(where, raw, {"row", "threats"}, {"row", "threats"})
        missing = [name for name in raw["threats"] if name not in threats()]
        found += [f"{where}: there is no threat {name}" for name in missing]
        found += [] if raw["threats"] else [f"{where}: no threat answers it"]
    return found


def uncovered() -> list[str]:
    """What the suite as a whole lacks: an answer to a row, attacks or a control of a threat; and doubles."""
    found = unanswered()
    for threat in threats().values():
        own = [case for case in cases() if case.threat == threat.id]
        attacks = sum(case.is_attack for case in own)
        if attacks < ATTACKS:
            found.append(f"{threat.id} has {attacks} attacks; it needs {ATTACKS}")
        if attacks == len(own):
            found.append(f"{threat.id} has no control: something like it that must still work")
    named = [str(case) for case in cases()]
    return found + [
        f"stands twice: {name}" for name in sorted({one for one in named if named.count(one) > 1})
    ]
