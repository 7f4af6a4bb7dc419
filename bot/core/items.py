"""What people do in a step: run, record by hand, answer, pick, cancel."""

import hashlib
import json
from datetime import timedelta

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Approval, Incident, Item, Owed, Run, Visit
from bot.core.performing import (
    arguments_of,
    scope_of,
    set_fact,
    start_command,
    stop_reading,
    unmet_gates,
    waits_for_answer,
)
from bot.core.refusals import BadAnswers, Gated, NotNow, Stale, Unknown
from bot.core.result import CommandResult, Reading
from bot.core.runbook import Ask, Call, Choose, Do, Risk, Step, Wait
from bot.core.runbook import Run as RunKind
from bot.core.signals import Answer, Cancel, Perform, Pick, Place, Record
from bot.core.values import BadValue, Value, Values, check, parse
from bot.core.walking import begin, take, take_first_that_holds, take_itself

APPROVAL_LASTS = timedelta(minutes=15)


def here(draft: Draft, place: Place) -> tuple[Run, Visit, Step]:
    """The run, visit and step that a signal is about, or a Stale that says who moved them."""
    run = draft.incident.runs.get(place.run)
    if run is None:
        raise Unknown(f"There is no run `{place.run}` in {draft.incident.id}.")
    if run.visit is None or run.visit.number != place.visit or not run.is_walking:
        raise _moved(run, place)
    return run, run.visit, draft.rulebook.step(run)


def _moved(run: Run, place: Place) -> Stale:
    left = next((left for left in run.left if left.visit == place.visit), None)
    at = f"It is at “{run.visit.title}” now." if run.visit else f"It has ended: {run.end or 'abandoned'}."
    if left is None:
        return Stale("This step is over.", at)
    return Stale(f"{left.by.name} already moved “{left.title}”: {left.outcome} → {left.to}.", at, left.at)


def ungated(draft: Draft, run: Run) -> None:
    """Refuse while evidence is missing that the step would destroy or change."""
    gates = unmet_gates(draft.incident, run)
    if gates:
        names = "; ".join(f"{gate.title} ({gate.id})" for gate in gates)
        raise Gated(
            f"First keep the evidence that this step may change: {names}.",
            f"`/incident evidence {gates[0].id} <what and where>` records it.",
        )


def _ready(draft: Draft, run: Run, visit: Visit) -> None:
    if visit.needs:
        raise NotNow(
            f"This step needs to know first: {', '.join(visit.needs)}.", "`/incident answer` asks for it."
        )
    ungated(draft, run)


# -- run -------------------------------------------------------------------------------------


def perform(draft: Draft, what: Perform) -> None:
    """Start the step's command, or ask for the approval that it needs."""
    run, visit, step = here(draft, what.place)
    if not isinstance(step.kind, RunKind):
        raise NotNow("This step runs no command.", "`/incident` shows what it asks for.")
    _ready(draft, run, visit)
    item = _startable(visit, what.item)
    command = step.kind.command
    if draft.rulebook.is_by_hand(command):
        why = draft.rulebook.by_hand.get(command, "it is not in the catalogue any more")
        raise NotNow(
            f"Handrail cannot run this here: {why}.",
            "`/incident byhand` shows the exact command and takes its result.",
        )
    arguments = arguments_of(draft.incident, run, step.kind.arguments, draft)
    if arguments is None:
        raise NotNow("A fact that the command needs is not known.", "`/incident correct` sets it.")
    entry = draft.rulebook.entries[command]
    if entry.risk.needs_approval or step.approval:
        _ask_approval(draft, run, step, item, what)
        return
    start_command(draft, run.id, command, arguments, text=what.plan.text if what.plan else "")


def _startable(visit: Visit, name: str) -> Item:
    item = visit.item(name)
    if item is None:
        raise Unknown(f"There is no `{name}` to run in this step.")
    if item.state == "running":
        raise NotNow("It is running already.", "Its result appears in the thread of the step.")
    if item.state == "asked":
        raise NotNow("A second person has been asked already.", "`/incident cancel` takes the request back.")
    return item


def _ask_approval(draft: Draft, run: Run, step: Step, item: Item, what: Perform) -> None:
    assert isinstance(step.kind, RunKind)
    groups = draft.rulebook.approvers(draft.rulebook.entries[step.kind.command], step)
    if not groups:
        raise NotNow("Nobody may approve this: the policy names no group.", "Record it by hand, or jump.")
    if what.plan is None or not what.token:
        raise NotNow("What exactly would run is not known, so nobody can approve it.")
    draft.emit(
        ev.ApprovalRequested(
            approval_for(
                draft, what.token, "run", what.plan.text, what.plan.digest, groups, run, item=item.id
            )
        )
    )


