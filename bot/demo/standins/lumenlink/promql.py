"""As much of PromQL as the catalogue asks: selectors, rate, sum by, topk, vector, `*`, `/`, `>`, `or`."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.demo.standins.lumenlink.pace import played

Labels: TypeAlias = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Sample:
    """One value of one series. `labels` hold the name of the metric under `__name__`."""

    labels: Labels
    value: float


Vector: TypeAlias = Sequence[Sample]
Value: TypeAlias = Vector | float
Increase: TypeAlias = Callable[[float], Vector]
"""By how much each series grew in a second, over so many seconds."""

_TOKEN = re.compile(
    r'\s*(?:([0-9]+(?:\.[0-9]+)?)|"((?:[^"\\]|\\.)*)"|([a-zA-Z_][a-zA-Z0-9_]*)|(=~|!~|!=|[(){}\[\],=*/><]))'
)


class BadQuery(ValueError):
    """The query is none that is understood here."""


class Query:
    """Reads a query from left to right and answers it on the way."""

    def __init__(self, text: str, now: Vector, rate: Increase) -> None:
        self._text, self._at = text, 0
        self._now, self._rate = now, rate

    def value(self) -> Value:
        """What it comes to. Raises BadQuery."""
        found = self._either()
        if self._peek():
            raise BadQuery(f"unexpected {self._peek()!r}")
        return found

    def _peek(self) -> str:
        found = _TOKEN.match(self._text, self._at)
        if found is None and self._text[self._at :].strip():
            raise BadQuery(f"cannot read {self._text[self._at :]!r}")
        return found[0].strip() if found else ""

    def _next(self, wanted: str = "") -> str:
        token = self._peek()
        if not token or (wanted and token != wanted):
            raise BadQuery(f"{wanted or 'more'} is expected, not {token!r}")
        found = _TOKEN.match(self._text, self._at)
        assert found is not None
        self._at = found.end()
        return token

    def _took(self, token: str) -> bool:
        if self._peek() != token:
            return False
        self._next()
        return True

    def _either(self) -> Value:
        left = self._compared()
        while self._took("or"):
            known = {tuple(sorted(_bare(sample.labels).items())) for sample in _vector(left)}
            others = _vector(self._compared())
            new = [s for s in others if tuple(sorted(_bare(s.labels).items())) not in known]
            left = [*_vector(left), *new]
        return left

    def _compared(self) -> Value:
        left = self._product()
        while self._took(">"):
            limit = _number(self._product())
            left = [sample for sample in _vector(left) if sample.value > limit]
        return left

    def _product(self) -> Value:
        left = self._primary()
        while self._peek() in {"*", "/"}:
            divides = self._next() == "/"
            left = _combined(left, self._primary(), _over if divides else lambda a, b: a * b)
        return left

    def _primary(self) -> Value:
        token = self._next()
        if re.fullmatch(r"[0-9.]+", token):
            return float(token)
        match token:
            case "(":
                inside = self._either()
                self._next(")")
                return inside
            case "sum":
                return self._sum()
            case "topk":
                self._next("(")
                most = int(_number(self._product()))
                self._next(",")
                found = sorted(_vector(self._either()), key=lambda sample: -sample.value)[:most]
                self._next(")")
                return found
            case "vector":
                self._next("(")
                number = _number(self._product())
                self._next(")")
                return [Sample({}, number)]
            case "rate":
                self._next("(")
                name, fits = self._next(), self._matchers()
                self._next("[")
                span = played(self._next() + self._next())
                self._next("]")
                self._next(")")
                return [
                    s
                    for s in self._rate(span.total_seconds())
                    if s.labels["__name__"] == name and fits(s.labels)
                ]
            case _:
                fits = self._matchers()
                return [s for s in self._now if s.labels["__name__"] == token and fits(s.labels)]

    def _sum(self) -> Vector:
        by: list[str] = []
        if self._took("by"):
            self._next("(")
            by.append(self._next())
            while self._took(","):
                by.append(self._next())
            self._next(")")
        self._next("(")
        inside = _vector(self._either())
        self._next(")")
        sums: dict[tuple[tuple[str, str], ...], float] = {}
        for sample in inside:
            key = tuple((name, sample.labels.get(name, "")) for name in by)
            sums[key] = sums.get(key, 0.0) + sample.value
        return [Sample(dict(key), value) for key, value in sums.items()]

    def _matchers(self) -> Callable[[Labels], bool]:
        tests: list[Callable[[Labels], bool]] = []
        if self._took("{"):
            while not self._took("}"):
                tests.append(_matcher(self._next(), self._next(), self._next()[1:-1]))
                self._took(",")
        return lambda labels: all(test(labels) for test in tests)


def _matcher(name: str, sign: str, wanted: str) -> Callable[[Labels], bool]:
    match sign:
        case "=":
            return lambda labels: labels.get(name, "") == wanted
        case "!=":
            return lambda labels: labels.get(name, "") != wanted
        case "=~":
            return lambda labels: re.fullmatch(wanted, labels.get(name, "")) is not None
        case "!~":
            return lambda labels: re.fullmatch(wanted, labels.get(name, "")) is None
        case _:
            raise BadQuery(f"{sign!r} compares no label")


def _combined(left: Value, right: Value, sign: Callable[[float, float], float]) -> Value:
    if isinstance(left, float) and isinstance(right, float):
        return sign(left, right)
    if isinstance(right, float):
        return [Sample(_bare(s.labels), sign(s.value, right)) for s in _vector(left)]
    if isinstance(left, float):
        return [Sample(_bare(s.labels), sign(left, s.value)) for s in right]
    others = {tuple(sorted(_bare(s.labels).items())): s.value for s in right}
    pairs = ((_bare(s.labels), s.value) for s in left)
    return [
        Sample(labels, sign(value, others[key]))
        for labels, value in pairs
        if (key := tuple(sorted(labels.items()))) in others
    ]


def _bare(labels: Labels) -> dict[str, str]:
    return {name: value for name, value in labels.items() if name != "__name__"}


def _over(above: float, below: float) -> float:
    return above / below if below else float("nan")


def _vector(value: Value) -> Vector:
    if isinstance(value, float):
        raise BadQuery("a number stands where series belong")
    return value


def _number(value: Value) -> float:
    if not isinstance(value, float):
        raise BadQuery("series stand where a number belongs")
    return value
