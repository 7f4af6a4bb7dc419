"""A `run` in a drill: a person starts it, a second one approves where that is due, the sample comes back."""

from dataclasses import dataclass, field
from typing import get_args

from bot.authoring.drills.astray import Astray
from bot.authoring.drills.stage import RESPONDER, SECOND, Stage
from bot.authoring.problem import did_you_mean
from bot.core.aim import item_of
from bot.core.incident import MAIN, Approval
from bot.core.picking import offered, pick_of
from bot.core.result import Trouble
from bot.core.runbook import NONE, Run, Wait
from bot.core.signals import HANDRAIL, Approve, Launch, Perform, Pick, PickRows, Place, Record
from bot.core.tasks import task_of
from bot.core.values import Values

TROUBLES: tuple[Trouble, ...] = tuple(name for name in get_args(Trouble) if name)


@dataclass(frozen=True, slots=True)
class Came:
    """What came of a command, where it is not simply the sample of the outcome's verdict."""

    verdict: str = ""
    """Empty: the outcome's own."""
    rows: tuple[int, ...] | None = None
    """Places in the result's table; None: the first that is offered, or all where many are picked."""
    values: Values = field(default_factory=dict)
    """Instead of the sample's."""
    by_hand: bool = False


def play_run(stage: Stage, outcome: str, came: Came | None = None) -> None:
    """Run it, pick rows, and go on by the outcome. What the bot cannot run is recorded by hand."""
    came = came or Came()
    _, _, step = stage.at()
    assert isinstance(step.kind, Run)
    place, command = stage.place(), step.kind.command
    if came.rows is not None and step.kind.pick is None:
        raise Astray(f"`{stage.here()}` has no rows to pick.")
    verdict = came.verdict or _verdict_for(stage, step.kind, outcome)
    has_sample(stage, command, verdict)
    if came.by_hand or stage.rulebook.is_by_hand(command):
        result = stage.sample(command, verdict, came.values)
        stage.send(Record(place, reading=result.reading, output=result.output))
    else:
        stage.give(started(stage), verdict, came.values)
    if _left(stage, place):
        return
    if outcome != NONE:
        _pick_rows(stage, came.rows)
    if not _left(stage, place):
        stage.send(Pick(place, outcome))


def _left(stage: Stage, place: Place) -> bool:
    return stage.is_over() or stage.place() != place


def _verdict_for(stage: Stage, kind: Run, outcome: str) -> str:
    """The verdict that the outcome is; where no row is picked, the first one with a table to pick from."""
    samples = stage.readers[kind.command].samples
    if outcome != NONE or NONE in samples or kind.pick is None:
        return outcome
    tables = (
        name for name in samples if stage.sample(kind.command, name).reading.values.get(kind.pick.table)
    )
    return next(tables, outcome)


def _pick_rows(stage: Stage, rows: tuple[int, ...] | None) -> None:
    run, visit, step = stage.at()
    pick = pick_of(step)
    if pick is None:
        return
    may = offered(stage.incident, run, step, visit.items[0])
    if rows is None:
        rows = may if pick.many else may[:1]
    if rows or pick.many:
        stage.send(PickRows(stage.place(), rows))


def come_to_trouble(stage: Stage, trouble: str) -> None:
    """The command of the step starts, and there is no verdict."""
    if trouble not in TROUBLES:
        raise Astray(f"`{trouble}` is no trouble.", did_you_mean(trouble, TROUBLES))
    stage.fail(started(stage), trouble)


def has_sample(stage: Stage, command: str, verdict: str) -> None:
    """Raise Astray where the catalogue has no sample of this verdict."""
    samples = stage.readers[command].samples
    if verdict not in samples:
        raise Astray(f"`{command}` has no sample for `{verdict}`.", did_you_mean(verdict, samples))


def started(stage: Stage, item: str = MAIN) -> str:
    """Start the command of the item unless it runs already; its effect."""
    ask(stage, item)
    approval = pending(stage, item)
    if approval is not None:
        plan = stage.plan(item)
        stage.send(Approve(approval.token, frozenset(approval.groups), plan), SECOND)
    _, visit, _ = stage.at()
    effect = item_of(visit, item).effect
    if effect and not item_of(visit, item).launched:
        stage.send(Launch(effect, stage.plan(item).digest), HANDRAIL)
    return effect


def ask(stage: Stage, item: str = MAIN) -> None:
    """Press the button, unless it was pressed."""
    _, visit, step = stage.at()
    of = item_of(visit, item)
    if not task_of(step, of).command or isinstance(step.kind, Wait):
        raise Astray(f"`{stage.here()}` runs no command.")
    if of.state not in {"asked", "running"}:
        stage.send(Perform(stage.place(), item, stage.plan(item), stage.token()), RESPONDER)


def runs_next(stage: Stage, *, asking: bool = False) -> str:
    """The item that is started next: a step's only one, else the first that it can run, or must ask for."""
    _, visit, step = stage.at()
    if not step.is_side_by_side:
        return MAIN
    for item in visit.items:
        entry = stage.rulebook.entries.get(task_of(step, item).command)
        if entry is None or item.state == "settled":
            continue
        asks = entry.risk.needs_approval or bool(step.approval)
        if asks if asking else not stage.rulebook.is_by_hand(entry.id):
            return item.id
    return visit.items[0].id


def pending(stage: Stage, item: str = "") -> Approval | None:
    """The request that waits for a second person at this step (about this item)."""
    place = stage.place()
    for approval in stage.incident.approvals.values():
        here = (approval.run, approval.visit) == (place.run, place.visit)
        if approval.state == "pending" and here and (not item or item in approval.all_items):
            return approval
    return None
