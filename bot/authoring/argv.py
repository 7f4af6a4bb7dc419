"""The words of a command: literals and whole parameters, never a string that is put together."""

import re
from collections.abc import Mapping, Sequence
from itertools import pairwise
from pathlib import PurePosixPath

from bot.authoring.problem import did_you_mean
from bot.authoring.programs import findings, nested
from bot.authoring.shape import Node
from bot.core.catalogue import Element, Parameter
from bot.core.values import Type

INTERPRETERS = frozenset(
    name
    for names in (
        "sh bash dash zsh fish ksh csh tcsh busybox toybox env xargs awk gawk mawk nawk sed find tar",
        "ssh scp sftp rsync sudo su doas pkexec runuser setpriv socat nc ncat netcat telnet screen tmux",
        "python pypy perl ruby node deno bun php lua luajit tclsh wish expect Rscript julia java jshell",
        "make gmake cmake ninja cargo npm npx pnpm yarn pip gem mvn gradle",
        "ansible ansible-playbook terraform run-parts start-stop-daemon",
        "nice ionice nohup setsid timeout watch parallel time taskset stdbuf flock chroot unshare nsenter",
        "script strace ltrace gdb valgrind systemd-run systemd-nspawn at batch crontab",
        "vi vim view nano emacs ed ex less more man eval exec powershell pwsh cmd osascript",
    )
    for name in names.split()
)
"""Programs that run what their arguments, or files that those name, say; only a person may start one."""

_OPTION = re.compile(r"(--?[A-Za-z0-9][A-Za-z0-9._-]*=)\{([^{}]*)\}")
_SEGMENT = re.compile(r"[A-Za-z0-9._~!$&'()*+,;=:@-]*")
_VERSION = re.compile(r"[0-9.-]+$")
_CODE = re.compile(r"-[a-zA-Z]*[ce]")
_BY_HAND = "Add `hand: true` if a person is to run it."


def read_argv(
    node: Node, parameters: Mapping[str, Type], uses: set[str], *, hand: bool
) -> tuple[Element, ...]:
    """The elements of `exec`; the names of parameters are added to `uses`."""
    items = list(node.items("words"))
    argv = tuple(_element(item, parameters, uses) for item in items)
    if node.value == []:
        node.say("shape", "there is no program.", "Write `exec: [program, argument]`.")
    elif argv and not isinstance(argv[0], str):
        items[0].say("argv", "the program itself cannot be a parameter.", "Write one entry for each program.")
    elif not hand:
        _check_programs(items, argv)
    return argv


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


def _check_programs(items: Sequence[Node], argv: Sequence[Element]) -> None:
    """The program, and those that it starts in its turn, as far as they are known."""
    begin, begins = 0, set[int]()
    while begin < len(argv) and isinstance(argv[begin], str):
        _check_program(items[begin], str(argv[begin]))
        for found in findings(argv[begin:], is_first=begin == 0):
            items[begin + found.at].say("argv", found.what, found.hint or _BY_HAND)
        begins.add(begin)
        begin += nested(argv[begin:])
    for at, (word, after) in enumerate(pairwise(argv)):
        if (
            at not in begins
            and isinstance(word, str)
            and isinstance(after, str)
            and is_interpreter(word)
            and _CODE.fullmatch(after)
        ):
            items[at].say("argv", f"`{word} {after}` runs what the next word says.", _BY_HAND)


def _check_program(node: Node, program: str) -> None:
    if is_interpreter(program):
        name = PurePosixPath(program).name
        said = f"`{name}` runs whatever its arguments say, so the bot never starts it."
        node.say("argv", said, "Name the program itself, or add `hand: true`.")


def is_interpreter(program: str) -> bool:
    """By its name without folders, version and suffix (`python3.11`, `ld-linux-x86-64.so.2`)."""
    name = PurePosixPath(program).name
    return {name, _VERSION.sub("", name)} & INTERPRETERS != set() or name.startswith(("ld-linux", "ld.so"))
