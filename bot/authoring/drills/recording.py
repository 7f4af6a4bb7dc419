"""A drill from a log: the first walk of an incident, line by line as it was walked.

What a drill has no line for (a corrected fact, a severity changed by hand) becomes a comment.
"""

import json
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from math import ceil
from typing import TypeAlias

from bot.authoring.drill import Plain
from bot.authoring.interpret import OutputReader
from bot.core import events as ev
from bot.core.incident import MAIN, Incident, Item, Known, Stamp
from bot.core.result import CommandResult
from bot.core.runbook import Ask, Call, Choose, Run, Runbook, Step, Wait
from bot.core.values import Value, Values

Log: TypeAlias = Sequence[tuple[ev.Event, Stamp]]
Books: TypeAlias = Mapping[str, Mapping[str, Runbook]]
"""Digest → runbook id → runbook, as they were pinned."""

_PLAIN = re.compile(r"[A-Za-z][A-Za-z0-9 _./-]*")
_WORDS = frozenset({"true", "false", "null", "yes", "no", "on", "off", "kill", "abort"})
_ANSWERED = (", answered", ", when skipping")
"""How the sources of such facts read on, after who it was."""
_BEFORE = ("the declaration", "the alert")


@dataclass(slots=True)
class _Visit:
    """What is known of a stay at a step, until it is left."""

    step: Step
    name: str
    entered: datetime
    result: CommandResult | None = None
    by_hand: bool = False
    rows: tuple[int, ...] | None = None
    """None: nothing was to be picked, or nothing was yet."""


