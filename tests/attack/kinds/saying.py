"""Something is said in a channel: by the client that everything goes out by, where nobody answers."""

from collections.abc import Mapping
from typing import Any
from urllib.error import URLError

from bot.engine.ports import Retry
from bot.slack.sharing import Guarded
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import Stage


def attack(
    *,
    method: str,
    channel: Mapping[str, Any] | None,
    by: str = "json",
    key: str = "channel",
    silent: bool = False,
    to: str = "C1",
) -> Outcome:
    """`method` of the Web API. `by`, `key`: how the channel `to` is named in the call."""
    stage = Stage()
    stage.slack.told["C1"] = {"id": "C1", **channel} if channel is not None else None
    stage.slack.silent = silent
    client = Guarded(stage.sharing, "xoxb-for-tests", "http://127.0.0.1:9/api/", 1)
    try:
        client.api_call(method, **{by: {key: to, "text": "the evidence", "topic": "the evidence"}})
    except Retry as held:
        return refused(held)
    except URLError as gone:
        return passes(gone)
    raise AssertionError("somebody answered")
