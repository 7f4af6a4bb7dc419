"""The `Pager` port on Slack: a group's people are written to directly, and answer by a button."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol

from slack_sdk.web import WebClient

from bot.core import effects as fx
from bot.core.picture import Picture
from bot.core.policy import Group
from bot.core.signals import Done, Posted, Reached
from bot.engine.ports import Leased, Permanent, Scene
from bot.slack.channels import direct, enter
from bot.slack.client import Refused
from bot.slack.posts import Posts, Said
from bot.slack.views.paging import page_message, page_title


class Bound(Protocol):
    """The policy's groups as the operator bound them to Slack."""

    def is_bound(self, group: str) -> bool: ...

    def members(self, groups: Iterable[str]) -> frozenset[str]:
        """User ids of all who are in one of the groups."""
        ...

    def channel(self, group: str) -> str:
        """An id, or a name with `#`; empty when the group has none."""
        ...


@dataclass(frozen=True, slots=True)
class SlackPager:
    """`me` is the bot's own user id."""

    client: WebClient
    posts: Posts
    groups: Bound
    me: str
    is_shared: Callable[[str], bool]
    """Whether another organisation reads a channel. Raises Retry or Refused when Slack does not say."""
    is_member: Callable[[str], bool]
    """Whether somebody may know of restricted incidents at all. Raises Retry when Slack does not say."""

    def perform(self, job: Leased, scene: Scene) -> Done:
        """Raises Retry or Permanent."""
        try:
            match job.effect:
                case fx.Page() as page:
                    return self._reach(page, scene)
                case fx.RefreshPage() as page:
                    return self._write(job, page, scene)
                case _:
                    raise Permanent(f"`{job.effect.kind}` is not for the pager")
        except Refused as refused:
            raise refused.permanent() from refused

    def _reach(self, page: fx.Page, scene: Scene) -> Reached:
        known = scene.rulebook.policy.groups.get(page.group, Group(page.group, page.group))
        if page.tells and not scene.incident.restricted and (channel := self._channel(known)):
            return Reached(page.page, (channel,))
        names = [name for name in (known.page, known.id) if name and self.groups.is_bound(name)]
        if not names:
            return Reached(page.page, trouble=f"`{page.group}` is bound to nobody: handrail.toml, [groups]")
        people = self.groups.members(names[:1]) - {self.me}
        if scene.incident.restricted:
            people = frozenset(user for user in people if self.is_member(user))
        if not people:
            return Reached(page.page, trouble=f"nobody is in the group that `{names[0]}` is bound to")
        return Reached(page.page, tuple(sorted(people)))

    def _channel(self, group: Group) -> str:
        """Id of the channel where the group is told things, once the bot is in it; empty when it has none."""
        named = self.groups.channel(group.id) or group.channel
        if not named:
            return ""
        try:
            channel = enter(self.client, named).channel
            return "" if self.is_shared(channel) else channel
        except (Refused, Permanent):
            return ""  # its people are written to

    def _write(self, job: Leased, page: fx.RefreshPage, scene: Scene) -> Posted:
        incident = scene.incident
        picture = Picture(incident, scene.rulebook, scene.now)
        said = Said(page_title(picture, page.page), page_message(picture, page.page))
        known = incident.messages.get(fx.surface(page))
        if known is not None:
            return self.posts.keep(job, incident, known, known.channel, said)
        return self.posts.keep(job, incident, None, self._conversation(page.to), said)

    def _conversation(self, to: str) -> str:
        """Id of the conversation with a person; a channel is its own."""
        return to if to.startswith(("C", "G")) else direct(self.client, to)
