"""What a step does once it is begun: commands, polls, facts. The cursor does not move here."""

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.catalogue import as_typed
from bot.core.draft import Draft
from bot.core.guards import Scope
from bot.core.incident import MAIN, Incident, Item, Owed, Run, Visit, Waiting
from bot.core.rulebook import Rulebook
from bot.core.runbook import Arguments, Ask, Literally, Risk, Step, Wait
from bot.core.severity import change_severity
from bot.core.tasks import task_of, title_of
from bot.core.values import BadValue, Value, Values, check, moment, stamp


def scope_of(incident: Incident, run: Run, draft: Draft | None = None, item: Item | None = None) -> Scope:
    """What guards may look at in a run."""
    result = item.result if item else None
    return Scope(
        facts=run.values,
        severity=incident.severity,
        target=incident.target,
        now=draft.now if draft else incident.last_event_at,
        result=result.reading.values if result else None,
        verdict=result.reading.verdict if result else "",
    )


def set_fact(draft: Draft, run: str, fact: str, value: Value, source: str) -> None:
    """Write a fact, and raise the severity if a rule of the runbook now says so."""
    book = draft.rulebook.of(draft.incident.runs[run])
    draft.emit(ev.FactSet(run, fact, value, source, book.facts[fact].about))
    for rule in book.raises:
        former = draft.incident.severity
        if rule.to < former and rule.when.holds(scope_of(draft.incident, draft.incident.runs[run], draft)):
            change_severity(draft, rule.to, rule.because, itself=True)
            draft.notice(
                f"The severity is raised from {former} to {rule.to}: {rule.because}.",
                users=commander_of(draft.incident),
            )


def set_fact_from_result(draft: Draft, run: str, fact: str, value: Value, source: str) -> None:
    """Write what a result says; what the fact's type refuses is told, and sets nothing."""
    kind = draft.rulebook.of(draft.incident.runs[run]).facts[fact].type
    try:
        set_fact(draft, run, fact, check(kind, value), source)
    except BadValue as problem:
        draft.notice(f"`{fact}` was not set: {problem}. `/incident correct` sets it by hand.", run=run)


def unmet_gates(incident: Incident, run: Run) -> tuple[Owed, ...]:
    """Evidence that must be kept before anything is done in the step where the run is."""
    if run.visit is None:
        return ()
    step = run.visit.step
    mine = (owed for owed in incident.owed.values() if owed.run == run.id and step in owed.gates)
    return tuple(owed for owed in mine if owed.state != "met")


def may_run_alone(rulebook: Rulebook, run: Run, command: str) -> bool:
    """Whether the entry only reads, now."""
    return rulebook.risk(run, command) is Risk.READ


def arguments_of(
    incident: Incident, run: Run, arguments: Arguments, draft: Draft | None = None, element: str = ""
) -> Values | None:
    """The arguments' values, or None when a fact that one needs is not known."""
    values: Values = {}
    for name, argument in arguments.items():
        if isinstance(argument, Literally):
            values[name] = argument.value
            continue
        found = element if argument.name == "item" else _looked_up(incident, run, argument.name, draft)
        if found is None:
            return None
        values[name] = found
    return values


def arguments_now(draft: Draft, run: Run, arguments: Arguments, element: str = "") -> Values:
    """The arguments' values in a step that needs no more answers."""
    found = arguments_of(draft.incident, run, arguments, draft, element)
    assert found is not None, "the facts that a step reads are asked before anything else"
    return found


def _looked_up(incident: Incident, run: Run, name: str, draft: Draft | None) -> Value | None:
    if name.startswith("facts."):
        known = run.facts.get(name.removeprefix("facts."))
        return known.value if known else None
    now = draft.now if draft else incident.last_event_at
    return {
        "target": incident.target,
        "severity": incident.severity.value,
        "incident.id": incident.id,
        "now": stamp(now) if now else None,
    }.get(name)


def start_command(
    draft: Draft, name: str, item: Item, *, text: str = "", token: str = "", plan: str = ""
) -> None:
    """Set an item running; the log has it before the process starts."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    task = task_of(draft.rulebook.step(run), item)
    arguments = arguments_now(draft, run, task.arguments, item.element)
    entry = draft.rulebook.entries[task.command]
    title = title_of(item, entry.title)
    effect = fx.RunCommand(
        name,
        run.visit.number,
        item.id,
        task.command,
        entry.risk,
        arguments,
        draft.incident.target,
        plan=plan,
        title=title,
    )
    draft.emit(
        ev.CommandStarted(
            name,
            run.visit.number,
            item.id,
            task.command,
            title,
            text or as_typed(entry, arguments),
            draft.next_effect(),
            item.tries + 1,
            token,
            waits=bool(token),
        )
    )
    draft.queue(effect)


def begin_waiting(draft: Draft, name: str, kind: Wait) -> None:
    """Arm the wait, and ask the world for the first time."""
    run = draft.incident.runs[name]
    assert run.visit is not None
    ends = draft.now + kind.duration if kind.duration else None
    if kind.until_time:
        found = kind.until_time.value(scope_of(draft.incident, run, draft))
        ends = moment(found) if isinstance(found, str) else None
    may_end = draft.now + draft.rulebook.hurried(kind.at_least) if kind.at_least else None
    draft.emit(ev.WaitBegan(name, run.visit.number, Waiting(draft.now, None, ends, may_end)))
    if kind.command and not draft.rulebook.is_by_hand(kind.command):
        poll(draft, name)


def poll(draft: Draft, name: str) -> None:
    """Ask the world once more."""
    run = draft.incident.runs[name]
    kind = draft.rulebook.step(run).kind
    assert run.visit is not None
    assert isinstance(kind, Wait)
    arguments = arguments_now(draft, run, kind.arguments)
    draft.emit(ev.PollStarted(name, run.visit.number, draft.next_effect()))
    draft.queue(
        fx.RunCommand(
            name,
            run.visit.number,
            MAIN,
            kind.command,
            Risk.READ,
            arguments,
            draft.incident.target,
            poll=True,
            title=draft.rulebook.entries[kind.command].title,
        )
    )


def reads(draft: Draft, run: Run, item: Item) -> bool:
    """Whether what the item runs changes nothing."""
    command = task_of(draft.rulebook.step(run), item).command
    return not command or draft.rulebook.risk(run, command) is Risk.READ


def stop_reading(draft: Draft, run: Run, visit: Visit) -> None:
    """Stop what reads. A change finishes; its result is recorded and moves nothing."""
    for item in visit.items:
        if item.state == "running" and reads(draft, run, item):
            draft.queue(fx.CancelCommand(item.effect))


def keep_output(
    draft: Draft, name: str, step: str, text: str, digest: str = "", digests: tuple[str, ...] = ()
) -> None:
    """Evidence `from` a step is kept when the step has its result."""
    for owed in draft.incident.open_owed(name):
        if owed.kind == "evidence" and owed.step == step:
            draft.emit(ev.OwedMet(owed.id, owed.title, text, digest, step, digests))


def commander_of(incident: Incident) -> tuple[str, ...]:
    """Whom to ask: the commander, else who declared."""
    return (incident.commander.user,) if incident.commander else (incident.declared_by.user,)


def waits_for_answer(run: Run, step: Step) -> tuple[str, ...]:
    """The facts that the step asks for now: what it needs first, else its own question."""
    if run.visit is None:
        return ()
    if run.visit.needs:
        return run.visit.needs
    return step.kind.facts if isinstance(step.kind, Ask) and run.visit.items[0].state == "open" else ()
