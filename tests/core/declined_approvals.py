"""Requests about a second person's yes, and about doing without, that are declined; `tellings` tells them."""

from collections.abc import Callable
from dataclasses import replace

from bot.core import signals as sg
from bot.core.policy import Policy
from bot.core.signals import Actor, What
from tests.core.outage import POLICY
from tests.core.situations import SITUATIONS
from tests.core.story import ANA, BO, PLAN, Story
from tests.core.test_walk import at_mend

ONCALL = frozenset({"oncall"})


def waiting(policy: Policy = POLICY) -> Story:
    """A change that nobody has answered for six minutes."""
    story = at_mend().ask().after(minutes=6)
    story.rulebook = replace(story.rulebook, policy=policy)
    return story


def alone(token: str = "token-1", reason: str = "nobody is awake") -> What:
    return sg.BreakGlass(token, reason, ONCALL, PLAN)


def last(story: Story) -> What:
    return alone(next(reversed(story.incident.approvals)))


def newly_allowed() -> Story:
    """The policy allows it only since the request was made."""
    story = at_mend()
    story.rulebook = replace(story.rulebook, policy=replace(POLICY, break_glass=None))
    story.ask()
    story.rulebook = replace(story.rulebook, policy=POLICY)
    return story


OF_APPROVALS: dict[str, tuple[Callable[[], Story], Callable[[Story], What], Actor]] = {
    "a yes under another account of who asked": (
        lambda: at_mend().ask(),
        lambda _: sg.Approve("token-1", ONCALL, PLAN, sg.Asker(same=True)),
        BO,
    ),
    "alone where the policy says nothing of it": (
        lambda: waiting(replace(POLICY, break_glass=None)),
        lambda _: alone(),
        ANA,
    ),
    "alone what is no command": (lambda: SITUATIONS["do seconded asked"]().story, last, ANA),
    "alone what destroys": (lambda: SITUATIONS["destroy asked"]().story, last, ANA),
    "alone what another group has to see": (lambda: SITUATIONS["guarded asked"]().story, last, ANA),
    "alone by an outsider": (
        waiting,
        lambda _: sg.BreakGlass("token-1", "I can", frozenset({"security"}), PLAN),
        BO,
    ),
    "alone too soon": (lambda: at_mend().ask(), lambda _: alone(), ANA),
    "alone where it was not allowed when it was asked": (newly_allowed, lambda _: alone(), ANA),
    "alone without a reason": (waiting, lambda _: alone(reason=" "), ANA),
}
