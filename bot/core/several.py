"""Steps of several items, when they are over: what passed and failed becomes facts and evidence."""

from collections.abc import Mapping
from dataclasses import replace

from bot.core.draft import Draft
from bot.core.guards import Expression
from bot.core.incident import Item, Visit
from bot.core.performing import keep_output, scope_of, set_fact_from_result
from bot.core.runbook import Do, ListOf, Step
from bot.core.runbook import Run as RunKind
from bot.core.tasks import strangers
from bot.core.timeline import TICKS, said


def all_over(visit: Visit) -> bool:
    """Whether every item is passed or not applicable; so it is where there are none."""
    return all(item.is_over for item in visit.items)


def unsettled(visit: Visit) -> tuple[Item, ...]:
    """Items that nobody and nothing has settled yet."""
    return tuple(item for item in visit.items if not item.outcome)


def failed(visit: Visit) -> tuple[Item, ...]:
    """Items that can be mended and done again."""
    return tuple(item for item in visit.items if item.outcome == "failed")


def tell_strangers(draft: Draft, name: str) -> None:
    """Say which of the items that were named are none, so that nobody takes them for done."""
    run = draft.incident.runs[name]
    step = draft.rulebook.step(run)
    unknown = strangers(step, run)
    if unknown:
        known = ", ".join(step.kind.items) if isinstance(step.kind, ListOf) else ""
        draft.notice(f"Not an item of “{step.title}”: {', '.join(unknown)}. It has: {known}.", run=name)


def conclude(draft: Draft, name: str) -> None:
    """Write the facts that the step sets over its items, and keep the evidence that it gives."""
    run = draft.incident.runs[name]
    visit, step = run.visit, draft.rulebook.step(run)
    assert visit is not None
    if not step.is_side_by_side:
        return
    passed = tuple(_named(item) for item in visit.items if item.outcome == "passed")
    items = {"ok": passed, "failed": tuple(_named(item) for item in failed(visit))}
    for fact, expression in _sets(step).items():
        scope = replace(scope_of(draft.incident, draft.incident.runs[name], draft), items=items)
        value = expression.value(scope)
        if value is not None:
            set_fact_from_result(draft, name, fact, value, visit.title)
    digests = tuple(item.result.output for item in visit.items if item.result and item.result.output)
    told = "; ".join(f"{_named(item)}: {_told(item)}" for item in visit.items)
    keep_output(draft, name, step.id, told or "there was nothing to do", digests=digests)


def _sets(step: Step) -> Mapping[str, Expression]:
    return step.kind.sets if isinstance(step.kind, Do | RunKind | ListOf) else {}


def _named(item: Item) -> str:
    """As guards over `items` know it: its element, else its id."""
    return item.element or item.id


def _told(item: Item) -> str:
    """What became of it, and what was said with a tick."""
    ran = item.result is not None and item.outcome != "not_applicable"
    text = said(item.result) if ran and item.result else TICKS[item.outcome or "open"]
    return f"{text} ({item.note})" if item.note else text
