"""A runbook as the machine walks it: compiled, checked, immutable.

`bot.authoring` builds these from YAML; nothing here reads a file. Texts keep their
`{facts.x}` look-ups, which `bot.core.texts` fills in.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from enum import StrEnum
from typing import Literal, TypeAlias, assert_never

from bot.core.guards import Expression, Guard
from bot.core.values import Type, Value


class Severity(StrEnum):
    """Impact; the lower, the worse. Members compare as their names do: P0 < P1."""

    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"


class Risk(StrEnum):
    """What running a catalogue entry may do."""

    READ = "read"
    TELL = "tell"
    CHANGE = "change"
    DESTROY = "destroy"

    @property
    def needs_approval(self) -> bool:
        return self in {Risk.CHANGE, Risk.DESTROY}


EndKind: TypeAlias = Literal["fixed", "mitigated", "false_alarm", "handed_over", "done", "cancelled"]
Phase: TypeAlias = Literal[
    "diagnose", "contain", "mitigate", "recover", "evidence", "prepare", "execute", "verify"
]
INCIDENT_PHASES: tuple[Phase, ...] = ("diagnose", "contain", "mitigate", "recover", "evidence")
PROCEDURE_PHASES: tuple[Phase, ...] = ("prepare", "execute", "verify", "evidence")


@dataclass(frozen=True, slots=True)
class Fact:
    """Something that is not known yet and that the walk depends on."""

    id: str
    type: Type
    about: str
    input: bool = False
    source: Expression | None = None
    """`from:` an expression over labels and annotations, parsed as the type."""


@dataclass(frozen=True, slots=True)
class Evidence:
    """Something to keep; owed from the start of the run until collected or waived."""

    id: str
    title: str
    how: str = ""
    from_step: str = ""
    required: bool = True
    before: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Clock:
    """A limit of the run, from a step's entry (or the declaration) to a step or an end (or any end)."""

    id: str
    title: str
    limit: timedelta
    from_step: str = ""
    to: str = ""


@dataclass(frozen=True, slots=True)
class SeverityRule:
    """Raise the severity when the facts say so; never lowers it."""

    when: Guard
    to: Severity
    because: str


@dataclass(frozen=True, slots=True)
class Literally:
    """An argument that stands in the runbook."""

    value: Value


@dataclass(frozen=True, slots=True)
class Lookup:
    """An argument that is looked up: `facts.x`, `item`, `target`, `severity`, `incident.id`, `now`."""

    name: str


Argument: TypeAlias = Literally | Lookup
Arguments: TypeAlias = Mapping[str, Argument]


@dataclass(frozen=True, slots=True)
class Do:
    """A person does what the text says; once for each element of the list fact `each`, if there is one."""

    text: str
    each: str = ""
    sets: Mapping[str, Expression] = field(default_factory=dict)
    """Of `each`: over `items.ok` and `items.failed`."""


NONE = "none"
"""The outcome of a pick in which no row fits."""


@dataclass(frozen=True, slots=True)
class RowPick:
    """A person picks rows of a result's table; columns of them become facts."""

    table: str
    question: str
    sets: Mapping[str, str]
    """Fact → column."""
    where: Guard | None = None
    """Over `row.<column>`: the rows that are offered."""
    many: bool = False
    """Whether several rows may be picked: the facts are lists."""


@dataclass(frozen=True, slots=True)
class Run:
    """A catalogue entry is run; its verdicts are the step's outcomes. With `each`, once for each element."""

    command: str
    arguments: Arguments = field(default_factory=dict)
    sets: Mapping[str, Expression] = field(default_factory=dict)
    auto: bool = False
    pick: RowPick | None = None
    each: str = ""
    passes: tuple[str, ...] = ("ok",)
    """Verdicts with which an item passes."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One form of facts; the first outcome whose guard holds is taken once it is answered."""

    facts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Choose:
    """As ask, at once and without a person."""

    text: str


@dataclass(frozen=True, slots=True)
class Wait:
    """Polls now and each `every`; ends by time, by what is seen, or by a breach."""

    duration: timedelta | None = None
    until_time: Expression | None = None
    command: str = ""
    arguments: Arguments = field(default_factory=dict)
    every: timedelta = timedelta(seconds=30)
    until: Guard | None = None
    unless: Guard | None = None
    at_least: timedelta | None = None


@dataclass(frozen=True, slots=True)
class Call:
    """Another runbook is walked first; its ends are the step's outcomes."""

    runbook: str
    arguments: Arguments = field(default_factory=dict)
    sets: Mapping[str, Expression] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ListItem:
    """One of several things that are done side by side."""

    id: str
    title: str
    work: Do | Run
    by: str = ""
    within: timedelta | None = None
    fix: str = ""
    """Shown when it fails."""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListOf:
    """Things done side by side, in any order, by anyone."""

    items: Mapping[str, ListItem]
    again: str = ""
    """The step whose items these are, done once more."""
    only: str = ""
    """A list fact: just the items that it names."""
    sets: Mapping[str, Expression] = field(default_factory=dict)
    auto: bool = False


@dataclass(frozen=True, slots=True)
class Update:
    """A text that is drafted, edited by people and sent to a group's channel or the status page."""

    to: str
    """A group, or `status-page`."""
    text: str
    component: str = ""


Kind: TypeAlias = Do | Run | Ask | Choose | Wait | Call | ListOf | Update
STATUS_PAGE = "status-page"


@dataclass(frozen=True, slots=True)
class Undo:
    """What must be put back once the step was done; owed until done or met by the step `by`."""

    title: str
    by: str = ""


