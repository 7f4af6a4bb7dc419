"""What somebody has to know who takes over: made from the state alone, in plain words."""

from collections.abc import Iterator
from datetime import UTC, datetime

from bot.core.clocks import severity_clocks
from bot.core.handing import Part
from bot.core.incident import Incident, Item, Left, Run
from bot.core.picture import Picture
from bot.core.wording import CLOCKS, TROUBLES, numbered, outcome_label

STEPS_TOLD = 8
LINES = 12
LONGEST = 240


def brief(picture: Picture) -> tuple[Part, ...]:
    """Paragraphs of at most `LINES` lines; those that would say nothing are left out."""
    parts = (
        ("Where we are", _where(picture)),
        ("What was done", _done(picture)),
        ("Tried, and it did not work", _failed(picture)),
        ("Running now", _running(picture)),
        ("Waiting for a second person", _asked(picture)),
        ("Owed", _owed(picture.incident)),
        ("Clocks", _clocks(picture)),
        ("Who has what", _roles(picture)),
    )
    told = ((title, [_short(line) for line in lines]) for title, lines in parts)
    return tuple(Part(title, _fitting(lines)) for title, lines in told if lines)


def _short(line: str) -> str:
    flat = " ".join(line.split())
    return flat if len(flat) <= LONGEST else f"{flat[: LONGEST - 1]}…"


def _fitting(lines: list[str]) -> tuple[str, ...]:
    if len(lines) <= LINES:
        return tuple(lines)
    return (*lines[: LINES - 1], f"and {len(lines) - LINES + 1} more")


def _where(picture: Picture) -> Iterator[str]:
    incident = picture.incident
    since = f"declared {moment(incident.declared_at, picture.now)} by {incident.declared_by.name}"
    state = "" if incident.procedure else f", {incident.life}"
    yield f"{numbered(incident.id, incident.severity)}: {incident.title}{state}, {since}"
    walking = [run for run in incident.runs.values() if run.is_walking and run.visit]
    for run in walking:
        at = picture.of(run)
        several = f", {sum(one.is_over for one in at.visit.items)} of {len(at.visit.items)} items done"
        items = several if at.step.is_side_by_side else ""
        holder = f", {at.item.claimed_by.name} is on it" if at.item.claimed_by else ""
        since = moment(at.visit.entered_at, picture.now)
        yield f"At “{at.visit.title}” ({at.visit.phase}) of “{run.title}” since {since}{items}{holder}"
        if at.visit.needs:
            yield f"It needs to know first: {', '.join(at.visit.needs)}"
    if not walking:
        yield "Nothing is being walked"


def _done(picture: Picture) -> list[str]:
    told = [(left, run) for run in picture.incident.runs.values() for left in run.left]
    latest = sorted(told, key=lambda one: (one[0].at, one[0].visit))[-STEPS_TOLD:]
    return [_left(picture, left, run) for left, run in latest]


def _left(picture: Picture, left: Left, run: Run) -> str:
    step = picture.rulebook.of(run).steps.get(left.step)
    outcome = step.outcomes.get(left.outcome) if step else None
    way = outcome_label(outcome) if outcome else left.outcome
    skipped = "skipped as " if left.skipped else ""
    return f"“{left.title}”: {skipped}{way} ({left.by.name}, {moment(left.at, picture.now)})"


def _failed(picture: Picture) -> list[str]:
    found = [(run, item) for run, item in _items(picture.incident) if _did_not_work(item)]
    return [f"{_named(run, item)}: {_why(item)}" for run, item in found]


def _did_not_work(item: Item) -> bool:
    return item.state == "stuck" or item.outcome == "failed"


def _why(item: Item) -> str:
    if item.state != "stuck":
        return f"failed{f': {item.note}' if item.note else ''}"
    return " ".join(filter(None, [TROUBLES[item.trouble].lower() or "stuck", item.why and f"({item.why})"]))


def _running(picture: Picture) -> list[str]:
    running = (one for one in _items(picture.incident) if one[1].state == "running")
    return [_named(run, item) for run, item in running]


def _items(incident: Incident) -> Iterator[tuple[Run, Item]]:
    for run in incident.runs.values():
        if run.is_walking and run.visit:
            yield from ((run, item) for item in run.visit.items)


def _named(run: Run, item: Item) -> str:
    assert run.visit is not None
    own = item.title or item.element
    return f"“{run.visit.title}”, {own}" if own else f"“{run.visit.title}”"


def _asked(picture: Picture) -> list[str]:
    told = [
        f"{' or '.join(picture.group_title(group) for group in one.groups)}: {one.what} "
        f"(asked by {one.requester.name}, until {moment(one.expires_at, picture.now)})"
        for one in picture.pending()
    ]
    return [*told, "They end when a role changes hands: ask again then"] if told else []


def _owed(incident: Incident) -> list[str]:
    return [
        f"{one.title} ({one.id}{'' if one.required else ', not required'})" for one in incident.open_owed()
    ]


def _clocks(picture: Picture) -> list[str]:
    running = [
        (clock.due, clock.title)
        for run in picture.incident.runs.values()
        if run.is_walking
        for clock in run.clocks
        if clock.due and not clock.stopped_at
    ]
    running += [
        (run.visit.within, f"“{run.visit.title}”")
        for run in picture.incident.runs.values()
        if run.is_walking and run.visit and run.visit.within
    ]
    running += [(clock.due, CLOCKS[clock.id]) for clock in severity_clocks(picture.incident)]
    return [
        f"{title}: by {moment(due, picture.now)}{' (over)' if due < picture.now else ''}"
        for due, title in sorted(running)
    ]


def _roles(picture: Picture) -> list[str]:
    incident = picture.incident
    roles = dict.fromkeys([*incident.wanted_roles, *incident.roles])
    return [
        f"{picture.role_title(role)}: {incident.roles[role].name if role in incident.roles else 'nobody'}"
        for role in roles
    ]


def moment(at: datetime, now: datetime) -> str:
    """A time as the log keeps it; with its day when that is not today's."""
    utc, today = at.astimezone(UTC), now.astimezone(UTC).date()
    return f"{utc:%H:%M} UTC" if utc.date() == today else f"{utc:%Y-%m-%d %H:%M} UTC"
