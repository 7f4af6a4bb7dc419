"""The walk: one row a visit, in the order of entering; and what went against the runbook."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from bot.core import events as ev
from bot.core.incident import Incident, Run, Stamp
from bot.core.timeline import line
from bot.engine.ports import Logged
from bot.postmortem.markdown import code, plain
from bot.postmortem.words import because, clock, named, span

Row: TypeAlias = dict[str, str | list[str]]


@dataclass(slots=True)
class _Stay:
    """A visit while its log is read; `left` says how it ended."""

    run: str
    entered: Stamp
    title: str
    phase: str
    left: str = "not left"
    deviates: bool = False

    def leave(self, stamp: Stamp, how: str, *, deviates: bool) -> None:
        self.left = f"{span(stamp.at - self.entered.at)}: {how}"
        self.deviates = deviates


def walks(log: Sequence[Logged], incident: Incident) -> list[Row]:
    """One row for each runbook that was walked for itself, with one for each stay at a step.

    A called runbook stands beneath the step that called it, numbered anew.
    """
    stays = _stays(log)
    return [{"head": head(run), "rows": _rows(run, stays, incident, "")} for run in incident.top_runs()]


def _stays(log: Sequence[Logged]) -> dict[tuple[str, int], _Stay]:
    stays: dict[tuple[str, int], _Stay] = {}
    for entry in log:
        match entry.event:
            case ev.StepEntered() as event:
                stays[event.run, event.visit] = _Stay(event.run, entry.stamp, event.title, event.phase)
            case ev.OutcomeTaken() as event:
                stays[event.run, event.visit].leave(
                    entry.stamp, _outcome(event, entry.stamp), deviates=event.how in {"skip", "override"}
                )
            case ev.Jumped() as event:
                what = "something else was seen, went" if event.saw else "jumped"
                how = f"{what} to {code(event.to)}, by {named(entry.stamp.by)}{because(event.reason)}"
                stays[event.run, event.visit].leave(entry.stamp, how, deviates=True)
            case ev.AnytimeTaken() as event:
                by = f"by an alert{because(event.about)}" if event.alert else f"by {named(entry.stamp.by)}"
                how = f"{plain(event.label)}, {by}"
                stays[event.run, event.visit].leave(entry.stamp, how, deviates=False)
            case ev.RunStopped() as event:
                what = "given up" if event.how == "abort" else "resolved"
                how = f"{what} by {named(entry.stamp.by)}{because(event.reason)}"
                stays[event.run, event.visit].leave(entry.stamp, how, deviates=True)
            case _:
                pass
    return stays


def _rows(run: Run, stays: Mapping[tuple[str, int], _Stay], incident: Incident, indent: str) -> list[str]:
    rows: list[str] = []
    mine = [(visit, stay) for (name, visit), stay in stays.items() if name == run.id]
    for number, (visit, stay) in enumerate(mine, 1):
        rows.append(f"{indent}{number}. {_told(stay)}")
        within = indent + " " * len(f"{number}. ")
        for child in incident.runs.values():
            if (child.parent, child.parent_visit) == (run.id, visit):
                rows += _rows(child, stays, incident, within)
    return rows


def head(run: Run) -> str:
    """How the walk of a runbook ended, in a sentence."""
    if run.end_kind:
        means = run.end_kind.replace("_", " ")
        also = f" ({means})" if means != run.end else ""
        return f"“{plain(run.title)}” ended at {code(run.end)}{also}."
    return f"“{plain(run.title)}” " + ("was abandoned." if run.mode == "closed" else "is still being walked.")


def deviations(log: Sequence[Logged]) -> list[str]:
    """What went against the runbook, with who and why."""
    told = ((entry.stamp, line(entry.event, entry.stamp)) for entry in log)
    return [
        f"{clock(stamp.at)}, {named(stamp.by)}: {plain(found.text)}{because(found.detail)}"
        for stamp, found in told
        if found is not None and found.deviation
    ]


def _outcome(event: ev.OutcomeTaken, stamp: Stamp) -> str:
    way = plain(event.label or event.outcome)
    match event.how:
        case "itself":
            return f"{way}, by itself"
        case "time":
            return f"{way}, by time"
        case "skip":
            return f"skipped as {way}, by {named(stamp.by)}{because(event.reason)}"
        case "override":
            return f"{way} against the verdict, by {named(stamp.by)}{because(event.reason)}"
        case "person":  # with a reason where a second person agreed
            return f"{way}, {plain(event.reason)}" if event.reason else f"{way}, by {named(stamp.by)}"


def _told(stay: _Stay) -> str:
    mark = "**deviation** " if stay.deviates else ""
    return f"{mark}**{plain(stay.title)}** ({stay.phase}), {clock(stay.entered.at)}, {stay.left}"