@dataclass(slots=True)
class Recorder:
    """Reads a log once, in order. `readers` hold the samples that a drill would use instead of results."""

    books: Books
    readers: Mapping[str, OutputReader]
    states: Iterable[Incident]
    """The incident after each event, in step with the log."""
    lines: list[str] = field(default_factory=list)
    given: dict[str, Value] = field(default_factory=dict)
    _visits: dict[str, _Visit] = field(default_factory=dict)
    _answers: dict[str, Value] = field(default_factory=dict)
    _told: datetime | None = None
    """When the last line happened."""

    def read(self, log: Log) -> None:
        """Turn every event into lines; those of a second top run are left out."""
        before: Incident | None = None
        for (event, stamp), state in zip(log, self.states, strict=True):
            run = getattr(event, "run", "")
            if not run or _root(state, run) == "r1":
                said = list(self._lines(event, stamp, state, before))
                self.lines += said
                self._told = stamp.at if said or self._told is None else self._told
            before = state

    def _lines(
        self, event: ev.Event, stamp: Stamp, state: Incident, before: Incident | None
    ) -> Iterator[str]:
        match event:
            case ev.StepEntered(run=run, step=step):
                book = self._book(state, run)
                self._visits[run] = _Visit(book.steps[step], _path(state, run, step), stamp.at)
            case ev.FactSet():
                yield from self._fact(event)
            case ev.NeedsAnswered(run=run) | ev.QuestionAnswered(run=run):
                yield _line(
                    self._visits[run].name, {name: _plain(one) for name, one in self._answers.items()}
                )
                self._answers.clear()
            case ev.CommandFinished(run=run, item=item, result=result, counts=True):
                yield from self._result(run, item, result, by_hand=False)
            case ev.ResultRecorded(run=run, item=item, result=result):
                yield from self._result(run, item, result, by_hand=True)
            case ev.CommandInterrupted(run=run) if run in self._visits:
                yield f"- kill: {self._visits[run].step.id}"
            case ev.Polled(run=run, result=result, good=True):
                self._visits[run].result = result
            case ev.RowsPicked(run=run, rows=rows):
                self._visits[run].rows = rows
            case ev.OutcomeTaken() | ev.Jumped() | ev.AnytimeTaken() | ev.UpdateSent():
                yield from self._moved(event, before)
            case ev.RunStopped(run=run) if run in self._visits:
                yield "- abort"
            case ev.ApprovalSettled(token=token, state="denied" | "expired" as how):
                run = state.approvals[token].run
                if run in self._visits and state.approvals[token].subject != "waive":
                    yield f"- {'deny' if how == 'denied' else 'expire'}: {self._visits[run].step.id}"
            case ev.GlassBroken(token=token) if state.approvals[token].run in self._visits:
                yield f"- break-glass: {self._visits[state.approvals[token].run].step.id}"
            case ev.OwedMet(owed=owed, step=""):
                kind = state.owed[owed].kind
                yield f"- {'undone' if kind == 'undo' else 'collect'}: {_owed(owed)}"
            case ev.OwedWaived(owed=owed):
                yield f"- waive: {_owed(owed)}"
            case ev.DeadlinePassed(key=key, due=due) if key.startswith(("within/", "again/", "clock/")):
                assert self._told is not None, "a step was entered before it was overdue"
                yield f"- elapse: {_span(due - self._told)}"
            case ev.SeverityChanged(itself=False, to=to):
                yield f"# somebody made the severity {to} here"
            case _:
                pass

    def _book(self, state: Incident, run: str) -> Runbook:
        return self.books[state.runs[run].digest][state.runs[run].runbook]

    def _fact(self, event: ev.FactSet) -> Iterator[str]:
        if event.source in _BEFORE and "r1" not in self._visits:
            self.given |= {event.fact: event.value} if event.source == "the declaration" else {}
        elif any(how in event.source for how in _ANSWERED):
            self._answers[event.fact] = event.value
        elif event.source.endswith(", corrected"):
            yield f"# somebody corrected {event.fact} here: {_flow(_plain(event.value))}"

    def _result(self, run: str, item: str, result: CommandResult, *, by_hand: bool) -> Iterator[str]:
        visit = self._visits[run]
        if result.trouble and item == MAIN and result.trouble != "interrupted":
            yield _line(visit.name, {"trouble": result.trouble})
        elif not result.trouble:
            visit.result, visit.by_hand = result, by_hand

    def _moved(
        self, event: ev.OutcomeTaken | ev.Jumped | ev.AnytimeTaken | ev.UpdateSent, before: Incident | None
    ) -> Iterator[str]:
        visit = self._visits[event.run]
        match event:
            case ev.UpdateSent():
                pass  # the outcome follows
            case ev.Jumped(to=to):
                yield f"- jump: {to}"
            case ev.AnytimeTaken(anytime=name):
                yield f"- anytime: {name}"
            case ev.OutcomeTaken(how="skip", outcome=outcome):
                self._answers.clear()
                yield f"- skip: {outcome}"
            case ev.OutcomeTaken() if visit.step.is_side_by_side and not _items(before, event.run):
                pass  # there was nothing to do, so it was over at once
            case ev.OutcomeTaken(outcome=outcome, how=how):
                failed = _failed(before, event.run) if outcome == "failed" else []
                yield from self._taken(visit, outcome, failed, alone=how == "itself")

    def _taken(self, visit: _Visit, outcome: str, failed: list[Plain], *, alone: bool) -> Iterator[str]:
        kind = visit.step.kind
        if visit.step.is_side_by_side:
            yield _line(visit.name, failed or outcome)
        elif isinstance(kind, Ask | Call) or (isinstance(kind, Choose) and alone):
            return  # its answers or its child's lines led there
        elif isinstance(kind, Run):
            yield _line(visit.name, self._came(visit, kind.command, outcome))
        elif isinstance(kind, Wait) and kind.command and visit.result:
            verdict = visit.result.reading.verdict
            yield _line(
                visit.name, {"outcome": outcome, "verdict": verdict} if outcome != "done" else outcome
            )
        else:
            yield _line(visit.name, outcome)

    def _came(self, visit: _Visit, command: str, outcome: str) -> Plain:
        """What came of the command: its verdict alone, where a drill would lead the same way by it."""
        result = visit.result
        if result is None:
            return outcome
        verdict, told = result.reading.verdict, dict[str, Plain]()
        differing = self._differing(command, verdict, result.reading.values)
        if outcome != verdict:
            told["outcome"] = outcome
        if visit.rows is not None:
            told["rows"] = [row + 1 for row in visit.rows]
        if differing:
            told["result"] = differing
        if visit.by_hand and not self._is_always_by_hand(command):
            told["by_hand"] = True
        return {"verdict": verdict, **told} if told else verdict

    def _is_always_by_hand(self, command: str) -> bool:
        return command in self.readers and self.readers[command].meaning.hand

    def _differing(self, command: str, verdict: str, values: Values) -> dict[str, Plain]:
        """Values that the sample does not have; tables are the sample's."""
        reader = self.readers.get(command)
        sample = reader.samples.get(verdict) if reader else None
        usual = reader.interpret(sample).values if reader and sample else {}
        plain = {name: value for name, value in values.items() if not _is_table(value)}
        return {name: _plain(value) for name, value in plain.items() if usual.get(name) != value}


