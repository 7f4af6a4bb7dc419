"""Which part of a timeline is wanted, as it is typed and as a button carries it: the same words."""

import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Final

from bot.core.refusals import Unknown
from bot.core.timeline import KINDS, Wanted
from bot.slack.grammar import Line

_SPAN: Final = re.compile(r"(\d{1,4})(m|h|d)")
_UNITS: Final = {"m": "minutes", "h": "hours", "d": "days"}
_PERSON: Final = re.compile(r"@([UW][A-Z0-9]+)")
_HINT: Final = (
    f"There are {', '.join(f'`{kind}`' for kind in KINDS)}; `@person`; `since 30m` or `since 14:05` (UTC); "
    "`step id`; and a page's number."
)


def typed_filter(line: Line, now: datetime) -> tuple[Wanted, str]:
    """What the words want, and the page. Raises Unknown for a word that is none of these."""
    words = [f"@{token.user}" if token.user else token.text for token in line.tokens]
    return _read(words, now)


def carried_filter(words: str, now: datetime) -> Wanted:
    """What `filter_words` wrote."""
    return _read(words.split(), now)[0]


def filter_words(wanted: Wanted) -> str:
    """The shortest words that say it again, whenever that is."""
    parts = [wanted.kind] if wanted.kind else []
    if wanted.person:
        parts.append(f"@{wanted.person}")
    if wanted.since:
        parts += ["since", f"{wanted.since.astimezone(UTC):%Y-%m-%dT%H:%MZ}"]
    if wanted.step:
        parts += ["step", wanted.step]
    return " ".join(parts)


def _read(words: list[str], now: datetime) -> tuple[Wanted, str]:
    wanted, page, left = Wanted(), "", iter(words)
    for word in left:
        low = word.lower()
        kind = next((kind for kind in KINDS if low in {kind, kind.removesuffix("s")}), "")
        person = _PERSON.fullmatch(word)
        if kind:
            wanted = replace(wanted, kind=kind)
        elif person:
            wanted = replace(wanted, person=person[1])
        elif low in {"since", "from"}:
            wanted = replace(wanted, since=_since(next(left, ""), now))
        elif low == "step":
            wanted = replace(wanted, step=next(left, "").lower())
        elif low.isdigit():
            page = low
        elif low not in {"all", "by", "of", "page"}:
            raise Unknown(f"`{word[:40]}` is no part of a timeline.", _HINT)
    return wanted, page


def _since(word: str, now: datetime) -> datetime:
    """A length back from now, a time of day in UTC (today, or else yesterday), or a whole time."""
    span = _SPAN.fullmatch(word.lower())
    if span:
        return now - timedelta(**{_UNITS[span[2]]: int(span[1])})
    try:
        if len(word) <= 5:
            at = datetime.strptime(word, "%H:%M").replace(tzinfo=UTC)  # only its hour and minute are used
            found = now.replace(hour=at.hour, minute=at.minute, second=0, microsecond=0)
            return found if found <= now else found - timedelta(days=1)
        found = datetime.fromisoformat(word.upper())
    except ValueError:
        raise Unknown(
            f"`{word[:40]}` is no time.", "As `since 30m`, `since 2h`, `since 14:05` (UTC)."
        ) from None
    return found if found.tzinfo else found.replace(tzinfo=UTC)