def approval_for(  # noqa: PLR0913, PLR0917 - the parts of an approval
    draft: Draft,
    token: str,
    subject: str,
    text: str,
    plan: str,
    groups: tuple[str, ...],
    run: Run,
    item: str = "",
    owed: str = "",
) -> Approval:
    """An approval bound to exactly one thing, one requester and one expiry."""
    expires = draft.now + APPROVAL_LASTS
    visit = run.visit.number if run.visit else 0
    by = draft.signal.by
    bound = {
        "plan": plan,
        "incident": draft.incident.id,
        "place": [run.id, visit, item, owed],
        "requester": [by.team, by.user],
        "expires": expires.isoformat(),
    }
    digest = hashlib.sha256(json.dumps(bound, sort_keys=True, separators=(",", ":")).encode()).hexdigest()
    return Approval(
        token,
        "waive" if subject == "waive" else "run",
        run.id,
        visit,
        item,
        owed,
        text,
        plan,
        digest,
        groups,
        by,
        draft.now,
        expires,
    )


def cancel(draft: Draft, what: Cancel) -> None:
    """Stop a running read, or take a request for approval back."""
    run, visit, step = here(draft, what.place)
    item = visit.item(what.item)
    if item is not None and item.state == "asked":
        for approval in draft.incident.approvals.values():
            if approval.state == "pending" and (approval.run, approval.visit) == (run.id, visit.number):
                draft.emit(
                    ev.ApprovalSettled(approval.token, "void", f"taken back by {draft.signal.by.name}")
                )
        return
    if item is None or item.state != "running" or isinstance(step.kind, Wait):
        raise NotNow("Nothing is running in this step.")
    if draft.rulebook.risk(run, _command(step)) is not Risk.READ:
        raise NotNow(
            "A command that changes something is not stopped half way.",
            "Its result is recorded when it ends or times out.",
        )
    stop_reading(draft, run, visit)
    draft.emit(ev.CommandCancelled(run.id, visit.number, item.id, step.title, item.effect))


def _command(step: Step) -> str:
    return step.kind.command if isinstance(step.kind, RunKind | Wait) else ""


# -- results ---------------------------------------------------------------------------------


def record(draft: Draft, what: Record) -> None:
    """A result by hand: the same verdict, facts and evidence, attributed to the person."""
    run, visit, step = here(draft, what.place)
    command = _command(step)
    if not command:
        raise NotNow("This step runs no command, so it has no result to record.", "Pick an outcome instead.")
    _ready(draft, run, visit)
    item = visit.item(what.item) or visit.items[0]
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
    facts = checked(draft, run, what.facts)
    reading = what.reading or Reading(verdict=verdict)
    result = CommandResult(reading=reading, output=what.output)
    due = draft.rulebook.risk(run, command).needs_approval or bool(step.approval)
    draft.emit(
        ev.ResultRecorded(run.id, visit.number, item.id, command, meaning.title, result, deviation=due)
    )
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, f"{draft.signal.by.name}, by hand")
    if isinstance(step.kind, Wait):
        judge_poll(draft, run.id, result)
    else:
        settle(draft, run.id, result)


def settle(draft: Draft, name: str, result: CommandResult) -> None:
    """After a result that counts: facts are set, evidence is kept, and an auto step goes on."""
    run = draft.incident.runs[name]
    step = draft.rulebook.step(run)
    assert isinstance(step.kind, RunKind)
    assert run.visit is not None
    if result.trouble:
        return
    scope = scope_of(draft.incident, run, draft, run.visit.items[0])
    if result.reading.values or not run.visit.items[0].by_hand:
        for fact, expression in step.kind.sets.items():
            value = expression.value(scope)
            if value is not None:
                _set_from_result(draft, name, fact, value, step.title)
    keep_output(draft, name, step.id, result.output, f"verdict: {result.reading.verdict}")
    if step.kind.auto:
        take_itself(draft, name, result.reading.verdict)


def _set_from_result(draft: Draft, name: str, fact: str, value: Value, source: str) -> None:
    kind = draft.rulebook.of(draft.incident.runs[name]).facts[fact].type
    try:
        set_fact(draft, name, fact, check(kind, value), source)
    except BadValue as problem:
        draft.notice(f"`{fact}` was not set: {problem}. `/incident correct` sets it by hand.", run=name)


def keep_output(draft: Draft, name: str, step: str, digest: str, text: str) -> None:
    """Evidence `from` a step is kept when the step has its result."""
    for owed in draft.incident.open_owed(name):
        if owed.kind == "evidence" and owed.step == step:
            draft.emit(ev.OwedMet(owed.id, owed.title, text=text, digest=digest, step=step))


