"""Every item state meets every signal: what happens is what the table says, which was typed in by hand."""

from collections.abc import Sequence
from datetime import timedelta
from typing import get_args

import pytest

from bot.core import events as ev
from bot.core import signals as sg
from bot.core.apply import apply
from bot.core.decide import decide
from bot.core.effects import Queued, RunCommand
from bot.core.incident import Incident, Item, Stamp
from bot.core.refusals import Refusal
from bot.core.runbook import Severity
from bot.core.signals import Actor, Signal, What
from tests.core import kept
from tests.core.situations import DO, SITUATIONS, YES, Situation
from tests.core.story import ANA, BO
from tests.core.tables import ITEMS, LIVES, OWED, is_refusal

COLUMNS = {
    "perform": sg.Perform,
    "cancel": sg.Cancel,
    "record": sg.Record,
    "pick": sg.Pick,
    "answer": sg.Answer,
    "skip": sg.Skip,
    "jump": sg.Jump,
    "approve": sg.Approve,
    "deny": sg.Deny,
    "result": sg.EffectDone,
    "trouble": sg.EffectDone,
    "interrupted": sg.Interrupted,
    "soon": sg.Time,
    "later": sg.Time,
    "collect": sg.Collect,
    "role": sg.TakeRole,
    "correct": sg.Correct,
    "launch": sg.Launch,
    "alone": sg.BreakGlass,
    "declare": sg.Declare,
    "acknowledge": sg.Acknowledge,
    "worse": sg.SetSeverity,
    "better": sg.SetSeverity,
    "note": sg.Note,
    "add": sg.AddRun,
    "hush": sg.Hush,
    "inform": sg.Inform,
    "mitigate": sg.Mitigate,
    "resolve": sg.Resolve,
    "close": sg.Close,
    "draft": sg.DraftPostmortem,
    "map": sg.ShowMap,
    "page": sg.PageGroup,
    "snooze": sg.Snooze,
    "lead": sg.TakeRole,
    "keep": sg.KeepMessage,
    "mark": sg.MarkMessage,
    "link": sg.Link,
    "merge": sg.Merge,
    "takein": sg.TakeIn,
    "undone": sg.Undone,
    "waive": sg.Waive,
    "waive+yes": sg.Approve,
    "waive+no": sg.Deny,
    "send": sg.Send,
    "anytime": sg.TakeAnytime,
    "alert": sg.Alert,
    "abort": sg.Abort,
    "reopen": sg.Reopen,
}
EVENT_OF = {
    "moves": "outcome_taken.v1",
    "jumps": "jumped.v1",
    "leaves": "anytime_taken.v1",
    "stops": "run_stopped.v1",
    "suggests": "anytime_suggested.v1",
    "asks": "approval_requested.v1",
    "runs": "command_started.v1",
    "polls": "poll_started.v1",
    "looks": "polled.v1",
    "calls": "run_started.v1",
    "recalls": "run_started.v1",
    "tells": "deadline_passed.v1",
    "launches": "command_launched.v1",
}
STATE_OF = {
    "asks": "asked",
    "runs": "running",
    "polls": "running",
    "looks": "open",
    "settles": "settled",
    "sticks": "stuck",
    "opens": "open",
    "clears": "open",
    "recalls": "open",
    "launches": "running",
}


class Met:
    """What came of one signal in one situation."""

    def __init__(self, situation: Situation, what: What, by: Actor) -> None:
        self.place = situation.place
        self.before = situation.story.incident
        self.after: Incident = self.before
        self.events: Sequence[ev.Event] = ()
        self.effects: Sequence[Queued] = ()
        self.refused = ""
        at = situation.story.clock.now() + timedelta(seconds=1)
        try:
            decision = decide(situation.story.rulebook, self.before, Signal(what, by, at))
        except Refusal as refusal:
            self.refused = type(refusal).__name__
            return
        self.events, self.effects = decision.events, decision.effects
        for event in self.events:
            self.after = apply(self.after, event, Stamp(at, by, "button"))

    def item(self, incident: Incident) -> Item | None:
        """The item of the visit, while it lasts."""
        visit = incident.runs[self.place.run].visit
        return visit.items[0] if visit and visit.number == self.place.visit else None

    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]

    def commands(self) -> int:
        return sum(isinstance(queued.effect, RunCommand) for queued in self.effects)

    def is_(self, word: str) -> bool:
        """Whether this is what the cell says."""
        if is_refusal(word):
            return self.refused == word
        before, after = self.item(self.before), self.item(self.after)
        if self.refused or not set(EVENT_OF.get(word, "").split()) <= set(self.kinds()):
            return False
        if word == "nothing":
            return not self.events
        if word == "late":
            late = [event for event in self.events if isinstance(event, ev.CommandFinished)]
            return len(self.events) == 1 and [event.counts for event in late] == [False]
        if word in {"moves", "jumps", "leaves", "stops"}:
            return before is not None and after is None
        if word in {"same", "tells", "calls", "suggests"}:
            return before == after and bool(self.events) and self.commands() == 0
        commands = 1 if word in {"runs", "polls"} else 0
        assert after is not None, "the visit lasts"
        cleared = word == "clears"
        return (after.state, after.cleared, self.commands()) == (STATE_OF[word], cleared, commands)

    def __str__(self) -> str:
        return self.refused or f"{self.kinds()} {self.item(self.after)} commands={self.commands()}"


