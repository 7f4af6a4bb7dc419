"""Items of a step against a table that was typed in by hand, signal by signal and in walks at random."""

from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from random import Random

import pytest

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.apply import replay
from bot.core.effects import RunCommand
from bot.core.incident import Approval, Item
from bot.core.refusals import Refusal
from bot.core.result import CommandResult, Reading
from bot.core.signals import HANDRAIL, Actor, What
from bot.engine.ports import Logged
from bot.store.codec import event_bytes, event_from, incident_from, incident_text
from tests.core.chores import Chores, plan_for
from tests.core.story import ANA, BO, CHI

KINDS = {"power": "do", "look": "read", "tell": "tell", "mend": "change"}
MARKS: dict[str, sg.Mark] = {"passed": "passed", "failed": "failed", "n/a": "not_applicable", "back": "open"}
WORLD = {"ok", "bad", "trouble", "cut"}
BAD = {"read": "broken", "tell": "refused", "change": "refused"}
GRACE = timedelta(seconds=3)


def _table() -> dict[str, dict[str, str]]:
    lines = Path(__file__).with_name("several.txt").read_text("utf-8").splitlines()
    header, *rows = (line.partition("|") for line in lines if "|" in line)
    return {name.strip(): dict(zip(header[2].split(), cells.split(), strict=True)) for name, _, cells in rows}


TABLE = _table()


def row_of(item: Item) -> str:
    """The row that an item of the story stands in."""
    state = (
        {"not_applicable": "n/a"}.get(item.outcome, item.outcome) if item.state == "settled" else item.state
    )
    return f"{KINDS[item.id]} {state}"


class Walk:
    """The list, walked by the columns of the table; of `wipe` nothing is ever done, unless `whole`."""

    def __init__(self, *, whole: bool = False) -> None:
        self.story = Chores("list", name="api")
        self.place = self.story.place
        self.asked = 0
        if whole:
            self.story.tick("wipe", "not_applicable")

    def item(self, name: str) -> Item:
        return next(item for item in self.story.items() if item.id == name)

    def row(self, name: str) -> str:
        return row_of(self.item(name))

    def signal(self, name: str, column: str) -> tuple[What, Actor]:
        if column in MARKS:
            return sg.Tick(self.place, name, MARKS[column]), ANA
        if column in WORLD:
            return self._of_world(name, column), HANDRAIL
        token = next(reversed([*self.story.incident.approvals]), "none")
        self.asked += 1
        signals: dict[str, Callable[[], What]] = {
            "perform": lambda: sg.Perform(self.place, name, plan_for(name), f"t{self.asked}"),
            "cancel": lambda: sg.Cancel(self.place, name),
            "record": lambda: sg.Record(self.place, "ok", item=name),
            "approve": lambda: sg.Approve(token, frozenset({"oncall"}), plan_for(name)),
            "deny": lambda: sg.Deny(token, frozenset({"oncall"})),
        }
        what = signals[column]()
        return what, BO if isinstance(what, sg.Approve | sg.Deny) else ANA

    def does(self, name: str, column: str) -> str:
        """Offer it; what is approved starts at once. Where everybody is then."""
        self.story.on(*self.signal(name, column))
        if column == "approve":
            self.story.on(sg.Launch(self.story.started(name).id, f"plan-{name}"), HANDRAIL)
        return self.story.at

    def _of_world(self, name: str, column: str) -> What:
        effect = self.story.started(name).id
        match column:
            case "trouble":
                return sg.EffectDone(effect, CommandResult("timed_out", "it was too slow"))
            case "cut":
                return sg.Interrupted(effect)
            case _:
                verdict = "ok" if column == "ok" else BAD[KINDS[name]]
                return sg.EffectDone(effect, CommandResult(reading=Reading({}, verdict)))

    def come_to(self, row: str) -> str:
        """The item in this row, by the shortest way through the table."""
        kind, _, state = row.partition(" ")
        name = next(item for item, of in KINDS.items() if of == kind)
        ways: dict[str, tuple[str, ...]] = {
            "passed": ("passed",) if kind == "do" else (*self._start(kind), "ok"),
            "failed": ("failed",) if kind == "do" else (*self._start(kind), "bad"),
            "stuck": (*self._start(kind), "trouble"),
            "running": self._start(kind),
            "asked": ("perform",),
            "n/a": ("n/a",),
            "open": (),
        }
        for column in ways[state]:
            self.does(name, column)
        assert self.row(name) == row
        return name

    def _start(self, kind: str) -> tuple[str, ...]:
        return ("perform", "approve") if kind == "change" else ("perform",)


