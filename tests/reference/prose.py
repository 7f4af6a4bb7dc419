"""Turning names and docstrings into sentences and tables."""

import re
from collections.abc import Iterable, Sequence
from inspect import getdoc


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> list[str]:
    """A Markdown table; pipes in cells are set back."""
    lines = [head, ["---"] * len(head), *rows]
    return ["| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines]


def page(*parts: Iterable[str]) -> str:
    """Parts with an empty line between them."""
    return "\n\n".join("\n".join(part) for part in parts) + "\n"


def first_line(of: object) -> str:
    """The first paragraph of a docstring in one line; empty for none, or for the one a dataclass makes up."""
    doc = getdoc(of) or ""
    if isinstance(of, type) and doc.startswith(f"{of.__name__}("):
        return ""
    return " ".join(doc.partition("\n\n")[0].replace("``", "`").split())


def words(name: str) -> str:
    """`CreateChannel` as `Create channel`."""
    return re.sub(r"(?<=[a-z])(?=[A-Z])", " ", name).capitalize()


def sentence(text: str) -> str:
    """With a capital and a full stop."""
    text = text[:1].upper() + text[1:]
    return text if text.endswith((".", "…", "?")) else f"{text}."


def told(kind: type) -> str:
    """What the name of a class says, and what its docstring adds."""
    more = first_line(kind)
    return sentence(words(kind.__name__)) + (f" {sentence(more)}" if more else "")
