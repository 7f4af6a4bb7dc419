"""A runbook of steps with several items, and of rows to pick; a story begins at any of them."""

from dataclasses import replace
from datetime import timedelta
from typing import Self

from bot.core.asking import plan_of
from bot.core.catalogue import Entry, Exec, Parameter
from bot.core.effects import Queued, RunCommand
from bot.core.incident import Item, ItemOutcome, Visit
from bot.core.performing import unmet_gates
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    Do,
    Evidence,
    Fact,
    ListItem,
    ListOf,
    Lookup,
    Meaning,
    Risk,
    RowPick,
    Run,
    Runbook,
    Severity,
    Step,
)
from bot.core.signals import (
    HANDRAIL,
    Actor,
    Answer,
    Approve,
    EffectDone,
    Mark,
    Part,
    Perform,
    PickRows,
    Plan,
    TakeRole,
    Tick,
)
from bot.core.values import Type, Value, Values
from tests.core.outage import DIGEST, ENTRIES, MEANINGS, POLICY, When, Yields, ways
from tests.core.story import ANA, BO, Story

SLUG = Type("word", preset="slug")
NAMES = Type("list", of=SLUG)
ROWS = Type("table", columns=(("id", SLUG), ("age", Type("int"))))
FIND = Meaning("app.find", "Find", Risk.READ, {"found": ROWS}, ("ok", "broken"))
TELL = Meaning("app.tell", "Tell", Risk.TELL, {}, ("ok", "refused"))
YOUNG = When(lambda scope: scope.row is not None and int(scope.row["age"]) < 10)


def of_items(key: str) -> Yields:
    """`items.ok` or `items.failed`."""
    return Yields(lambda scope: (scope.items or {}).get(key))


SEEN = {"bad": Yields(lambda scope: (scope.result or {}).get("bad"))}
LISTED = {
    "power": ListItem("power", "Power of {facts.name}", Do("Look."), "scribe", timedelta(minutes=5)),
    "look": ListItem("look", "Look", Run("app.look", sets=SEEN), fix="Clean {facts.name}."),
    "mend": ListItem("mend", "Mend", Run("app.mend", {"name": Lookup("facts.name")})),
    "wipe": ListItem("wipe", "Wipe", Run("app.wipe")),
    "tell": ListItem("tell", "Tell", Run("app.tell", passes=("ok", "refused"))),
}
LOOKS = {
    "left": ListItem("left", "Look left", Run("app.look")),
    "right": ListItem("right", "Look right", Run("app.look")),
    "up": ListItem("up", "Look up", Do("Look up.")),
}
SETS = {"good": of_items("ok"), "bad_ones": of_items("failed")}
NAMED = {"name": Lookup("item")}
PICKED = {"one": "id"}


def _step(name: str, kind: Do | Run | ListOf, phase: str = "recover", **to: str) -> Step:
    assert phase == "recover"
    return Step(name, "recover", name.capitalize(), kind, ways(**to or {"done": "gone", "failed": "kept"}))


