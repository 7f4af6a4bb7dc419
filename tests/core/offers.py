"""Offers of roles, as the rules have them: a plain model beside `model`."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeAlias

from bot.core import signals as sg
from bot.core.signals import Actor

ROLES = frozenset({"commander", "scribe"})
LASTS = timedelta(minutes=15)
OfOffers: TypeAlias = sg.HandOver | sg.AcceptHandover | sg.DeclineHandover


@dataclass
class Offers:
    """By id, whom each was made by and to, and how it ended; `roles` are the model's."""

    roles: dict[str, str]
    made: dict[str, dict[str, Any]] = field(default_factory=dict)

    def judge(self, what: OfOffers, by: Actor) -> set[str]:
        """Every refusal that the rules have for this."""
        if isinstance(what, sg.HandOver):
            if what.role not in ROLES:
                return {"Unknown"}
            holder = self.roles.get(what.role)
            if holder is None:
                return {"NotNow"}
            if holder != by.user:
                return {"NotAllowed"}
            return {"NotNow"} if what.to.user == by.user else set()
        offer = self.made.get(what.handover)
        if offer is None:
            return {"Unknown"}
        if offer["state"] != "offered":
            return {"Stale"}
        may = {offer["to"]} if isinstance(what, sg.AcceptHandover) else {offer["to"], offer["giver"]}
        return set() if by.user in may else {"NotAllowed"}

    def take(self, what: OfOffers, by: Actor, now: datetime) -> str:
        """What comes of it; the role that changes hands, if one does."""
        if isinstance(what, sg.HandOver):
            self.void(what.role)
            self.made[f"{what.role}/{len(self.made) + 1}"] = {
                "role": what.role,
                "giver": by.user,
                "to": what.to.user,
                "state": "offered",
                "ends": now + LASTS,
            }
            return ""
        offer = self.made[what.handover]
        if isinstance(what, sg.DeclineHandover):
            offer["state"] = "declined" if by.user == offer["to"] else "withdrawn"
            return ""
        offer["state"] = "accepted"
        return str(offer["role"])

    def void(self, role: str) -> None:
        """Somebody has the role now, or nobody."""
        for offer in self.made.values():
            if offer["role"] == role and offer["state"] == "offered":
                offer["state"] = "void"

    def states(self) -> dict[str, str]:
        return {name: offer["state"] for name, offer in self.made.items()}
