"""The chart of a runbook: its steps as boxes with their marks and ways out."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Final, assert_never

from bot.core.incident import Incident, OwedState, Run
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    INCIDENT_PHASES,
    PROCEDURE_PHASES,
    STATUS_PAGE,
    Anytime,
    Ask,
    Call,
    Choose,
    Do,
    Evidence,
    ListOf,
    Phase,
    Risk,
    Runbook,
    Step,
    Update,
    Wait,
)
from bot.core.runbook import Run as RunKind
from bot.drawing.chart import Box, Chart, Exit, Glyph, Keep, Kept, Mark, Trace

ENDS = "ends"
ENDINGS = {
    "fixed": "fixed",
    "mitigated": "mitigated",
    "false_alarm": "false alarm",
    "handed_over": "handed over",
    "done": "done",
    "cancelled": "cancelled",
}
NO_TRACE = Trace()
_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
_LOOKUP = re.compile(r"\{(?:facts\.)?([a-z][a-z0-9_.]*)\}")


def chart(book: Runbook, rules: Rulebook, trace: Trace = NO_TRACE, subtitle: str = "") -> Chart:
    """The whole runbook. `rules`: the live catalogue and policy, which say who must approve what."""
    phases = INCIDENT_PHASES if book.kind == "incident" else PROCEDURE_PHASES
    used = {step.phase for step in book.steps.values()}
    groups = {phase: phase.capitalize() for phase in phases if phase in used} | {ENDS: "How it ends"}
    numbers = _numbers(book, phases)
    boxes = (
        *(_anytime_box(book, way, next(iter(groups)), trace) for way in book.anytime.values()),
        *(_step_box(book, step, rules.approvers_of(book, step), trace) for step in book.steps.values()),
        *(_end_box(name, ENDINGS[kind], trace) for name, kind in book.ends.items()),
    )
    keeps = tuple(_keep(book, item, trace) for item in book.evidence.values())
    return Chart(
        book.title, subtitle or book.id, groups, tuple(_numbered(box, numbers) for box in boxes), keeps
    )


def _numbers(book: Runbook, phases: Sequence[Phase]) -> dict[str, str]:
    """Steps by phase, then as they stand in the file, as `explain` counts them; ends by letters."""
    steps = [step.id for phase in phases for step in book.steps.values() if step.phase == phase]
    letters = (f"end:{name}" for name in book.ends)
    return {name: str(number) for number, name in enumerate(steps, 1)} | dict(
        zip(letters, _LETTERS, strict=False)
    )


def _numbered(box: Box, numbers: Mapping[str, str]) -> Box:
    exits = tuple(
        replace(way, hint=f"→\N{NO-BREAK SPACE}{numbers[way.to]}" if way.to in numbers else "")
        for way in box.exits
    )
    title = f"{numbers[box.id]}. {box.title}" if box.id in numbers else box.title
    return replace(box, title=title, exits=exits)


_KEPT: Final[dict[OwedState, Kept]] = {
    "open": "owed",
    "met": "met",
    "waived": "waived",
    "moved": "owed",  # by the incident that this one was merged into
}


def trace_of(run: Run, incident: Incident) -> Trace:
    """How far a run has come."""
    kept: dict[str, Kept] = {
        owed.id.partition("/")[2]: _KEPT[owed.state]
        for owed in incident.owed.values()
        if owed.run == run.id and owed.kind == "evidence"
    }
    at = run.visit.step if run.visit else run.end
    return Trace(at, tuple((left.step, left.outcome, left.to) for left in run.left), kept)


def short(duration: timedelta) -> str:
    """`90 s`, `15 min`, `2 h`, `3 d`: as short as it can be said exactly."""
    seconds = int(duration.total_seconds())
    for unit, size in (("d", 86400), ("h", 3600), ("min", 60)):
        if seconds % size == 0 and seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"


def _end_box(name: str, kind: str, trace: Trace) -> Box:
    said = _said(name)
    marks = (Mark("end", kind),) if said != kind else ()
    return Box(f"end:{name}", "end", ENDS, "end", said, marks, (), trace.standing(name))


def _anytime_box(book: Runbook, way: Anytime, first: str, trace: Trace) -> Box:
    """It stands in the first phase in which it is offered."""
    phases = [book.steps[place].phase if place in book.steps else place for place in way.during]
    known = [phase for phase in (*INCIDENT_PHASES, *PROCEDURE_PHASES) if phase in phases]
    places = [f"“{_said(book.steps[place].title)}”" if place in book.steps else place for place in way.during]
    during = f"any time in {', '.join(places)}" if places else "any time"
    alert = "; by itself on an alert" if way.auto else "; offered on an alert" if way.alert else ""
    taken = any(name == way.id and to == way.to for _, name, to in trace.ways)
    exits = (Exit(_target(book, way.to), "if so", taken=taken),)
    group = known[0] if known else first
    return Box(
        f"any:{way.id}",
        "anytime",
        group,
        "anytime",
        _said(way.label),
        (Mark("anytime", during + alert),),
        exits,
        "walked" if taken else "",
    )


def _step_box(book: Runbook, step: Step, approvers: tuple[str, ...], trace: Trace) -> Box:
    marks = tuple(_marks(book, step, approvers))
    exits = tuple(_exits(book, step, trace))
    return Box(
        step.id, "step", step.phase, _glyph(step), _said(step.title), marks, exits, trace.standing(step.id)
    )


def _glyph(step: Step) -> Glyph:
    match step.kind:
        case Do():
            return "do"
        case RunKind():
            return "run"
        case Ask():
            return "ask"
        case Choose():
            return "choose"
        case Wait():
            return "wait"
        case Call():
            return "call"
        case ListOf():
            return "list"
        case Update():
            return "update"
        case _:
            assert_never(step.kind)


def _marks(book: Runbook, step: Step, approvers: tuple[str, ...]) -> Iterator[Mark]:
    if step.id == book.start:
        yield Mark("start", "start here")
    for item in book.evidence.values():
        if step.id in item.before:
            yield Mark("gate", f"first: {item.id}")
    yield from _risk(book, step)
    match step.kind:
        case Wait() as wait:
            yield Mark("wait", _waiting(wait))
        case Call(runbook=name):
            yield Mark("call", f"walks {name}")
        case Update(to=to):
            yield Mark("update", "to the status page" if to == STATUS_PAGE else f"to {to}")
        case ListOf(items=items, only=only):
            yield Mark("list", f"those of [{only}]" if only else f"{len(items)} in any order")
        case Do(each=each) | RunKind(each=each) if each:
            yield Mark("each", f"for each of [{each}]")
        case Do() | RunKind() | Ask() | Choose():
            pass
        case _:
            assert_never(step.kind)
    if approvers:
        yield Mark("approval", f"yes of {' or '.join(approvers)}")
    for item in book.evidence.values():
        if item.from_step == step.id:
            yield Mark("keeps", f"keeps {item.id}")
    if step.undo is not None:
        yield Mark("undo", "to be put back later")


def _risk(book: Runbook, step: Step) -> Iterator[Mark]:
    """The worst that a command of the step does, and whether people run them."""
    meanings = [book.meanings[name] for name in step.commands() if name in book.meanings]
    risks = {meaning.risk for meaning in meanings}
    if Risk.DESTROY in risks:
        yield Mark("destroys", "destroys data")
    elif Risk.CHANGE in risks:
        yield Mark("changes", "changes the system")
    if meanings and all(meaning.hand for meaning in meanings):
        yield Mark("hand", "run by hand")


def _waiting(wait: Wait) -> str:
    length = f"at most {short(wait.duration)}" if wait.until and wait.duration else ""
    length = length or (f"for {short(wait.duration)}" if wait.duration else "until a time")
    return f"{length}, looks every {short(wait.every)}" if wait.command else length


def _exits(book: Runbook, step: Step, trace: Trace) -> Iterator[Exit]:
    """One way for each target, and one for each target that a person went to past the outcomes."""
    taken = {(name, to) for at, name, to in trace.ways if at == step.id}
    ways: dict[str, list[str]] = {}
    for name, outcome in step.outcomes.items():
        ways.setdefault(outcome.to, []).append(_said(outcome.label or name))
    plain = len(ways) == 1 and not any(outcome.label for outcome in step.outcomes.values())
    for to, labels in ways.items():
        went = any(target == to and name in step.outcomes for name, target in taken)
        yield Exit(_target(book, to), "" if plain else " / ".join(dict.fromkeys(labels)), taken=went)
    for name, to in sorted(taken):
        if to and name not in step.outcomes and name not in book.anytime:
            yield Exit(_target(book, to), "a person went on here", taken=True, leap=True)


def _target(book: Runbook, to: str) -> str:
    return to if to in book.steps else f"end:{to}"


def _keep(book: Runbook, item: Evidence, trace: Trace) -> Keep:
    before = ", ".join(f"“{_said(book.steps[name].title)}”" for name in item.before if name in book.steps)
    source = (
        f"from “{_said(book.steps[item.from_step].title)}”" if item.from_step in book.steps else "by hand"
    )
    note = f"{source}; needed before {before}" if before else source
    return Keep(item.id, _said(item.title), note, trace.kept.get(item.id, ""))


def _said(text: str) -> str:
    """A runbook's text with its look-ups as names: `{facts.node}` is [node]."""
    words = _LOOKUP.sub(r"[\1]", text.replace("{{", "{").replace("}}", "}"))
    return words.replace("-", " ") if words and " " not in words and words.islower() else words