STEPS = {
    "list": _step("list", ListOf(LISTED, sets=SETS)),
    "looks": _step("looks", ListOf(LOOKS, sets=SETS, auto=True)),
    "again": _step("again", ListOf(LOOKS, again="looks", only="bad_ones", sets=SETS)),
    "drain": _step("drain", Do("Drain {item}.", each="hosts", sets=SETS)),
    "visit": _step(
        "visit", Do("Go there and look.", each="hosts", sets={"good": of_items("nothing of the kind")})
    ),
    "check": _step("check", Run("app.look", auto=True, each="hosts", sets=SETS)),
    "fix": replace(_step("fix", Run("app.mend", NAMED, each="hosts", sets=SETS)), approval=("oncall",)),
    "find": _step(
        "find",
        Run("app.find", pick=RowPick("found", "Which one?", PICKED, YOUNG)),
        ok="gone",
        broken="kept",
        none="none",
    ),
    "seek": _step(
        "seek",
        Run("app.find", auto=True, pick=RowPick("found", "Which one?", PICKED, YOUNG)),
        ok="gone",
        broken="kept",
        none="none",
    ),
    "gather": _step(
        "gather",
        Run("app.find", pick=RowPick("found", "Which?", {"hosts": "id"}, YOUNG, many=True)),
        ok="gone",
        broken="kept",
    ),
    "sweep": _step(
        "sweep",
        Run("app.find", auto=True, pick=RowPick("found", "Which?", {"hosts": "id"}, YOUNG, many=True)),
        ok="gone",
        broken="kept",
    ),
}
FACTS = {
    "name": Fact("name", SLUG, "Which one?"),
    "one": Fact("one", SLUG, "Which one was picked?"),
    "bad": Fact("bad", Type("text"), "What is bad?"),
    "hosts": Fact("hosts", NAMES, "Which hosts?"),
    "good": Fact("good", NAMES, "What is good?"),
    "bad_ones": Fact("bad_ones", NAMES, "What is bad?"),
}
CHORES = Runbook(
    id="app/chores",
    title="Chores",
    start="list",
    severity=Severity.P2,
    steps=STEPS,
    ends={"gone": "fixed", "kept": "handed_over", "none": "false_alarm"},
    facts=FACTS,
    evidence={
        name: Evidence(f"of-{name}", f"What {name} showed", from_step=name) for name in ("list", "check")
    }
    | {"copy": Evidence("copy", "A copy", how="Copy it.", before=("visit",))},
    meanings=MEANINGS | {FIND.id: FIND, TELL.id: TELL},
)
MORE = {
    "app.find": Entry("app.find", "Find", Risk.READ, Exec(("find",)), FIND),
    "app.tell": Entry("app.tell", "Tell", Risk.TELL, Exec(("tell", Parameter("name"))), TELL),
}
FOUND: tuple[dict[str, bool | int | float | str], ...] = (
    {"id": "old", "age": 90},
    {"id": "new", "age": 1},
    {"id": "newer", "age": 0},
)


class Chores(Story):
    """A story that begins at a step; results and ticks by the item."""

    def __init__(self, start: str, by_hand: tuple[str, ...] = (), **facts: Value) -> None:
        book = replace(CHORES, start=start)
        hand = dict.fromkeys(by_hand, "no program is bound")
        rules = Rulebook({DIGEST: {"app/chores": book}}, ENTRIES | MORE, hand, POLICY)
        super().__init__(rules, "app/chores")
        self.on(TakeRole("commander", ANA))
        visit = self.visit
        needs = visit.needs if visit else ()
        if needs and facts and not unmet_gates(self.incident, self.run):
            self.on(Answer(self.place, {name: facts[name] for name in needs}))

    @property
    def visit(self) -> Visit | None:
        return self.incident.runs["r1"].visit

    def started(self, item: str) -> Queued:
        """The last command that was queued for the item."""
        return next(
            queued
            for queued in reversed(self.queued)
            if isinstance(queued.effect, RunCommand) and queued.effect.item == item
        )

    def gives(self, item: str, verdict: str, values: Values | None = None) -> Self:
        """The item's command ends."""
        result = CommandResult(reading=Reading(values or {}, verdict), output=f"{item:0>64}")
        self.on(EffectDone(self.started(item).id, result), HANDRAIL)
        return self

    def breaks(self, item: str) -> Self:
        self.on(EffectDone(self.started(item).id, CommandResult("timed_out", "it was too slow")), HANDRAIL)
        return self

    def tick(self, item: str, outcome: Mark = "passed", note: str = "", by: Actor = ANA) -> Self:
        self.on(Tick(self.place, item, outcome, note), by)
        return self

    def press(self, item: str, *parts: str, token: str = "t") -> Self:
        """Start an item, or ask for it; `parts` are those that `*` would run."""
        plan = plan_for(*parts) if parts else Plan(f"run {item}", f"plan-{item}")
        self.on(Perform(self.place, item, plan, token))
        return self

    def agree(self, *parts: str, token: str = "t", group: str = "oncall") -> Self:
        """A second person says yes to what was asked."""
        self.on(Approve(token, frozenset({group}), plan_for(*parts)), BO)
        return self

    def rows(self, *rows: int) -> Self:
        self.on(PickRows(self.place, rows))
        return self

    def items(self) -> tuple[Item, ...]:
        visit = self.visit
        assert visit is not None, "the step lasts"
        return visit.items

    def stands(self) -> dict[str, tuple[str, ItemOutcome]]:
        """State and outcome of each item."""
        return {item.id: (item.state, item.outcome) for item in self.items()}

    def fact(self, name: str) -> Value | None:
        known = self.incident.runs["r1"].facts.get(name)
        return known.value if known else None


def plan_for(*items: str) -> Plan:
    return plan_of([Part(item, f"run {item}", f"plan-{item}") for item in items])
