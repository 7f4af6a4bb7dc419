"""What can go wrong with Briefcase, by name. Each changes the state and nothing else; people repair it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, TypeAlias, get_args

from bot.demo.standins.briefcase import disk, leak
from bot.demo.standins.briefcase.gateway import REFUSALS, break_gateway
from bot.demo.standins.briefcase.home import Home
from bot.demo.standins.briefcase.host import loosen
from bot.demo.standins.briefcase.providers import SEEDED
from bot.demo.standins.briefcase.sync import BROKEN, break_sync
from bot.demo.standins.briefcase.upstream import WRONG, break_provider
from bot.demo.standins.standin import Fault

Strike: TypeAlias = Callable[[Home, datetime, Mapping[str, str]], Mapping[str, Any]]
"""Lets it happen, with what was wished besides the name. Returns what there is to tell of it."""


class Unknown(Exception):
    """There is no such fault, or not with these options; the text says what there is."""


@dataclass(frozen=True, slots=True)
class Known:
    """A fault, what it does, and what may be wished of it (the first is taken when nothing is)."""

    fault: Fault
    strike: Strike
    options: Mapping[str, Sequence[str]]

    def __str__(self) -> str:
        wishes = "".join(f', "{name}": one of {", ".join(of)}' for name, of in self.options.items())
        return f'{{"fault": "{self.fault.name}"{wishes}}}'


def _disk(home: Home, _: datetime, wish: Mapping[str, str]) -> Mapping[str, Any]:
    when = next(known for known in get_args(disk.When) if known == wish["when"])
    return asdict(disk.switch(home, when))


def _sync(home: Home, now: datetime, wish: Mapping[str, str]) -> Mapping[str, Any]:
    return {"last_error": break_sync(home, now, wish["how"])}


def _provider(home: Home, _: datetime, wish: Mapping[str, str]) -> Mapping[str, Any]:
    return {"providers": break_provider(home, wish["provider"], wish["how"])}


def _leak(home: Home, now: datetime, wish: Mapping[str, str]) -> Mapping[str, Any]:
    return asdict(leak.leak(home, now, wish["of"]))


def _replays(home: Home, now: datetime, wish: Mapping[str, str]) -> Mapping[str, Any]:
    return asdict(break_gateway(home, now, wish["of"], wish["how"]))


def _loose(home: Home, _: datetime, __: Mapping[str, str]) -> Mapping[str, Any]:
    loosen(home)
    return {}


_PROVIDERS = tuple(name for name, kind in SEEDED if kind == "provider")
_KNOWN = (
    Known(
        Fault("corrupt-receipts", "the disk overwrites bytes of a receipt", "receipt chain"),
        _disk,
        {"when": ("once", "after-restore", "keeps", "off")},
    ),
    Known(
        Fault(
            "sync-fails", "the control plane offers what cannot be taken, or is not reached", "policy sync"
        ),
        _sync,
        {"how": tuple(BROKEN)},
    ),
    Known(
        Fault("provider-outage", "an upstream provider stops to answer", "provider down"),
        _provider,
        {
            "provider": ("quotes", "mail", "payments", "all"),
            "how": (*WRONG, "over"),
        },
    ),
    Known(
        Fault("leaked-canary", "a token gets into the central logs, and somebody uses it", "leaked canary"),
        _leak,
        {"of": _PROVIDERS},
    ),
    Known(
        Fault("replay-errors", "the gateway refuses each proof of a provider", "capability replay"),
        _replays,
        {"how": tuple(REFUSALS), "of": _PROVIDERS[::-1]},
    ),
    Known(
        Fault("loose-host", "somebody opens the daemon to its network", procedure="briefcase/strict-host"),
        _loose,
        {},
    ),
)
FAULTS: Sequence[Fault] = tuple(known.fault for known in _KNOWN)


def cause(home: Home, now: datetime, wish: Mapping[str, Any]) -> dict[str, Any]:
    """Let it happen: `{"fault": NAME, …}`. Raises Unknown."""
    known = next((one for one in _KNOWN if one.fault.name == wish.get("fault")), None)
    if known is None:
        raise Unknown("send " + ", or ".join(map(str, _KNOWN)))
    wished = {name: str(wish.get(name, of[0])) for name, of in known.options.items()}
    if any(wished[name] not in of for name, of in known.options.items()):
        raise Unknown(f"send {known}")
    return {"fault": known.fault.name, **known.strike(home, now, wished)}