def recorded(recorder: Recorder, incident: Incident, log: Log) -> str:
    """The drill as YAML."""
    recorder.read(log)
    first = incident.runs["r1"]
    book = recorder.books[first.digest][first.runbook]
    declared = next(event for event, _ in log if isinstance(event, ev.IncidentDeclared))
    given: dict[str, Plain] = {name: _plain(value) for name, value in recorder.given.items()}
    if book.severity and declared.severity != book.severity:
        given["severity"] = declared.severity.value
    if declared.target != book.targets[0]:
        given["target"] = declared.target
    if declared.labels:
        given["labels"] = dict(declared.labels)
    expect: dict[str, Plain] = {"end": first.end} if first.end else {}
    out = ["drill: 1", f"runbook: {first.runbook}", "cases:", f"  {_flow(f'as it was in {incident.id}')}:"]
    out += [f"    given: {_flow(given)}"] if given else []
    out += ["    walk:" if recorder.lines else "    walk: []", *(f"      {line}" for line in recorder.lines)]
    out.append(f"    expect: {_flow(expect)}")
    return "\n".join(out) + "\n"


def _failed(before: Incident | None, run: str) -> list[Plain]:
    """The items that had failed when the step was left, as drills name them."""
    return [item.element or item.id for item in _items(before, run) if item.outcome == "failed"]


def _items(before: Incident | None, run: str) -> tuple[Item, ...]:
    """The items of the step that is left."""
    visit = before.runs[run].visit if before else None
    return visit.items if visit else ()


def _root(state: Incident, run: str) -> str:
    walk = state.runs[run]
    while walk.parent:
        walk = state.runs[walk.parent]
    return walk.id


def _path(state: Incident, run: str, step: str) -> str:
    """`step`, or `call/step` inside a called runbook."""
    names, walk = [step], state.runs[run]
    while walk.parent:
        caller = state.runs[walk.parent]
        if caller.visit is not None and caller.visit.number == walk.parent_visit:
            names.insert(0, caller.visit.step)
        walk = caller
    return "/".join(names)


def _owed(name: str) -> str:
    """As drills name it: `r1/undo-stop` → `stop`, `r1/restore/provenance` → `provenance`."""
    return name.rpartition("/")[2].removeprefix("undo-")


def _span(duration: timedelta) -> str:
    """At least so long, as a drill writes it."""
    seconds = max(1, ceil(duration.total_seconds()) + 1)
    return f"{seconds}s" if seconds < 120 else f"{ceil(seconds / 60)}m"


def _line(step: str, answer: Plain) -> str:
    return f"- {step}: {_flow(answer)}"


def _plain(value: Value | Known) -> Plain:
    found = value.value if isinstance(value, Known) else value
    return [str(part) for part in found] if isinstance(found, tuple) else found


def _is_table(value: Value) -> bool:
    return isinstance(value, tuple) and any(isinstance(part, dict) for part in value)


def _flow(value: Plain) -> str:
    """The value in one line of YAML."""
    match value:
        case dict():
            return "{" + ", ".join(f"{_flow(key)}: {_flow(inner)}" for key, inner in value.items()) + "}"
        case list():
            return "[" + ", ".join(map(_flow, value)) + "]"
        case str() if _PLAIN.fullmatch(value) and value.lower() not in _WORDS and value == value.strip():
            return value
        case _:
            return json.dumps(value, ensure_ascii=False)
