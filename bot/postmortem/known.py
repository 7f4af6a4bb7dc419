"""What became known on the way: facts, with where they came from and what they were corrected from."""

from collections.abc import Sequence
from dataclasses import dataclass

from bot.core import events as ev
from bot.core.incident import Incident, Stamp
from bot.core.values import shown
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.words import clock


@dataclass(frozen=True, slots=True)
class _Set:
    event: ev.FactSet
    stamp: Stamp


def facts(log: Sequence[Logged], incident: Incident) -> list[str]:
    """One row a fact; what a called runbook was only told by its caller is not told twice."""
    history: dict[tuple[str, str], list[_Set]] = {}
    begun: set[str] = set()
    for entry in log:
        match entry.event:
            case ev.StepEntered(run=run):
                begun.add(run)
            case ev.FactSet(run=run) as event:
                if run in begun or not incident.runs[run].parent:
                    history.setdefault((run, event.fact), []).append(_Set(event, entry.stamp))
            case _:
                pass
    return [_row(times) for times in history.values()]


def _row(times: list[_Set]) -> str:
    now = times[-1]
    values = [plain(shown(one.event.value)) for one in times]
    former = f", before that {', '.join(values[:-1])}" if len(values) > 1 else ""
    about = plain(now.event.about or now.event.fact)
    return f"{about} **{values[-1]}** ({plain(now.event.source)}, {clock(now.stamp.at)}{former})"
