"""The cursor: entering a step, beginning what it does, leaving it, arriving at an end."""

from dataclasses import replace
from datetime import datetime

from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.guards import Scope
from bot.core.incident import ClockState, Item, Owed, Run
from bot.core.performing import (
    arguments_now,
    begin_waiting,
    commander_of,
    may_run_alone,
    scope_of,
    set_fact,
    start_command,
    stop_reading,
    unmet_gates,
)
from bot.core.procedure import close_with_its_runs
from bot.core.runbook import Call, Choose, EndKind, ListOf, Runbook, Step, Update, Wait
from bot.core.runbook import Run as RunKind
from bot.core.several import all_over, conclude, tell_strangers
from bot.core.tasks import items_of, task_of
from bot.core.texts import fill
from bot.core.values import BadValue, Values, parse
from bot.core.voiding import void_here

MOVES_ALONE = 25
"""So many moves without a person or time, and the run stops for the commander."""


def start_run(
    draft: Draft,
    digest: str,
    name: str,
    inputs: Values,
    source: str,
    parent: Run | None = None,
    *,
    since: datetime | None = None,
) -> None:
    """Start a runbook's walk: what it owes, its clocks, its inputs, its first step.

    `since`: when its clocks began, if that was before; what was told of them then is not told again.
    """
    book = draft.rulebook.runbook(digest, name)
    run = f"r{len(draft.incident.runs) + 1}"
    owed = tuple(
        Owed(
            f"{run}/{item.id}",
            "evidence",
            item.title,
            run,
            how=item.how,
            required=item.required,
            gates=item.before,
            step=item.from_step,
        )
        for item in book.evidence.values()
    )
    clocks = tuple(ClockState(c.id, c.title, c.limit, c.from_step, c.to) for c in book.clocks.values())
    visit = parent.visit.number if parent and parent.visit else 0
    draft.emit(ev.RunStarted(run, name, digest, book.title, parent.id if parent else "", visit, owed, clocks))
    for fact, value in inputs.items():
        set_fact(draft, run, fact, value, source)
    _take_inputs(draft, run, book)
    for clock in book.clocks.values():
        ends = (since or draft.now) + clock.limit
        if not clock.from_step and not _was_told(draft, name, clock.id, ends):
            draft.emit(ev.ClockStarted(run, clock.id, ends))
    missing = [f.id for f in book.facts.values() if f.input and f.id not in draft.incident.runs[run].facts]
    enter(draft, run, book.start, tuple(missing))


def _was_told(draft: Draft, runbook: str, clock: str, ends: datetime) -> bool:
    former = (run.id for run in draft.incident.runs.values() if run.runbook == runbook)
    return any(draft.incident.fired.get(f"clock/{run}/{clock}") == ends for run in former)


def _take_inputs(draft: Draft, run: str, book: Runbook) -> None:
    seen = Scope(labels=draft.incident.labels, annotations=draft.incident.annotations)
    for fact in book.facts.values():
        if fact.source is None or fact.id in draft.incident.runs[run].facts:
            continue
        found = fact.source.value(seen)
        if not isinstance(found, str) or not found:
            continue
        try:
            set_fact(draft, run, fact.id, parse(fact.type, found), "the alert")
        except BadValue:
            continue  # it is asked instead


def enter(draft: Draft, name: str, to: str, needs: tuple[str, ...] = ()) -> None:
    """Stay at a step: a fresh visit with fresh items, deadlines armed, and what it does begun."""
    run = draft.incident.runs[name]
    book = draft.rulebook.of(run)
    step = book.steps[to]
    unset = [fact for fact in sorted(step.reads()) if fact not in run.facts and fact not in needs]
    within = draft.now + step.within if step.within else None
    draft.emit(
        ev.StepEntered(
            name,
            len(run.left) + 1,
            to,
            fill(step.title, draft.incident, run),
            step.phase,
            within,
            (*needs, *unset),
            items_of(step, draft.incident, run, draft.now),
            step.by,
        )
    )
    _clocks_at(draft, name, to)
    incident = draft.incident
    if step.phase == "recover" and not incident.mitigated_at and not incident.proposed:
        draft.emit(ev.MitigationProposed(fill(step.title, incident, run)))
    tell_strangers(draft, name)
    begin(draft, name)


