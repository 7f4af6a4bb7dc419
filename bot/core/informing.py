"""Updates about the incident: a draft made from its state for those who read it, and the sending of it."""

from collections.abc import Iterator
from datetime import datetime

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Incident, Run
from bot.core.refusals import NotNow, Unknown
from bot.core.rulebook import Rulebook
from bot.core.runbook import Phase
from bot.core.signals import Inform
from bot.core.texts import fill
from bot.core.values import TEXT_LIMIT, shown
from bot.core.wording import numbered, outcome_label

INTERNAL = "internal"
"""Everybody who follows: the incident's channel, and the thread of its announcement."""
KNOWN, LATELY = 5, 3
"""How many facts and how many finished steps a draft tells."""

_DOING: dict[Phase, str] = {
    "diagnose": "finding out what is wrong",
    "contain": "keeping it from spreading",
    "mitigate": "limiting the impact",
    "recover": "bringing it back",
    "evidence": "keeping what was learned",
    "prepare": "preparing",
    "execute": "carrying it out",
    "verify": "checking that it holds",
}


def readers(rulebook: Rulebook, incident: Incident) -> tuple[str, ...]:
    """Who is to be kept informed at this severity, by policy: `internal` first, then groups."""
    rules = rulebook.policy.severities.get(incident.severity)
    return (INTERNAL, *(rules.tell if rules else ()))


def title_of(rulebook: Rulebook, to: str) -> str:
    """Who reads it, as people are told."""
    if to == INTERNAL:
        return "everybody who follows"
    group = rulebook.policy.groups.get(to)
    return group.title if group else to


def drafted(rulebook: Rulebook, incident: Incident, to: str, now: datetime) -> str:
    """What could be said now, from the state alone; people edit it. Times are UTC and say so."""
    lines = _inside(rulebook, incident) if to == INTERNAL else _outside(rulebook, incident)
    rules = rulebook.policy.severities.get(incident.severity)
    text = "\n".join(lines)
    if rules and rules.update and not incident.resolved_at:
        text += f"\nNext update: by {_clock(now + rules.update)}."
    return text[:TEXT_LIMIT]


def known_reader(rulebook: Rulebook, to: str) -> None:
    """Raises Unknown for readers that the policy does not have."""
    groups = rulebook.policy.groups
    if to != INTERNAL and to not in groups:
        there_are = ", ".join([INTERNAL, *sorted(groups)])
        raise Unknown(f"There is no group `{to[:40]}`.", f"There are: {there_are}.")


def inform(draft: Draft, what: Inform) -> None:
    """Send it to its readers."""
    known_reader(draft.rulebook, what.to)
    if draft.incident.restricted and what.to != INTERNAL:
        raise NotNow(
            f"{draft.incident.id} is restricted, so nothing is posted outside its channel.",
            "Tell them yourself, or let them in: `/incident admit @somebody`.",
        )
    text = within_limit(what.text)
    number = draft.incident.updates + 1
    draft.emit(ev.Informed(number, what.to, text))
    if what.to != INTERNAL:
        draft.queue(fx.PostUpdate(what.to, text, number=number), lane=f"update/{what.to}")
        return
    draft.post(fx.PostUpdate("", text, number=number, where="channel"))
    if not draft.incident.restricted:
        draft.queue(fx.PostUpdate("", text, number=number, where="announcement"), lane="announcement")


def within_limit(text: str) -> str:
    """The text of an update without blanks around it. Raises NotNow for none, and for too much."""
    text = text.strip()
    if not text:
        raise NotNow("The update says nothing.", "Write what its readers should know.")
    if len(text) > TEXT_LIMIT:
        raise NotNow(
            f"The update has {len(text)} characters, and Slack shows {TEXT_LIMIT}.", "Make it shorter."
        )
    return text


def _inside(rulebook: Rulebook, incident: Incident) -> Iterator[str]:
    yield f"{numbered(incident.id, incident.severity)}: {incident.title}. {_state(incident)}"
    yield f"What we know: {'; '.join(_known(rulebook, incident)) or 'nothing more yet'}."
    yield f"What we do: {'; '.join(_doing(incident, titles=True)) or 'nothing is being walked'}."


def _outside(rulebook: Rulebook, incident: Incident) -> Iterator[str]:
    """For those who decide and do not repair: impact, state, who leads; no commands and no ids of ours."""
    rules = rulebook.policy.severities.get(incident.severity)
    yield f"{numbered(incident.id, incident.severity)}: {incident.title}."
    means = f"{rules.means[:1].lower()}{rules.means[1:]}" if rules else "not rated"
    yield f"Impact: {means}, since {_clock(incident.detected_at)}."
    yield f"State: {_state(incident)}"
    yield f"What we do: {'; '.join(_doing(incident, titles=False)) or 'the paperwork'}."
    yield f"Who leads: {incident.commander.name if incident.commander else 'nobody yet'}."


def _state(incident: Incident) -> str:
    if incident.false_alarm:
        return "It was a false alarm."
    if incident.resolved_at:
        return f"It is over since {_clock(incident.resolved_at)}."
    if incident.mitigated_at:
        return f"The impact is contained since {_clock(incident.mitigated_at)}; the cause is not gone yet."
    return f"It goes on since {_clock(incident.detected_at)}."


def _known(rulebook: Rulebook, incident: Incident) -> Iterator[str]:
    """What was found last: facts with what they are about, and how the last steps ended."""
    for run in list(incident.runs.values())[-2:]:
        book = rulebook.of(run)
        for name, known in list(run.facts.items())[-KNOWN:]:
            fact = book.facts.get(name)
            about = fill(fact.about, incident, run).rstrip("?.") if fact and fact.about else name
            yield f"{about}: {shown(known.value)}"
        for left in run.left[-LATELY:]:
            step = book.steps.get(left.step)
            way = step.outcomes.get(left.outcome) if step else None
            if way is not None and not left.skipped:
                yield f"{left.title}: {outcome_label(way).lower()}"


def _doing(incident: Incident, *, titles: bool) -> Iterator[str]:
    for run in incident.runs.values():
        if not _is_acting(run):
            continue
        assert run.visit is not None
        doing = _DOING[run.visit.phase]
        yield f"{doing} ({run.visit.title.rstrip('?.')})" if titles else doing


def _is_acting(run: Run) -> bool:
    return run.is_walking and run.visit is not None and not run.visit.child


def _clock(at: datetime) -> str:
    return at.strftime("%H:%M UTC")
