"""What runs at this moment, for people who wait: a view of the processes, and no part of the log."""

from collections.abc import Callable, Iterator, Sequence

from bot.core.incident import Item, Run
from bot.core.picture import Progress
from bot.core.refusals import Refusal
from bot.core.rulebook import Rulebook
from bot.core.runbook import Risk, Wait
from bot.core.tasks import task_of
from bot.engine.ports import Redactor, Scene, Underway


def progress(
    underway: Sequence[Underway], scene: Callable[[str], Scene], redactor: Redactor, after: float = 0.0
) -> Iterator[Progress]:
    """Commands that have run for `after` seconds and whose step still waits for them."""
    for one in underway:
        if one.seconds < after:
            continue
        try:
            now = scene(one.effect.partition("/")[0])
        except Refusal:
            continue
        yield from _at(one, now, redactor)


def _at(one: Underway, now: Scene, redactor: Redactor) -> Iterator[Progress]:
    for run in now.incident.runs.values():
        for item in run.visit.items if run.visit else ():
            if item.effect != one.effect or item.state != "running":
                continue
            assert run.visit is not None, "its items were looked through"
            yield Progress(
                effect=one.effect,
                incident=now.incident,
                run=run.id,
                visit=run.visit.number,
                item=item.id,
                title=item.title or run.visit.title,
                seconds=one.seconds,
                limit=one.limit,
                line=redactor.text(one.line),
                can_stop=_can_stop(now.rulebook, run, item),
            )


def _can_stop(rulebook: Rulebook, run: Run, item: Item) -> bool:
    """Only a read is stopped half way."""
    step = rulebook.step(run)
    command = task_of(step, item).command
    return not isinstance(step.kind, Wait) and rulebook.risk(run, command) is Risk.READ
