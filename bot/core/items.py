"""What people do in a step: run, record by hand, answer, pick, cancel."""

from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.acting import Take, Write
from bot.core.aim import checked, here, item_of, ready, ungated
from bot.core.asking import ask_approval
from bot.core.draft import Draft
from bot.core.incident import Item, Run, Visit
from bot.core.performing import (
    reads,
    set_fact,
    start_command,
    waits_for_answer,
)
from bot.core.picking import lacks_rows, offered, pick_of
from bot.core.refusals import BadAnswers, NotNow, Unknown
from bot.core.result import CommandResult, Reading
from bot.core.runbook import NONE, Ask, Call, Choose, Do, ListOf, Step, Update, Wait
from bot.core.runbook import Run as RunKind
from bot.core.settling import judge_poll, settle
from bot.core.several import failed, tell_strangers, unsettled
from bot.core.signals import ALL_OPEN, Answer, Cancel, Perform, Pick, Plan, Record
from bot.core.tasks import items_of, task_of, title_of
from bot.core.voiding import void_here
from bot.core.vouching import do_or_ask
from bot.core.walking import begin, call, take

# -- run -------------------------------------------------------------------------------------


def perform(draft: Draft, what: Perform) -> None:
    """Start the step's command (or those of its items), or ask for the approval that it needs."""
    run, visit, step = here(draft, what.place)
    if isinstance(step.kind, Call) and item_of(visit, what.item).state == "stuck":
        ready(draft, run, visit)
        call(draft, run, step.kind)
        return
    if isinstance(step.kind, Wait) or not step.commands():
        raise NotNow("This step runs no command.", "`/incident` shows what it asks for.")
    ready(draft, run, visit)
    if what.item == ALL_OPEN:
        items = tuple(item for item in visit.items if item.state == "open" and _can_start(draft, step, item))
        if not items:
            raise NotNow("Nothing here is left to be started by Handrail.", "`/incident` shows what is open.")
    else:
        items = (_startable(draft, step, item_of(visit, what.item)),)
    asking = tuple(item for item in items if _asks(draft, step, item))
    if asking:
        ask_approval(draft, run, step, asking, what)
    for item in items:
        if item not in asking:
            start_command(draft, run.id, item, text=_text(what.plan, item))


def _startable(draft: Draft, step: Step, item: Item) -> Item:
    """The item, or why it cannot be started."""
    command = task_of(step, item).command
    if not command:
        raise NotNow(f"“{item.title}” runs no command: a person does it.", "Tick it when it is done.")
    if item.state == "running":
        raise NotNow("It is running already.", "Its result appears in the thread of the step.")
    if item.state == "asked":
        raise NotNow("A second person has been asked already.", "`/incident cancel` takes the request back.")
    if not _can_start(draft, step, item):
        why = draft.rulebook.by_hand.get(command, "it is not in the catalogue any more")
        raise NotNow(
            f"Handrail cannot run this here: {why}.",
            "`/incident byhand` shows the exact command and takes its result.",
        )
    return item


def _can_start(draft: Draft, step: Step, item: Item) -> bool:
    """Whether Handrail runs it, or asks for the approval that a person needs to run it by hand."""
    command = task_of(step, item).command
    if command not in draft.rulebook.entries:
        return False
    return not draft.rulebook.is_by_hand(command) or (_asks(draft, step, item) and not item.cleared)


def _asks(draft: Draft, step: Step, item: Item) -> bool:
    entry = draft.rulebook.entries[task_of(step, item).command]
    return entry.risk.needs_approval or bool(step.approval)


def _text(plan: Plan | None, item: Item) -> str:
    if plan is None:
        return ""
    return next((part.text for part in plan.parts if part.item == item.id), plan.text)


def cancel(draft: Draft, what: Cancel) -> None:
    """Stop a running read, or take a request for approval back."""
    run, visit, step = here(draft, what.place)
    item = item_of(visit, what.item)
    if item.state == "asked" or (item.state == "running" and not item.launched):
        void_here(draft, run, visit, f"taken back by {draft.signal.by.name}", item.id)
        return
    if item.state != "running" or isinstance(step.kind, Wait):
        raise NotNow("Nothing is running in this step.")
    if not reads(draft, run, item):
        raise NotNow(
            "A command that changes something is not stopped half way.",
            "Its result is recorded when it ends or times out.",
        )
    draft.queue(fx.CancelCommand(item.effect))
    title = item.title or visit.title
    draft.emit(ev.CommandCancelled(run.id, visit.number, item.id, title, item.effect))


# -- results ---------------------------------------------------------------------------------


def record(draft: Draft, what: Record) -> None:
    """A result by hand: the same verdict, facts and evidence, attributed to the person."""
    run, visit, step = here(draft, what.place)
    item = item_of(visit, what.item)
    task = task_of(step, item)
    if not task.command:
        raise NotNow("This step runs no command, so it has no result to record.", "Pick an outcome instead.")
    ready(draft, run, visit)
    if item.state == "running":
        raise NotNow("It is running; wait for its result or cancel it.")
    meaning = draft.rulebook.meaning(run, task.command)
    if what.reading is not None and what.reading.trouble:
        raise NotNow(
            f"The pasted text does not read as the output of this command: {what.reading.trouble}.",
            "Paste all of it, or choose the verdict by hand.",
        )
    verdict = what.reading.verdict if what.reading else what.verdict
    if verdict not in meaning.verdicts:
        known = ", ".join(f"`{name}`" for name in meaning.verdicts)
        raise Unknown(f"`{verdict}` is not a verdict of this command.", f"It has: {known}.")
    facts = checked(draft.rulebook.of(run), what.facts)
    reading = what.reading or Reading(verdict=verdict)
    result = CommandResult(reading=reading, output=what.output)
    asked = draft.rulebook.risk(run, task.command).needs_approval or bool(step.approval)
    # What was interrupted had its approval when it started.
    due = asked and not item.cleared and item.trouble != "interrupted"
    void_here(draft, run, visit, "its result was recorded by hand", item.id)
    draft.emit(
        ev.ResultRecorded(
            run.id,
            visit.number,
            item.id,
            task.command,
            title_of(item, meaning.title),
            result,
            deviation=due,
            outcome=task.judge(result),
        )
    )
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, by hand")
    if isinstance(step.kind, Wait):
        judge_poll(draft, run.id, result)
    else:
        settle(draft, run.id, item.id, result)


