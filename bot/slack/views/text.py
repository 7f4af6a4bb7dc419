"""Text on its way to Slack: escaped, cut to Slack's limits with a note, times in the reader's zone.

Lengths are counted in UTF-16 units, the larger of the two ways in which Slack may count.
"""

import re
from bisect import bisect_right
from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from slack_sdk.models.blocks import (
    MarkdownTextObject,
    PlainTextObject,
    RichTextBlock,
    RichTextElementParts,
    RichTextPreformattedElement,
    RichTextSectionElement,
)

from bot.core.signals import Actor

NEAR = timedelta(hours=12)
"""So far from now, a time of day says which day it is."""
_USER = re.compile(r"[UW][A-Z0-9]{2,30}")

_TICKS = re.compile(r"`([^`\n]+)`")
_DELIMITERS = re.compile(r"(?<!\w)[*_~`]+|[*_~`]+(?!\w)")
"""Where Slack would begin or end bold, italic, struck or code: never inside a word such as `first_bad`."""
_LOOKALIKES = str.maketrans({"*": "∗", "_": "ˍ", "~": "∼", "`": "ˋ"})  # noqa: RUF001 - on purpose
"""Mark-up has no way to quote a delimiter, so it is shown by a character that looks the same."""

_EMOJI = re.compile(r"(?<![\w:]):(?=[\w+'-]*[a-z+-][\w+'-]*:(?![\w:]))", re.ASCII | re.IGNORECASE)
"""The first sign of `:name:`; the time 12:30:45 and the address aa:bb:cc are none."""
_QUOTE = re.compile(r"^&gt;", re.MULTILINE)
"""At the beginning of a line Slack makes a quotation of it, escaped or not."""

Cost = Callable[[str], int]


def units(text: str) -> int:
    """Length in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def escape(text: str) -> str:
    """Foreign text inside mark-up: nothing in it is a link, a mention or the end of a code block."""
    return text.replace("```", "'''").replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def cut(text: str, limit: int, cost: Cost = units) -> str:
    """The text, or the longest head that fits with a note of how long it was. `cost` grows with length."""
    if len(text) * 6 <= limit or cost(text) <= limit:
        return text
    note = f"… ({len(text)} characters, cut)" if limit >= 100 else "…"
    room = limit - cost(note)
    kept = bisect_right(range(1, len(text) + 1), room, key=lambda length: cost(text[:length]))
    return text[:kept].rstrip() + note


def safe(text: str, limit: int = 300) -> str:
    """Foreign text for use inside our own mark-up, on one line. Nothing in it is formatted."""
    return _unformatted(_flat(text, limit))


def code(text: str, limit: int = 300) -> str:
    """Foreign text between ticks, on one line and otherwise as it is."""
    untied = text.replace("`", "'")
    return f"`{_flat(untied, limit)}`"


def prose(text: str, limit: int = 1200) -> str:
    """Words of our own around foreign text: what stands between ticks is code, nothing else is formatted."""
    parts = _TICKS.split(escape(cut(text, limit)))
    return "".join(f"`{part}`" if number % 2 else _unformatted(part) for number, part in enumerate(parts))


def _flat(text: str, limit: int) -> str:
    return escape(cut(" ".join(text.split()), limit, cost=_escaped_units))


def _unformatted(text: str) -> str:
    """Of text that is escaped: no format, no picture in place of an `:emoji:`, no quotation."""
    text = _DELIMITERS.sub(lambda found: found[0].translate(_LOOKALIKES), text)
    return _QUOTE.sub("›", _EMOJI.sub("∶", text))  # noqa: RUF001 - they look alike on purpose


def _escaped_units(text: str) -> int:
    return units(escape(text))


def plain(text: str, limit: int) -> PlainTextObject:
    """Text in which nothing is mark-up or an emoji code; never empty, which Slack refuses."""
    return PlainTextObject(text=cut(" ".join(text.split()) or "—", limit), emoji=False)


def markup(text: str, limit: int = 2900) -> MarkdownTextObject:
    """Our own mark-up; foreign parts have passed `safe`. Too much is cut at a line."""
    if units(text) > limit:
        lines = text.split("\n")
        while len(lines) > 1 and units("\n".join(lines)) > limit - 20:
            lines.pop()
        text = cut("\n".join([*lines, "… (cut)"]), limit)
    return MarkdownTextObject(text=text or "—", verbatim=True)


def spans(text: str) -> list[RichTextElementParts.Text]:
    """A runbook's text: what stands in ticks is shown as code, all else as it is."""
    found: list[RichTextElementParts.Text] = []
    for number, part in enumerate(_TICKS.split(text)):
        if part and number % 2:
            code = RichTextElementParts.TextStyle(code=True)
            found.append(RichTextElementParts.Text(text=part, style=code))
        elif part:
            found.append(word(part))
    return found or [word("")]


