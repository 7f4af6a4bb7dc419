"""Going against the runbook: the commander may, with a reason, and the postmortem tells."""

from bot.core import events as ev
from bot.core.aim import checked, here
from bot.core.draft import Draft
from bot.core.owing import needs_reason, only_commander
from bot.core.performing import set_fact
from bot.core.refusals import Unknown
from bot.core.signals import Jump, Skip
from bot.core.walking import enter, leave, take


def skip(draft: Draft, what: Skip) -> None:
    """Take an outcome without doing the step. No undo is owed for what was not done."""
    run, _, step = here(draft, what.place)
    only_commander(draft, "skip a step")
    reason = needs_reason(what.reason, "skip this step")
    if what.outcome not in step.outcomes:
        names = ", ".join(f"`{name}`" for name in step.outcomes)
        raise Unknown(f"`{what.outcome}` is not an outcome of “{step.title}”.", f"It has: {names}.")
    for fact, value in checked(draft.rulebook.of(run), what.facts).items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, when skipping")
    take(draft, run.id, what.outcome, "skip", reason)


def jump(draft: Draft, what: Jump) -> None:
    """Go to any step of the same run."""
    run, visit, step = here(draft, what.place)
    only_commander(draft, "jump")
    reason = needs_reason(what.reason, "jump")
    book = draft.rulebook.of(run)
    if what.to not in book.steps:
        names = ", ".join(f"`{name}`" for name in book.steps)
        raise Unknown(f"`{what.to}` is not a step of “{book.title}”.", f"It has: {names}.")
    if what.saw:
        draft.emit(ev.NoteAdded(f"Saw something else than the runbook expects: {reason}"))
    leave(draft, run.id)
    draft.emit(ev.Jumped(run.id, visit.number, step.id, visit.title, what.to, reason, what.saw))
    enter(draft, run.id, what.to)
