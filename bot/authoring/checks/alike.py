"""alike: the classes of incidents can be told apart by what people say and by what alerts say."""

from collections.abc import Iterator
from itertools import combinations

from bot.authoring.cel_scan import Token, tokens
from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding, listed
from bot.authoring.library import Loaded
from bot.authoring.problem import Path
from bot.core.runbook import Runbook

ABOUT = About(
    "alike",
    "No two classes of incidents have the same words, and no trigger of one is part of another's",
    "Whoever declares in a hurry, and every alert, would open either of the two by chance",
    "Compare the words of each pair as sets, and their triggers as sets of conditions joined by `&&`: where "
    "one holds all of the other, every alert of the one is an alert of the other",
)


def alike(loaded: Loaded) -> Iterator[Finding]:
    """Told at the later file of the two, in the order of their names."""
    classes = [book for book in loaded.runbooks.values() if book.kind == "incident"]
    conditions = {book.id: [_conditions(one.source) for one in book.triggers] for book in classes}
    words = {book.id: frozenset(" ".join(word.lower().split()) for word in book.words) for book in classes}
    for one, other in combinations(sorted(classes, key=lambda book: book.id), 2):
        if words[one.id] and words[one.id] == words[other.id]:
            said = f"`{one.id}` is called by the same words: {listed(sorted(words[one.id]))}."
            hint = "Give each the words that people say of it alone."
            yield Finding("alike", other.id, ("words",), said, hint, key=True)
        for position, wanted in enumerate(conditions[other.id]):
            for theirs, source in zip(conditions[one.id], one.triggers, strict=True):
                if wanted and theirs and (wanted <= theirs or theirs <= wanted):
                    yield _same_alerts(one, other, position, source.source, wanted, theirs)


def _same_alerts(
    one: Runbook, other: Runbook, position: int, source: str, wanted: frozenset[str], theirs: frozenset[str]
) -> Finding:
    at: Path = ("triggers", position)
    if wanted == theirs:
        said = f"the same alerts declare `{one.id}`: `{source}`."
    elif wanted < theirs:
        said = f"every alert that declares `{one.id}` (`{source}`) fits this trigger too."
    else:
        said = f"every alert that fits this trigger declares `{one.id}` too (`{source}`)."
    return Finding("alike", other.id, at, said, "Add a label that tells them apart.")


def _conditions(source: str) -> frozenset[str]:
    """The conditions that `&&` joins at the top of an expression, each with its spaces taken out.

    Empty where `||` or `?` stands at the top: then one part alone says nothing.
    """
    parts: list[list[str]] = [[]]
    depth = 0
    for token in tokens(source):
        depth += {"(": 1, "[": 1, "{": 1, ")": -1, "]": -1, "}": -1}.get(token.word, 0)
        if depth == 0 and token.word == "&&":
            parts.append([])
        elif depth == 0 and token.word in {"||", "?"}:
            return frozenset()
        else:
            parts[-1].append(_spelled(token))
    return frozenset(" ".join(part) for part in parts if part)


def _spelled(token: Token) -> str:
    """A text literal as it is whichever its quotes; everything else as written."""
    if token.kind == "text" and token.word[0] in "\"'" and "\\" not in token.word:
        return '"' + token.word.strip(token.word[0]) + '"'
    return token.word
