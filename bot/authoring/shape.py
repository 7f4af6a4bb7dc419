"""A place in a parsed file, read as what it should be; what is not so is reported, and reading goes on."""

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from functools import lru_cache

from bot.authoring.cel import Pool
from bot.authoring.document import Broken, Document
from bot.authoring.problem import Code, Path, Problem, did_you_mean, nearest, spelled
from bot.authoring.yaml_reader import HIDDEN

ID = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}")
NAME = re.compile(r"[a-z][a-z0-9_]{0,47}")
"""Facts, returns and columns: what CEL can name."""
FACTS_ID = re.compile(r"[A-Z]{3}-[A-Z0-9-]+")
RUNBOOK = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}/[a-z0-9][a-z0-9_-]{0,47}")
COMMAND = re.compile(r"[a-z0-9][a-z0-9_-]{0,47}\.[a-z0-9][a-z0-9_-]{0,47}")
HEADER = re.compile(r"[A-Za-z][A-Za-z0-9-]{0,63}")
QUERY = re.compile(r"[A-Za-z_][A-Za-z0-9_.-]{0,63}(\[\])?")
"""A name in the query of a request."""

TITLE = 75
"""Characters of a title: what a Slack button, option or summary holds."""
LABEL = 150
"""Characters of a longer name (evidence, undo, clock): what a Slack header holds."""
TEXT = 2900
"""Characters of a text: a Slack section holds 3,000."""
QUESTION = 1900
"""Characters of a question: a Slack input label holds 2,000."""

_DURATION = re.compile(r"(0|[1-9][0-9]{0,4})([smhdw])")
_UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
_HIDDEN = re.compile(f"[{HIDDEN}]")
_COMMA = "A `,` ends a text inside `{…}`: quote the text that holds it."
RESERVED = frozenset({"in", "true", "false", "null"})


@dataclass(slots=True)
class Page:
    """A document under reading and the problems found so far."""

    document: Document
    problems: list[Problem] = field(default_factory=list)
    pool: Pool = field(default_factory=Pool)
    checks: list[Callable[[], None]] = field(default_factory=list)
    """Checks of expressions, put off until every vocabulary of the tree has its place in the pool."""

    def settle(self) -> None:
        """Do the checks that were put off."""
        for check in self.checks:
            check()
        self.checks.clear()

    def root(self) -> "Node":
        return Node(self, (), self.document.data)


