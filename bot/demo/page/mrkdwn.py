"""Slack's mrkdwn as safe HTML. Whatever is not part of it comes out as the text it is."""

import re

from markupsafe import Markup, escape

from bot.demo.page.dates import format_date
from bot.demo.page.emoji import EMOJI, symbol
from bot.demo.page.reader import Reader

_PIECE = re.compile(
    r"```\n?(?P<pre>.+?)```"
    r"|`(?P<code>[^`\n]+)`"
    r"|<(?P<angle>[^<>\n]+)>"
    r"|(?<![\w*])\*(?P<b>[^\s*](?:[^*\n]*[^\s*])?)\*(?![\w*])"
    r"|(?<![\w_])_(?P<i>[^\s_](?:[^_\n]*[^\s_])?)_(?![\w_])"
    r"|(?<![\w~])~(?P<s>[^\s~](?:[^~\n]*[^\s~])?)~(?![\w~])"
    r"|:(?P<emoji>[a-z0-9_+-]+):",
    re.DOTALL,
)
_ANGLE = re.compile(r"<([^<>\n]+)>")
_QUOTE = re.compile(r"^(?:&gt;|>) ?(.*)$")
_DATE = re.compile(r"!date\^(-?\d{1,12})\^([^^]*)(?:\^(.*))?")
_SAFE_LINK = re.compile(r"(?:https?|mailto):", re.IGNORECASE)


def mrkdwn(reader: Reader, text: str) -> Markup:
    """A mrkdwn text, with its quotes as blocks."""
    out: list[Markup] = []
    quoted: list[str] = []
    plain: list[str] = []

    def flush() -> None:
        if quoted:
            out.append(Markup("<blockquote>{}</blockquote>").format(inline(reader, "\n".join(quoted))))
        if plain:
            out.append(inline(reader, "\n".join(plain)))
        quoted.clear()
        plain.clear()

    inside_fence = False
    for line in text.split("\n"):
        quote = None if inside_fence else _QUOTE.match(line)
        if bool(quote) != bool(quoted) and (quoted or plain):
            flush()
        (quoted if quote else plain).append(quote[1] if quote else line)
        inside_fence ^= line.count("```") % 2 == 1
    flush()
    return Markup("").join(out)


def inline(reader: Reader, text: str) -> Markup:
    """A mrkdwn text without quotes: emphasis, code, links, mentions, dates, emoji, line breaks."""
    out, end = [], 0
    for found in _PIECE.finditer(text):
        out.append(plain_text(text[end : found.start()]))
        out.append(_piece(reader, found))
        end = found.end()
    return Markup("").join([*out, plain_text(text[end:])])


def plain_text(text: str) -> Markup:
    """Text in which only Slack's three entities mean something, and line breaks are kept."""
    return escape(decode(text)).replace("\n", Markup("<br>"))


def decode(text: str) -> str:
    """Slack's three entities, and no other."""
    return text.replace("&lt;", "<").replace("&gt;", ">").replace("&amp;", "&")


def emoji_text(text: str) -> str:
    """Plain text with the emoji that are known by name."""
    return re.sub(r":([a-z0-9_+-]+):", lambda found: EMOJI.get(found[1], found[0]), text)


def link(reader: Reader, url: str, label: str) -> Markup:
    """A link that can only lead to the web, to mail, or to a place of this workspace."""
    here = reader.here(url)
    if here is not None:
        return Markup('<a href="{}">{}</a>').format(here, label)
    if not _SAFE_LINK.match(url):
        return escape(label)
    return Markup('<a href="{}" rel="noopener noreferrer" target="_blank">{}</a>').format(url, label)


def mention(reader: Reader, kind: str, target: str) -> Markup:
    """A person (`@`), channel (`#`), user group (`&`) or broadcast (`!`) that is spoken to."""
    if kind == "#":
        channel = reader.channel(target)
        if channel is None:
            return Markup('<span class="mention">#private-channel</span>')
        name = reader.title(channel)
        return Markup('<a class="mention" href="{}/c/{}">#{}</a>').format(reader.home, channel.id, name)
    name = {"@": reader.handle, "&": reader.group}.get(kind, str)(target)
    mine = " mine" if _is_me(reader, kind, target) else ""
    return Markup('<span class="mention{}">@{}</span>').format(mine, name)


def date(reader: Reader, seconds: int, form: str, url: str, fallback: str) -> Markup:
    """A date token in the reader's zone; what everybody else sees is its title."""
    shown = format_date(reader, seconds, form)
    stamp = Markup('<time datetime="{}" title="{}">{}</time>').format(
        reader.local(seconds).isoformat(), fallback, shown
    )
    return link(reader, url, shown) if url else stamp


def _is_me(reader: Reader, kind: str, target: str) -> bool:
    if kind == "&":
        group = reader.state.groups.get(target)
        return group is not None and reader.me.id in group.members
    return kind == "!" or target == reader.me.id


def _piece(reader: Reader, found: re.Match[str]) -> Markup:
    kind = str(found.lastgroup)
    text = found[kind]
    if kind in {"b", "i", "s"}:
        return Markup("<{0}>{1}</{0}>").format(kind, inline(reader, text))
    if kind == "emoji":
        return symbol(text)
    if kind == "angle":
        return _angle(reader, text)
    words = plain_text(_ANGLE.sub(lambda inner: inner[1].partition("|")[2] or inner[1], text))
    if kind == "code":
        return Markup("<code>{}</code>").format(words)
    return Markup("<pre>{}</pre>").format(words.replace(Markup("<br>"), "\n"))


def _angle(reader: Reader, text: str) -> Markup:
    target, _, label = text.partition("|")
    when = _DATE.fullmatch(target)
    if when:
        return date(reader, int(when[1]), decode(when[2]), decode(when[3] or ""), decode(label))
    if target.startswith("!subteam^"):
        return mention(reader, "&", target.removeprefix("!subteam^"))
    if target in {"!here", "!channel", "!everyone"}:
        return mention(reader, "!", target[1:])
    if target[:1] in "@#" and target[1:].isalnum():
        return mention(reader, target[0], target[1:])
    if _SAFE_LINK.match(target):
        return link(reader, decode(target), decode(label or target.removeprefix("mailto:")))
    return plain_text(f"<{text}>")
