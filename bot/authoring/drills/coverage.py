"""What drills have walked, against all that could happen in a runbook."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.authoring.drills.stage import Stage
from bot.core import events as ev
from bot.core.result import CommandResult
from bot.core.runbook import Runbook, Step

Aspect: TypeAlias = Literal["outcomes", "steps", "verdicts", "trouble", "by hand", "overdue"]
ASPECTS: tuple[Aspect, ...] = ("outcomes", "steps", "verdicts", "trouble", "by hand", "overdue")


@dataclass(frozen=True, slots=True, order=True)
class Seen:
    """One thing that happened, or could, at a step. `name` is the outcome or the verdict."""

    aspect: Aspect
    runbook: str
    step: str
    name: str = ""


def possible(book: Runbook) -> Iterator[Seen]:
    """All that could happen, in the order of the file."""
    for step in book.steps.values():
        yield Seen("steps", book.id, step.id)
        yield from (Seen("outcomes", book.id, step.id, outcome) for outcome in step.outcomes)
        yield from (Seen("verdicts", book.id, step.id, verdict) for verdict in _verdicts(book, step))
        if step.commands():
            yield Seen("trouble", book.id, step.id)
            yield Seen("by hand", book.id, step.id)
        if step.within:
            yield Seen("overdue", book.id, step.id)


def _verdicts(book: Runbook, step: Step) -> list[str]:
    found = (verdict for command in step.commands() for verdict in book.meanings[command].verdicts)
    return list(dict.fromkeys(found))


def seen(stage: Stage) -> Iterator[Seen]:
    """All that happened in one case. A step that was skipped was entered and not walked."""
    at: dict[tuple[str, int], str] = {}
    for event, _ in stage.log:
        match event:
            case ev.StepEntered(run=run, visit=visit, step=step):
                at[run, visit] = step
                yield _of(stage, "steps", run, step)
            case ev.OutcomeTaken(run=run, step=step, outcome=outcome, how=how):
                if how != "skip":
                    yield _of(stage, "outcomes", run, step, outcome)
            case (
                ev.CommandFinished(run=run, visit=visit, result=result, counts=True)
                | ev.Polled(run=run, visit=visit, result=result)
            ):
                yield _result(stage, run, at[run, visit], result)
            case ev.ResultRecorded(run=run, visit=visit, result=result):
                yield _result(stage, run, at[run, visit], result)
                yield _of(stage, "by hand", run, at[run, visit])
            case ev.CommandInterrupted(run=run, visit=visit) if (run, visit) in at:
                yield _of(stage, "trouble", run, at[run, visit])
            case ev.DeadlinePassed(key=key) if key.startswith("within/"):
                _, run, number, *_ = key.split("/")
                yield _of(stage, "overdue", run, at[run, int(number)])
            case _:
                pass


def _result(stage: Stage, run: str, step: str, result: CommandResult) -> Seen:
    if result.trouble:
        return _of(stage, "trouble", run, step)
    return _of(stage, "verdicts", run, step, result.reading.verdict)


def _of(stage: Stage, aspect: Aspect, run: str, step: str, name: str = "") -> Seen:
    return Seen(aspect, stage.incident.runs[run].runbook, step, name)


@dataclass(frozen=True, slots=True)
class Part:
    """So many of all."""

    walked: int
    of: int

    def __str__(self) -> str:
        return f"{self.walked}/{self.of}"


def parts(book: Runbook, walked: frozenset[Seen]) -> Mapping[Aspect, Part]:
    """How much of a runbook was walked, by aspect."""
    all_of_it = frozenset(possible(book))
    return {
        aspect: Part(
            sum(one.aspect == aspect for one in all_of_it & walked),
            sum(one.aspect == aspect for one in all_of_it),
        )
        for aspect in ASPECTS
    }
