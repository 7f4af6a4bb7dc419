"""Exactly what would run: pure, from the entry, its values and what the operator has bound."""

import re
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import PurePosixPath
from typing import TypeAlias

from bot.authoring.programs import findings
from bot.core.catalogue import Element, Entry, Exec, Http
from bot.core.runbook import Risk
from bot.core.values import Values
from bot.diagnostics.address import Origin, odd_path, parse_origin
from bot.diagnostics.bindings import Program, Site, Unfit
from bot.diagnostics.parameters import fill, fill_endpoint, fill_path, fill_query
from bot.diagnostics.sandbox import UNCONFINED, Confined

ENVIRONMENT: Mapping[str, str] = {"PATH": "/usr/bin:/bin", "LANG": "C.UTF-8", "HOME": "/nonexistent"}
"""All that a command gets of an environment."""


@dataclass(frozen=True, slots=True)
class Process:
    """A program to start. `argv` begins with the program as it was bound."""

    program: Program
    argv: tuple[str, ...]
    confined: Confined = UNCONFINED


@dataclass(frozen=True, slots=True)
class Request:
    """A request to send; `path` begins with the prefix that was bound."""

    site: Site
    origin: Origin
    method: str
    path: str
    headers: Mapping[str, str] = field(default_factory=dict)
    body: str = ""
    query: str = ""
    """Escaped, without the `?`."""


Call: TypeAlias = Process | Request


@dataclass(frozen=True, slots=True)
class Planned:
    """What would run. Without a `call` only a person can, and `why` says why."""

    entry: Entry
    target: str
    call: Call | None
    argv: tuple[str, ...]
    text: str
    """To copy: what runs, quoted for a shell; a request as a curl line. No secret stands in it."""
    why: str = ""

    @property
    def timeout(self) -> timedelta:
        return self.entry.timeout

    @property
    def risk(self) -> Risk:
        return self.entry.risk


@dataclass(frozen=True, slots=True)
class Bound:
    """What stands behind an entry in a target now."""

    program: Program | Unfit | None = None
    site: Site | None = None
    endpoint: str = ""
    """Which endpoint that is; empty while it is not picked."""
    confined: Confined | Unfit = UNCONFINED


def plan(entry: Entry, values: Values, bound: Bound, target: str) -> Planned:
    """Fill in the values. Raises BadValue for one that could be more than a value."""
    match entry.how:
        case Exec(argv=argv):
            return _process(entry, argv, values, bound, target)
        case Http() as http:
            return _request(entry, http, values, bound, target)


def by_hand(entry: Entry, bound: Bound, target: str) -> str:
    """Why only a person can run the entry in the target; empty when the bot can."""
    if entry.hand:
        return "the catalogue says that a person runs it"
    match entry.how:
        case Exec(argv=argv):
            if bound.program is None:
                return f"the program `{argv[0]}` is not bound"
            for one in (bound.program, bound.confined):
                if isinstance(one, Unfit):
                    return one.why
            return _renamed(bound.program, argv)
        case Http():
            names = (bound.endpoint,) if bound.endpoint else entry.endpoints
            named = "the endpoint " + " or ".join(f"`{entry.system}.{name}`" for name in names)
            if bound.site is None:
                return f"{named} is not bound for {target}"
            origin = parse_origin(bound.site.url)
            return f"{named} cannot be used: {origin.why}" if isinstance(origin, Unfit) else ""


def _renamed(program: Program | Unfit, argv: tuple[Element, ...]) -> str:
    """What is known against the words of a program that goes by another name in the catalogue."""
    name = PurePosixPath(program.file).name if isinstance(program, Program) else ""
    if name in {"", PurePosixPath(str(argv[0])).name}:
        return ""
    return next((f"`{argv[0]}` is {name}: {one.what.rstrip('.')}" for one in findings((name, *argv[1:]))), "")


def _process(
    entry: Entry, elements: tuple[Element, ...], values: Values, bound: Bound, target: str
) -> Planned:
    program = bound.program if isinstance(bound.program, Program) else None
    argv = fill(elements, entry.parameters, values)
    why = by_hand(entry, bound, target)
    if program is None or isinstance(bound.confined, Unfit) or why:
        return Planned(entry, target, None, argv, shlex.join(argv), why)
    argv = (program.path, *argv[1:])
    text = " ".join([*_assigned(program), shlex.join(argv)])
    return Planned(entry, target, Process(program, argv, bound.confined), argv, text)


def _assigned(program: Program) -> Iterator[str]:
    """Whom it acts as, for a shell: values that are secret stay in their files."""
    for name, value in program.identity.variables:
        yield f"{name}={shlex.quote(value)}"
    for name, path in program.identity.secret:
        yield f'{name}="$(cat {shlex.quote(str(path))})"'


def _request(entry: Entry, http: Http, values: Values, bound: Bound, target: str) -> Planned:
    endpoint = fill_endpoint(http.endpoint, entry.parameters, values)
    variable = re.sub(r"[^A-Z0-9]", "_", f"{entry.system}_{endpoint}".upper())
    path = fill_path(http.path, entry.parameters, values)
    query = fill_query(http.query, entry.parameters, values)
    asked = f"?{query}" if query else ""
    why = by_hand(entry, bound, target)
    origin = parse_origin(bound.site.url) if bound.site else None
    if not isinstance(origin, Origin) or bound.site is None:
        text = _curl(entry, http, f'"${variable}"{shlex.quote(path + asked)}')
        return Planned(entry, target, None, (http.method, path + asked), text, why)
    url = origin.url(path) + asked
    whole = f"{origin.prefix}{path}"
    why = why or odd_path(whole)
    text = _curl(entry, http, shlex.quote(url), f"${variable}_TOKEN" if bound.site.token_file else "")
    call = None if why else Request(bound.site, origin, http.method, whole, http.headers, http.body, query)
    return Planned(entry, target, call, (http.method, url), text, why)


def _curl(entry: Entry, http: Http, url: str, token: str = "") -> str:
    """One line for a shell. It reads no configuration, follows nothing and ends.

    The address of an endpoint that is not bound, and `token`, are variables that a person sets.
    """
    seconds = max(int(entry.timeout.total_seconds()), 1)
    words = ["curl", "-q", "--silent", "--show-error", "--globoff", "--proto", "=http,https"]
    words += ["--max-redirs", "0", "--max-time", str(seconds), "--request", http.method]
    for name, value in http.headers.items():
        words += ["--header", f"{name}: {value}"]
    if http.body:
        words += ["--header", "Content-Type: application/json", "--data-raw", http.body]
    if http.method == "HEAD":
        words.append("--head")
    line = shlex.join(words)
    if token:
        line += f' --header "Authorization: Bearer {token}"'
    return f"{line} {url}"
