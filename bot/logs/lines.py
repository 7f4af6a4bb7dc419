"""A log record as one line of JSON that no content can break or disguise."""

import json
import logging
import math
from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import TypeAlias

from bot.unseen import written_out

Redact: TypeAlias = Callable[[str], str]
Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

_OWN = frozenset(vars(logging.makeLogRecord({}))) | {"message", "asctime", "taskName"}


class JsonLines(logging.Formatter):
    """Writes time (UTC), level, logger, message, what was given as `extra`, and the trace of an exception.

    Every text passes `redact` before it is written, keys of nested values included.
    """

    def __init__(self, redact: Redact) -> None:
        super().__init__()
        self._redact = redact

    def format(self, record: logging.LogRecord) -> str:
        extra = {name: value for name, value in vars(record).items() if name not in _OWN}
        line: dict[str, Json] = {
            "time": _written(datetime.fromtimestamp(record.created, UTC)),
            "level": record.levelname,
            "logger": record.name,
            "message": self._redact(_message(record)),
        }
        for name, value in extra.items():
            line.setdefault(name, self._plain(value))
        if record.exc_info:
            line["error"] = self._redact(self.formatException(record.exc_info))
        if record.stack_info:
            line["stack"] = self._redact(self.formatStack(record.stack_info))
        return written_out(json.dumps(line, ensure_ascii=False))

    def _plain(self, value: object) -> Json:
        match value:
            case None | bool() | int():
                return value
            case float() if math.isfinite(value):
                return value
            case datetime() if value.tzinfo:
                return _written(value)
            case Mapping():
                return {self._redact(str(name)): self._plain(part) for name, part in value.items()}
            case list() | tuple() | set() | frozenset():
                return [self._plain(part) for part in value]
            case _:
                return self._redact(str(value))


def _message(record: logging.LogRecord) -> str:
    try:
        return record.getMessage()
    except (TypeError, ValueError, KeyError):
        # The standard library would print the arguments, unredacted, to the standard error.
        return f"{record.msg} (its arguments did not fit)"


def _written(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
