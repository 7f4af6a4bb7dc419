"""The smallest runbook that has all: every kind of step, a gate, an undo, an approval, a call, clocks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import timedelta

from bot.core.catalogue import Entry, Exec, Parameter
from bot.core.guards import Scope
from bot.core.policy import Glass, Group, Policy, Role, SeverityRules
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    Ask,
    Call,
    Choose,
    Clock,
    Do,
    Evidence,
    Fact,
    Lookup,
    Meaning,
    Outcome,
    Risk,
    Run,
    Runbook,
    Severity,
    SeverityRule,
    Step,
    Undo,
    Wait,
)
from bot.core.values import Type, Value


@dataclass(frozen=True, slots=True)
class When:
    """A guard in Python, for tests."""

    test: Callable[[Scope], bool | None]
    reads: frozenset[str] = frozenset()
    source: str = "a test"

    def holds(self, scope: Scope) -> bool | None:
        if any(name not in scope.facts for name in self.reads):
            return None
        return self.test(scope)


@dataclass(frozen=True, slots=True)
class Yields:
    """An expression in Python, for tests."""

    of: Callable[[Scope], Value | None]
    reads: frozenset[str] = frozenset()
    source: str = "a test"

    def value(self, scope: Scope) -> Value | None:
        return self.of(scope)


def fact_is(name: str, value: Value) -> When:
    return When(lambda scope: scope.facts[name] == value, frozenset({name}))


def ways(**to: str) -> dict[str, Outcome]:
    return {name.replace("_", "-"): Outcome(name.replace("_", "-"), target) for name, target in to.items()}


LOOK = Meaning("app.look", "Look", Risk.READ, {"bad": Type("text")}, ("ok", "broken"))
MEND = Meaning("app.mend", "Mend", Risk.CHANGE, {}, ("ok", "refused"))
WIPE = Meaning("app.wipe", "Wipe", Risk.DESTROY, {}, ("ok",))
MEANINGS = {meaning.id: meaning for meaning in (LOOK, MEND, WIPE)}

OUTAGE = Runbook(
    id="app/outage",
    title="Outage",
    start="look",
    severity=Severity.P1,
    steps={
        "look": Step(
            "look",
            "diagnose",
            "Look",
            Run("app.look", auto=True, sets={"bad": Yields(lambda scope: (scope.result or {}).get("bad"))}),
            ways(ok="nothing", broken="how-bad"),
        ),
        "how-bad": Step(
            "how-bad",
            "diagnose",
            "How bad?",
            Ask(("lost", "name")),
            {
                "lost": Outcome("lost", "stop", when=fact_is("lost", value=True)),
                "kept": Outcome("kept", "stop", is_else=True),
            },
        ),
        "stop": Step(
            "stop",
            "contain",
            "Stop it",
            Do("Stop {facts.name}."),
            ways(done="mend", worse="given-up"),
            undo=Undo("Start it again", by="reopen"),
            within=timedelta(minutes=15),
            by="oncall",
        ),
        "mend": Step(
            "mend",
            "recover",
            "Mend it",
            Run("app.mend", {"name": Lookup("facts.name")}),
            ways(ok="settle", refused="stop"),
            approval=("oncall",),
        ),
        "settle": Step(
            "settle",
            "recover",
            "Does it hold?",
            Wait(
                timedelta(minutes=10),
                command="app.look",
                every=timedelta(seconds=30),
                until=When(lambda scope: scope.verdict == "ok"),
            ),
            ways(done="restore", timeout="stop"),
        ),
        "restore": Step(
            "restore",
            "recover",
            "Restore",
            Call("app/restore", {"name": Lookup("facts.name")}),
            ways(restored="which", failed="given-up"),
        ),
        "which": Step(
            "which",
            "recover",
            "Which way?",
            Choose("By what was lost."),
            {
                "wipe": Outcome("wipe", "wipe", when=fact_is("lost", value=True)),
                "open": Outcome("open", "reopen", is_else=True),
            },
        ),
        "wipe": Step("wipe", "recover", "Wipe the cache", Run("app.wipe"), ways(ok="reopen")),
        "reopen": Step("reopen", "recover", "Open again", Do("Open it."), ways(done="fixed")),
    },
    ends={"fixed": "fixed", "nothing": "false_alarm", "given-up": "handed_over"},
    facts={
        "bad": Fact("bad", Type("text"), "What is bad?"),
        "lost": Fact("lost", Type("bool"), "Is anything lost?"),
        "name": Fact("name", Type("word", preset="slug"), "Which one?"),
    },
    evidence={
        "copy": Evidence("copy", "A copy", how="Copy it.", before=("mend", "wipe")),
        "seen": Evidence("seen", "What was seen", from_step="look"),
    },
    clocks={"limit": Clock("limit", "The limit", timedelta(hours=1), to="fixed")},
    raises=(SeverityRule(fact_is("lost", value=True), Severity.P0, "something is lost"),),
    meanings=MEANINGS,
)

RESTORE = Runbook(
    id="app/restore",
    title="Restore",
    start="put-back",
    kind="procedure",
    steps={
        "put-back": Step(
            "put-back",
            "execute",
            "Put it back",
            Do("Put {facts.name} back."),
            ways(done="restored", impossible="failed"),
            undo=Undo("Throw the old one away"),
        )
    },
    ends={"restored": "done", "failed": "cancelled"},
    facts={"name": Fact("name", Type("word", preset="slug"), "Which one?", input=True)},
    meanings=MEANINGS,
)

ENTRIES = {
    "app.look": Entry("app.look", "Look", Risk.READ, Exec(("look",)), LOOK),
    "app.mend": Entry(
        "app.mend",
        "Mend",
        Risk.CHANGE,
        Exec(("mend", Parameter("name"))),
        MEND,
        parameters={"name": Type("word", preset="slug")},
    ),
    "app.wipe": Entry("app.wipe", "Wipe", Risk.DESTROY, Exec(("wipe",)), WIPE),
}

POLICY = Policy(
    roles={
        "commander": Role("commander", "Incident commander"),
        "scribe": Role("scribe", "Scribe"),
    },
    groups={"oncall": Group("oncall", "On-call"), "security": Group("security", "Security")},
    approve={Risk.CHANGE: ("oncall",), Risk.DESTROY: ("security",)},
    break_glass=Glass(("oncall",), "security"),
    severities={
        severity: SeverityRules(
            f"means {severity}",
            timedelta(minutes=5),
            page=("oncall",) if severity < Severity.P3 else (),
            ticket=severity is Severity.P3,
        )
        for severity in Severity
    },
)

DIGEST = "d" * 64


@dataclass(frozen=True, slots=True)
class Rules:
    """Rulebooks of the outage, with changes."""

    by_hand: dict[str, str] = field(default_factory=dict)

    def book(self) -> Rulebook:
        return Rulebook(
            {DIGEST: {"app/outage": OUTAGE, "app/restore": RESTORE}}, ENTRIES, self.by_hand, POLICY
        )


RULES = Rules().book()
