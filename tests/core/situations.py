"""How each row of the tables is reached: a small runbook around one step, and what people did."""

from collections.abc import Callable, Mapping
from datetime import timedelta
from typing import Any

from bot.core.effects import RunCommand
from bot.core.result import CommandResult, Reading
from bot.core.signals import (
    HANDRAIL,
    Abort,
    Actor,
    Alert,
    Answer,
    Approve,
    BreakGlass,
    Cancel,
    Close,
    Collect,
    Correct,
    Deciding,
    Deny,
    EffectDone,
    Interrupted,
    Jump,
    Launch,
    Perform,
    Pick,
    Place,
    Record,
    Resolve,
    Send,
    Skip,
    TakeAnytime,
    TakeRole,
    Time,
    What,
    World,
)
from bot.core.values import Value
from tests.core.plain import Plain, rulebook
from tests.core.story import ANA, BO, PLAN, Story

YES = frozenset({"oncall", "security"})
CHILD: Plain = {
    "start": "c",
    "steps": {"c": {"kind": "do", "ways": {"done": "back"}}},
    "ends": {"back": "done"},
}
SPIN: Plain = {
    "start": "c",
    "steps": {"c": {"kind": "choose", "ways": {"go": ("back", None)}}},
    "ends": {"back": "done"},
}


class Situation:
    """A story at the step `s`, with the visit that its signals are about."""

    def __init__(
        self,
        step: Plain,
        *acts: str,
        gated: bool = False,
        leads: bool = True,
        child: Plain | None = None,
        more: Plain | None = None,
        **book: Any,
    ) -> None:
        ways = {"run": {"ok": "next", "bad": "next"}, "call": {"back": "next"}}
        step = {"within": 15, "ways": ways.get(step["kind"], {"done": "next"}), **step}
        top: Plain = {
            "start": "s",
            "steps": {
                "s": step,
                "t": {"kind": "choose", "ways": {"go": ("s", None)}},
                "next": {"kind": "do", "ways": {"done": "over"}},
                "wipe": {"kind": "run", "command": "app.destroy", "ways": {"ok": "next", "bad": "next"}},
                **(more or {}),
            },
            "ends": {"over": "fixed"},
            "evidence": {"copy": {"before": ["s"] if gated else []}},
            "anytime": {"out": {"to": "next", "alert": "Down"}},
            **book,
        }
        self.step = step
        self.story = Story(rulebook({"top": top, "child": child or CHILD, "spin": SPIN}), "top")
        if leads:
            self.story.on(TakeRole("commander", ANA))
        visit = self.story.incident.runs["r1"].visit
        assert visit is not None
        self.place = Place("r1", visit.number)
        for act in acts:
            self.act(act)

    def act(self, act: str) -> None:
        """One thing on the way to the row; a number lets minutes pass."""
        if act.isdigit():
            self.story.after(minutes=int(act))
            return
        visit = self.story.incident.runs["r1"].visit
        if visit is not None and visit.step == "s":
            self.place = Place("r1", visit.number)
        what, by = self.signal(act)
        self.story.on(what, by)

    def signal(self, column: str) -> tuple[What, Actor]:
        """The signal of a column, and who offers it."""
        place = self.place
        effect = self._effect()
        signals: Mapping[str, Callable[[], What]] = {
            "perform": lambda: Perform(place, plan=PLAN, token=self._name()),
            "cancel": lambda: Cancel(place),
            "record": lambda: Record(place, verdict="ok"),
            "pick": lambda: Pick(place, next(iter(self.step["ways"])), self._name()),
            "answer": lambda: Answer(place, self._answers(), self._name()),
            "answer no": lambda: Answer(place, {"flag": False}, self._name()),
            "send": lambda: Send(place, "We are on it.", self._name()),
            "anytime": lambda: TakeAnytime("r1", "out", place.visit),
            "alert": lambda: Alert("am/1", {"alertname": "Down"}),
            "abort": lambda: Abort("r1", "it is no use"),
            "no": lambda: Answer(place, {"flag": False}),
            "skip": lambda: Skip(place, next(iter(self.step["ways"])), "it was done before"),
            "skip child": lambda: Skip(Place("r2", 1), "done", "it was done before"),
            "jump": lambda: Jump(place, "next", "it is no use"),
            "approve": lambda: Approve(self._token(), YES, PLAN),
            "deny": lambda: Deny(self._token(), YES),
            "alone": lambda: BreakGlass(self._token(), "nobody is awake", YES, PLAN),
            "result": lambda: EffectDone(effect, CommandResult(reading=Reading({}, "ok"))),
            "bad": lambda: EffectDone(effect, CommandResult(reading=Reading({}, "bad"))),
            "trouble": lambda: EffectDone(effect, CommandResult("timed_out", "it was too slow")),
            "interrupted": lambda: Interrupted(effect),
            "launch": lambda: Launch(effect, PLAN.digest),
            "soon": Time,
            "later": Time,
            "collect": lambda: Collect("r1/copy", "s3://copy"),
            "role": lambda: TakeRole("scribe", BO),
            "correct": lambda: Correct("r1", "word", "db"),
            "end": lambda: Pick(self.story.place, "done"),
            "resolve": Resolve,
            "close": Close,
        }
        what = signals[column]()
        return what, HANDRAIL if isinstance(what, World) else BO if isinstance(what, Deciding) else ANA

    def _name(self) -> str:
        """A name that no request has yet."""
        return f"t{len(self.story.log)}"

    def _answers(self) -> dict[str, Value]:
        visit = self.story.incident.runs["r1"].visit
        if visit is not None and visit.needs:
            good: dict[str, Value] = {"word": "api", "flag": True, "count": 1}
            return {fact: good[fact] for fact in visit.needs}
        return {"flag": True}

    def _effect(self) -> str:
        commands = [queued.id for queued in self.story.queued if isinstance(queued.effect, RunCommand)]
        return commands[-1] if commands else "INC-0001/9/9"

    def _token(self) -> str:
        return next(reversed(self.story.incident.approvals), "t0")

    def pass_time(self, column: str) -> None:
        """Twenty minutes, for the column `later`."""
        if column == "later":
            self.story.clock.forward(timedelta(minutes=20))


