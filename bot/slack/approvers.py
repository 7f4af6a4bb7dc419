"""What Slack says of those who let a command go: at the click, and again just before it starts."""

from collections.abc import Collection
from dataclasses import dataclass

from bot.core.incident import Approval
from bot.core.refusals import NotAllowed
from bot.core.signals import Actor, Asker
from bot.engine.ports import Permanent, Retry
from bot.slack.directory import Standing
from bot.slack.people import People

UNKNOWN = "Slack does not say now who asked for this, so nothing was approved."


@dataclass(frozen=True, slots=True)
class SlackApprovers:
    """The engine's port over the choke point's own table: nothing here is remembered longer than there."""

    people: People

    def asker(self, approval: Approval, by: Actor) -> Asker:
        """What is known of who asked, now that somebody says yes. Unknown means no."""
        requester = approval.requester
        if requester.team != by.team:
            raise NotAllowed(
                f"{requester.name} asked for this under an account that is nobody in Slack, so nobody can "
                "tell whether you are another person.",
                "Bind the account to its person in handrail.toml, [accounts], and ask again.",
            )
        asked, answers = self.people.known(requester.user), self.people.known(by.user)
        if asked is None or answers is None:
            raise NotAllowed(UNKNOWN, "Try again in a moment.")
        return Asker(same=_same(asked, answers), why_not=asked.why_not)

    def doubt(self, approval: Approval, groups: Collection[str]) -> str:
        """Why who said yes, or who asked, may do so no more. Raises Retry while Slack does not say."""
        by = approval.by
        if by is None:
            return "nobody is known to have said yes"
        for person in (by, approval.requester):
            if person.team != self.people.workspace.team:
                return f"{person.name} is nobody in Slack"
            standing = self.people.known(person.user)
            if standing is None:
                raise Retry(f"Slack does not say who {person.name} is")
            if standing.why_not:
                return f"{person.name} may not act any more: {standing.why_not}"
        try:
            inside = self.people.groups.members(groups)
        except Permanent as lost:
            return f"nobody can say who is in {' or '.join(groups)}: {lost}"
        return "" if by.user in inside else f"{by.name} is not in {' or '.join(groups)} any more"


def _same(one: Standing, other: Standing) -> bool:
    """Whether both accounts have one e-mail address; without addresses, two accounts are two people."""
    return bool(one.email) and one.email == other.email
