"""Requests about roles that are declined; `tellings` tells them with all others."""

from collections.abc import Callable
from dataclasses import replace

from bot.core import signals as sg
from bot.core.policy import Role
from bot.core.signals import Actor, What
from tests.core.outage import POLICY, RULES
from tests.core.story import ANA, BO, CHI, Story

OPS = Role("ops", "Operations lead", "Directs what changes systems.", ("oncall",))
ONCALL = frozenset({"oncall"})
STAFFED = replace(RULES, policy=replace(POLICY, roles={**POLICY.roles, "ops": OPS}))
"""The outage with a role that only some may have."""


def led() -> Story:
    """Ana is in command, and nobody has any other role."""
    return Story(STAFFED).channel().on(sg.TakeRole("commander", ANA))


def offered() -> Story:
    """Ana, in command, has asked Bo to take over."""
    return led().on(sg.HandOver("commander", BO))


def taken_over() -> Story:
    return offered().on(sg.AcceptHandover("commander/1"), BO)


OF_ROLES: dict[str, tuple[Callable[[], Story], What, Actor]] = {
    "a role of a group that one is not in": (led, sg.TakeRole("ops", BO), BO),
    "a role given to one outside its group": (led, sg.TakeRole("ops", BO), ANA),
    "giving up what nobody has": (led, sg.GiveUpRole("scribe"), ANA),
    "giving up the role of another": (led, sg.GiveUpRole("commander"), BO),
    "handing over what nobody has": (led, sg.HandOver("scribe", BO), ANA),
    "handing over the role of another": (led, sg.HandOver("commander", CHI), BO),
    "handing over to oneself": (led, sg.HandOver("commander", ANA), ANA),
    "taking over what another is offered": (offered, sg.AcceptHandover("commander/1"), CHI),
    "answering for two others": (offered, sg.DeclineHandover("commander/1"), CHI),
    "an offer that never was": (led, sg.AcceptHandover("commander/9"), BO),
    "an offer that is settled": (taken_over, sg.DeclineHandover("commander/1"), ANA),
}