DO: Plain = {"kind": "do"}
ASK: Plain = {"kind": "ask", "asks": ["flag"], "ways": {"on": ("next", ("flag", True))}}
CHOOSE: Plain = {"kind": "choose", "ways": {"on": ("next", ("flag", True))}}
UPDATE: Plain = {"kind": "update", "to": "customers"}
POLL: Plain = {"kind": "wait", "minutes": 10, "command": "app.read", "until": "ok"}
POLL_WAYS = {"done": "next", "timeout": "next"}
WORD = {"reads": ["word"], "inputs": ["word"]}


def _command(risk: str, **more: Any) -> Plain:
    return {"kind": "run", "command": f"app.{risk}", **more}


def _by_hand(risk: str, **more: Any) -> Plain:
    return {"kind": "run", "command": f"hand.{risk}", **more}


def _of_command(name: str, step: Plain, *, asks: bool) -> dict[str, Callable[[], Situation]]:
    """Rows that every command has; one that needs a yes reads a fact, so that correcting it matters."""
    reading = {**step, "reads": ["word"]}
    granted = ("answer", "perform", "approve")
    start = (*granted, "launch") if asks else ("answer", "perform")
    rows = {
        "open": lambda: Situation(reading, "answer"),
        "running": lambda: Situation(reading, *start),
        "settled": lambda: Situation(reading, *start, "result"),
        "stuck": lambda: Situation(reading, *start, "trouble"),
        "gated": lambda: Situation(step, gated=True),
        "needing": lambda: Situation(reading),
    }
    if asks:
        rows["asked"] = lambda: Situation(reading, "answer", "perform")
        rows["granted"] = lambda: Situation(reading, *granted)
    return {f"{name} {state}": row for state, row in rows.items()}


def _of_hand(risk: str) -> dict[str, Callable[[], Situation]]:
    reading = _by_hand(risk, reads=["word"])
    rows = {
        "open": lambda: Situation(reading, "answer"),
        "settled": lambda: Situation(reading, "answer", "record"),
    }
    if risk in {"change", "destroy"}:
        rows["asked"] = lambda: Situation(reading, "answer", "perform")
        rows["cleared"] = lambda: Situation(reading, "answer", "perform", "approve")
        rows["settled"] = lambda: Situation(reading, "answer", "perform", "approve", "record")
    return {f"{risk} by hand {state}": row for state, row in rows.items()}


def _seconded(step: Plain) -> Plain:
    return {**step, "approval": ["oncall"]}


