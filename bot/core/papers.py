"""Everything that people do to the postmortem, also after the incident is closed."""

from typing import assert_never

from bot.core import actions, writing
from bot.core.draft import Draft
from bot.core.refusals import NotNow
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


def papers(draft: Draft, what: Papers) -> None:
    """A section, an action item, or the review of it all."""
    if draft.incident.procedure and not isinstance(what, AddAction | SettleAction | AssignAction):
        raise NotNow(
            f"{draft.incident.id} is a procedure, and has no postmortem.",
            "What is to be changed is an action item: `/incident action add …`.",
        )
    match what:
        case WriteSection():
            writing.write(draft, what)
        case AddAction():
            actions.add(draft, what)
        case SettleAction():
            actions.settle(draft, what)
        case AssignAction():
            actions.assign(draft, what)
        case NoActions():
            actions.none_because(draft, what)
        case AskReview():
            writing.ask_review(draft, what)
        case Accept():
            writing.accept(draft, what)
        case GiveBack():
            writing.give_back(draft, what)
        case _:
            assert_never(what)
