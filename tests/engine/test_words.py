from bot.core.result import Reading
from bot.core.signals import Answer, Correct, Jump, Place, Skip, What
from bot.core.values import Row
from bot.engine.words import hidden, without_secrets
from bot.redaction import MARK
from tests.fakes.world import HidingRedactor

HERE = Place("r1", 1)


def test_every_free_text_of_a_signal_is_kept_without_secrets() -> None:
    told: tuple[What, ...] = (
        Skip(HERE, "done", "a secret", {"name": "a secret", "lost": True}),
        Jump(HERE, "stop", "a secret"),
        Answer(HERE, {"name": "a secret"}),
        Correct("r1", "name", "a secret"),
    )

    kept = [without_secrets(what, HidingRedactor()) for what in told]

    assert all("[redacted]" in repr(what) and "secret" not in repr(what) for what in kept)


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
