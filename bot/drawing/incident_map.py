"""The map of an incident: the runbooks that it walks, with the way it came and where it is."""

from dataclasses import dataclass

from bot.core.incident import Incident, Run
from bot.core.rulebook import Rulebook
from bot.core.wording import numbered
from bot.drawing.chart import Chart
from bot.drawing.charting import chart, trace_of


@dataclass(frozen=True, slots=True)
class IncidentMap:
    """Charts to be drawn one below the other, and the same in words."""

    charts: tuple[Chart, ...]
    about: str


def incident_map(incident: Incident, rules: Rulebook) -> IncidentMap:
    """Each top run as it was pinned, and below it those it called that are still walked."""
    runs = [run for run in incident.runs.values() if not run.parent or run.is_walking]
    charts = tuple(
        chart(rules.of(run), rules, trace_of(run, incident), _where(incident, run)) for run in runs
    )
    told = " ".join(_told(run) for run in runs)
    return IncidentMap(
        charts, f"Map of {numbered(incident.id, incident.severity)} · {incident.title}. {told}"
    )


def _where(incident: Incident, run: Run) -> str:
    called = f" · called from “{incident.runs[run.parent].title}”" if run.parent else ""
    number = numbered(incident.id, incident.severity)
    return f"{number} · {incident.life} · {run.runbook}{called} · {_now(run)}"


def _now(run: Run) -> str:
    if run.visit is not None:
        return f"now: {run.visit.title}"
    return f"ended: {run.end}" if run.end else "not begun"


def _told(run: Run) -> str:
    """The way in words, its latest part."""
    ways = [left.title for left in run.left][-6:]
    came = f" Came by {', '.join(f'“{title}”' for title in ways)}." if ways else ""
    return f"{run.title}, {_now(run)}.{came}"
