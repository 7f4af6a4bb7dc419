"""Steps of several items in a drill: each is settled so that it passes, but for those that are to fail."""

from bot.authoring.drill import Plain
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.running import has_sample, started
from bot.authoring.drills.stage import Stage
from bot.authoring.problem import did_you_mean
from bot.core.incident import Item, Visit
from bot.core.signals import Pick, Record, Tick
from bot.core.tasks import Task, task_of


def play_several(stage: Stage, answer: Plain) -> None:
    """Settle every item, and leave the step: by itself when all pass, else by `failed`."""
    _, visit, _ = stage.at()
    place = stage.place()
    failing = _failing(stage, visit, answer)
    for item in visit.items:
        _settle(stage, item, fails=item.id in failing)
    if failing:
        stage.send(Pick(place, "failed"))
    elif not stage.is_over() and stage.place() == place:
        stage.elapse(stage.rulebook.grace)


def _settle(stage: Stage, item: Item, *, fails: bool) -> None:
    _, _, step = stage.at()
    task = task_of(step, item)
    if not task.command:
        stage.send(Tick(stage.place(), item.id, "failed" if fails else "passed"))
        return
    verdict = _verdict(stage, task, fails=fails)
    has_sample(stage, task.command, verdict)
    if stage.rulebook.is_by_hand(task.command):
        result = stage.sample(task.command, verdict)
        stage.send(Record(stage.place(), reading=result.reading, output=result.output, item=item.id))
    else:
        stage.give(started(stage, item.id), verdict)


def _verdict(stage: Stage, task: Task, *, fails: bool) -> str:
    """The first verdict of the catalogue's order with which the item passes or fails."""
    for verdict in stage.readers[task.command].samples:
        if (verdict in task.passes) != fails:
            return verdict
    return ""


def _failing(stage: Stage, visit: Visit, answer: Plain) -> set[str]:
    """Ids of the items that are to fail: those that the line names, or the first that can."""
    if answer == "done":
        return set()
    if answer == "failed":
        return {_first_that_can_fail(stage, visit)}
    named = answer.get("failed") if isinstance(answer, dict) and len(answer) == 1 else answer
    names = [named] if isinstance(named, str) else named
    if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
        raise Astray("`done`, `failed` or the items that fail belong here.", "Write `done`, or `[a, b]`.")
    return {_known(stage, visit, str(name)) for name in names}


def _known(stage: Stage, visit: Visit, name: str) -> str:
    """The id of the item of this name: its own, or its element's."""
    ids = {item.element or item.id: item.id for item in visit.items}
    if name not in ids:
        raise Astray(f"`{name}` is not an item of `{stage.here()}`.", did_you_mean(name, ids))
    _, _, step = stage.at()
    item = visit.item(ids[name])
    assert item is not None
    task = task_of(step, item)
    if task.command and not _verdict(stage, task, fails=True):
        raise Astray(f"`{name}` cannot fail: every verdict of `{task.command}` passes.")
    return item.id


def _first_that_can_fail(stage: Stage, visit: Visit) -> str:
    _, _, step = stage.at()
    for item in visit.items:
        task = task_of(step, item)
        if not task.command or _verdict(stage, task, fails=True):
            return item.id
    raise Astray(f"no item of `{stage.here()}` can fail: every verdict passes.")
