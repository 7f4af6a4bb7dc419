"""What people do in a step: run, record by hand, answer, pick, cancel."""

from typing import assert_never

from bot.core import events as ev
from bot.core.aim import checked, here, item_of, ready, ungated
from bot.core.approving import ask_approval
from bot.core.draft import Draft
from bot.core.incident import Item, Run, Visit
from bot.core.performing import (
    arguments_now,
    set_fact,
    start_command,
    stop_reading,
    void_asked,
    waits_for_answer,
)
from bot.core.refusals import BadAnswers, NotNow, Unknown
from bot.core.result import CommandResult, Reading
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Risk, Step, Update, Wait
from bot.core.runbook import Run as RunKind
from bot.core.settling import judge_poll, keep_output, settle
from bot.core.signals import Answer, Cancel, Perform, Pick, Record
from bot.core.walking import begin, call, take, take_first_that_holds

# -- run -------------------------------------------------------------------------------------


def perform(draft: Draft, what: Perform) -> None:
    """Start the step's command, or ask for the approval that it needs."""
    run, visit, step = here(draft, what.place)
    if isinstance(step.kind, Call) and visit.items[0].state == "stuck":
        ready(draft, run, visit)
        call(draft, run, step.kind)
        return
    if not isinstance(step.kind, RunKind):
        raise NotNow("This step runs no command.", "`/incident` shows what it asks for.")
    ready(draft, run, visit)
    item = _startable(visit, what.item)
    command = step.kind.command
    entry = draft.rulebook.entries.get(command)
    by_hand = draft.rulebook.is_by_hand(command)
    asks = entry is not None and (entry.risk.needs_approval or bool(step.approval))
    if entry is None or (by_hand and (item.cleared or not asks)):
        why = draft.rulebook.by_hand.get(command, "it is not in the catalogue any more")
        raise NotNow(
            f"Handrail cannot run this here: {why}.",
            "`/incident byhand` shows the exact command and takes its result.",
        )
    if asks:
        ask_approval(draft, run, step, item, what)
        return
    arguments = arguments_now(draft, run, step.kind.arguments)
    start_command(draft, run.id, command, arguments, text=what.plan.text if what.plan else "")


def _startable(visit: Visit, name: str) -> Item:
    item = item_of(visit, name)
    if item.state == "running":
        raise NotNow("It is running already.", "Its result appears in the thread of the step.")
    if item.state == "asked":
        raise NotNow("A second person has been asked already.", "`/incident cancel` takes the request back.")
    return item


def cancel(draft: Draft, what: Cancel) -> None:
    """Stop a running read, or take a request for approval back."""
    run, visit, step = here(draft, what.place)
    item = item_of(visit, what.item)
    if item.state == "asked":
        void_asked(draft, run, visit, f"taken back by {draft.signal.by.name}")
        return
    if item.state != "running" or isinstance(step.kind, Wait):
        raise NotNow("Nothing is running in this step.")
    if draft.rulebook.risk(run, _command(step)) is not Risk.READ:
        raise NotNow(
            "A command that changes something is not stopped half way.",
            "Its result is recorded when it ends or times out.",
        )
    stop_reading(draft, run, visit)
    draft.emit(ev.CommandCancelled(run.id, visit.number, item.id, visit.title, item.effect))


def _command(step: Step) -> str:
    return step.kind.command if isinstance(step.kind, RunKind | Wait) else ""


# -- results ---------------------------------------------------------------------------------


def record(draft: Draft, what: Record) -> None:
    """A result by hand: the same verdict, facts and evidence, attributed to the person."""
    run, visit, step = here(draft, what.place)
    command = _command(step)
    if not command:
        raise NotNow("This step runs no command, so it has no result to record.", "Pick an outcome instead.")
    ready(draft, run, visit)
    item = item_of(visit, what.item)
    if item.state == "running":
        raise NotNow("It is running; wait for its result or cancel it.")
    meaning = draft.rulebook.meaning(run, command)
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
    asked = draft.rulebook.risk(run, command).needs_approval or bool(step.approval)
    # What was interrupted had its approval when it started.
    due = asked and not item.cleared and item.trouble != "interrupted"
    void_asked(draft, run, visit, "its result was recorded by hand")
    draft.emit(
        ev.ResultRecorded(run.id, visit.number, item.id, command, meaning.title, result, deviation=due)
    )
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, by hand")
    if isinstance(step.kind, Wait):
        judge_poll(draft, run.id, result)
    else:
        settle(draft, run.id, result)


# -- outcomes and answers --------------------------------------------------------------------


def pick(draft: Draft, what: Pick) -> None:
    """A person takes an outcome of the step."""
    run, visit, step = here(draft, what.place)
    if what.outcome not in step.outcomes:
        names = ", ".join(f"`{name}`" for name in step.outcomes)
        raise Unknown(f"`{what.outcome}` is not an outcome of “{step.title}”.", f"It has: {names}.")
    ready(draft, run, visit)
    how: ev.How = "person"
    item = visit.items[0]
    match step.kind:
        case Do():
            pass
        case RunKind():
            if item.state != "settled":
                raise NotNow(_unsettled(item), "Run it, record its result by hand, or skip it with a reason.")
            if what.outcome != item.verdict:
                how = "override"
        case Ask():
            if item.state != "settled":
                raise NotNow("This question is not answered yet.", "`/incident answer` shows its form.")
        case Choose() | ListOf() | Update():
            pass
        case Wait():
            _may_end(draft, run, visit, step, what.outcome)
        case Call():
            if item.state == "stuck":
                raise NotNow(
                    f"What was called here came back: {item.why}.",
                    "Start it again, or skip this step with an outcome and a reason.",
                )
            if not run.halted:
                raise NotNow(
                    "Another runbook is being walked here.", "Finish it, or skip this step with a reason."
                )
        case _:
            assert_never(step.kind)
    take(draft, run.id, what.outcome, how)


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
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, answered")
    if visit.needs:
        draft.emit(ev.NeedsAnswered(run.id, visit.number))
        begin(draft, run.id)
        return
    draft.emit(ev.QuestionAnswered(run.id, visit.number, asked))
    said = "; ".join(f"{name}: {what.facts[name]}" for name in asked)
    keep_output(draft, run.id, step.id, "", said)
    take_first_that_holds(draft, run.id, "person")
