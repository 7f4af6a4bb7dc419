"""Look-ups in texts: each must name something that is known there."""

import re
from collections.abc import Container

from bot.authoring.problem import did_you_mean
from bot.authoring.shape import Node, is_later

_BRACE = re.compile(r"\{\{|\}\}|\{([^{}]*)\}|[{}]")
_FIXED = ("incident.id", "severity", "target")


def check_lookups(node: Node, text: str, facts: frozenset[str]) -> None:
    """Report look-ups of what does not exist, and braces that are none."""
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
            node.say_inside(text, found.start(), "shape", is_later("{item}"), "Leave it out for now.")
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
