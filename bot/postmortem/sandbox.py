"""Where a template is rendered: it looks up, chooses and repeats, and can do nothing else.

Jinja's sandbox keeps a template from Python's insides. It does not keep it from multiplying text or from
looping without end, so templates are also read before they are used: only the parts in `_ALLOWED` may occur.
With those a result grows no faster than its data, to the depth of `LOOPS`, and is measured as it grows.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, TypeAlias

from jinja2 import StrictUndefined, Template, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

TEMPLATE_CAP: Final = 64 * 1024
"""Characters of a template."""
RESULT_CAP: Final = 1024 * 1024
"""Characters of what it renders to."""
SECONDS: Final = 2.0
"""What rendering may take."""
LOOPS: Final = 2
"""How deep loops may be nested."""

CUT: Final = (
    "\n\n_Cut here: the draft is longer than a draft may be. The log of the incident has the rest._\n"
)

_ALLOWED: Final = (
    nodes.Template,
    nodes.Output,
    nodes.TemplateData,
    nodes.For,
    nodes.If,
    nodes.Name,
    nodes.Getattr,
    nodes.Getitem,
    nodes.Const,
    nodes.Compare,
    nodes.Operand,
    nodes.Not,
    nodes.And,
    nodes.Or,
    nodes.CondExpr,
)
_WORDS: Final = {"For": "loops more than two deep", "Filter": "filters", "Call": "calls"}

Data: TypeAlias = Mapping[str, object]
"""What a template shows: texts, and lists and dicts of texts."""


class BadTemplate(ValueError):
    """The template does more than a draft needs; the text says what and where."""


class TooSlow(Exception):
    """Rendering took longer than it may; nothing of it is kept."""


class _Environment(ImmutableSandboxedEnvironment):
    """Plain data in, text out: nothing can be called, nothing computed."""

    intercepted_binops = frozenset(["+", "-", "*", "/", "//", "**", "%"])
    intercepted_unops = frozenset(["+", "-"])

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - the sandbox's own signature
        return False

    def is_safe_attribute(self, obj: Any, attr: str, value: Any) -> bool:  # noqa: ARG002 - as above
        """Items of dicts only: what Python itself has there (methods) would print where it lies in memory."""
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - as above
        raise BadTemplate(f"`{operator}` is not used in drafts")

    def call_unop(self, context: Any, operator: str, arg: Any) -> Any:  # noqa: ARG002 - as above
        raise BadTemplate(f"`{operator}` is not used in drafts")


def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox itself: no globals, no filters, no tests, and an unknown name is an error."""
    made = _Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    made.globals.clear()
    made.filters.clear()
    made.tests.clear()
    return made


def compiled(source: str) -> Template:
    """The template, or BadTemplate."""
    if len(source) > TEMPLATE_CAP:
        raise BadTemplate(f"A template may have {TEMPLATE_CAP} characters; this one has {len(source)}.")
    made = environment()
    _inspect(made.parse(source), 1, 0)
    return made.from_string(source)


def rendered(template: Template, data: Data, seconds: Callable[[], float]) -> str:
    """The text, cut at a line's end where it grows too long; TooSlow when `seconds` says so.

    `seconds` is a clock that only goes forward. It never changes what is written.
    """
    began = seconds()
    parts: list[str] = []
    size = 0
    for part in template.generate(data):
        if seconds() - began > SECONDS:
            raise TooSlow(f"The draft was not written within {SECONDS:g} seconds.")
        parts.append(part)
        size += len(part)
        if size > RESULT_CAP:
            return "".join(parts)[: RESULT_CAP - len(CUT)].rpartition("\n")[0] + CUT
    return "".join(parts)


def _inspect(node: nodes.Node, line: int, loops: int) -> None:
    here = node.lineno or line
    inside = loops + isinstance(node, nodes.For)
    if not isinstance(node, _ALLOWED) or inside > LOOPS:
        what = _WORDS.get(type(node).__name__, f"`{type(node).__name__}`")
        raise BadTemplate(
            f"Line {here} of the template has {what}; a draft may only look up, choose and repeat."
        )
    for child in node.iter_child_nodes():
        _inspect(child, here, inside)
