"""What is known while one runbook is read: its own names, and those it may point to."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import get_args

from bot.authoring.cel import CelExpression, CelGuard, Vocabulary
from bot.authoring.cel_faults import faults
from bot.authoring.lookups import check_lookups
from bot.authoring.read_type import TYPE_KEYS, read_type
from bot.authoring.shape import NAME, QUESTION, TEXT, Fields, Node, Page
from bot.core.runbook import EndKind, Fact, Meaning
from bot.core.values import Type

BOOL = Type("bool")
TEXTS = Type("text")
SIZE_LIMIT = 64 * 1024
"""Characters of a source that is looked at; what is too long for an expression is said in other words."""
SEVERITIES = ("P0", "P1", "P2", "P3")
ALERT = Vocabulary(raw=frozenset({"labels", "annotations"}))
ENDS = get_args(EndKind)
ITEM_ID = Type("word", preset="slug")


@dataclass(frozen=True, slots=True)
class Signature:
    """What callers of a runbook see."""

    facts: Mapping[str, Fact] = field(default_factory=dict)
    ends: Mapping[str, EndKind] = field(default_factory=dict)
    untyped: frozenset[str] = frozenset()
    """Facts whose type could not be read; they are known by name."""


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a runbook may point to. None means: not known here, so it is not checked."""

    signatures: Mapping[str, Signature] = field(default_factory=dict)
    commands: frozenset[str] = frozenset()
    """All entries, those too that could not be read."""
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    parameters: Mapping[str, Mapping[str, Type]] | None = None
    groups: frozenset[str] | None = None
    roles: frozenset[str] | None = None
    targets: tuple[str, ...] = ("prod",)
    compile_all: bool = False
    """Whether every expression is compiled now, so that its mistakes are found."""


@dataclass
class Sheet:
    """The runbook under reading."""

    page: Page
    around: Surroundings
    facts: Mapping[str, Fact]
    steps: frozenset[str]
    ends: Mapping[str, EndKind]
    untyped: frozenset[str] = frozenset()
    roles: tuple[str, ...] = ("commander",)
    complete: bool = True
    """False once a part was left out, with or without a problem of its own here."""
    _results: dict[str, Vocabulary] = field(default_factory=dict)

    @cached_property
    def fact_names(self) -> frozenset[str]:
        """All facts, those too whose type could not be read."""
        return self.untyped | self.facts.keys()

    @cached_property
    def places(self) -> frozenset[str]:
        return self.steps | self.ends.keys()

    @cached_property
    def here(self) -> dict[str, Type]:
        """The variables that every guard may read."""
        return {
            **{f"facts.{name}": fact.type for name, fact in self.facts.items()},
            "severity": Type("enum", options=SEVERITIES),
            "target": Type("enum", options=self.around.targets),
            "now": Type("time"),
        }

    @cached_property
    def vocabulary(self) -> Vocabulary:
        return self._with({})

    def with_result(self, meaning: Meaning) -> Vocabulary:
        """The variables beside a command's result."""
        if meaning.id not in self._results:
            result = {f"result.{name}": kind for name, kind in meaning.returns.items()}
            verdict = Type("enum", options=meaning.verdicts)
            self._results[meaning.id] = self._with({**result, "result.verdict": verdict})
        return self._results[meaning.id]

    def with_child(self, child: Signature) -> Vocabulary:
        """The variables beside what a called runbook found."""
        found = {f"child.{name}": fact.type for name, fact in child.facts.items()}
        return self._with(found, frozenset(f"child.{name}" for name in child.untyped))

    def with_items(self, element: Type) -> Vocabulary:
        """The variables once things side by side are done: elements of `each`, or ids of a list's items."""
        return self._with(dict.fromkeys(("items.ok", "items.failed"), Type("list", of=element)))

    def with_row(self, columns: Iterable[tuple[str, Type]]) -> Vocabulary:
        """The variables beside one row of a table."""
        return self._with({f"row.{name}": kind for name, kind in columns})

    def with_alert(self) -> Vocabulary:
        """The variables beside an alert that came while the run walks."""
        own = frozenset(f"facts.{name}" for name in self.untyped)
        return Vocabulary(self.here, ALERT.raw, own, pool=self.page.pool)

    def _with(self, types: Mapping[str, Type], untyped: frozenset[str] = frozenset()) -> Vocabulary:
        own = frozenset(f"facts.{name}" for name in self.untyped)
        return Vocabulary({**self.here, **types}, untyped=own | untyped, pool=self.page.pool)

    def guard(self, node: Node, vocabulary: Vocabulary) -> CelGuard:
        guard = CelGuard(_source(node), vocabulary)
        self._check(node, guard, BOOL)
        return guard

    def expression(self, node: Node, vocabulary: Vocabulary, kind: Type) -> CelExpression:
        expression = CelExpression(_source(node), vocabulary, kind)
        self._check(node, expression, kind)
        return expression

    def _check(self, node: Node, program: CelGuard | CelExpression, wanted: Type) -> None:
        def check() -> None:
            for fault in faults(program, wanted):
                node.say_inside(program.source, fault.offset, fault.code, fault.problem, fault.hint)

        if program.source and self.around.compile_all:
            self.page.checks.append(check)

    def words(self, fields: Fields, name: str, limit: int = TEXT, *, item: bool = False) -> str:
        """A text with look-ups."""
        node = fields.get(name)
        if node is None:
            return ""
        text = node.text(limit)
        check_lookups(node, text, self.fact_names, item=item)
        return text

    def place(self, node: Node) -> str:
        """A step or an end."""
        return node.reference("step or end", self.places)

    def who(self, node: Node) -> str:
        """A role or a group."""
        around = self.around
        if around.groups is None or around.roles is None:
            return node.name("role or group")
        return node.reference("role or group", around.groups | around.roles | {*self.roles})

    def group(self, node: Node) -> str:
        if self.around.groups is None:
            return node.name("group")
        return node.reference("group of the policy", self.around.groups)


