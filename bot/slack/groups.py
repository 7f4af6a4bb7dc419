"""Groups of the policy, as the operator bound them: to Slack user groups, or to lists of people."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from bot.engine.ports import Permanent, Retry
from bot.slack.client import Refused

MembersOf = Callable[[str], frozenset[str]]
"""User ids in a Slack user group (`S…`), as Slack says at this moment."""


@dataclass(frozen=True, slots=True)
class Groups:
    """`bindings`: policy group id → user group ids (`S…`) and user ids (`U…`, `W…`)."""

    bindings: Mapping[str, tuple[str, ...]]
    members_of: MembersOf
    channels: Mapping[str, str] = field(default_factory=dict)
    """Group → its channel: an id, or a name with `#`."""

    def channel(self, group: str) -> str:
        """Where the group is told things; empty when it has no channel."""
        return self.channels.get(group, "")

    def is_bound(self, group: str) -> bool:
        """Whether the operator says who the group is."""
        return bool(self.bindings.get(group))

    def members(self, groups: Iterable[str]) -> frozenset[str]:
        """Who is in one of the groups. Raises Retry when Slack cannot say now."""
        found: set[str] = set()
        for name in self._bound(groups):
            if name.startswith("S"):
                found |= self._asked(name)
            else:
                found.add(name)
        return frozenset(found)

    def mentions(self, groups: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """People and user groups by which the groups are mentioned."""
        bound = self._bound(groups)
        people = tuple(name for name in bound if not name.startswith("S"))
        return people, tuple(name for name in bound if name.startswith("S"))

    def of(self, user: str, among: Iterable[str] | None = None) -> frozenset[str]:
        """The policy groups that a person is in, as Slack says now. What Slack cannot say is no."""
        names = self.bindings if among is None else [name for name in among if name in self.bindings]
        return frozenset(name for name in names if self._has(name, user))

    def _has(self, group: str, user: str) -> bool:
        bound = self.bindings[group]
        if user in bound:
            return True
        try:
            return any(user in self.members_of(name) for name in bound if name.startswith("S"))
        except (Retry, Refused):
            return False

    def _bound(self, groups: Iterable[str]) -> tuple[str, ...]:
        return tuple(dict.fromkeys(name for group in groups for name in self.bindings.get(group, ())))

    def _asked(self, group: str) -> frozenset[str]:
        try:
            return self.members_of(group)
        except Refused as refused:
            if refused.error == "no_such_subteam":
                return frozenset()
            raise Permanent(f"the user group {group} cannot be read: {refused.error}") from refused