@pytest.mark.parametrize("row", TABLE)
def test_an_item_meets_every_signal_as_the_table_says(row: str) -> None:
    wrong: dict[str, str] = {}
    for column, cell in TABLE[row].items():
        if cell == "-":
            continue
        walk = Walk()
        name = walk.come_to(row)
        met = met_of(walk, name, column)
        if met != (row.partition(" ")[2] if cell == "same" else cell):
            wrong[column] = met

    assert wrong == {}


def met_of(walk: Walk, name: str, column: str) -> str:
    """What came of it: the refusal, or the item's state after."""
    try:
        walk.does(name, column)
    except Refusal as refusal:
        return type(refusal).__name__
    return walk.row(name).partition(" ")[2]


# -- at random -----------------------------------------------------------------------------------


class Oracle:
    """What the table says of all items together, and when everybody moves."""

    def __init__(self) -> None:
        self.rows = {name: f"{kind} open" for name, kind in KINDS.items()}
        self.tries = dict.fromkeys(KINDS, 0)
        self.holders: dict[str, str] = {}
        self.moves_at: datetime | None = None

    def startable(self) -> list[str]:
        """What `*` starts, or asks for."""
        return [name for name, row in self.rows.items() if row.endswith(" open") and KINDS[name] != "do"]

    def expects(self, name: str, column: str) -> str:
        """The refusal, or the state after; `-` where it cannot be offered."""
        row, cell = self.rows[name], TABLE[self.rows[name]][column]
        if column in WORLD and not self.tries[name]:
            return "-"
        if (row, column) == ("read running", "cut") and self.tries[name] >= 3:
            return "stuck"
        return row.partition(" ")[2] if cell == "same" else cell

    def take(self, name: str, column: str, state: str, now: datetime) -> str:
        """After a signal that was taken: where everybody is, and from when on they move."""
        was_over = self.all_over()
        self.tries[name] += state == "running" and column in {"perform", "approve", "cut"}
        self.rows[name] = f"{KINDS[name]} {state}"
        if not self.all_over():
            self.moves_at = None
        elif column in MARKS:
            self.moves_at = now + GRACE
        elif not was_over or column == "record":
            return "gone"
        return "list"

    def time(self, now: datetime) -> str:
        return "gone" if self.moves_at is not None and now >= self.moves_at else "list"

    def leaves(self, outcome: str) -> str:
        """Where a person's outcome leads; nowhere when it is refused."""
        settled = all(row.endswith((" passed", " n/a", " failed")) for row in self.rows.values())
        if outcome == "done":
            return "gone" if self.all_over() else ""
        return "kept" if settled and not self.all_over() else ""

    def claims(self, name: str, by: Actor) -> bool:
        return not self.is_over(name) and self.holders.get(name) != by.user

    def is_over(self, name: str) -> bool:
        return self.rows[name].endswith((" passed", " n/a"))

    def all_over(self) -> bool:
        return all(self.is_over(name) for name in self.rows)


