from dataclasses import fields
from typing import Any, get_args, get_type_hints

import pytest

from bot.core.result import Reading
from bot.core.signals import (
    Actor,
    Answer,
    Correct,
    EffectDone,
    Jump,
    Launch,
    Link,
    Merge,
    Place,
    Skip,
    Source,
    TakeIn,
    What,
)
from bot.core.values import Row, Values
from bot.engine.words import hidden, without_secrets
from bot.redaction import MARK
from tests.fakes.clock import NOON
from tests.fakes.world import HidingRedactor

HERE = Place("r1", 1)
SOURCE = Source("C1", "1.0", Actor("T1", "U1", "Ana"), NOON, "", ())


def test_every_free_text_of_a_signal_is_kept_without_secrets() -> None:
    told: tuple[What, ...] = (
        Skip(HERE, "done", "a secret", {"name": "a secret", "lost": True}),
        Jump(HERE, "stop", "a secret"),
        Answer(HERE, {"name": "a secret"}),
        Correct("r1", "name", "a secret"),
    )

    kept = [without_secrets(what, HidingRedactor()) for what in told]

    assert all("[redacted]" in repr(what) and "secret" not in repr(what) for what in kept)


IDENTIFIERS = {
    "action",
    "anytime",
    "by",
    "channel",
    "channel_name",
    "digest",
    "effect",
    "fact",
    "file",
    "group",
    "handover",
    "holder",
    "incident",
    "into",
    "item",
    "key",
    "length",
    "of",
    "on",
    "other",
    "outcome",
    "output",
    "owed",
    "owner",
    "page",
    "permalink",
    "place",
    "plan",
    "role",
    "run",
    "runbook",
    "section",
    "seen",
    "severity",
    "state",
    "step",
    "target",
    "to",
    "token",
    "ts",
    "verdict",
    "who",
}
"""Fields that hold ids, words of the runbook, or values that were cleaned where they were made."""
MADE_BY_US = {"title", "doubt"}
"""In these signals: titles of other incidents, and words of Handrail's own."""
OURS = {Launch, Link, Merge, TakeIn}


@pytest.mark.parametrize(
    "kind", [kind for kind in get_args(What) if kind is not EffectDone], ids=lambda one: one.__name__
)
def test_no_text_of_a_signal_is_forgotten(kind: type[Any]) -> None:
    hints = get_type_hints(kind)
    words = [part.name for part in fields(kind) if hints[part.name] is str]
    made = object.__new__(kind)
    for part in fields(kind):
        hint = hints[part.name]
        blank = {str: "a secret", Values: {}, dict[str, str]: {}, Source: SOURCE}.get(hint)
        object.__setattr__(made, part.name, blank)

    kept = without_secrets(made, HidingRedactor())

    forgotten = {name for name in words if getattr(kept, name) == "a secret"} - IDENTIFIERS
    assert forgotten - (MADE_BY_US if kind in OURS else set()) == set()


def test_a_value_that_redaction_took_from_the_output_is_not_kept_in_the_reading() -> None:
    raw, kept = "password=hunter2 host=db", "password=[redacted] host=db"
    rows: tuple[Row, ...] = ({"host": "db", "password": "hunter2", "up": True},)
    reading = Reading(
        {
            "password": "hunter2",
            "host": "db",
            "count": 3,
            "hosts": ("db", "hunter2"),
            "rows": rows,
        },
        "ok",
    )

    safe = hidden(reading, raw, kept, HidingRedactor()).values

    assert safe["password"] == MARK
    assert safe["hosts"] == ("db", MARK)
    assert safe["rows"] == ({"host": "db", "password": MARK, "up": True},)
    assert (safe["host"], safe["count"]) == ("db", 3)
