"""Look-ups in texts: each must name something that is known there."""

import re
from collections.abc import Container

from bot.authoring.problem import did_you_mean
from bot.authoring.shape import Node

_BRACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_FIXED = ("incident.id", "severity", "target")


def check_lookups(node: Node, text: str, facts: frozenset[str], *, item: bool = False) -> None:
    """Report look-ups of what does not exist, and braces that are none. `item`: there is an element."""
    if "{" not in text and "}" not in text:
        return
    for found in _BRACE.finditer(text):
        word, name = found[0], found[1]
        if word in {"{{", "}}"}:
            continue
        if name is None:
            said = f"a `{word}` stands alone."
            node.say_inside(
                text, found.start(), "shape", said, f"Write `{word * 2}` for the character itself."
            )
        elif name == "item":
            if not item:
                said = "`{item}` is an element of `each`, and there is none here."
                node.say_inside(
                    text, found.start(), "name", said, "Only the text of a `do` with `each` has one."
                )
        elif not _is_known(name, facts):
            known = [*_FIXED, *(f"facts.{fact}" for fact in facts)]
            hint = (
                did_you_mean(name, known)
                if re.fullmatch(r"[a-z][\w.-]*", name)
                else "Write `{{` for a brace."
            )
            node.say_inside(text, found.start(), "name", f"`{{{name}}}` looks up nothing.", hint)


def _is_known(name: str, facts: Container[str]) -> bool:
    return name in _FIXED or (name.startswith("facts.") and name.removeprefix("facts.") in facts)
