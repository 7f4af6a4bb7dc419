"""Finding incidents by words: a projection of the log in SQLite's FTS5, written with its events."""

import re
from collections.abc import Iterator, Sequence
from typing import Any, Final

from sqlalchemy import Connection, bindparam, delete, exists, select, text
from sqlalchemy.dialects import sqlite

from bot.core.events import Event
from bot.core.incident import Incident
from bot.core.searching import texts
from bot.engine.ports import Hit
from bot.store import lines, log
from bot.store.tables import incidents, search_texts

_WORD: Final = re.compile(r"[\w][\w.@/-]*")
MOST_WORDS: Final = 8
_MOST_TEXTS: Final = 50
"""Texts of one incident that are looked through for what to show of it."""

_kept = sqlite.insert(search_texts).values(
    incident=bindparam("incident"), about=bindparam("about"), kind=bindparam("kind"), text=bindparam("text")
)
KEEP = _kept.on_conflict_do_update(
    index_elements=[search_texts.c.incident, search_texts.c.about],
    set_={"kind": _kept.excluded.kind, "text": _kept.excluded.text},
)
DROP = delete(search_texts).where(
    search_texts.c.incident == bindparam("of"), search_texts.c.about == bindparam("named")
)
UNKNOWN = (
    select(incidents.c.id)
    .where(~exists().where(search_texts.c.incident == incidents.c.id))
    .order_by(incidents.c.id)
)
WITH_WORD: Final = text(
    "SELECT DISTINCT t.incident FROM search_words w JOIN search_texts t ON t.place = w.rowid "
    "WHERE search_words MATCH :word"
)
TEXTS: Final = text(
    "SELECT incident, kind, text FROM ("
    "SELECT t.incident, t.kind, t.text, t.place, "
    "row_number() OVER (PARTITION BY t.incident ORDER BY t.place DESC) AS n "
    "FROM search_words w JOIN search_texts t ON t.place = w.rowid WHERE search_words MATCH :words"
    ") WHERE n <= :most ORDER BY place DESC"
)
"""The newest of each incident. FTS5's own rank would be changed by what is in others, which few may read."""
OF_THESE = select(*lines.LINE).where(incidents.c.id.in_(bindparam("names", expanding=True)))


def remember(conn: Connection, after: Incident, added: Sequence[Event]) -> None:
    """Make findable what these events say, and unfindable what they take back."""
    for one in texts(after, added):
        if one.text.strip():
            values = {"about": one.about, "kind": one.kind, "text": one.text}
            conn.execute(KEEP, {"incident": after.id, **values})
        else:
            conn.execute(DROP, {"of": after.id, "named": one.about})


def catch_up(conn: Connection, name: str) -> None:
    """Make an incident findable that was written by a version that could not find."""
    state = log.incident(conn, name)
    if state is not None:
        remember(conn, state, [one.event for one in log.log(conn, name)])


def unknown(conn: Connection) -> Iterator[str]:
    """Incidents that nothing is findable of."""
    yield from conn.execute(UNKNOWN).scalars().all()


def find(conn: Connection, words: str, limit: int) -> Sequence[Hit]:
    """Incidents that hold every word, or one that begins so: first those with most of them in one text."""
    said = _WORD.findall(words)[:MOST_WORDS]
    asked = [_matching(word) for word in said]
    if not asked:
        return []
    sets = [set(conn.execute(WITH_WORD, {"word": word}).scalars()) for word in asked]
    names = set.intersection(*sets)
    held: dict[str, list[tuple[str, str]]] = {name: [] for name in names}
    for row in conn.execute(TEXTS, {"words": " OR ".join(asked), "most": _MOST_TEXTS}):
        if row.incident in names:
            held[row.incident].append((row.kind, row.text))
    wanted = [word.casefold() for word in said]
    best = {name: sorted(those, key=lambda one: -_has(one[1], wanted)) for name, those in held.items()}
    ordered = sorted(names, key=lambda name: (_has(best[name][0][1], wanted), name), reverse=True)[:limit]
    summaries = {row.id: lines.line_of(row) for row in _lines(conn, ordered)}
    return [Hit(summaries[name], tuple(best[name])) for name in ordered]


def _has(said: str, wanted: Sequence[str]) -> int:
    """How many of the words are in the text."""
    return sum(word in said.casefold() for word in wanted)


def _matching(word: str) -> str:
    """An FTS5 phrase of one word, or of what its marks part it into; its last part may go on."""
    return f'"{word.strip("./-@")}"*'


def _lines(conn: Connection, names: Sequence[str]) -> Sequence[Any]:
    return conn.execute(OF_THESE, {"names": list(names)}).all() if names else []
