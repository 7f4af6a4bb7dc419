"""What was answered to a request, kept: the same request is answered the same, and does nothing twice.

Slack sends a payload again when it has not heard in time, and whoever got hold of a signed request could send
it again for five minutes. Both are answered from the record, which a restart does not lose.
"""

import json
import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Final, Protocol

log = logging.getLogger("handrail.slack")

PLACE: Final = "request/"
"""Under this the record stands among the acts of the inbox."""


class Record(Protocol):
    """Where acts and their answers are kept, by unique names; `Store` is one."""

    def answer(self, key: str) -> str | None: ...
    def keep_answer(self, key: str, answer: str) -> None: ...


@dataclass(frozen=True, slots=True)
class Answered:
    """What goes back to Slack for one request."""

    status: int
    body: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Once:
    """The record of requests."""

    record: Record

    def answer(self, name: str, kind: str, give: Callable[[], Answered]) -> Answered:
        """The answer, or the one that was given before under this name.

        A name that comes with a request of another kind is not Slack's doing, and gets nothing.
        """
        kept = self.record.answer(f"{PLACE}{name}")
        if kept is not None:
            return _again(kept, kind)
        given = give()
        if given.status == 200:
            told = {"kind": kind, "body": given.body, "headers": dict(given.headers)}
            self.record.keep_answer(f"{PLACE}{name}", json.dumps(told))
        return given


def _again(kept: str, kind: str) -> Answered:
    told = json.loads(kept)
    if told["kind"] != kind:
        log.warning("request refused", extra={"why": "its name belongs to a request of another kind"})
        return Answered(409, "This was a request of another kind.")
    return Answered(200, told["body"], told["headers"])