def section(*parts: RichTextElementParts.Text) -> RichTextSectionElement:
    """A paragraph of rich text."""
    return RichTextSectionElement(elements=list(parts))


def word(
    text: str, *, bold: bool = False, italic: bool = False, strike: bool = False
) -> RichTextElementParts.Text:
    """A run of text without mark-up."""
    style = RichTextElementParts.TextStyle(bold=bold or None, italic=italic or None, strike=strike or None)
    return RichTextElementParts.Text(text=text or "—", style=style if bold or italic or strike else None)


def paragraphs(*pairs: tuple[str, str], limit: int = 2900, block_id: str | None = None) -> RichTextBlock:
    """Lines `Label: foreign text`; an empty label gives the text alone. Empty texts are left out."""
    shown = [(label, cut(text.strip(), limit)) for label, text in pairs if text.strip()]
    sections = [
        section(*([word(f"{label} ", bold=True)] if label else []), *spans(text)) for label, text in shown
    ]
    return RichTextBlock(elements=sections or [section(word("—"))], block_id=block_id)


def preformatted(text: str, limit: int = 2900, block_id: str | None = None) -> RichTextBlock:
    """Foreign text exactly as it is, in fixed width, without any mark-up."""
    body = RichTextElementParts.Text(text=cut(text, limit) or "—")
    return RichTextBlock(elements=[RichTextPreformattedElement(elements=[body])], block_id=block_id)


def is_in_slack(user: str) -> bool:
    """Whether the user can be mentioned and invited; an account of the bot's machine cannot."""
    return _USER.fullmatch(user) is not None


def person(actor: Actor | None) -> str:
    """A mention, or the name where there is nobody to mention."""
    if actor is None:
        return "nobody"
    return f"<@{actor.user}>" if is_in_slack(actor.user) else safe(actor.name or "Handrail", 80)


def person_id(user: str) -> str:
    """A mention of a user by id alone."""
    return f"<@{user}>" if is_in_slack(user) else safe(user, 80)


def mention(actor: Actor) -> RichTextElementParts.User | RichTextElementParts.Text:
    """As `person`, in rich text."""
    if is_in_slack(actor.user):
        return RichTextElementParts.User(user_id=actor.user)
    return word(actor.name or "Handrail")


def time_part(at: datetime) -> RichTextElementParts.Date:
    """As `clock_time`, in rich text."""
    fallback = f"{at.astimezone(UTC):%H:%M} UTC"
    return RichTextElementParts.Date(timestamp=int(at.timestamp()), format="{time}", fallback=fallback)


def clock_time(at: datetime) -> str:
    """The time of day in the reader's zone, with UTC where Slack cannot tell it."""
    return f"<!date^{int(at.timestamp())}^{{time}}|{at.astimezone(UTC):%H:%M} UTC>"


def day_and_time(at: datetime) -> str:
    """As `clock_time`, with the day."""
    fallback = f"{at.astimezone(UTC):%Y-%m-%d %H:%M} UTC"
    return f"<!date^{int(at.timestamp())}^{{date_short_pretty}} {{time}}|{fallback}>"


def due_time(at: datetime, now: datetime) -> str:
    """A deadline: the time of day while it is near, with its day when it is not."""
    return clock_time(at) if abs(at - now) < NEAR else day_and_time(at)


def counted(at: datetime, now: datetime) -> str:
    """As `due_time`, with how far it is from the moment at which it is read: Slack keeps that up to date."""
    form = "{time} ({ago})" if abs(at - now) < NEAR else "{date_short_pretty} {time} ({ago})"
    fallback = f"{at.astimezone(UTC):{'%H:%M' if abs(at - now) < NEAR else '%Y-%m-%d %H:%M'}} UTC"
    return f"<!date^{int(at.timestamp())}^{form}|{fallback}>"


def bare(text: str) -> str:
    """Mark-up of ours as it reads in a notification: dates by their fallback, no stars, no ticks."""
    text = re.sub(r"<!date\^[^|>]*\|([^>]*)>", r"\1", text)
    return text.replace("*", "").replace("`", "")
