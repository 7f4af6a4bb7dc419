"""Ways out of whole phases: a person takes one, an alert suggests one or, where it may, takes it."""

from dataclasses import replace

from bot.core import events as ev
from bot.core.aim import moved
from bot.core.draft import Draft
from bot.core.incident import Incident, Run, Visit
from bot.core.performing import commander_of, scope_of
from bot.core.refusals import NotNow, Unknown
from bot.core.rulebook import Rulebook
from bot.core.runbook import Anytime
from bot.core.signals import Alert, Place, TakeAnytime
from bot.core.walking import follow, leave


def take_anytime(draft: Draft, what: TakeAnytime) -> None:
    """A person leaves by a way that is offered here."""
    run = draft.incident.runs.get(what.run)
    if run is None:
        raise Unknown(f"There is no run `{what.run}` in {draft.incident.id}.")
    if run.visit is None or not run.is_walking:
        raise moved(run, Place(run.id, what.seen))
    book = draft.rulebook.of(run)
    way = book.anytime.get(what.anytime)
    if way is None:
        known = ", ".join(f"`{name}`" for name in book.anytime) or "none"
        raise Unknown(f"“{book.title}” has no way out `{what.anytime}`.", f"It has: {known}.")
    if not way.is_offered(draft.rulebook.step(run)):
        if what.seen not in {0, run.visit.number}:
            raise moved(run, Place(run.id, what.seen))
        raise NotNow(f"“{way.label}” is not offered at “{run.visit.title}”.", "`/incident` shows what is.")
    _leave_by(draft, run, run.visit, way)


def alert(draft: Draft, what: Alert) -> None:
    """Offer an alert to every walk. A walk is moved once by one alert; after that it is only suggested."""
    for name in tuple(draft.incident.runs):
        run = draft.incident.runs[name]  # an outer walk that is left abandons what it called
        if run.visit is None or not run.is_walking:
            continue
        ways = matching(draft.rulebook, draft.incident, run, what)
        taken = next((way for way in ways if way.auto and what.key not in run.alerted), None)
        if taken is not None:
            _leave_by(draft, run, run.visit, taken, what)
            draft.notice(
                f"An alert says: {about(what)}. So the walk left “{run.visit.title}”: {taken.label}.",
                users=commander_of(draft.incident),
                run=name,
            )
            continue
        for way in ways:
            _suggest(draft, run, run.visit, way, what)


def matching(rulebook: Rulebook, incident: Incident, run: Run, what: Alert) -> tuple[Anytime, ...]:
    """The ways out that are offered where a run walks and that the alert asks for."""
    scope = replace(scope_of(incident, run), labels=what.labels, annotations=what.annotations)
    step = rulebook.step(run)
    offered = (way for way in rulebook.of(run).anytime.values() if way.is_offered(step))
    return tuple(way for way in offered if way.alert is not None and way.alert.holds(scope))


def about(what: Alert) -> str:
    """What an alert says, in a line."""
    told = (what.annotations.get(name, "") for name in ("summary", "description"))
    said = [what.labels.get("alertname", ""), next(filter(None, told), "")]
    return " ".join(": ".join(filter(None, said)).split())[:300] or what.key


def _leave_by(draft: Draft, run: Run, visit: Visit, way: Anytime, by: Alert | None = None) -> None:
    leave(draft, run.id)
    key, said = (by.key, about(by)) if by else ("", "")
    draft.emit(
        ev.AnytimeTaken(run.id, visit.number, visit.step, visit.title, way.id, way.label, way.to, key, said)
    )
    follow(draft, run.id, way.to)


def _suggest(draft: Draft, run: Run, visit: Visit, way: Anytime, what: Alert) -> None:
    if any((one.anytime, one.alert) == (way.id, what.key) for one in visit.suggested):
        return
    said = about(what)
    draft.emit(ev.AnytimeSuggested(run.id, visit.number, way.id, way.label, way.to, what.key, said))
    draft.notice(
        f"An alert says: {said}. Is it time for “{way.label}”? `/incident anytime {way.id}` takes it.",
        users=commander_of(draft.incident),
        run=run.id,
    )