def judge_poll(draft: Draft, name: str, result: CommandResult) -> None:
    """What one look of a `wait` decides: breach, done, time up, or look again."""
    run = draft.incident.runs[name]
    step = draft.rulebook.step(run)
    assert isinstance(step.kind, Wait)
    assert run.visit is not None
    waiting = run.visit.waiting
    assert waiting is not None, "a wait begins before it polls"
    kind, good = step.kind, not result.trouble
    by_hand = draft.rulebook.is_by_hand(kind.command)
    draft.emit(ev.Polled(name, run.visit.number, result, good, None if by_hand else draft.now + kind.every))
    run = draft.incident.runs[name]
    assert run.visit is not None
    scope = scope_of(draft.incident, run, draft, run.visit.items[0])
    over = kind.at_least is None or draft.now >= waiting.since + kind.at_least
    if good and kind.unless is not None and kind.unless.holds(scope):
        take_itself(draft, name, "breach", "time")
    elif good and kind.until is not None and kind.until.holds(scope) and over:
        keep_output(draft, name, step.id, result.output, f"verdict: {result.reading.verdict}")
        take_itself(draft, name, "done", "time")
    elif waiting.ends is not None and draft.now >= waiting.ends:
        time_up(draft, name)
    elif run.visit.waiting is not None and run.visit.waiting.failures == FAILURES_SHOWN:
        draft.notice(f"Three looks in a row failed: {result.why or result.trouble}.", run=name)


FAILURES_SHOWN = 3


def time_up(draft: Draft, name: str) -> None:
    """The time of a wait is over."""
    run = draft.incident.runs[name]
    kind = draft.rulebook.step(run).kind
    assert isinstance(kind, Wait)
    assert run.visit is not None
    assert run.visit.waiting is not None
    if kind.until is not None:
        take_itself(draft, name, "timeout", "time")
    elif kind.unless is None or run.visit.waiting.good:
        take_itself(draft, name, "done", "time")
    else:
        waiting = run.visit.waiting
        key = f"wait/{name}/{run.visit.number}"
        assert waiting.ends is not None
        draft.emit(ev.DeadlinePassed(key, run.visit.title, waiting.ends, 0))
        draft.notice(
            "The time is up, but the last look failed, so nobody knows whether it held. "
            "A person decides: done, or breach.",
            run=name,
        )


# -- outcomes and answers --------------------------------------------------------------------


def pick(draft: Draft, what: Pick) -> None:
    """A person takes an outcome of the step."""
    run, visit, step = here(draft, what.place)
    if what.outcome not in step.outcomes:
        names = ", ".join(f"`{name}`" for name in step.outcomes)
        raise Unknown(f"`{what.outcome}` is not an outcome of “{step.title}”.", f"It has: {names}.")
    _ready(draft, run, visit)
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
        case Choose():
            pass
        case Wait():
            _may_end(draft, run, visit, step, what.outcome)
        case Call():
            raise NotNow(
                "Another runbook is being walked here.", "Finish it, or skip this step with a reason."
            )
    take(draft, run.id, what.outcome, how)


def _unsettled(item: Item) -> str:
    if item.state == "stuck":
        return f"This command has no verdict: {item.why or item.trouble}."
    return "This command has no result yet."


def _may_end(draft: Draft, run: Run, visit: Visit, step: Step, outcome: str) -> None:
    kind, waiting = step.kind, visit.waiting
    assert isinstance(kind, Wait)
    by_hand = bool(kind.command) and draft.rulebook.is_by_hand(kind.command)
    if by_hand or waiting is None:
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
    if not visit.needs:
        ungated(draft, run)
    facts = checked(draft, run, what.facts, only=asked)
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
    take_first_that_holds(draft, run.id)


def checked(draft: Draft, run: Run, facts: Values, only: tuple[str, ...] | None = None) -> Values:
    """Values as their facts' types store them; typed text is parsed. Raises BadAnswers with every problem."""
    book = draft.rulebook.of(run)
    good: Values = {}
    bad: dict[str, str] = {}
    for name, value in facts.items():
        if name not in book.facts or (only is not None and name not in only):
            bad[name] = "this is not asked here"
            continue
        kind = book.facts[name].type
        try:
            good[name] = parse(kind, value) if isinstance(value, str) else check(kind, value)
        except BadValue as problem:
            bad[name] = str(problem)
    if bad:
        raise BadAnswers(bad)
    return good


def owed_of(incident: Incident, name: str) -> Owed:
    """The owed thing a person means: its id, or the end of it when only one fits."""
    if name in incident.owed:
        return incident.owed[name]
    fitting = [o for o in incident.owed.values() if o.id.endswith(f"/{name}") or o.id.endswith(f"-{name}")]
    if len(fitting) == 1:
        return fitting[0]
    still = ", ".join(f"`{owed.id}`" for owed in incident.open_owed()) or "nothing"
    if fitting:
        raise Unknown(f"`{name}` may mean several things.", "Say which: " + ", ".join(o.id for o in fitting))
    raise Unknown(f"Nothing called `{name}` is owed.", f"Still owed: {still}.")