@dataclass(slots=True)
class Node:
    """One value of the file and its path. Not frozen: that would double the cost of making one."""

    page: Page
    path: Path
    value: object

    def say(self, code: Code, problem: str, hint: str = "", *, key: bool = False) -> None:
        self.page.problems.append(self.page.document.problem(code, self.path, problem, hint, key=key))

    def say_inside(self, text: str, offset: int, code: Code, problem: str, hint: str = "") -> None:
        """Report at a character of the text that stands here."""
        line, column = self.page.document.inside(self.path, text, offset)
        at = spelled(self.path)
        self.page.problems.append(Problem(self.page.document.file, line, column, code, at, problem, hint))

    def wanted(self, what: str, hint: str = "") -> None:
        """Report that something else stands here; silent where the reader has spoken already."""
        if not isinstance(self.value, Broken):
            self.say("shape", f"{_named(self.value)} stands where {what} belongs.", hint)

    def fields(self, what: str, required: Sequence[str], optional: Sequence[str] = ()) -> "Fields | None":
        """The known fields of a mapping; unknown and missing ones are reported."""
        if not isinstance(self.value, dict):
            self.wanted(f"{what} (a mapping)")
            return None
        known = _either(tuple(required), tuple(optional))
        if self.value.keys() <= known and self.value.keys() >= {*required}:
            return Fields(
                self, {key: Node(self.page, (*self.path, key), value) for key, value in self.value.items()}
            )
        nodes: dict[str, Node] = {}
        meant: set[str] = set()
        for key, value in self.value.items():
            node = Node(self.page, (*self.path, key), value)
            if key in known:
                nodes[key] = node
            else:
                hint = _COMMA if value is None and " " in key else did_you_mean(key, known)
                node.say("shape", f"{what} has no `{key}`.", hint, key=True)
                meant.add(nearest(key, known))
        for key in required:
            if key not in nodes and key not in meant:
                self.say("shape", f"{what} needs `{key}`.", key=True)
        return Fields(self, nodes)

    def entries(self, what: str, pattern: re.Pattern[str] = ID) -> Iterator[tuple[str, "Node"]]:
        """The elements of a mapping from ids; keys that are no ids are reported and given all the same."""
        if not isinstance(self.value, dict):
            self.wanted(f"a mapping from {what}s")
            return
        for key, value in self.value.items():
            node = Node(self.page, (*self.path, key), value)
            if not pattern.fullmatch(key) or (pattern is NAME and key in RESERVED):
                node.say("shape", f"`{key}` cannot name a {what}.", _spelling(pattern), key=True)
            yield key, node

    def items(self, what: str) -> Iterator["Node"]:
        """The elements of a list."""
        if not isinstance(self.value, list):
            self.wanted(f"a list of {what}", "Write `[…]`.")
            return
        for index, value in enumerate(self.value):
            yield Node(self.page, (*self.path, index), value)

    def text(self, limit: int = TEXT) -> str:
        """A text of one or more characters; "" when it is none."""
        if not isinstance(self.value, str):
            self.wanted("a text", _quoting(self.value))
            return ""
        if not self.value.strip():
            self.say("shape", "the text is empty.")
        elif len(self.value) > limit:
            said = f"the text has {len(self.value)} characters, {limit} are the most that Slack shows here."
            self.say("type", said, "Shorten it.")
        elif _CONTROL.search(self.value):
            self.say("type", "the text holds a control character.", "Remove it.")
        elif _HIDDEN.search(self.value):
            self.say("type", "the text holds a character that nobody sees.", "Remove it.")
        elif limit in {TITLE, LABEL} and "\n" in self.value.strip():
            self.say("type", "this text must be one line.")
        return self.value

    def flag(self) -> bool:
        if not isinstance(self.value, bool):
            self.wanted("`true` or `false`")
            return False
        return self.value

    def integer(self) -> int | None:
        if not isinstance(self.value, int) or isinstance(self.value, bool):
            self.wanted("a whole number")
            return None
        return self.value

    def duration(self, *, zero: bool = False) -> timedelta | None:
        """`30s 15m 2h 14d 3w`."""
        found = _DURATION.fullmatch(self.value) if isinstance(self.value, str) else None
        if not found:
            self.wanted("a duration", "Write one such as 30s, 15m, 2h, 14d or 3w.")
            return None
        if found[1] == "0" and not zero:
            self.say("type", "the duration is zero.", "Write how long it may take.")
        return timedelta(**{_UNITS[found[2]]: int(found[1])})

    def choice(self, options: Sequence[str]) -> str:
        """One of the options; "" when it is none of them."""
        if not isinstance(self.value, str):
            self.wanted("one of " + ", ".join(options))
            return ""
        if self.value not in options:
            self.say("shape", f"`{self.value}` is none of {', '.join(options)}.", _near(self.value, options))
            return ""
        return self.value

    def name(self, what: str, pattern: re.Pattern[str] = ID) -> str:
        """The spelling of a reference; "" when it cannot be one."""
        if not isinstance(self.value, str):
            self.wanted(f"the name of a {what}", _quoting(self.value))
            return ""
        if not pattern.fullmatch(self.value):
            self.say("shape", f"`{self.value}` cannot name a {what}.", _spelling(pattern))
            return ""
        return self.value

    def reference(self, what: str, known: Mapping[str, object] | frozenset[str]) -> str:
        """A name that must be known; "" when it is not."""
        if not isinstance(self.value, str):
            self.wanted(f"the name of a {what}", _quoting(self.value))
            return ""
        if self.value not in known:
            self.say("name", f"`{self.value}` is not a {what}.", did_you_mean(self.value, known))
            return ""
        return self.value

    def one_or_more(self, what: str) -> Iterator["Node"]:
        """The elements of a list, or the value alone."""
        return self.items(what) if isinstance(self.value, list) else iter((self,))


