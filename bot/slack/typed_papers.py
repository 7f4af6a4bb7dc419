"""From a typed line to what the person wants of the postmortem and its action items."""

from collections.abc import Callable
from datetime import datetime

from bot.core.days import USUAL, day, midnight
from bot.core.incident import Incident
from bot.core.refusals import BadAnswers, Unknown
from bot.core.signals import (
    Accept,
    Actor,
    AddAction,
    AskReview,
    AssignAction,
    GiveBack,
    NoActions,
    SettleAction,
    WriteSection,
)
from bot.core.values import BadValue
from bot.core.writing import section_named
from bot.engine.ports import Scene
from bot.slack.carried import Carried
from bot.slack.grammar import Line
from bot.slack.intents import Intent, Offer, Open, Show

WHAT_TO_DO = (
    "Say `add …`, `list`, `done A1`, `drop A1 why`, `assign A1 @person due=7d`, `open A1` "
    "or `none because …`."
)


def read_papers(verb: str, line: Line, scene: Scene, by: Actor, actor_of: Callable[[str], Actor]) -> Intent:
    """What `write`, `action` and `review` want."""
    match verb:
        case "write":
            return _write(line, scene.incident)
        case "action":
            return _action(line, scene, by, actor_of)
        case _:
            return _review(line, scene.incident, actor_of)


def _write(line: Line, incident: Incident) -> Intent:
    """Typed text is added to what is there: only the form, which shows it, replaces it."""
    if not line.words:
        return Show("papers", incident.id)
    name = section_named(line.words[0].lower())
    text = line.rest(1)
    if not text:
        return Open("write", Carried(incident.id, name=name))
    return Offer(incident.id, WriteSection(name, text))


def _action(line: Line, scene: Scene, by: Actor, actor_of: Callable[[str], Actor]) -> Intent:
    incident = scene.incident
    what, *words = [*line.words, ""]
    name = words[0].upper() if words else ""
    rest = " ".join(words[1:]).strip()
    match what.lower():
        case "" | "list" | "show":
            return Show("action", incident.id)
        case "add" | "new":
            text = " ".join(_kept(line)[1:])
            if not text:
                return Open("action", Carried(incident.id))
            owner = actor_of(line.mentioned) if line.mentioned else by
            return Offer(incident.id, AddAction(text, owner, _due(line, scene.now)))
        case "done" | "did":
            return Offer(incident.id, SettleAction(name, "done", rest))
        case "drop" if not rest:
            return Open("action-drop", Carried(incident.id, name=name))
        case "drop":
            return Offer(incident.id, SettleAction(name, "dropped", rest))
        case "open" | "reopen":
            return Offer(incident.id, SettleAction(name, "open", rest))
        case "assign" | "change" | "move":
            return _assign(line, scene, name, actor_of)
        case "none":
            reason = " ".join(words[1:] if words and words[0].lower() == "because" else words).strip()
            return Offer(incident.id, NoActions(reason)) if reason else _open_none(incident)
        case _:
            raise Unknown(f"`{what[:40]}` is nothing to do with an action item.", WHAT_TO_DO)


def _open_none(incident: Incident) -> Intent:
    return Open("no-actions", Carried(incident.id))


def _kept(line: Line) -> list[str]:
    """The words as they were typed, with all but the day: `a=b` is text here."""
    return [
        f"{token.key}={token.text}" if token.key else token.text
        for token in line.tokens
        if not token.user and token.key != "due"
    ]


def _due(line: Line, now: datetime) -> datetime:
    return due_day(line.facts["due"], now) if "due" in line.facts else midnight(now) + USUAL


def due_day(text: str, now: datetime) -> datetime:
    """The day that is meant; what is none is told beside its field."""
    try:
        return day(text, now)
    except BadValue as bad:
        raise BadAnswers({"due": str(bad)}) from None


def _assign(line: Line, scene: Scene, name: str, actor_of: Callable[[str], Actor]) -> Intent:
    owner = actor_of(line.mentioned) if line.mentioned else None
    due = due_day(line.facts["due"], scene.now) if "due" in line.facts else None
    if owner is None and due is None:
        return Open("action-change", Carried(scene.incident.id, name=name))
    return Offer(scene.incident.id, AssignAction(name, owner, due))


def _review(line: Line, incident: Incident, actor_of: Callable[[str], Actor]) -> Intent:
    what = line.words[0].lower() if line.words else ""
    if line.mentioned:
        return Offer(incident.id, AskReview(actor_of(line.mentioned)))
    if what in {"accept", "accepted", "ok"}:
        return Offer(incident.id, Accept())
    if what in {"back", "give-back", "reject"}:
        reason = " ".join(line.words[1:])
        if not reason:
            return Open("give-back", Carried(incident.id))
        return Offer(incident.id, GiveBack(reason))
    return Open("review", Carried(incident.id))
