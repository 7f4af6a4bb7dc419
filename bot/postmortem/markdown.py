"""Foreign text in Markdown: nothing of it may become mark-up, a link, an image or HTML.

Whatever a renderer might turn into a link by itself (an address, a mail address, a mention) is shown as code.
Texts are to follow words of Handrail's own on their line; then what counts at the start of a line only is
harmless as well.
"""

import re

from bot.redaction import clean

_MARKUP = re.compile(r"([\\`*\[\]{}<>|~&$])")
_EDGE = re.compile(r"(?<![A-Za-z0-9])_|_(?![A-Za-z0-9])")
"""An underscore inside a word is only that; at its edge it is emphasis."""
_LINKED = re.compile(r"://|@|^www\.|[\w-]\.[A-Za-z]{2}")
_WORD = re.compile(r"([(\"'“]*)(.*?)([)\"'”.,;:!?…]*)", re.DOTALL)
_ITEM = re.compile(r"\s*[-*•]\s+")
_START = re.compile(r"^([-+=]+|\d{1,9}[.)])(?= |$)")
_ADDRESS = re.compile(r"https?://[A-Za-z0-9._~:/?#@!$&'*+,;=%-]+")


def plain(text: str) -> str:
    """One line of text in which no character is mark-up; words that look like links are code.

    No pipe is left that could end a table's cell.
    """
    return _START.sub(_set_back, " ".join(_word(word) for word in clean(text).split()), count=1)


def prose(text: str) -> list[str]:
    """Lines of people's own: paragraphs stay apart, `- ` begins an item of a list, all else is only text."""
    lines: list[str] = []
    for line in clean(text).splitlines():
        item = _ITEM.match(line)
        said = plain(line[item.end() :] if item else line)
        listed = bool(lines) and lines[-1].startswith("- ")
        if lines and lines[-1] and said and bool(item) is not listed:
            lines.append("")  # a list and a paragraph need an empty line between them
        lines.append(f"- {said}" if item and said else said)
    while lines and not lines[-1]:
        lines.pop()
    return lines


def code(text: str) -> str:
    """A code span that its content cannot leave. Not for tables."""
    one = " ".join(clean(text).split())
    if not one:
        return ""
    fence = "`" * (_longest_run(one) + 1)
    pad = " " if one.startswith("`") or one.endswith("`") else ""
    return f"{fence}{pad}{one}{pad}{fence}"


def block(text: str) -> str:
    """A fenced block that its content cannot close; empty for no text."""
    lines = clean(text).rstrip().expandtabs(4)
    if not lines.strip():
        return ""
    fence = "`" * max(3, _longest_run(lines) + 1)
    return f"{fence}text\n{lines}\n{fence}"


def link(words: str, address: str) -> str:
    """A link of Handrail's own; empty for an address that is not plainly one of the web."""
    return f"[{words}]({address})" if _ADDRESS.fullmatch(address) else ""


def _longest_run(text: str) -> int:
    return max((len(run) for run in re.findall(r"`+", text)), default=0)


def _word(word: str) -> str:
    if not _LINKED.search(word):
        return _escaped(word)
    return r"\|".join(_address(part) for part in word.split("|"))


def _address(word: str) -> str:
    found = _WORD.fullmatch(word)
    assert found is not None, "every part may be empty"
    before, within, after = found.groups()
    return f"{_escaped(before)}{code(within)}{_escaped(after)}"


def _escaped(word: str) -> str:
    marked = _EDGE.sub(r"\_", _MARKUP.sub(r"\\\1", word))
    return rf"\{marked}" if marked.startswith("#") else marked


def _set_back(found: re.Match[str]) -> str:
    """What would begin a list, a rule or a heading at the start of a line."""
    mark = found[0]
    return f"{mark[:-1]}\\{mark[-1]}" if mark[0].isdigit() else rf"\{mark}"