def test_every_signal_has_its_columns_and_every_row_its_situation() -> None:
    columns = {column for table in (ITEMS, LIVES, OWED) for row in table.values() for column in row}

    assert columns == set(COLUMNS)
    of_several = {sg.Claim, sg.Tick, sg.PickRows}  # their own table is `several.txt`
    of_notes = {sg.Amend, sg.Strike}  # they change nothing but a note; `kept` tells of them
    kinds = {kind for union in get_args(What) for kind in get_args(union) or (union,)}
    of_roles = {sg.HandOver, sg.AcceptHandover, sg.DeclineHandover, sg.GiveUpRole}
    others = of_several | of_roles | of_notes | set(get_args(sg.Papers)) | set(get_args(sg.Privacy))
    assert set(COLUMNS.values()) == kinds - others - {sg.DueAgain, sg.Restored, sg.Returned, sg.Unlink}
    assert set(ITEMS) == set(SITUATIONS)


@pytest.mark.parametrize("row", ITEMS)
def test_an_item_meets_every_signal_as_the_table_says(row: str) -> None:
    wrong: dict[str, str] = {}
    for column, cell in ITEMS[row].items():
        situation = SITUATIONS[row]()
        what, by = situation.signal(column)
        situation.pass_time(column)

        met = Met(situation, what, by)

        if not met.is_(cell):
            wrong[column] = f"{cell}, not {met}"
    assert wrong == {}


LIFE_ACTS: dict[str, tuple[str, ...]] = {
    "declared": (),
    "acknowledged": ("acknowledge",),
    "commanded": ("lead",),
    "mitigated": ("mitigate",),
    "ended, owing": ("pick", "end"),
    "ended": ("pick", "end", "collect"),
    "resolved early": ("lead", "resolve"),
    "resolved, owing": ("pick", "end", "resolve"),
    "resolved": ("pick", "end", "collect", "resolve"),
    "closed": ("pick", "end", "collect", "resolve", "close"),
}
LIFE_SIGNALS: dict[str, What] = {
    "declare": sg.Declare("INC-0001", "again", "top", Severity.P1),
    "acknowledge": sg.Acknowledge(),
    "worse": sg.SetSeverity(Severity.P0, ""),
    "better": sg.SetSeverity(Severity.P3, "it is small"),
    "note": sg.Note("as seen on the graph"),
    "add": sg.AddRun("top", "digest"),
    "hush": sg.Hush(on=True),
    "inform": sg.Inform("internal", "it is being mended"),
    "mitigate": sg.Mitigate(),
    "resolve": sg.Resolve(reason="it went away"),
    "close": sg.Close(),
    "draft": sg.DraftPostmortem(),
    "reopen": sg.Reopen("top", "it is back", "digest"),
    "map": sg.ShowMap(),
    "page": sg.PageGroup("oncall", "many cannot log in"),
    "snooze": sg.Snooze(timedelta(minutes=20)),
    "lead": sg.TakeRole("commander", ANA),
    "keep": sg.KeepMessage("as seen on the graph", kept.SOURCE),
    "mark": kept.HERE,
    "link": sg.Link("INC-0002", "Exports are late"),
    "merge": kept.INTO,
    "takein": kept.TAKEN,
}


def _in_life(row: str) -> Situation:
    situation = Situation(DO, leads=False)
    for act in LIFE_ACTS[row]:
        if act in LIFE_SIGNALS:
            situation.story.on(LIFE_SIGNALS[act])
        else:
            situation.act(act)
    return situation


@pytest.mark.parametrize("row", LIVES)
def test_an_incident_in_each_state_of_its_life_meets_every_signal_as_the_table_says(row: str) -> None:
    met = {
        column: Met(_in_life(row), LIFE_SIGNALS[column], ANA).refused
        or Met(_in_life(row), LIFE_SIGNALS[column], ANA).after.life
        for column in LIVES[row]
    }

    assert met == LIVES[row]


OWED_ACTS: dict[str, tuple[str, tuple[What, ...]]] = {
    "evidence open": ("r1/copy", ()),
    "evidence met": ("r1/copy", (sg.Collect("r1/copy", "s3://copy"),)),
    "evidence waived": ("r1/copy", (sg.Waive("r1/copy", "no disk"),)),
    "guard open": ("r1/guard", ()),
    "guard met": ("r1/guard", (sg.Collect("r1/guard", "s3://copy"),)),
    "undo open": ("r1/undo-s", ()),
    "undo met": ("r1/undo-s", (sg.Undone("r1/undo-s"),)),
    "undo waived": ("r1/undo-s", (sg.Waive("r1/undo-s", "it stays off"),)),
    "nothing": ("r1/nothing", ()),
}


def _owing(row: str) -> tuple[Situation, str]:
    evidence = {"copy": {"before": ["next"]}, "guard": {"before": ["wipe"]}}
    situation = Situation({**DO, "undo": ""}, "pick", evidence=evidence)
    name, acts = OWED_ACTS[row]
    for act in acts:
        situation.story.on(act)
    return situation, name


def _met_with(row: str, column: str) -> str:
    situation, name = _owing(row)
    signals: dict[str, What] = {
        "collect": sg.Collect(name, "s3://copy"),
        "undone": sg.Undone(name),
        "waive": sg.Waive(name, "no disk left", "token"),
        "waive+yes": sg.Approve("token", YES),
        "waive+no": sg.Deny("token", YES),
    }
    if "+" not in column:
        met = Met(situation, signals[column], ANA)
        return met.refused or met.after.owed[name].state
    if not is_refusal(OWED[row]["waive"]):
        situation.story.on(signals["waive"])
    met = Met(situation, signals[column], BO)
    return met.refused or met.after.owed[name].state


@pytest.mark.parametrize("row", OWED)
def test_what_is_owed_meets_every_signal_as_the_table_says(row: str) -> None:
    met = {column: _met_with(row, column) for column in OWED[row]}

    assert met == OWED[row]