@dataclass(frozen=True, slots=True)
class Outcome:
    """One way out of a step. `when` is the guard; `is_else` the way when no other holds."""

    name: str
    to: str
    label: str = ""
    when: Guard | None = None
    is_else: bool = False


@dataclass(frozen=True, slots=True)
class Step:
    """A state of the machine. `next: X` is the outcome `done` (or every verdict) leading to X."""

    id: str
    phase: Phase
    title: str
    kind: Kind
    outcomes: Mapping[str, Outcome]
    why: str = ""
    expect: str = ""
    warn: str = ""
    by: str = ""
    within: timedelta | None = None
    approval: tuple[str, ...] = ()
    undo: Undo | None = None
    covers: tuple[str, ...] = ()

    @property
    def is_side_by_side(self) -> bool:
        """Whether it has items of its own (a list, or one for each element) and not one thing to do."""
        match self.kind:
            case ListOf():
                return True
            case Do(each=each) | Run(each=each):
                return bool(each)
            case _:
                return False

    def reads(self) -> frozenset[str]:
        """Facts it must know when entered: for its arguments and guards, not its texts or questions."""
        names: set[str] = set()
        match self.kind:
            case Run(arguments=arguments, each=each, pick=pick):
                names |= _looked_up(arguments) | {each}
                names |= pick.where.reads if pick and pick.where else frozenset()
            case Call(arguments=arguments):
                names |= _looked_up(arguments)
            case ListOf(items=items, only=only):
                works = [item.work for item in items.values()]
                names |= {only}.union(
                    *(_looked_up(work.arguments) for work in works if isinstance(work, Run))
                )
            case Wait() as wait:
                names |= _looked_up(wait.arguments)
                for guard in (wait.until, wait.unless):
                    names |= guard.reads if guard else frozenset()
                names |= wait.until_time.reads if wait.until_time else frozenset()
            case Choose():
                names |= self.guarded()
            case Ask(facts=asked):
                names |= self.guarded() - set(asked)
            case Do(each=each):
                names |= {each}
            case Update():
                pass
            case _:
                assert_never(self.kind)
        return frozenset(names - {""})

    def commands(self) -> tuple[str, ...]:
        """The catalogue entries that it may run, each once."""
        match self.kind:
            case Run(command=command) | Wait(command=command):
                return (command,) if command else ()
            case ListOf(items=items):
                works = (item.work for item in items.values())
                return tuple(dict.fromkeys(work.command for work in works if isinstance(work, Run)))
            case _:
                return ()

    def guarded(self) -> frozenset[str]:
        """Facts that the guards of its outcomes read."""
        return frozenset(name for out in self.outcomes.values() if out.when for name in out.when.reads)


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a catalogue entry's output means; pinned with the runbook that names it."""

    id: str
    title: str
    risk: Risk
    returns: Mapping[str, Type]
    verdicts: tuple[str, ...]
    hand: bool = False
    assumed: bool = False


@dataclass(frozen=True, slots=True)
class Anytime:
    """A way out of whole phases: taken by a person, or suggested (`auto`: taken) by a matching alert."""

    id: str
    label: str
    to: str
    during: tuple[str, ...] = ()
    """Phases and steps; empty: everywhere."""
    alert: Guard | None = None
    auto: bool = False

    def is_offered(self, step: Step) -> bool:
        """Whether it may be taken from this step."""
        return step.id != self.to and (not self.during or bool({step.id, step.phase} & {*self.during}))


@dataclass(frozen=True, slots=True)
class Block:
    """While a run of this class is open and `holds_while` is not false, `handrail.blocks` says so."""

    runbook: str
    holds_while: Guard
    because: str


ScheduleUnit: TypeAlias = Literal["h", "d", "w", "mo", "y"]


@dataclass(frozen=True, slots=True)
class Schedule:
    """When a procedure starts by itself."""

    count: int
    unit: ScheduleUnit
    first: datetime
    """Local time of `zone`, naive: a review at nine is at nine in summer and in winter."""
    zone: str
    owner: str
    """The group in whose channel it starts, and who is in command."""
    covers: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Runbook:
    """One incident class or procedure."""

    id: str
    title: str
    start: str
    steps: Mapping[str, Step]
    ends: Mapping[str, EndKind]
    kind: Literal["incident", "procedure"] = "incident"
    severity: Severity | None = None
    raises: tuple[SeverityRule, ...] = ()
    facts: Mapping[str, Fact] = field(default_factory=dict)
    evidence: Mapping[str, Evidence] = field(default_factory=dict)
    clocks: Mapping[str, Clock] = field(default_factory=dict)
    roles: tuple[str, ...] = ("commander",)
    triggers: tuple[Guard, ...] = ()
    words: tuple[str, ...] = ()
    private: bool = False
    owner: str = ""
    covers: tuple[str, ...] = ()
    targets: tuple[str, ...] = ("prod",)
    meanings: Mapping[str, Meaning] = field(default_factory=dict)
    """The catalogue entries its steps name, by id."""
    anytime: Mapping[str, Anytime] = field(default_factory=dict)
    schedule: Schedule | None = None
    blocks: tuple[Block, ...] = ()
    review_by: date | None = None
    digest: str = ""
    """sha256 of the canonical bytes of the runbook and of all it may call or run."""

    @property
    def system(self) -> str:
        return self.id.partition("/")[0]


def _looked_up(arguments: Arguments) -> set[str]:
    names = (a.name for a in arguments.values() if isinstance(a, Lookup))
    return {name.removeprefix("facts.") for name in names if name.startswith("facts.")}
