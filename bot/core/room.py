"""The incident itself: declared, acknowledged, who leads, how bad, mitigated, resolved, closed."""

from dataclasses import replace
from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.adding import add_run
from bot.core.aim import checked
from bot.core.closing import close
from bot.core.draft import Draft
from bot.core.informing import inform
from bot.core.opening import open_place
from bot.core.owing import needs_reason, only_commander
from bot.core.paging import acknowledge, page_by_severity, page_group
from bot.core.performing import set_fact
from bot.core.procedure import only_of_incidents, open_procedure
from bot.core.refusals import NotNow, Stale, Unknown
from bot.core.reopening import reopen
from bot.core.roles import acknowledge_by_acting, touched_by
from bot.core.severity import change_severity, terms_of
from bot.core.signals import (
    Acknowledge,
    AddRun,
    Close,
    Correct,
    Declare,
    DraftPostmortem,
    Hush,
    Inform,
    Mitigate,
    PageGroup,
    Reopen,
    Resolve,
    Room,
    SetSeverity,
    ShowMap,
    Snooze,
)
from bot.core.snoozing import snooze
from bot.core.stopping import end_walks
from bot.core.voiding import void_by_hand, void_unused
from bot.core.walking import start_run


def declare(draft: Draft, what: Declare) -> None:
    """The first decision of a log: the incident, its first run, its channel."""
    pinned = draft.rulebook.runbooks.items()
    digest = next((digest for digest, books in pinned if what.runbook in books), None)
    if digest is None:
        raise Unknown(f"There is no runbook `{what.runbook}`.", "Choose one of the list.")
    book = draft.rulebook.runbook(digest, what.runbook)
    inputs = checked(book, what.inputs)
    procedure = book.kind == "procedure"
    terms = None if procedure else terms_of(draft.rulebook.policy, what.severity, draft.now)
    if terms and book.private:
        terms = replace(terms, ticket=False)  # what few may see has no thread under everybody's eyes
    draft.emit(
        ev.IncidentDeclared(
            what.incident,
            what.title,
            what.runbook,
            what.severity,
            what.target,
            what.detected_at or draft.now,
            book.roles,
            what.labels,
            what.annotations,
            procedure,
            what.owner,
            terms,
            restricted=book.private and not procedure,
        )
    )
    if draft.incident.procedure:
        open_procedure(draft, what)
    else:
        open_place(draft, what.channel, private=book.private)
    start_run(draft, digest, what.runbook, inputs, "the declaration")
    if not procedure:
        page_by_severity(draft)


def room(draft: Draft, what: Room) -> None:
    """Everything that is about the incident and not about a step."""
    only_of_incidents(draft, what)
    match what:
        case Acknowledge():
            acknowledge(draft, what)
        case Snooze():
            snooze(draft, what)
        case PageGroup():
            page_group(draft, what)
        case SetSeverity():
            _severity(draft, what)
        case Inform():
            inform(draft, what)
        case Mitigate():
            if draft.incident.mitigated_at or draft.incident.resolved_at:
                raise NotNow(f"{draft.incident.id} is {draft.incident.life} already.")
            acknowledge_by_acting(draft)
            draft.emit(ev.Mitigated())
        case Resolve():
            _resolve(draft, what)
        case Close():
            close(draft)
        case AddRun():
            acknowledge_by_acting(draft)
            add_run(draft, what)
        case Hush(on=on):
            if on == draft.incident.hushed:
                raise NotNow(f"Handrail speaks in {'the thread' if on else 'the channel'} already.")
            draft.emit(ev.Hushed(on))
        case Reopen():
            reopen(draft, what)
        case DraftPostmortem():
            draft.emit(ev.DraftAsked())
            draft.queue(fx.WriteDraft(), key="draft")
        case ShowMap():
            draft.emit(ev.MapAsked())
            draft.queue(fx.DrawMap(), key="map")
        case Correct():
            _correct(draft, what)
        case _:
            assert_never(what)


def _severity(draft: Draft, what: SetSeverity) -> None:
    former = draft.incident.severity
    if what.seen is not None and what.seen != former:
        who, when = touched_by(draft.incident, "severity")
        text = f"The severity changed meanwhile: it is {former} now{who}."
        raise Stale(text, "Look again before you change it.", when)
    if what.to == former:
        raise NotNow(f"{draft.incident.id} is {former} already.")
    if what.to > former:
        needs_reason(what.reason, "lower the severity")
    reason = what.reason.strip()
    change_severity(draft, what.to, reason)
    draft.notice(f"The severity is {what.to} now, and no longer {former}{f': {reason}' if reason else '.'}")


def _resolve(draft: Draft, what: Resolve) -> None:
    incident = draft.incident
    if incident.resolved_at:
        raise NotNow(f"{incident.id} is resolved already.", "What is still owed stands on the card.")
    walking = [run for run in incident.top_runs() if run.is_walking]
    reason = what.reason.strip()
    if walking:
        only_commander(draft, "resolve while the runbook is still being walked")
        needs_reason(reason, "resolve while the runbook is still being walked")
    acknowledge_by_acting(draft)
    draft.emit(ev.Resolved(what.false_alarm, reason if walking else ""))
    end_walks(draft, reason, false_alarm=what.false_alarm)
    draft.queue(fx.WriteDraft(), key="draft")


def _correct(draft: Draft, what: Correct) -> None:
    run = draft.incident.runs.get(what.run)
    if run is None:
        raise Unknown(f"There is no run `{what.run}`.")
    book = draft.rulebook.of(run)
    if what.fact not in book.facts:
        known = ", ".join(f"`{fact}`" for fact in book.facts)
        raise Unknown(f"“{book.title}” has no fact `{what.fact}`.", f"It has: {known}.")
    value = checked(book, {what.fact: what.value})[what.fact]
    set_fact(draft, run.id, what.fact, value, f"{draft.signal.by.name}, corrected")
    step = draft.rulebook.step(run) if run.visit else None
    if step and what.fact in step.reads():
        void_unused(draft, f"`{what.fact}` was corrected", run.id)
        void_by_hand(draft, run, f"`{what.fact}` was corrected")