class Both:
    """The machine and the oracle side by side; each press says where everybody is after it."""

    def __init__(self, random: Random) -> None:
        self.random, self.walk, self.oracle = random, Walk(whole=True), Oracle()

    def press(self) -> str:
        name, column = self.random.choice(list(KINDS)), self.random.choice(COLUMNS)
        match column:
            case "claim" | "drop":
                return self._claim(name, drop=column == "drop")
            case "time":
                at = self.walk.story.on(sg.Time(), HANDRAIL).at
                assert at == self.oracle.time(self.walk.story.clock.now())
                return at
            case "all":
                return self._all()
            case "done" | "leave":
                return self._leave("done" if column == "done" else "failed")
            case _:
                return self._item(name, column)

    def _item(self, name: str, column: str) -> str:
        expected = self.oracle.expects(name, column)
        if expected == "-":
            return "list"
        if expected[0].isupper():
            what, by = self.walk.signal(name, column)
            assert type(self.walk.story.refused(what, by)).__name__ == expected
            return "list"
        at = self.walk.does(name, column)
        assert at == self.oracle.take(name, column, expected, self.walk.story.clock.now()), column
        if at == "list":
            now = {item.id: row_of(item) for item in self.walk.story.items() if item.id in KINDS}
            assert now == self.oracle.rows, column
        return at

    def _all(self) -> str:
        names = self.oracle.startable()
        self.walk.asked += 1
        what = sg.Perform(self.walk.place, "*", plan_for(*names), f"t{self.walk.asked}")
        if not names:
            self.walk.story.refused(what)
            return "list"
        at = self.walk.story.on(what).at
        for name in names:
            state = "asked" if KINDS[name] == "change" else "running"
            self.oracle.take(name, "perform", state, self.walk.story.clock.now())
        return at

    def _leave(self, outcome: str) -> str:
        what, to = sg.Pick(self.walk.place, outcome), self.oracle.leaves(outcome)
        if not to:
            self.walk.story.refused(what)
            return "list"
        assert self.walk.story.on(what).at == to
        return to

    def _claim(self, name: str, *, drop: bool) -> str:
        by = self.random.choice((ANA, BO, CHI))
        what = sg.Claim(self.walk.place, name, drop=drop)
        if not (name in self.oracle.holders if drop else self.oracle.claims(name, by)):
            self.walk.story.refused(what, by)
            return "list"
        self.oracle.holders.pop(name, None)
        if not drop:
            self.oracle.holders[name] = by.user
        at = self.walk.story.on(what, by).at
        holder = self.walk.item(name).claimed_by
        assert (holder.user if holder else None) == self.oracle.holders.get(name)
        return at


COLUMNS = (
    *TABLE["do open"],
    "claim",
    "drop",
    "all",
    "time",
    "time",
    "done",
    "leave",
    "n/a",
    "passed",
    "record",
)


@pytest.mark.parametrize("seed", range(150))
def test_items_in_any_order_follow_the_table_and_move_together(seed: int) -> None:
    both = Both(Random(seed))  # noqa: S311 - the same walks each time

    at = next((at for at in (both.press() for _ in range(80)) if at != "list"), "list")

    assert at in {"list", "gone", "kept"}
    _replays(both.walk.story)
    _ran_only_what_was_approved(both.walk.story)


def test_the_walks_over_items_come_to_every_end_and_row() -> None:
    """Without this the test above could pass by pressing nothing that matters."""
    ends, rows = set(), set()
    for seed in range(80):
        both = Both(Random(seed))  # noqa: S311 - the same walks each time
        for _ in range(80):
            rows |= set(both.oracle.rows.values())
            at = both.press()
            ends.add(at)
            if at != "list":
                break

    assert ends == {"list", "gone", "kept"}
    assert rows == set(TABLE)


def _replays(story: Chores) -> None:
    """The log alone, written and read, leads to the same state."""
    written = [
        event_bytes(Logged("INC-0001", version, stamp, event, "test"))
        for version, (event, stamp) in enumerate(story.log, 1)
    ]
    again = replay((one.event, one.stamp) for one in map(event_from, written))

    assert again == story.incident
    assert incident_from(incident_text(story.incident)) == story.incident


def _ran_only_what_was_approved(story: Chores) -> None:
    """What changes ran under a yes that was given to just this item and plan, once."""
    requests: dict[str, Approval] = {}
    granted: set[tuple[str, str]] = set()
    plans = {
        queued.id: queued.effect.plan for queued in story.queued if isinstance(queued.effect, RunCommand)
    }
    for event, _ in story.log:
        match event:
            case ev.ApprovalRequested(approval=approval):
                requests[approval.token] = approval
            case ev.ApprovalSettled(token=token, state="granted"):
                granted |= {(token, item) for item in requests[token].all_items}
            case ev.CommandStarted(command="app.mend", item=item, token=token, effect=effect):
                granted.remove((token, item))
                assert plans[effect] == f"plan-{item}"
            case _:
                pass
