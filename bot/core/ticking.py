"""What people say of a step or of one of its items: that they see to it, and what became of it."""

from bot.core import events as ev
from bot.core.aim import answered, here, item_of, ready
from bot.core.draft import Draft
from bot.core.incident import Item
from bot.core.refusals import NotNow
from bot.core.runbook import Step
from bot.core.signals import Claim, Tick
from bot.core.tasks import task_of
from bot.core.timeline import TICKS
from bot.core.walking import move_when_done


def claim(draft: Draft, what: Claim) -> None:
    """See to a step or an item of it, or give it back. Whoever holds it keeps nobody else from doing it."""
    run, visit, step = here(draft, what.place)
    if step.is_side_by_side:
        answered(visit)
    item = item_of(visit, what.item)
    title, by = item.title or visit.title, draft.signal.by
    if what.drop:
        if item.claimed_by is None:
            raise NotNow(f"Nobody has claimed “{title}”.")
        draft.emit(ev.ItemClaimed(run.id, visit.number, item.id, title, None))
        return
    if item.claimed_by is not None and item.claimed_by.is_same_person(by):
        raise NotNow(f"“{title}” is yours already.")
    if item.is_over:
        raise NotNow(f"“{title}” is {_stands(item)}.", "Claim an open one.")
    draft.emit(ev.ItemClaimed(run.id, visit.number, item.id, title, by))


def tick(draft: Draft, what: Tick) -> None:
    """Say what became of an item, or take that back."""
    run, visit, step = here(draft, what.place)
    _side_by_side(step)
    ready(draft, run, visit)
    item = item_of(visit, what.item)
    _may_be_ticked(item, what, runs=bool(task_of(step, item).command))
    draft.emit(ev.ItemTicked(run.id, visit.number, item.id, item.title, what.outcome, what.note.strip()))
    move_when_done(draft, run.id, by_tick=True)


def _side_by_side(step: Step) -> None:
    if not step.is_side_by_side:
        raise NotNow("This step has no items to tick.", "`/incident` shows what it asks for.")


def _may_be_ticked(item: Item, what: Tick, *, runs: bool) -> None:
    if item.state == "running":
        raise NotNow(f"“{item.title}” is running; wait for its result or cancel it.")
    if item.state == "asked":
        raise NotNow(
            f"A second person has been asked about “{item.title}”.",
            "`/incident cancel` takes the request back.",
        )
    ticked = bool(item.outcome) and not (runs and item.verdict and item.outcome != "not_applicable")
    if what.outcome == "open":
        if not ticked:
            raise NotNow(f"“{item.title}” has no tick to take back.", "Run it again, or tick it.")
    elif item.outcome == what.outcome and (ticked or runs):
        raise NotNow(f"“{item.title}” is that already: {_stands(item)}.", "A tick can be taken back.")
    elif runs and what.outcome != "not_applicable":
        raise NotNow(
            f"“{item.title}” runs a command: its verdict says whether it passes.",
            "Run it, record its result by hand, or tick it as not applicable.",
        )


def _stands(item: Item) -> str:
    """What became of it, and who said so."""
    return f"{TICKS[item.outcome or 'open']}{f', says {item.ticked_by.name}' if item.ticked_by else ''}"
