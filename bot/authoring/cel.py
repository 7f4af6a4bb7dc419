"""Guards and expressions: CEL behind the core's Protocols.

Each fact is its own typed variable under its dotted name: CEL resolves `facts.since` to a variable declared
as "facts.since" before it looks for a field `since` of a variable `facts`. So nothing is rewritten (columns
stay true), a fact that does not exist is a compile error, and each has exactly its type. A map `facts` would
make every one of them `dyn`, a message would need a generated protobuf type for each runbook.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

import re2
from cel_expr_python import cel

from bot.authoring.cel_scan import Token, tokens, used
from bot.core.guards import Scope
from bot.core.values import BadValue, Type, Value, check, moment

SUBJECT = 1 << 20
"""Characters that `find` looks through."""

CEL_TYPES = {
    "bool": cel.Type.BOOL,
    "int": cel.Type.INT,
    "number": cel.Type.DOUBLE,
    "time": cel.Type.TIMESTAMP,
    "enum": cel.Type.STRING,
    "word": cel.Type.STRING,
    "text": cel.Type.STRING,
    "list": cel.Type.List(cel.Type.STRING),
    "table": cel.Type.List(cel.Type.Map(cel.Type.STRING, cel.Type.DYN)),
}
_TEXTS = cel.Type.Map(cel.Type.STRING, cel.Type.STRING)
_RAW = {
    "labels": _TEXTS,
    "annotations": _TEXTS,
    "headers": _TEXTS,
    "json": cel.Type.DYN,
    "text": cel.Type.STRING,
    "exit": cel.Type.INT,
    "status": cel.Type.INT,
}
"""Variables whose type is no type of the language."""


def _options() -> re2.Options:
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    return options


@lru_cache(maxsize=256)
def pattern(source: str) -> "re2._Regexp[str]":
    """A compiled RE2 pattern; raises re2.error."""
    return re2.compile(source, _options())


def _find(text: str, source: str) -> str:
    found = pattern(source).search(text[:SUBJECT])
    return (found.group(1) or "") if found else ""


_FIND = cel.FunctionDecl(
    "find",
    [cel.Overload("find_text_text", cel.Type.STRING, [cel.Type.STRING, cel.Type.STRING], False, _find)],
)


@dataclass(slots=True)
class _Slot:
    """Variables that agree on their types, and the environment that declares them, once it is needed."""

    catalogue: bool
    variables: dict[str, cel.Type]
    env: cel.Env | None = None
    compiled: dict[str, cel.Expression] = field(default_factory=dict)
    """By source: with the same variables it means the same, whichever file it stands in."""

    def add(self, variables: Mapping[str, cel.Type]) -> None:
        """Declare more variables. What is compiled stays as it is: it reads none of these."""
        if not variables.keys() <= self.variables.keys():
            self.variables |= variables
            self.env = None

    def compile(self, source: str) -> cel.Expression:
        """Compiled once; raises RuntimeError with the compiler's words."""
        if source not in self.compiled:
            if self.env is None:
                self.env = cel.NewEnv(variables=self.variables, functions=[_FIND] if self.catalogue else [])
            self.compiled[source] = self.env.compile(source)
        return self.compiled[source]


class Pool:
    """Environments shared by the vocabularies of a tree.

    The first compilation of an environment costs twenty times what the next ones do (measured: 0.6 ms), so
    vocabularies whose variables do not contradict each other share one. What one of them does not know is
    refused before it is compiled.
    """

    def __init__(self) -> None:
        self._slots: list[_Slot] = []

    def slot(self, variables: Mapping[str, cel.Type], *, catalogue: bool) -> _Slot:
        """The slot that now holds the variables too."""
        for slot in self._slots:
            if slot.catalogue == catalogue and all(
                slot.variables.get(name, kind) == kind for name, kind in variables.items()
            ):
                break
        else:
            slot = _Slot(catalogue, {})
            self._slots.append(slot)
        slot.add(variables)
        return slot


