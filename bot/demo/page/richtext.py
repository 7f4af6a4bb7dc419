"""Rich text blocks as safe HTML."""

from collections.abc import Iterable
from typing import Any

from markupsafe import Markup, escape

from bot.demo.page.emoji import symbol
from bot.demo.page.mrkdwn import date, link, mention
from bot.demo.page.reader import Reader
from bot.demo.workspace.model import Json

_STYLES = (("code", "code"), ("strike", "s"), ("italic", "i"), ("bold", "b"), ("underline", "u"))
_LIST_KINDS = "a", "i", "1"


def rich_text(reader: Reader, block: Json) -> Markup:
    """A `rich_text` block: its sections, lists, quotes and preformatted parts."""
    return Markup("").join(_part(reader, part) for part in block.get("elements", ()))


def _part(reader: Reader, part: Json) -> Markup:
    words = _inline(reader, part.get("elements", ()))
    match part.get("type"):
        case "rich_text_section":
            return Markup("<p>{}</p>").format(words)
        case "rich_text_preformatted":
            # The first line feed after <pre> is dropped by HTML: without this one, ours would be.
            return Markup("<pre>\n{}</pre>").format(_inline(reader, part.get("elements", ()), breaks=False))
        case "rich_text_quote":
            return Markup("<blockquote>{}</blockquote>").format(words)
        case "rich_text_list":
            return _list(reader, part)
        case other:
            return Markup('<p class="unknown">[{}]</p>').format(other)


def _list(reader: Reader, part: Json) -> Markup:
    items = Markup("").join(
        Markup("<li>{}</li>").format(_inline(reader, item.get("elements", ()))) for item in part["elements"]
    )
    indent = min(int(part.get("indent", 0)), 5)
    if part.get("style") == "ordered":
        start = int(part.get("offset", 0)) + 1
        kind = _LIST_KINDS[(indent + 2) % 3]
        return Markup('<ol class="in{}" type="{}" start="{}">{}</ol>').format(indent, kind, start, items)
    return Markup('<ul class="in{}">{}</ul>').format(indent, items)


def _inline(reader: Reader, elements: Iterable[Json], *, breaks: bool = True) -> Markup:
    return Markup("").join(_styled(_element(reader, each, breaks=breaks), each) for each in elements)


def _styled(words: Markup, element: Json) -> Markup:
    style: dict[str, Any] = element.get("style", {})
    for name, tag in _STYLES:
        if style.get(name):
            words = Markup("<{0}>{1}</{0}>").format(tag, words)
    return words


def _element(reader: Reader, element: Json, *, breaks: bool) -> Markup:
    match element.get("type"):
        case "text":
            words = escape(str(element["text"]))
            return words.replace("\n", Markup("<br>")) if breaks else words
        case "link":
            return link(reader, str(element["url"]), str(element.get("text") or element["url"]))
        case "user":
            return mention(reader, "@", str(element["user_id"]))
        case "channel":
            return mention(reader, "#", str(element["channel_id"]))
        case "usergroup":
            return mention(reader, "&", str(element["usergroup_id"]))
        case "broadcast":
            return mention(reader, "!", str(element["range"]))
        case "emoji":
            return symbol(str(element["name"]))
        case "date":
            seconds, form = int(element["timestamp"]), str(element["format"])
            return date(reader, seconds, form, str(element.get("url", "")), str(element.get("fallback", "")))
        case other:
            return Markup('<span class="unknown">[{}]</span>').format(other)
