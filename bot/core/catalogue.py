"""The command catalogue as the core sees it: what may run, at what risk, after whose yes."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final, Literal, TypeAlias, assert_never, get_args

from bot.core.runbook import Meaning, Risk
from bot.core.values import Type, Values, shown

Sandbox: TypeAlias = Literal["none", "landlock", "bwrap"]
"""What a program is started in."""
SANDBOXES: Final[tuple[Sandbox, ...]] = get_args(Sandbox)
"""From the least to the most."""


@dataclass(frozen=True, slots=True)
class Parameter:
    """A whole argv element (or path segment) that is filled in; `prefix` is set for `--opt={p}`."""

    name: str
    prefix: str = ""


Element: TypeAlias = str | Parameter


@dataclass(frozen=True, slots=True)
class Exec:
    """A program and its arguments. The program is a name that the operator binds to an absolute path."""

    argv: tuple[Element, ...]


@dataclass(frozen=True, slots=True)
class Http:
    """A request to a declared endpoint; path segments may be parameters.

    An endpoint that is a parameter is one of the options of its type.
    """

    endpoint: Element
    method: Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"] = "GET"
    path: tuple[Element, ...] = ()
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    """JSON text, sent as it stands; empty for none."""
    query: Mapping[str, Element] = field(default_factory=dict)
    """What follows the `?`, as people write it: escaping is the sender's."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One catalogue entry, live: whether it may run is read here, what it means is pinned (`meaning`)."""

    id: str
    title: str
    risk: Risk
    how: Exec | Http
    meaning: Meaning
    parameters: Mapping[str, Type] = field(default_factory=dict)
    hand: bool = False
    warning: str = ""
    timeout: timedelta = timedelta(seconds=30)
    approval: tuple[str, ...] = ()
    """Groups whose yes a change needs; empty: the policy's for the risk."""
    covers: tuple[str, ...] = ()
    min_sandbox: Sandbox = "none"
    """The least that its program is started in; without it only a person runs the entry."""
    digest: str = ""
    """sha256 of the entry's canonical bytes; an approval is bound to it."""

    @property
    def system(self) -> str:
        return self.id.partition(".")[0]

    @property
    def endpoints(self) -> tuple[str, ...]:
        """The endpoints of the system that it may ask; none for a program."""
        if isinstance(self.how, Exec):
            return ()
        endpoint = self.how.endpoint
        return (endpoint,) if isinstance(endpoint, str) else self.parameters[endpoint.name].options


def as_typed(entry: Entry, arguments: Values) -> str:
    """The command as people would write it, parameters filled in, programs and endpoints by their names."""
    match entry.how:
        case Exec(argv=argv):
            return " ".join(_quoted(_filled(element, arguments)) for element in argv)
        case Http() as http:
            path = "".join("/" + _filled(segment, arguments) for segment in http.path)
            asked = "&".join(f"{name}={_filled(value, arguments)}" for name, value in http.query.items())
            endpoint = _filled(http.endpoint, arguments)
            return f"{http.method} {path or '/'}{'?' + asked if asked else ''} ({endpoint})"
        case _:
            assert_never(entry.how)


def _filled(element: Element, arguments: Values) -> str:
    if isinstance(element, str):
        return element
    return element.prefix + shown(arguments.get(element.name))


def _quoted(word: str) -> str:
    return word if re.fullmatch(r"[A-Za-z0-9_@%+=:,./-]+", word) else "'" + word.replace("'", "'\"'\"'") + "'"
