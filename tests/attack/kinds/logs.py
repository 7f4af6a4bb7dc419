"""What somebody sends, on its way into the log: one line of JSON a record, and nothing that disguises it."""

import io
import json
import logging

from bot.logs import JsonLines
from tests.attack.outcome import Outcome, passes, refused, shows

_FIELDS = {"time", "level", "logger", "message"}


def attack(*, text: str, at: str = "message", keeps: str = "") -> Outcome:
    """`at`: where the text stands in the record (message, argument, key, value, error).

    It passes when a reader sees anything but one plain line; with `keeps`, when this can be read in it.
    """
    written = _written(text, at)
    if keeps:
        return shows(written, keeps)
    return refused(written) if _is_one_plain_line(written) else passes(written)


def _written(text: str, at: str) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(JsonLines(lambda told: told))
    log = logging.Logger("handrail.attacked")  # noqa: LOG001 - nobody else writes to it
    log.addHandler(handler)
    match at:
        case "argument":
            log.info("seen: %s", text)
        case "key":
            log.info("seen", extra={text: 1})
        case "value":
            log.info("seen", extra={"said": [text, {text: text}]})
        case "error":
            log.error("failed", exc_info=ValueError(text))
        case _:
            log.info(text)
    return stream.getvalue()


def _is_one_plain_line(written: str) -> bool:
    try:
        found = json.loads(written)
    except ValueError:
        return False
    is_own = found.keys() >= _FIELDS and found["logger"] == "handrail.attacked"
    is_own = is_own and found["level"] in {"INFO", "ERROR"}
    return is_own and len(written.splitlines()) == 1 and written.rstrip("\n").isprintable()