def _clocks_at(draft: Draft, run: str, place: str) -> None:
    for clock in draft.incident.runs[run].clocks:
        if clock.from_step == place and clock.due is None:
            draft.emit(ev.ClockStarted(run, clock.id, draft.now + clock.limit))
        if clock.to == place and clock.due and clock.stopped_at is None:
            draft.emit(ev.ClockStopped(run, clock.id))


def begin(draft: Draft, name: str) -> None:
    """Begin what the step does by itself, unless a question or a gate comes first. Idempotent."""
    run = draft.incident.runs[name]
    visit = run.visit
    if visit is None or not run.is_walking or visit.needs or unmet_gates(draft.incident, run):
        return
    step = draft.rulebook.step(run)
    match step.kind:
        case _ if not visit.items:
            take_itself(draft, name, "done")
        case Choose():
            take_first_that_holds(draft, name)
        case RunKind(auto=True) | ListOf(auto=True):
            for item in visit.items:
                _start_alone(draft, name, item)
        case Wait() as kind if visit.waiting is None and visit.items[0].state == "open":
            begin_waiting(draft, name, kind)
        case Update(to=to, text=text, component=component) if not visit.draft:
            drafted = fill(text, draft.incident, run)
            draft.emit(ev.UpdateDrafted(name, visit.number, to, drafted, component))
        case Call() as kind if not visit.child and visit.items[0].state == "open":
            call(draft, run, kind)
        case _:
            pass


def call(draft: Draft, run: Run, kind: Call) -> None:
    """Start the walk of what the step calls."""
    arguments = arguments_now(draft, run, kind.arguments)
    start_run(draft, run.digest, kind.runbook, arguments, "the caller", run)


def _start_alone(draft: Draft, name: str, item: Item) -> None:
    """Start what only reads and what Handrail itself can run, once; the rest is for people."""
    run = draft.incident.runs[name]
    command = task_of(draft.rulebook.step(run), item).command
    if not command or item.state != "open" or item.tries:
        return
    if not draft.rulebook.is_by_hand(command) and may_run_alone(draft.rulebook, run, command):
        start_command(draft, name, item)


def move_when_done(draft: Draft, name: str, *, by_tick: bool) -> None:
    """When all items are over, `done` is taken: at once, or after a grace in which a tick is taken back."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    if not all_over(run.visit):
        return
    grace = draft.rulebook.grace
    if by_tick and grace:
        draft.emit(ev.ItemsDone(name, run.visit.number, draft.now + grace))
    else:
        take_itself(draft, name, "done")


def take_first_that_holds(draft: Draft, name: str, how: ev.How = "itself") -> None:
    """Take the first outcome whose guard holds; when none does, a person picks."""
    run = draft.incident.runs[name]
    scope = scope_of(draft.incident, run, draft)
    for outcome in draft.rulebook.step(run).outcomes.values():
        if outcome.is_else or outcome.when is None or outcome.when.holds(scope):
            take_itself(draft, name, outcome.name, how)
            return


def take_itself(draft: Draft, name: str, outcome: str, how: ev.How = "itself") -> None:
    """Take an outcome without a person, unless the run has moved alone too often."""
    run = draft.incident.runs[name]
    if how == "itself" and run.alone >= MOVES_ALONE:
        if not run.halted:
            draft.emit(ev.RunHalted(name))
            draft.notice(
                f"The walk has moved {MOVES_ALONE} times without a person; it stops here. "
                "The commander can pick an outcome or jump.",
                users=commander_of(draft.incident),
                run=name,
            )
        return
    take(draft, name, outcome, how)


def take(draft: Draft, name: str, outcome: str, how: ev.How, reason: str = "") -> None:
    """Leave the step by an outcome and enter what it leads to."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    visit, step = run.visit, draft.rulebook.step(run)
    way = step.outcomes[outcome]
    if how != "skip":
        conclude(draft, name)
    leave(draft, name)
    draft.emit(
        ev.OutcomeTaken(name, visit.number, step.id, visit.title, outcome, way.label, way.to, how, reason)
    )
    if how != "skip":
        _owe_undo(draft, name, step)
        _meet_undos(draft, name, step)
    follow(draft, name, way.to)


def _owe_undo(draft: Draft, name: str, step: Step) -> None:
    if step.undo is None:
        return
    key = f"{name}/undo-{step.id}"
    former = draft.incident.owed.get(key)
    if former is None or not former.is_open:
        title = fill(step.undo.title, draft.incident, draft.incident.runs[name])
        owed = Owed(key, "undo", title, name, step=step.id, by_step=step.undo.by)
        draft.emit(ev.UndoOwed(owed))