SITUATIONS: dict[str, Callable[[], Situation]] = {
    "do open": lambda: Situation(DO),
    "do gated": lambda: Situation(DO, gated=True),
    "do needing": lambda: Situation(DO, inputs=["word"]),
    "ask open": lambda: Situation(ASK),
    "ask gated": lambda: Situation(ASK, gated=True),
    "ask needing": lambda: Situation(ASK, inputs=["word"]),
    "ask settled": lambda: Situation(ASK, "no"),
    "do seconded open": lambda: Situation(_seconded(DO)),
    "do seconded asked": lambda: Situation(_seconded(DO), "pick"),
    "ask seconded open": lambda: Situation(_seconded(ASK)),
    "ask seconded asked": lambda: Situation(_seconded(ASK), "answer"),
    "ask seconded settled": lambda: Situation(_seconded(ASK), "answer no", "approve"),
    "update open": lambda: Situation(UPDATE),
    "update gated": lambda: Situation(UPDATE, gated=True),
    "update needing": lambda: Situation(UPDATE, inputs=["word"]),
    "update seconded open": lambda: Situation(_seconded(UPDATE)),
    "update seconded asked": lambda: Situation(_seconded(UPDATE), "send"),
    "update by hand cleared": lambda: Situation(
        _seconded({**UPDATE, "to": "status-page"}), "send", "approve"
    ),
    "choose open": lambda: Situation(CHOOSE, "no"),
    "choose gated": lambda: Situation({"kind": "choose", "ways": {"on": ("next", None)}}, gated=True),
    "choose needing": lambda: Situation(CHOOSE),
    "choose halted": lambda: Situation({"kind": "choose", "ways": {"on": ("t", None)}}, start="t"),
    **_of_command("read", _command("read"), asks=False),
    **_of_command("tell", _command("tell"), asks=False),
    **_of_command("change", _command("change"), asks=True),
    **_of_command("destroy", _command("destroy"), asks=True),
    **_of_command("guarded", _command("read", approval=["oncall"]), asks=True),
    "read third": lambda: Situation(_command("read"), "perform", "interrupted", "interrupted"),
    **_of_hand("read"),
    **_of_hand("tell"),
    **_of_hand("change"),
    **_of_hand("destroy"),
    "auto open": lambda: Situation(_command("read", auto=True), "cancel"),
    "auto running": lambda: Situation(_command("read", auto=True)),
    "auto third": lambda: Situation(_command("read", auto=True), "interrupted", "interrupted"),
    "auto stuck": lambda: Situation(_command("read", auto=True), "trouble"),
    "auto gated": lambda: Situation(_command("read", auto=True), gated=True),
    "auto needing": lambda: Situation(_command("read", auto=True, reads=["word"])),
    "auto halted": lambda: Situation(
        _command("read", auto=True, ways={"ok": "s", "bad": "s"}), *["result"] * 26
    ),
    "auto by hand open": lambda: Situation(_by_hand("read", auto=True)),
    "wait polling": lambda: Situation({**POLL, "ways": POLL_WAYS}),
    "wait polling, may end": lambda: Situation(
        {"kind": "wait", "minutes": 10, "at_least": 1, "command": "app.read"}, "bad", "2"
    ),
    "wait between": lambda: Situation({**POLL, "ways": POLL_WAYS}, "bad"),
    "wait timed": lambda: Situation({"kind": "wait", "minutes": 10}),
    "wait may end": lambda: Situation({"kind": "wait", "minutes": 10, "at_least": 1}, "2"),
    "wait by hand": lambda: Situation({**POLL, "command": "hand.read", "ways": POLL_WAYS}),
    "wait over": lambda: Situation(
        {
            "kind": "wait",
            "minutes": 10,
            "command": "app.read",
            "unless": "bad",
            "ways": {"done": "next", "breach": "next"},
        },
        "trouble",
        "11",
        "trouble",
    ),
    "wait gated": lambda: Situation({**POLL, "ways": POLL_WAYS}, gated=True),
    "wait needing": lambda: Situation({**POLL, "ways": POLL_WAYS, "reads": ["word"]}),
    "call walking": lambda: Situation({"kind": "call", "book": "child"}),
    "call gated": lambda: Situation({"kind": "call", "book": "child"}, gated=True),
    "call needing": lambda: Situation({"kind": "call", "book": "child", "gives": ["word"]}),
    "call stuck": lambda: Situation({"kind": "call", "book": "child"}, "skip child"),
    "call halted": lambda: Situation({"kind": "call", "book": "spin", "ways": {"back": "t"}}),
    "step left": lambda: Situation(DO, "pick"),
    "run ended": lambda: Situation({"kind": "do", "ways": {"done": "over"}}, "pick"),
    "incident closed": lambda: Situation(DO, "pick", "end", "collect", "resolve", "close"),
}
