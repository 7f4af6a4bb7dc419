"""Finding the class of an incident by what people call it."""

import re
from collections.abc import Collection, Sequence

from bot.core.runbook import Runbook

_SMALL = frozenset(
    {"a", "an", "and", "are", "at", "be", "by", "do", "does", "for", "has", "have", "in", "is", "it", "its"}
    | {"of", "on", "or", "our", "the", "to", "was", "we", "with"}
)
CLEAR_SCORE = 4.0
CLEAR_LEAD = 1.5


def rank(query: str, classes: Sequence[Runbook]) -> list[Runbook]:
    """Best first. Without words, all in their order; with words, only those that fit at all."""
    words = _words(query)
    if not words and query.strip().lower() not in {book.id for book in classes}:
        return list(classes)
    scored = [(_score(query, words, book), book) for book in classes]
    fitting = [(score, book) for score, book in scored if score > 0]
    return [book for _, book in sorted(fitting, key=lambda pair: -pair[0])]


def clear_best(query: str, classes: Sequence[Runbook]) -> Runbook | None:
    """The class that the words mean, if it leads the next one clearly."""
    words = _words(query)
    scores = sorted(((_score(query, words, book), book.id, book) for book in classes), reverse=True)[:2]
    if not scores or scores[0][0] < CLEAR_SCORE:
        return None
    second = scores[1][0] if len(scores) > 1 else 0.0
    return scores[0][2] if scores[0][0] >= second * CLEAR_LEAD else None


def only_names(said: str, book: Runbook) -> bool:
    """Whether the words only name the class and say nothing about this one incident."""
    known = _known(book)
    return all(word in known or _begins(word, known) for word in _words(said))


def _known(book: Runbook) -> frozenset[str]:
    return frozenset(word for phrase in (*book.words, book.title, book.id) for word in _words(phrase))


def _begins(word: str, known: Collection[str]) -> bool:
    return len(word) >= 3 and any(other.startswith(word) for other in known)


def _words(text: str) -> list[str]:
    return [word for word in re.findall(r"[a-z0-9]+", text.lower()) if word not in _SMALL]


def _score(query: str, words: Sequence[str], book: Runbook) -> float:
    """An exact id wins; a whole phrase of the class counts most, the beginning of a word least."""
    if query.strip().lower() == book.id:
        return 100.0
    asked = " ".join(words)
    score = 0.0
    for phrase in book.words:
        parts = _words(phrase)
        if parts and f" {' '.join(parts)} " in f" {asked} ":
            score += 3.0 * len(parts)
    known = _known(book)
    for word in words:
        if word in known:
            score += 2.0
        elif _begins(word, known):
            score += 1.0
    return score