def _meet_undos(draft: Draft, name: str, step: Step) -> None:
    for owed in draft.incident.open_owed(name):
        if owed.kind == "undo" and owed.by_step == step.id:
            draft.emit(ev.OwedMet(owed.id, owed.title, step=step.id))


def leave(draft: Draft, name: str) -> None:
    """What was running or asked in the step that is left: reads stop, approvals die, a child is abandoned."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    void_here(draft, run, run.visit, "the step was left")
    stop_reading(draft, run, run.visit)
    if run.visit.child and draft.incident.runs[run.visit.child].is_walking:
        _abandon(draft, run.visit.child, run.visit.step)


def _abandon(draft: Draft, child: str, step: str) -> None:
    leave(draft, child)
    draft.emit(ev.OwedMoved(child, draft.incident.runs[child].parent, step))
    draft.emit(ev.RunClosed(child, abandoned=True))


def follow(draft: Draft, name: str, to: str) -> None:
    """Go where a way leads: a step, or an end."""
    book = draft.rulebook.of(draft.incident.runs[name])
    if to in book.steps:
        enter(draft, name, to)
    else:
        arrive(draft, name, to, book.ends[to])


def arrive(draft: Draft, name: str, end: str, kind: EndKind) -> None:
    """Stop at an end: the caller goes on; a top run proposes what the end means."""
    run = draft.incident.runs[name]
    false = kind in {"false_alarm", "cancelled"}
    draft.emit(ev.RunArrived(name, end, kind, drops_evidence=false))
    for clock in run.clocks:
        if clock.due and clock.stopped_at is None and clock.to in {"", end}:
            draft.emit(ev.ClockStopped(name, clock.id))
    if run.parent:
        _return(draft, name, end)
        return
    false_alarm = kind == "false_alarm"
    if not draft.incident.resolved_at and not draft.incident.procedure:
        draft.emit(ev.ResolveProposed(end, false_alarm=false_alarm))
        question = "Was it a false alarm?" if false_alarm else "Is the impact over?"
        draft.notice(
            f"The walk is at its end. {question} `/incident` shows the buttons; the card has them too.",
            users=commander_of(draft.incident),
        )
    close_what_owes_nothing(draft)


def _hand_over(draft: Draft, child: Run, step: str) -> None:
    """What a called walk still owes is its caller's, and it is closed."""
    draft.emit(ev.OwedMoved(child.id, child.parent, step))
    draft.emit(ev.RunClosed(child.id))


def _return(draft: Draft, name: str, end: str) -> None:
    child = draft.incident.runs[name]
    parent = draft.incident.runs[child.parent]
    assert parent.visit is not None
    _hand_over(draft, child, parent.visit.step)
    kind = draft.rulebook.step(parent).kind
    assert isinstance(kind, Call)
    scope = replace(scope_of(draft.incident, parent, draft), child=child.values)
    for fact, expression in kind.sets.items():
        value = expression.value(scope)
        if value is not None:
            set_fact(draft, parent.id, fact, value, child.title)
    skipped = [left.title for left in child.left if left.skipped]
    if skipped:
        give_back(draft, name, f"it ended as `{end}`, but “{skipped[0]}” was skipped in it")
    else:
        take_itself(draft, parent.id, end)


def give_back(draft: Draft, name: str, why: str) -> None:
    """A called walk is over and nobody can say what it came to: its caller waits for a person."""
    child = draft.incident.runs[name]
    parent = draft.incident.runs[child.parent]
    assert parent.visit is not None
    if child.mode != "closed":
        _hand_over(draft, child, parent.visit.step)
    draft.emit(ev.CallStuck(parent.id, parent.visit.number, name, parent.visit.title, why))
    draft.notice(
        f"“{child.title}” came back: {why}. "
        f"Start it again, skip “{parent.visit.title}” with an outcome, or jump.",
        users=commander_of(draft.incident),
        run=parent.id,
    )


def close_what_owes_nothing(draft: Draft) -> None:
    """Runs that arrived are closed once nothing is owed, and with them a procedure."""
    for run in draft.incident.runs.values():
        if run.mode == "closing" and not draft.incident.must(run.id):
            draft.emit(ev.RunClosed(run.id))
    close_with_its_runs(draft)