@dataclass(frozen=True, slots=True)
class Fields:
    """The known fields of a mapping. A reader of a missing field gives its default."""

    node: Node
    nodes: Mapping[str, Node]

    def __contains__(self, name: str) -> bool:
        return name in self.nodes

    def get(self, name: str) -> Node | None:
        return self.nodes.get(name)

    def text(self, name: str, limit: int = TEXT) -> str:
        return self.nodes[name].text(limit) if name in self.nodes else ""

    def flag(self, name: str, *, default: bool = False) -> bool:
        return self.nodes[name].flag() if name in self.nodes else default

    def integer(self, name: str) -> int | None:
        return self.nodes[name].integer() if name in self.nodes else None

    def duration(self, name: str, *, zero: bool = False) -> timedelta | None:
        return self.nodes[name].duration(zero=zero) if name in self.nodes else None

    def choice(self, name: str, options: Sequence[str], default: str = "") -> str:
        return self.nodes[name].choice(options) if name in self.nodes else default

    def items(self, name: str, what: str) -> Iterator[Node]:
        return self.nodes[name].items(what) if name in self.nodes else iter(())

    def entries(self, name: str, what: str, pattern: re.Pattern[str] = ID) -> Iterator[tuple[str, Node]]:
        return self.nodes[name].entries(what, pattern) if name in self.nodes else iter(())

    def texts(self, name: str, what: str, limit: int = TITLE) -> tuple[str, ...]:
        return tuple(item.text(limit) for item in self.items(name, what))

    def covers(self) -> tuple[str, ...]:
        """`covers:` ids of the seed documents' facts."""
        ids = (item.name("fact of the documents", FACTS_ID) for item in self.items("covers", "ids"))
        return tuple(name for name in ids if name)

    def version(self) -> None:
        """`handrail: 1` begins every file."""
        node = self.nodes.get("handrail")
        if node is not None and (node.value != 1 or isinstance(node.value, bool)):
            node.say("shape", "this version reads `handrail: 1`.")


@lru_cache(maxsize=256)
def _either(required: tuple[str, ...], optional: tuple[str, ...]) -> frozenset[str]:
    return frozenset((*required, *optional))


def _named(value: object) -> str:
    match value:
        case None:
            return "nothing"
        case bool():
            return f"`{str(value).lower()}`"
        case int() | float():
            return f"the number `{value}`"
        case str():
            return f"`{value if len(value) <= 60 else value[:57] + '…'}`"
        case list():
            return "a list"
        case _:
            return "a mapping"


def _quoting(value: object) -> str:
    if isinstance(value, bool):
        return f'Write `"{str(value).lower()}"` if you mean the word.'
    if isinstance(value, int | float):
        return f'Write `"{value}"`.'
    if isinstance(value, dict) and value:
        return "Quote a text that holds `: ` or begins with `{`."
    return ""


def _spelling(pattern: re.Pattern[str]) -> str:
    if pattern is NAME:
        return "Write small letters, digits and `_`, a letter first, 48 at most; not in, true, false, null."
    if pattern is FACTS_ID:
        return "Write it as in ABC-SOME-THING-1."
    if pattern is HEADER:
        return "Write letters, digits and `-`."
    if pattern is QUERY:
        return "Write letters, digits, `_`, `.` and `-`."
    if pattern is RUNBOOK:
        return "Write `system/name`."
    if pattern is COMMAND:
        return "Write `system.entry`."
    return "Write small letters, digits, `-` and `_`, 48 at most."


def _near(value: str, options: Sequence[str]) -> str:
    hint = did_you_mean(value, options)
    return hint if hint.startswith("Did") else ""