def _source(node: Node) -> str:
    if isinstance(node.value, bool):
        return str(node.value).lower()
    return node.text(SIZE_LIMIT)


def read_signature(page: Page, *, compile_all: bool) -> Signature:
    """Facts and ends of a runbook file. What is wrong with the rest is said when the whole is read."""
    data = page.document.data
    if not isinstance(data, dict):
        return Signature()
    root = page.root()
    facts: dict[str, Fact] = {}
    untyped: set[str] = set()
    if "facts" in data:
        for name, node in Node(page, ("facts",), data["facts"]).entries("fact", NAME):
            fact = _fact(name, node, compile_all=compile_all)
            if fact is not None:
                facts[name] = fact
            else:
                untyped.add(name)
    ends: dict[str, EndKind] = {}
    if "ends" in data:
        for name, node in Node(root.page, ("ends",), data["ends"]).entries("end"):
            end = node.choice(ENDS)
            ends[name] = end or "fixed"  # type: ignore[assignment] # it is one of ENDS
    return Signature(facts, ends, frozenset(untyped))


def _fact(name: str, node: Node, *, compile_all: bool) -> Fact | None:
    fields = node.fields("a fact", ("type", "about"), ("input", "from", *TYPE_KEYS))
    if fields is None:
        return None
    kind = read_type(fields)
    about, asked = fields.text("about", QUESTION), fields.flag("input")
    source = fields.get("from")
    expression = None
    if source is not None and kind is not None:
        expression = CelExpression(source.text(SIZE_LIMIT), ALERT, TEXTS)
        if expression.source and compile_all:
            for fault in faults(expression, TEXTS):
                source.say_inside(expression.source, fault.offset, fault.code, fault.problem, fault.hint)
        if not asked:
            source.say(
                "shape", "`from` is taken at the start, so the fact must be an input.", "Add `input: true`."
            )
    return None if kind is None else Fact(name, kind, about, asked, expression)
