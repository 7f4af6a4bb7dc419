"""A walk without Slack: the engine with a person at the keyboard before it."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.app.parts import AtWork, Parts
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded
from bot.core.effects import kinds_here
from bot.core.incident import Approval, Incident
from bot.core.mandate import held, to_declare
from bot.core.runbook import Severity
from bot.core.signals import Actor, Done
from bot.engine.incidents import Declaration, Incidents
from bot.engine.ports import Leased, Retry, Scene
from bot.settings import OperatorFile, Settings
from bot.terminal.who import Login, Walker

LOCAL = "local"
"""The workspace of accounts that are nobody in Slack."""

WALK_THREADS = 2
"""Commands and timers at the same time, beside the person at the keyboard."""


@dataclass(slots=True, kw_only=True)
class InTerminal(AtWork):
    """A walk without Slack: the use cases for the person at the keyboard, and who that is."""

    incidents: Incidents
    library: FolderLibrary
    walker: Walker
    announce: str
    """The channel of announcements; where a procedure is told of that nobody owns."""

    def begin(self, request: Declaration) -> Incident:
        """Declare an incident, or start a procedure in its owner's channel. Raises a Refusal."""
        book = self.library.runbooks()[request.runbook]
        policy, by = self.library.policy(book.system), self.walker.actor
        self.walker.may_respond(policy)
        if book.kind == "incident":
            severity = request.severity or book.severity or Severity.P3
            held(to_declare(policy, severity), self.walker.among)
            return self.incidents.declare(request, by, "typed").incident
        channel = "" if book.owner else self.announce
        return self.incidents.start(request, channel, by, "typed", owner=book.owner).incident


def build_walk(
    settings: Settings, operator: OperatorFile, loaded: Loaded, login: Login, name: str = ""
) -> InTerminal:
    """A walk in the terminal. What is for Slack stays in the outbox until the bot itself runs.

    `name` is what the person wants to be called; who it is stays the login. Opens the database.
    """
    parts = Parts.join(settings, operator, loaded, kinds_here())
    return InTerminal(
        store=parts.store,
        relay=parts.relay(settings, WithoutSlack(), WithoutSlack(), WithoutSlack()),
        commands=parts.commands,
        sandboxes=parts.sandboxes,
        upkeep=parts.upkeep(settings),
        threads=WALK_THREADS,
        incidents=parts.incidents,
        library=parts.library,
        announce=operator.announce or "",
        walker=walker_of(operator, login, name),
    )


class WithoutSlack:
    """What acts in Slack, for a walk in the terminal, whose outbox gives it nothing to do."""

    def perform(self, job: Leased, scene: Scene) -> Done:  # noqa: ARG002 - the port
        raise Retry(f"`{job.effect.kind}` waits for Slack")

    def doubt(self, approval: Approval, groups: Collection[str]) -> str:  # noqa: ARG002 - the port
        """None: the groups that the operator's file lists were looked at when they answered."""
        return ""


def walker_of(operator: OperatorFile, login: Login, name: str) -> Walker:
    """The account's person in Slack, where the operator says who that is; groups need that."""
    bound = operator.accounts.get(login.account)
    if bound is None:
        return Walker(Actor(LOCAL, login.account, name or login.name))
    listed = {group for group, people in operator.groups.items() if bound.user in people.users}
    return Walker(
        Actor(operator.workspace, bound.user, name or login.name), frozenset({*listed, *bound.groups})
    )