# -- outcomes and answers --------------------------------------------------------------------


def pick(draft: Draft, what: Pick) -> None:
    """A person takes an outcome of the step."""
    run, visit, step = here(draft, what.place)
    if what.outcome not in step.outcomes:
        names = ", ".join(f"`{name}`" for name in step.outcomes)
        raise Unknown(f"`{what.outcome}` is not an outcome of “{step.title}”.", f"It has: {names}.")
    ready(draft, run, visit)
    how: ev.How = "person"
    match step.kind:
        case _ if step.is_side_by_side:
            _may_leave(visit, what.outcome)
        case RunKind():
            _has_verdict(draft, run, visit, step, what.outcome)
            if what.outcome != visit.items[0].verdict and not _is_none(step, what.outcome):
                how = "override"
        case Ask():
            if visit.items[0].state != "settled":
                raise NotNow("This question is not answered yet.", "`/incident answer` shows its form.")
        case Do() | Choose() | ListOf():
            pass
        case Update():
            raise NotNow("The update was not sent yet.", "Send it, or skip this step with a reason.")
        case Wait():
            _may_end(draft, run, visit, step, what.outcome)
        case Call():
            if visit.items[0].state == "stuck":
                raise NotNow(
                    f"What was called here came back: {visit.items[0].why}.",
                    "Start it again, or skip this step with an outcome and a reason.",
                )
            if not run.halted:
                raise NotNow(
                    "Another runbook is being walked here.", "Finish it, or skip this step with a reason."
                )
        case _:
            assert_never(step.kind)
    if how == "person":
        do_or_ask(draft, run, visit, step, Take(what.outcome), what.token)
    else:
        take(draft, run.id, what.outcome, how)


def _has_verdict(draft: Draft, run: Run, visit: Visit, step: Step, outcome: str) -> None:
    """Refuse while there is no result, or while rows are still to be picked from it."""
    item = visit.items[0]
    if item.state != "settled":
        raise NotNow(_unsettled(item), "Run it, record its result by hand, or skip it with a reason.")
    if _is_none(step, outcome) or not lacks_rows(step, item):
        return
    if offered(draft.incident, run, step, item):
        raise NotNow("First pick from the rows of the result.", "If none fits, take `none`.")
    raise NotNow("No row of the result fits.", "Take `none`.")


def _is_none(step: Step, outcome: str) -> bool:
    pick = pick_of(step)
    return pick is not None and not pick.many and outcome == NONE


def _may_leave(visit: Visit, outcome: str) -> None:
    """Refuse `done` while something failed, `failed` while nothing did, and both while something is open."""
    waiting, bad = unsettled(visit), failed(visit)
    if waiting:
        names = ", ".join(f"“{item.title}”" for item in waiting[:3])
        more = f" and {len(waiting) - 3} more" if len(waiting) > 3 else ""
        raise NotNow(f"Not settled yet: {names}{more}.", "Tick what does not apply here as not applicable.")
    if outcome == "done" and bad:
        names = ", ".join(f"“{item.title}”" for item in bad[:3])
        raise NotNow(
            f"Failed: {names}.", "Mend it and do it again, tick it as not applicable, or take `failed`."
        )
    if outcome == "failed" and not bad:
        raise NotNow("Nothing here has failed.", "Take `done`.")


def _unsettled(item: Item) -> str:
    if item.state == "stuck":
        return f"This command has no verdict: {item.why or item.trouble}."
    return "This command has no result yet."


def _may_end(draft: Draft, run: Run, visit: Visit, step: Step, outcome: str) -> None:
    kind, waiting = step.kind, visit.waiting
    assert isinstance(kind, Wait)
    by_hand = bool(kind.command) and draft.rulebook.is_by_hand(kind.command)
    assert waiting is not None, "a wait begins as soon as nothing comes first"
    if by_hand or waiting.ends is None:
        return
    timed_out = f"wait/{run.id}/{visit.number}" in draft.incident.fired
    if timed_out:
        return
    if outcome == "done" and kind.until is None and waiting.may_end and draft.now >= waiting.may_end:
        return
    raise NotNow("This step waits, and ends by itself.", "`/incident skip` leaves it with a reason.")


def answer(draft: Draft, what: Answer) -> None:
    """Answers to what the step needs first, or to its own question."""
    run, visit, step = here(draft, what.place)
    asked = waits_for_answer(run, step)
    if not asked:
        raise NotNow("This step asks nothing now.", "`/incident correct` changes a fact.")
    ungated(draft, run)
    facts = checked(draft.rulebook.of(run), what.facts, only=asked)
    missing = {name: "an answer is needed" for name in asked if name not in facts}
    if missing:
        raise BadAnswers(missing)
    if not visit.needs:
        answers = {name: facts[name] for name in asked}
        do_or_ask(draft, run, visit, step, Write(answers), what.token)
        return
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, answered")
    known = draft.incident.runs[run.id]
    items = items_of(step, draft.incident, known, visit.entered_at) if step.is_side_by_side else ()
    draft.emit(ev.NeedsAnswered(run.id, visit.number, items))
    tell_strangers(draft, run.id)
    begin(draft, run.id)
