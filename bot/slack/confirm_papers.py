"""What somebody is told who worked on the postmortem, in a line of our own mark-up."""

from typing import assert_never

from bot.core.incident import Incident
from bot.core.postmortem import SECTIONS, ActionItem
from bot.core.signals import (
    Accept,
    AddAction,
    AskReview,
    AssignAction,
    GiveBack,
    NoActions,
    Papers,
    SettleAction,
    WriteSection,
)
from bot.slack.views.text import person, safe


def of_papers(what: Papers, after: Incident) -> str:
    """One line about what a signal has just done."""
    match what:
        case WriteSection():
            left = [SECTIONS[name] for name in after.postmortem.missing]
            return f"Written. Still empty: {', '.join(left)}." if left else "Written. No section is empty."
        case AddAction():
            return f"Added: {_item(list(after.postmortem.actions.values())[-1])}"
        case SettleAction(action=name, how="open"):
            return f"{_named(name, after)} is open again."
        case SettleAction(action=name, how=how):
            return f"{_named(name, after)} is {how}."
        case AssignAction(action=name):
            return f"Changed: {_item(after.postmortem.actions[name.strip().upper()])}"
        case NoActions():
            return "Stated: there are no action items."
        case AskReview(of=of):
            return f"{person(of)} is asked to read it; the draft is written anew."
        case Accept():
            return "Accepted; the draft that says so is being written."
        case GiveBack():
            return "Given back; whoever asked is told why."
        case _:
            assert_never(what)


def _item(action: ActionItem) -> str:
    return f"*{action.id}* {safe(action.text, 200)}, {person(action.owner)}, due {action.due:%Y-%m-%d}."


def _named(name: str, after: Incident) -> str:
    action = after.postmortem.actions[name.strip().upper()]
    return f"*{action.id}* {safe(action.text, 200)}"
