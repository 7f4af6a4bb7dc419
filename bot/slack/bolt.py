"""Bolt's app: the listeners registered, all of them behind the door."""

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from slack_bolt import App
from slack_bolt.authorization import AuthorizeResult

from bot.core.policy import Policy
from bot.engine.ports import Clock
from bot.engine.tally import Tally
from bot.slack.desk import Desk, Inbox, UseCases
from bot.slack.door import HOME_OPENED, Door
from bot.slack.front import Front
from bot.slack.keeping import Keeping
from bot.slack.listeners import FAMILIES, Listeners
from bot.slack.people import FACTS, People
from bot.slack.permissions import COMMAND, KEEP
from bot.slack.plainly import Plainly
from bot.slack.sharing import Sharing

BOLT: Final = "handrail.bolt"


@dataclass(frozen=True, slots=True)
class Credentials:
    """What Bolt needs to know the bot, as far as Slack has said who that is."""

    bot_token: str
    bot_user: str
    bot_id: str = ""


def build_app(  # noqa: PLR0913 - what the room needs from outside, given once by the composition root
    *,
    credentials: Callable[[], Credentials],
    use: UseCases,
    inbox: Inbox,
    people: People,
    sharing: Sharing,
    front: Front,
    policy_of: Callable[[str], Policy],
    clock: Clock,
    reference: Callable[[], str],
    tally: Tally,
    keeping: Keeping,
) -> App:
    """All listeners behind the door. `reference` makes ids that lead from a person to the log."""
    app = App(
        name=BOLT,  # of loggers, and whatever it is called gets the level of the one given
        # Who sent it is proven before Bolt sees it (bot.slack.inbound), on the bytes and not on decoded text.
        request_verification_enabled=False,
        authorize=_authorize(people.workspace.team, credentials),
        process_before_response=True,
        logger=_log(),
    )
    desk = Desk(use, inbox, people, front, policy_of, clock, tally)
    register(app, Listeners(desk, sharing, front, keeping), Door(people, sharing, front, desk.found_shared))
    app.error(Plainly(front, reference).tell)
    return app


def register(app: App, listeners: Listeners, door: Door) -> None:
    """One listener a family, all behind the door."""
    app.use(door.check)
    app.command(COMMAND)(listeners.slash)
    for family in FAMILIES:
        app.action(re.compile(f"^{family}:"))(listeners.press)
    app.view(re.compile("^form:"))(listeners.submit)
    app.options("class")(listeners.suggest)
    app.shortcut(KEEP.callback)(listeners.keep)
    app.event("reaction_added")(listeners.react)
    app.event(HOME_OPENED)(listeners.home)
    for event in sorted(FACTS):
        app.event(event)(listeners.learn)


def _log() -> logging.Logger:
    """At DEBUG Bolt tells each answer word for word, and what few may read must not stand in a log."""
    log = logging.getLogger(BOLT)
    log.setLevel(logging.WARNING)
    return log


def _authorize(team: str, credentials: Callable[[], Credentials]) -> Callable[..., AuthorizeResult]:
    def authorize(**_: Any) -> AuthorizeResult:
        now = credentials()
        return AuthorizeResult(
            enterprise_id=None,
            team_id=team,
            bot_token=now.bot_token,
            bot_user_id=now.bot_user or None,
            bot_id=now.bot_id or None,
        )

    return authorize
