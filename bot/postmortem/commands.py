"""What ran, what it showed, and who had said yes to it."""

from collections.abc import Sequence
from typing import TypeAlias

from bot.core import events as ev
from bot.core.incident import Approval, Incident, Stamp
from bot.core.result import CommandResult
from bot.core.timeline import said
from bot.engine.ports import Logged
from bot.postmortem.markdown import block, code, plain
from bot.postmortem.words import because, clock, named, span, values

Row: TypeAlias = dict[str, str | list[str]]
Ended: TypeAlias = ev.CommandFinished | ev.CommandInterrupted | ev.CommandCancelled


def commands(log: Sequence[Logged], incident: Incident) -> list[Row]:
    """One row for each try that a person has to know of, and each result by hand, as they ended."""
    started: dict[str, tuple[ev.CommandStarted, Stamp]] = {}
    rows: list[Row] = []
    for entry in log:
        match entry.event:
            case ev.CommandStarted() as event:
                started[event.effect] = event, entry.stamp
            case ev.CommandInterrupted(again=True) as event:
                started.pop(event.effect, None)  # it only read; the next try tells what it saw
            case ev.CommandFinished() | ev.CommandInterrupted() | ev.CommandCancelled() as event:
                if event.effect in started:
                    rows.append(_tried(*started.pop(event.effect), event, incident))
            case ev.ResultRecorded() as event:
                rows.append(_by_hand(event, entry.stamp))
            case _:
                pass
    running = "still running when this was written"
    return [*rows, *(_row(event, stamp, running, incident) for event, stamp in started.values())]


def looks(log: Sequence[Logged]) -> list[str]:
    """How often the world was asked while waiting, and what it said last; one row a visit."""
    waits: dict[tuple[str, int], list[CommandResult]] = {}
    titles: dict[tuple[str, int], str] = {}
    for entry in log:
        match entry.event:
            case ev.StepEntered() as event:
                titles[event.run, event.visit] = event.title
            case ev.Polled() as event:
                waits.setdefault((event.run, event.visit), []).append(event.result)
            case _:
                pass
    return [
        f"**{plain(titles[place])}**: {_times(len(results))}, last: {plain(said(results[-1]))}"
        for place, results in waits.items()
    ]


def approvals(log: Sequence[Logged], incident: Incident) -> list[str]:
    """One row for each request: what exactly, who asked, who answered what and when."""
    settled = {
        entry.event.token: entry.stamp
        for entry in log
        if isinstance(entry.event, ev.ApprovalSettled | ev.GlassBroken)
    }
    return [_approval(one, settled.get(token)) for token, one in incident.approvals.items()]


def _tried(event: ev.CommandStarted, stamp: Stamp, end: Ended, incident: Incident) -> Row:
    match end:
        case ev.CommandFinished(result=result):
            late = "" if end.counts else " (after its step was left: recorded, it moved nothing)"
            return _row(event, stamp, plain(said(result)) + late, incident, result)
        case ev.CommandInterrupted():
            unknown = "interrupted: it may have run, or not, and was not run again"
            return _row(event, stamp, unknown, incident)
        case ev.CommandCancelled():
            return _row(event, stamp, "cancelled", incident)


def _row(
    event: ev.CommandStarted,
    stamp: Stamp,
    how: str,
    incident: Incident,
    result: CommandResult | None = None,
) -> Row:
    again = f", try {event.attempt}" if event.attempt > 1 else ""
    began = f"{clock(stamp.at)}{again}{_approved(incident.approvals.get(event.token))}"
    return _told(f"{plain(event.title)}: {how}", began, event.text, result or CommandResult())


def _by_hand(event: ev.ResultRecorded, stamp: Stamp) -> Row:
    without = ", without the approval that was due" if event.deviation else ""
    head = f"{plain(event.title)}: {plain(said(event.result))}, by hand{without}"
    return _told(head, f"{clock(stamp.at)}, recorded by {named(stamp.by)}", "", event.result)


def _told(head: str, when: str, ran: str, result: CommandResult) -> Row:
    ended = (
        f", exit {result.exit}" if result.exit is not None else "",
        f", status {result.status}" if result.status is not None else "",
        f", {result.duration_ms} ms" if result.duration_ms else "",
        f", sandbox: {result.sandbox}" if result.sandbox else "",
    )
    digests = (("output sha256", result.output), ("program sha256", result.binary), ("raw HMAC", result.raw))
    kept = ", ".join(f"{name} {code(digest)}" for name, digest in digests if digest)
    parts = {"Ran": code(ran), "Read": values(result), "Kept": kept}
    return {
        "head": head,
        "parts": [when + "".join(ended), *(f"{name}: {text}" for name, text in parts.items() if text)],
        "excerpt": block(result.excerpt),
    }


def _approved(approval: Approval | None) -> str:
    if approval is None or approval.by is None or approval.state != "granted":
        return ""
    if approval.broken:
        return f", done by {named(approval.by)} without a second person{because(approval.reason)}"
    return f", asked for by {named(approval.requester)}, approved by {named(approval.by)}"


def _approval(approval: Approval, settled: Stamp | None) -> str:
    asked = (
        f"{code(approval.what)}, asked for by {named(approval.requester)} at {clock(approval.requested_at)}"
    )
    if settled is None:
        return f"{asked}: not answered yet"
    who = f" by {named(settled.by)}" if approval.state in {"granted", "denied"} else ""
    after = span(settled.at - approval.requested_at)
    if approval.broken:
        alone = f"**done without a second person** by {named(settled.by)}"
        return f"{asked}: {alone} after {after}{because(approval.reason)}"
    return f"{asked}: **{approval.state}**{who} after {after}{because(approval.reason)}"


def _times(count: int) -> str:
    return "looked once" if count == 1 else f"looked {count} times"
