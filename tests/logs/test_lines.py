import json
import logging
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest

from bot.logs import JsonLines

NOON = datetime(2026, 3, 14, 12, 0, 0, 250_000, tzinfo=UTC)


def hide(text: str) -> str:
    return text.replace("hush", "[removed]")


def line(message: str, *args: object, **given: object) -> str:
    record = {
        "name": "bot.relay",
        "levelname": "INFO",
        "msg": message,
        "args": args,
        "created": NOON.timestamp(),
    }
    return JsonLines(hide).format(logging.makeLogRecord({**record, **given}))


def read(message: str, *args: object, **given: object) -> dict[str, Any]:
    parsed: dict[str, Any] = json.loads(line(message, *args, **given))
    return parsed


def test_a_line_tells_when_how_grave_from_where_what_and_the_keys_given() -> None:
    assert line("delivered", effect="INC-0001/3/0", tries=2) == (
        '{"time": "2026-03-14T12:00:00.250Z", "level": "INFO", "logger": "bot.relay", "message": "delivered",'
        ' "effect": "INC-0001/3/0", "tries": 2}'
    )


def test_arguments_are_filled_in() -> None:
    assert read("%s of %d", "one", 2)["message"] == "one of 2"


def test_arguments_that_do_not_fit_lose_only_themselves() -> None:
    assert read("%d tries", "hush")["message"] == "%d tries (its arguments did not fit)"


@pytest.mark.parametrize(
    "unseen",
    ["\n", "\r", "\x1b[31m", "\x00", "\x7f", "\x85", "\u2028", "\u202e", "\u200b", "\ud800", "\U000e0041"],
)
def test_no_content_breaks_a_line_or_disguises_it(unseen: str) -> None:
    written = line(f"before{unseen}after", **{f"key{unseen}": unseen})

    assert written.isprintable()
    assert json.loads(written)["message"] == f"before{unseen}after"


def test_letters_of_all_languages_stay_readable() -> None:
    assert "größer 漢字 🚒" in line("größer 漢字 🚒")


def test_secrets_are_removed_wherever_they_stand() -> None:
    class Client:
        def __str__(self) -> str:
            return "Client(hush)"

    written = line("a %s", "hush", url="http://hush@x", nested={"hush": ["hush", ("hush",)]}, client=Client())

    assert "hush" not in written
    assert json.loads(written)["nested"] == {"[removed]": ["[removed]", ["[removed]"]]}


def test_an_exception_is_told_with_its_trace_and_without_secrets() -> None:
    try:
        raise KeyError("hush")
    except KeyError as error:
        told = read("failed", exc_info=(KeyError, error, error.__traceback__))

    assert told["error"].startswith("Traceback (most recent call last):\n")
    assert told["error"].endswith("KeyError: '[removed]'")


def test_a_stack_is_told_when_asked_for() -> None:
    assert read("here", stack_info="Stack (hush)")["stack"] == "Stack ([removed])"


def test_values_become_plain() -> None:
    tokyo = NOON.astimezone(timezone(timedelta(hours=9)))

    told = read(
        "x", at=tokyo, naive=NOON.replace(tzinfo=None), odd=float("inf"), half=0.5, none=None, yes=True
    )

    assert told["at"] == "2026-03-14T12:00:00.250Z"
    assert [told[name] for name in ("naive", "odd", "half", "none", "yes")] == [
        "2026-03-14 12:00:00.250000",
        "inf",
        0.5,
        None,
        True,
    ]


def test_a_key_cannot_pass_itself_off_as_the_level_or_the_time() -> None:
    told = read("x", level="DEBUG", time="never", logger="other")

    assert (told["level"], told["time"], told["logger"]) == ("INFO", "2026-03-14T12:00:00.250Z", "bot.relay")
