"""`commands.yaml`: what may run at all, and what its output means (language.md §9)."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Literal, cast, get_args

from bot.authoring.argv import read_argv, read_path, read_value
from bot.authoring.canonical import digest_of, is_whole
from bot.authoring.interpret import OutputReader
from bot.authoring.problem import did_you_mean
from bot.authoring.read_meaning import MEANING_KEYS, Answer, read_meaning
from bot.authoring.read_type import TYPE_KEYS, read_type
from bot.authoring.shape import HEADER, NAME, QUERY, Fields, Node, Page
from bot.core.catalogue import SANDBOXES, Element, Entry, Exec, Http, Parameter, Sandbox
from bot.core.values import Type
from bot.core.words import unsafe
from bot.plain_json import NotPlain, plain_json

Method = Literal["GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"]

_REQUIRED = ("title", "risk", "samples")
_OPTIONAL = ("hand", "warning", "timeout", "assumed", "covers", "exec", "http", "params", "approval")
_SECRET_HEADERS = frozenset({"authorization", "proxy-authorization", "cookie", "x-api-key"})
_SET_HEADERS = frozenset({"host", "content-length", "transfer-encoding", "connection"})


@dataclass(frozen=True, slots=True)
class Surroundings:
    """What a catalogue may point to. None: not known here."""

    groups: frozenset[str] | None = None
    endpoints: frozenset[str] | None = None
    compile_all: bool = False


@dataclass(frozen=True, slots=True)
class Known:
    """An entry and what its output means."""

    entry: Entry
    reader: OutputReader


def read_catalogue(system: str, page: Page, around: Surroundings) -> dict[str, Known]:
    """The entries that could be read, by `system.entry`."""
    fields = page.root().fields("a catalogue", ("handrail", "commands"))
    if fields is None:
        return {}
    fields.version()
    entries: dict[str, Known] = {}
    for name, node in fields.entries("commands", "command"):
        known = _entry(f"{system}.{name}", node, around)
        if known is not None:
            entries[known.entry.id] = known
    page.settle()
    return {name: known for name, known in entries.items() if not _is_faulty(name, page)}


def _is_faulty(name: str, page: Page) -> bool:
    place = f"commands.{name.partition('.')[2]}"
    return any(f"{problem.path}.".startswith(f"{place}.") for problem in page.problems)


def _entry(name: str, node: Node, around: Surroundings) -> Known | None:
    fields = node.fields("a command", _REQUIRED, (*_OPTIONAL, *MEANING_KEYS, "min_sandbox"))
    if fields is None:
        return None
    if ("exec" in fields) == ("http" in fields):
        node.say("shape", "a command has either `exec` or `http`.", key=True)
        return None
    hand = fields.flag("hand")
    parameters = _parameters(fields, hand=hand)
    uses: set[str] = set()
    how = (
        _exec(fields, parameters, uses, hand=hand)
        if "exec" in fields
        else _http(fields, parameters, uses, around)
    )
    for unused in (key for key in parameters if key not in uses):
        place = fields.nodes["params"]
        Node(place.page, (*place.path, unused), None).say(
            "name", f"`{unused}` is never used.", "Remove it.", key=True
        )
    answer: Answer = "exit" if "exec" in fields else "status"
    reader = read_meaning(name, fields, answer, compile_all=around.compile_all)
    timeout = fields.duration("timeout") or timedelta(seconds=30)
    warning = fields.text("warning")
    approval, covers, sandbox = _approval(fields, around), fields.covers(), _sandbox(fields)
    if how is None or reader is None or not is_whole(node.value):
        return None
    meaning = reader.meaning
    digest = digest_of({"id": name, "entry": node.value})
    entry = Entry(
        name,
        meaning.title,
        meaning.risk,
        how,
        meaning,
        parameters,
        hand,
        warning,
        timeout,
        approval,
        covers,
        sandbox,
        digest,
    )
    return Known(entry, reader)


def _parameters(fields: Fields, *, hand: bool) -> dict[str, Type]:
    parameters: dict[str, Type] = {}
    for name, node in fields.entries("params", "parameter", NAME):
        inner = node.fields("a parameter", ("type",), ("about", *TYPE_KEYS))
        if inner is None:
            continue
        inner.text("about")
        kind = read_type(inner)
        if kind is not None and kind.name == "list":
            node.say("type", "a parameter is one value; a list cannot be one.", "Run the command for each.")
        elif kind is not None:
            if not hand:
                _check_parameter(node, kind, of_program="exec" in fields)
            parameters[name] = kind
    return parameters


def _check_parameter(node: Node, kind: Type, *, of_program: bool) -> None:
    """What a fact may be and a parameter may not, unless a person looks at it before it runs."""
    for option in kind.options:
        if why := unsafe(option):
            node.say("type", f"the option `{option}` {why}.")
    if kind.preset == "dns-name" and not kind.zone:
        said = "a name of any zone could be the name of any machine."
        node.say("type", said, "Add `zone: example.com`, or `hand: true`.")
    if of_program and str(kind) == "word" and kind.pattern is None:
        said = "any word could be a path, or the name of anything."
        node.say("type", said, "Name a kind of word, add a `pattern`, or `hand: true`.")


def _exec(fields: Fields, parameters: Mapping[str, Type], uses: set[str], *, hand: bool) -> Exec | None:
    argv = read_argv(fields.nodes["exec"], parameters, uses, hand=hand)
    return Exec(argv) if argv else None


def _http(
    fields: Fields, parameters: Mapping[str, Type], uses: set[str], around: Surroundings
) -> Http | None:
    inner = fields.nodes["http"].fields(
        "a request", ("endpoint", "path"), ("method", "query", "headers", "body")
    )
    if inner is None:
        return None
    endpoint = inner.get("endpoint")
    path = inner.get("path")
    method = cast("Method", inner.choice("method", get_args(Method), "GET"))
    body = inner.get("body")
    return Http(
        "" if endpoint is None else _endpoint(endpoint, parameters, uses, around),
        method,
        read_path(path, parameters, uses) if path is not None else (),
        _headers(inner),
        "" if body is None else _body(body, method),
        {key: read_value(node, parameters, uses) for key, node in inner.entries("query", "query", QUERY)},
    )


def _endpoint(node: Node, parameters: Mapping[str, Type], uses: set[str], around: Surroundings) -> Element:
    """An endpoint of system.yaml, or a parameter whose options are some of them."""
    if not isinstance(node.value, dict):
        name = node.name("endpoint")
        _check_endpoints(node, (name,), around)
        return name
    element = read_value(node, parameters, uses)
    kind = parameters.get(element.name) if isinstance(element, Parameter) else None
    if kind is not None and kind.preset != "endpoint":
        node.say("type", "an endpoint is picked, never typed.", "Give the parameter `type: endpoint`.")
    elif kind is not None:
        _check_endpoints(node, kind.options, around)
    return element if kind is not None else ""


def _check_endpoints(node: Node, names: Sequence[str], around: Surroundings) -> None:
    for name in names:
        if name and around.endpoints is not None and name not in around.endpoints:
            near = did_you_mean(name, around.endpoints)
            node.say("targets", f"`{name}` is not an endpoint of system.yaml.", near)


def _headers(fields: Fields) -> dict[str, str]:
    headers: dict[str, str] = {}
    for name, node in fields.entries("headers", "header", HEADER):
        if name.lower() in _SECRET_HEADERS:
            said = f"`{name}` would carry a secret, and secrets never stand in these files."
            node.say("shape", said, "The operator binds the endpoint with its token file.", key=True)
        elif name.lower() in _SET_HEADERS:
            node.say("shape", f"`{name}` is set by the bot itself.", "Remove it.", key=True)
        value = node.text(1000)
        if "\n" in value or not value.isascii():
            node.say("type", "a header is one line of ASCII.")
        headers[name] = value
    return headers


def _body(node: Node, method: str) -> str:
    if method in {"GET", "HEAD"}:
        node.say("shape", f"a {method} has no body.", "Remove it, or name another method.", key=True)
    if isinstance(node.value, dict | list):
        return json.dumps(node.value, sort_keys=True, default=str)
    text = node.text()
    try:
        plain_json(text)
    except NotPlain as why:
        node.say("type", f"the body is no JSON that is taken: {why}.", "Write it as a mapping.")
    return text


def _sandbox(fields: Fields) -> Sandbox:
    least = cast("Sandbox", fields.choice("min_sandbox", SANDBOXES, "none"))
    if least != "none" and "exec" not in fields:
        said = "a request starts no program, so there is nothing to put into a sandbox."
        fields.nodes["min_sandbox"].say("argv", said, "Leave it out.", key=True)
    return least


def _approval(fields: Fields, around: Surroundings) -> tuple[str, ...]:
    node = fields.get("approval")
    if node is None:
        return ()
    if node.value == []:
        node.say(
            "approval", "nobody is asked for approval.", "Name one or more groups, or leave it to the policy."
        )
    groups = around.groups
    names = (
        item.name("group") if groups is None else item.reference("group of the policy", groups)
        for item in node.one_or_more("groups")
    )
    return tuple(name for name in names if name)
