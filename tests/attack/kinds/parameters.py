"""A value on its way into a command line: from the catalogue as it is written to the words that would run."""

from collections.abc import Sequence
from typing import Any

from bot.core.values import BadValue, parse
from bot.diagnostics.plan import Bound, plan
from tests.attack.entries import Unsound, entry_of
from tests.attack.outcome import Outcome, passes, refused

_ABSENT = object()


def attack(
    *,
    type: Any,  # noqa: A002 - the word of the language
    value: Any = _ABSENT,
    typed: str | None = None,
    exec: Sequence[Any] = ("look", {"param": "p"}),  # noqa: A002 - too
) -> Outcome:
    """`type`: as in a catalogue. `typed`: what a person writes; `value`: what a step passes on."""
    kind = {"type": type} if isinstance(type, str) else dict(type)
    try:
        entry = entry_of({"exec": list(exec), "params": {"p": kind}})
        given = value if typed is None else parse(entry.parameters["p"], typed)
        planned = plan(entry, {"p": given}, Bound(), "prod")
    except (BadValue, Unsound) as problem:
        return refused(problem)
    return passes(repr(planned.argv))
