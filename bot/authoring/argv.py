"""The words of a command: literals and whole parameters, never a string that is put together."""

import re
from collections.abc import Mapping
from pathlib import PurePosixPath

from bot.authoring.problem import did_you_mean
from bot.authoring.shape import Node
from bot.core.catalogue import Element, Parameter
from bot.core.values import Type

INTERPRETERS = frozenset(
    name
    for names in (
        "sh bash dash zsh fish ksh csh tcsh busybox env xargs awk gawk mawk sed find tar",
        "ssh scp sudo su doas",
        "python perl ruby node deno bun php lua tclsh expect make nice nohup setsid timeout watch parallel",
        "eval powershell pwsh cmd osascript",
    )
    for name in names.split()
)
"""Programs that run what their arguments say; only a person may start one."""

_OPTION = re.compile(r"(--?[A-Za-z0-9][A-Za-z0-9._-]*=)\{([^{}]*)\}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@-]*")
_VERSION = re.compile(r"[0-9.]+$")


def read_argv(
    node: Node, parameters: Mapping[str, Type], uses: set[str], *, hand: bool
) -> tuple[Element, ...]:
    """The elements of `exec`; the names of parameters are added to `uses`."""
    argv: list[Element] = []
    for item in node.items("words"):
        element = _element(item, parameters, uses)
        if not argv and isinstance(element, str):
            _check_program(item, element, hand=hand)
        elif not argv:
            item.say("argv", "the program itself cannot be a parameter.", "Write one entry for each program.")
        argv.append(element)
    if node.value == []:
        node.say("shape", "there is no program.", "Write `exec: [program, argument]`.")
    return tuple(argv)


def read_path(node: Node, parameters: Mapping[str, Type], uses: set[str]) -> tuple[Element, ...]:
    """The segments of a request's path; a parameter is a whole segment."""
    text = node.text(500)
    if not text.startswith("/"):
        if text:
            node.say("shape", "a path begins with `/`.")
        return ()
    segments: list[Element] = []
    for segment in text[1:].split("/") if text != "/" else ():
        whole = re.fullmatch(r"\{([^{}]*)\}", segment)
        if whole:
            segments.append(_parameter(node, whole[1], "", parameters, uses))
            continue
        if "{" in segment or "}" in segment:
            node.say(
                "argv", f"`{segment}` puts a text together.", "A parameter is a whole segment: `/v1/{id}`."
            )
        elif segment in {".", ".."} or not _SEGMENT.fullmatch(segment):
            node.say(
                "shape", f"`{segment}` cannot be a segment of a path.", "No `..`, `%`, `?`, `#` or space."
            )
        segments.append(segment)
    return tuple(segments)


def read_value(node: Node, parameters: Mapping[str, Type], uses: set[str]) -> Element:
    """A value of a query: a literal, or a whole parameter. The bot escapes it."""
    if isinstance(node.value, dict):
        return _element(node, parameters, uses)
    text = node.text(1000)
    if not text.isascii() or "\n" in text:
        node.say("type", "a value of a query is one line of ASCII.")
    return text


def _element(node: Node, parameters: Mapping[str, Type], uses: set[str]) -> Element:
    if isinstance(node.value, dict):
        fields = node.fields("a word", ("param",))
        name = fields.get("param") if fields is not None else None
        return _parameter(name, name.text(), "", parameters, uses) if name is not None else ""
    text = node.text()
    option = _OPTION.fullmatch(text)
    if option:
        return _parameter(node, option[2], option[1], parameters, uses)
    if re.search(r"\{[a-z][a-z0-9_]*\}", text):
        hint = "A parameter is a whole word: `{param: p}`, or `--opt={p}`."
        node.say("argv", f"`{text}` puts a text together.", hint)
    return text


def _parameter(
    node: Node, name: str, prefix: str, parameters: Mapping[str, Type], uses: set[str]
) -> Parameter:
    if name and name not in parameters:
        node.say("name", f"`{name}` is not a parameter of this command.", did_you_mean(name, parameters))
    uses.add(name)
    return Parameter(name, prefix)


def _check_program(node: Node, program: str, *, hand: bool) -> None:
    name = PurePosixPath(program).name
    if not hand and (name in INTERPRETERS or _VERSION.sub("", name) in INTERPRETERS):
        said = f"`{name}` runs whatever its arguments say, so the bot never starts it."
        node.say("argv", said, "Name the program itself, or add `hand: true`.")
