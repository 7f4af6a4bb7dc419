"""From a form of the postmortem to what the person wants."""

from collections.abc import Callable, Mapping
from datetime import datetime

from bot.core.signals import (
    Actor,
    AddAction,
    AskReview,
    AssignAction,
    GiveBack,
    NoActions,
    Papers,
    SettleAction,
    WriteSection,
)
from bot.slack.carried import Carried
from bot.slack.typed_papers import due_day

FORMS = ("write", "action", "action-change", "action-drop", "no-actions", "review", "give-back")


def papers_signal(
    form: str, on: Carried, values: Mapping[str, str], now: datetime, actor_of: Callable[[str], Actor]
) -> Papers:
    """What a form of `FORMS` wants."""
    text, reason = values.get("text", ""), values.get("reason", "")
    match form:
        case "write":
            return WriteSection(on.name, text, int(on.seen) if on.seen.isdigit() else 0)
        case "action":
            return AddAction(text, actor_of(values.get("person", "")), due_day(values.get("due", ""), now))
        case "action-change":
            owner, due = actor_of(values.get("person", "")), due_day(values.get("due", ""), now)
            return AssignAction(on.name, owner, due, on.seen or None)
        case "action-drop":
            return SettleAction(on.name, "dropped", reason)
        case "no-actions":
            return NoActions(reason)
        case "review":
            return AskReview(actor_of(values.get("person", "")))
        case _:
            return GiveBack(reason)
