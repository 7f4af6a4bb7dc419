"""Rows of a result that a person picks: which are offered, and the facts that they set."""

from dataclasses import replace

from bot.core import events as ev
from bot.core.aim import here, ready
from bot.core.draft import Draft
from bot.core.incident import Incident, Item, Run
from bot.core.performing import scope_of, set_fact_from_result
from bot.core.refusals import NotNow, Unknown
from bot.core.runbook import NONE, RowPick, Step
from bot.core.runbook import Run as RunKind
from bot.core.signals import PickRows
from bot.core.values import Row, Value
from bot.core.walking import take_itself


def pick_of(step: Step) -> RowPick | None:
    """What the step lets people pick."""
    return step.kind.pick if isinstance(step.kind, RunKind) else None


def rows_of(pick: RowPick, item: Item) -> tuple[Row, ...] | None:
    """The rows of its result; None when there is no table: no result yet, or a verdict chosen by hand."""
    if item.state != "settled" or item.result is None:
        return None
    found = item.result.reading.values.get(pick.table)
    if not isinstance(found, tuple):
        return None
    return tuple(row for row in found if isinstance(row, dict))


def offered(incident: Incident, run: Run, step: Step, item: Item) -> tuple[int, ...]:
    """The places of the rows that may be picked now."""
    pick = pick_of(step)
    rows = rows_of(pick, item) if pick else None
    if pick is None or rows is None:
        return ()
    scope = scope_of(incident, run, item=item)
    return tuple(
        place
        for place, row in enumerate(rows)
        if pick.where is None or pick.where.holds(replace(scope, row=row)) is True
    )


def lacks_rows(step: Step, item: Item) -> bool:
    """Whether a verdict can only be taken once rows are picked."""
    pick = pick_of(step)
    return pick is not None and rows_of(pick, item) is not None and item.picked is None


def pick_rows(draft: Draft, what: PickRows) -> None:
    """Set the facts from the rows that a person picks."""
    run, visit, step = here(draft, what.place)
    pick = pick_of(step)
    if pick is None:
        raise NotNow("This step has no rows to pick.", "`/incident` shows what it asks for.")
    ready(draft, run, visit)
    item = visit.items[0]
    if rows_of(pick, item) is None:
        raise NotNow("There is no result to pick from yet.", "Run it, or record its result by hand.")
    may = offered(draft.incident, run, step, item)
    if not may and not pick.many:
        raise NotNow("No row of the result fits.", "Take `none`.")
    wrong = [row for row in what.rows if row not in may]
    if wrong:
        raise Unknown("That row is not offered.", "The step's message lists those that are.")
    if not pick.many and len(what.rows) != 1:
        raise NotNow("One row is picked here.", "If none fits, take `none`.")
    _picked(draft, run.id, tuple(dict.fromkeys(what.rows)))
    go_on(draft, run.id)


def go_on(draft: Draft, name: str) -> None:
    """After a result or a pick of a plain run: what goes by itself does, once no row is left to be picked."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    step, item = draft.rulebook.step(run), run.visit.items[0]
    kind = step.kind
    assert isinstance(kind, RunKind)
    outcome = item.verdict
    if kind.pick is not None and lacks_rows(step, item):
        if offered(draft.incident, run, step, item):
            return
        if kind.pick.many:
            _picked(draft, name, ())
        else:
            outcome = NONE
    if kind.auto:
        take_itself(draft, name, outcome)


def _picked(draft: Draft, name: str, places: tuple[int, ...]) -> None:
    """Keep what was picked, and write its facts: one row's values, or lists of them."""
    run = draft.incident.runs[name]
    step = draft.rulebook.step(run)
    pick = pick_of(step)
    assert pick is not None
    assert run.visit is not None
    item = run.visit.items[0]
    rows = rows_of(pick, item)
    assert rows is not None
    draft.emit(ev.RowsPicked(name, run.visit.number, item.id, run.visit.title, places))
    for fact, column in pick.sets.items():
        cells = [rows[place][column] for place in places]
        value: Value = tuple(str(cell) for cell in cells) if pick.many else cells[0]
        set_fact_from_result(draft, name, fact, value, f"{run.visit.title}, picked")
