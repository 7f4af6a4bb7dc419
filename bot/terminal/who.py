"""Who is at the keyboard: the account that logged in to the machine."""

import os
import pwd
from dataclasses import dataclass
from pathlib import Path

from bot.core.policy import Policy
from bot.core.refusals import NotAllowed
from bot.core.signals import Actor

SOURCE = Path("/proc/self/loginuid")
_UNSET = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the machine: what it is called, and the name of the person who has it."""

    account: str
    name: str


@dataclass(frozen=True, slots=True)
class Walker:
    """Who is at the keyboard, and the policy's groups they are known to be in."""

    actor: Actor
    groups: frozenset[str] = frozenset()

    def among(self, groups: tuple[str, ...]) -> frozenset[str]:
        """Those of the groups that they are in."""
        return self.groups & frozenset(groups)

    def may_respond(self, policy: Policy) -> None:
        """Refuse whom the policy does not let act."""
        if policy.respond and not self.groups & set(policy.respond):
            raise NotAllowed(
                f"Only {' or '.join(policy.respond)} may act here, and you are in none of them.",
                "`accounts` and `groups` of handrail.toml say who is.",
            )


def login(source: Path = SOURCE) -> Login:
    """The account that logged in, whatever it has become by `sudo` since; else the one it is now.

    The kernel keeps the first where there was a login; no one can choose it, as one can a variable.
    """
    uid = _logged_in(source)
    if uid is None:
        uid = os.getuid()
    try:
        entry = pwd.getpwuid(uid)
    except KeyError:
        return Login(str(uid), str(uid))
    return Login(entry.pw_name, entry.pw_gecos.partition(",")[0].strip() or entry.pw_name)


def _logged_in(source: Path) -> int | None:
    try:
        uid = int(source.read_text(encoding="ascii"))
    except (OSError, ValueError):
        return None
    return None if uid == _UNSET else uid
