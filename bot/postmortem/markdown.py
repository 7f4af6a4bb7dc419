"""Foreign text in Markdown: nothing of it may become mark-up."""

import re

_MARKUP = re.compile(r"([\\`*_{}\[\]<>#|~&])")


def plain(text: str) -> str:
    """One line of text in which no character is mark-up; a digest or a date stays readable."""
    return _MARKUP.sub(r"\\\1", " ".join(text.split()))


def code(text: str) -> str:
    """A code span that its content cannot leave."""
    if not text:
        return ""
    one = " ".join(text.split())
    longest = max((len(run) for run in re.findall(r"`+", one)), default=0)
    fence = "`" * (longest + 1)
    pad = " " if one.startswith("`") or one.endswith("`") else ""
    return f"{fence}{pad}{one}{pad}{fence}"