@dataclass(frozen=True, eq=False)
class Vocabulary:
    """The names that expressions of one place may use."""

    types: Mapping[str, Type] = field(default_factory=dict)
    """By dotted name: `facts.since`, `severity`, `now`, `result.verdict`."""
    raw: frozenset[str] = frozenset()
    """Names of `labels`, `annotations`, `json`, `text`, `exit`, `status`, `headers` that are known too."""
    untyped: frozenset[str] = frozenset()
    """Names whose type could not be read; nothing is said about what is made of them."""
    catalogue: bool = False
    """Whether `find` is known, and tables may be looked into."""
    pool: Pool = field(default_factory=Pool)

    def __post_init__(self) -> None:
        """Take a place in the pool before anything of it is compiled."""
        _ = self._slot

    @cached_property
    def _slot(self) -> _Slot:
        variables = {name: CEL_TYPES[kind.name] for name, kind in self.types.items()}
        variables |= {name: _RAW[name] for name in self.raw}
        variables |= dict.fromkeys(self.untyped, cel.Type.DYN)
        return self.pool.slot(variables, catalogue=self.catalogue)

    def compile(self, source: str) -> cel.Expression:
        """The compiled expression; raises RuntimeError with the compiler's words."""
        strangers = self.strangers(source)
        if strangers:
            raise RuntimeError(f"undeclared reference to '{strangers[0].word}'")
        return self._slot.compile(source)

    def strangers(self, source: str) -> list[Token]:
        """Names that are known elsewhere in the pool, and not here."""
        elsewhere, here = self._slot.variables, self.names
        return [
            word
            for word in tokens(source)
            if word.kind == "name" and not word.member and word.word in elsewhere and word.word not in here
        ]

    @cached_property
    def options(self) -> Mapping[str, tuple[str, ...]]:
        return {name: kind.options for name, kind in self.types.items() if kind.options}

    @cached_property
    def tables(self) -> frozenset[str]:
        if self.catalogue:
            return frozenset()
        return frozenset(name for name, kind in self.types.items() if kind.name == "table")

    @cached_property
    def names(self) -> frozenset[str]:
        return self.raw | self.untyped | self.types.keys()


class Program:
    """An expression and what it may use; compiled at first use. Evaluating never raises."""

    def __init__(self, source: str, vocabulary: Vocabulary) -> None:
        self.source = source
        self.vocabulary = vocabulary
        self.uses = used(source) & vocabulary.names
        self.reads = frozenset(name[6:] for name in self.uses if name.startswith("facts."))
        self._compiled: cel.Expression | None = None

    def __repr__(self) -> str:
        return f"`{self.source}`"

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Program) and (type(other), other.source) == (type(self), self.source)

    def __hash__(self) -> int:
        return hash(self.source)

    def compile(self) -> cel.Expression:
        """The compiled expression; raises RuntimeError with the compiler's words."""
        if self._compiled is None:
            self._compiled = self.vocabulary.compile(self.source)
        return self._compiled

    def result(self, values: Mapping[str, object]) -> tuple[object, str]:
        """What it yields and "", or None and why it yields nothing."""
        missing = self.uses - values.keys()
        if missing:
            return None, f"{min(missing)} is not known"
        try:
            found = self.compile().eval(data={name: values[name] for name in self.uses})
            if found.type() == cel.Type.ERROR:
                return None, str(found.plain_value())
            return found.plain_value(), ""
        except Exception as error:  # noqa: BLE001 - the library raises what it likes; an expression never does
            return None, str(error)


class CelGuard(Program):
    """A `Guard`."""

    def holds(self, scope: Scope) -> bool | None:
        """True only for CEL's true and False only for its false; None where a name it reads is unknown."""
        found, _ = self.result(_known(self, scope))
        return found if isinstance(found, bool) else None


class CelExpression(Program):
    """An `Expression` that yields values of one type."""

    def __init__(self, source: str, vocabulary: Vocabulary, kind: Type) -> None:
        super().__init__(source, vocabulary)
        self.kind = kind

    def value(self, scope: Scope) -> Value | None:
        """The value as its type stores it; None where a name is unknown or the type refuses the value."""
        found, why = self.result(_known(self, scope))
        if why:
            return None
        try:
            return check(self.kind, found)
        except BadValue:
            return None


def _known(program: Program, scope: Scope) -> dict[str, object]:
    """The values of the variables that the program uses, as CEL takes them; what is unknown is absent."""
    values: dict[str, object] = {}
    for name in program.uses:
        value = _look_up(name, scope)
        kind = program.vocabulary.types.get(name)
        if value is None:
            continue
        try:
            values[name] = value if kind is None else inward(kind, value)
        except BadValue:
            continue  # it was stored under another type
    return values


def _look_up(name: str, scope: Scope) -> object:
    place, _, member = name.partition(".")
    match place:
        case "facts":
            return scope.facts.get(member)
        case "result":
            return scope.verdict or None if member == "verdict" else (scope.result or {}).get(member)
        case "child":
            return (scope.child or {}).get(member)
        case "row":
            return (scope.row or {}).get(member)
        case "items":
            return (scope.items or {}).get(member)
        case "severity":
            return scope.severity or None
        case "target":
            return scope.target or None
        case "now":
            return scope.now
        case "labels":
            return dict(scope.labels)
        case _:
            return dict(scope.annotations) if place == "annotations" else None


def inward(kind: Type, value: object) -> object:
    """A stored value as CEL takes it. Times in a table stay texts: the library takes no time inside a map."""
    if kind.name == "time" and isinstance(value, str):
        return moment(value)
    if kind.name == "number" and isinstance(value, int):
        return float(value)
    return list(value) if isinstance(value, tuple) else value
