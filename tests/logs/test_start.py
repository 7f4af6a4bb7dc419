import json
import logging
import warnings
from collections.abc import Iterator
from io import StringIO

import pytest

from bot.logs import start_logging


@pytest.fixture
def stream() -> Iterator[StringIO]:
    """Where the process logs to during the test; what was set before comes back after it."""
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield StringIO()
    logging.captureWarnings(capture=False)
    root.handlers[:] = handlers
    root.setLevel(level)


def messages(stream: StringIO) -> list[str]:
    return [json.loads(line)["message"] for line in stream.getvalue().splitlines()]


def test_what_is_below_the_level_is_left_out(stream: StringIO) -> None:
    start_logging("INFO", stream, str)

    logging.getLogger("bot.relay").debug("a detail")
    logging.getLogger("bot.relay").info("delivered")

    assert messages(stream) == ["delivered"]


def test_libraries_are_heard_from_a_warning_on(stream: StringIO) -> None:
    start_logging("DEBUG", stream, str)

    logging.getLogger("httpx").info("a request")
    logging.getLogger("httpx").warning("a trouble")

    assert messages(stream) == ["a trouble"]


def test_what_is_told_in_our_own_words_is_not_told_in_those_of_a_library_too(stream: StringIO) -> None:
    start_logging("INFO", stream, str)

    logging.getLogger("slack_sdk.web.base_client").error("Failed to send a request to Slack API server")

    assert messages(stream) == []


def test_everything_passes_the_removal_of_secrets(stream: StringIO) -> None:
    start_logging("INFO", stream, lambda text: text.replace("hush", "[removed]"))

    logging.getLogger("anyone").info("the token is hush")

    assert messages(stream) == ["the token is [removed]"]


def test_starting_again_replaces_and_does_not_double(stream: StringIO) -> None:
    start_logging("INFO", StringIO(), str)
    start_logging("INFO", stream, str)

    logging.getLogger("bot").info("once")

    assert messages(stream) == ["once"]


def test_warnings_of_python_are_logged(stream: StringIO) -> None:
    start_logging("INFO", stream, str)

    with warnings.catch_warnings():
        warnings.simplefilter("always")
        warnings.warn("old way", DeprecationWarning, stacklevel=1)

    assert "DeprecationWarning: old way" in messages(stream)[0]
