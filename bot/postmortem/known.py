"""What became known on the way: facts, with where they came from and what they were corrected from."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

from bot.core import events as ev
from bot.core.incident import Incident, Stamp
from bot.engine.ports import Logged
from bot.postmortem.markdown import plain
from bot.postmortem.words import clock, shown


@dataclass(frozen=True, slots=True)
class _Set:
    event: ev.FactSet
    stamp: Stamp


def facts(log: Sequence[Logged], incident: Incident) -> list[str]:
    """One row a fact; what a called runbook was only told by its caller is not told twice."""
    history: dict[tuple[str, str], list[_Set]] = {}
    given = handed_down(log, incident)
    for entry in log:
        if isinstance(entry.event, ev.FactSet) and entry.version not in given:
            place = entry.event.run, entry.event.fact
            history.setdefault(place, []).append(_Set(entry.event, entry.stamp))
    return [_row(times) for times in history.values()]


def handed_down(log: Sequence[Logged], incident: Incident) -> frozenset[int]:
    """Versions of the events by which a called runbook is told what its caller knows."""
    begun: set[str] = set()
    given: set[int] = set()
    for entry in log:
        match entry.event:
            case ev.StepEntered(run=run):
                begun.add(run)
            case ev.FactSet(run=run) if run not in begun and incident.runs[run].parent:
                given.add(entry.version)
            case _:
                pass
    return frozenset(given)


def asked(event: ev.FactSet) -> str:
    """What the fact is about, ready for its value."""
    about = plain(event.about or event.fact)
    return about if about.endswith(("?", ".", ":", "!")) else f"{about}:"


def _row(times: list[_Set]) -> str:
    now = times[-1]
    values = [value for value, _ in groupby(plain(shown(one.event.value)) for one in times)]
    former = f", before that {', '.join(values[:-1])}" if len(values) > 1 else ""
    return f"{asked(now.event)} **{values[-1]}** ({plain(now.event.source)}, {clock(now.stamp.at)}{former})"
