"""A request that comes again: does the second one learn or do anything that the first did not?"""

import json
from datetime import timedelta
from typing import Any, Literal
from urllib.parse import urlencode

from bot.slack.inbound import Inbound
from bot.slack.once import Answered, Once
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, SECRET, Stage

SINCE = "since-then"
"""What happens between the two; who is answered anew reads of it."""


def attack(
    *,
    again: Literal["bytes", "name", "kind", "envelope", "new"],
    minutes: float = 1,
    restart: bool = False,
) -> Outcome:
    """The same bytes, the same name signed anew or in another kind, the same envelope; or a new request."""
    stage = Stage().declared()
    body = stage.slash("timeline", channel=CHANNEL)
    raw = urlencode(body).encode()
    given = stage.inbound.enveloped("E1", _nameless(stage)) if again == "envelope" else stage.requests(raw)
    assert given.status == 200, given.body
    stage.types(f"note {SINCE}", channel=CHANNEL)
    stage.engine.clock.forward(timedelta(minutes=minutes))
    if restart:
        stage.inbound = Inbound(stage.app, Once(stage.engine.store), stage.engine.clock, SECRET)
    told, shown = _again(stage, again, body, raw), json.dumps(stage.front.shown)
    assert told.status < 500, told.body
    return (passes if SINCE in told.body + shown else refused)(f"{told.status} {told.body}")


def _again(stage: Stage, again: str, body: dict[str, Any], raw: bytes) -> Answered:
    match again:
        case "bytes":
            return stage.requests(raw)
        case "name":
            return stage.requests(urlencode(body | {"text": "timeline "}).encode())
        case "kind":
            press = stage.press({"type": "button", "action_id": "show:timeline", "value": '["INC-0001"]'})
            press["trigger_id"] = body["trigger_id"]
            return stage.requests(urlencode({"payload": json.dumps(press)}).encode())
        case "envelope":
            return stage.inbound.enveloped("E1", _nameless(stage))
        case _:
            return stage.requests(urlencode(stage.slash("timeline", channel=CHANNEL)).encode())


_TOO_LONG = "t" * 300
"""It names nothing, so that the envelope does."""


def _nameless(stage: Stage) -> dict[str, Any]:
    return stage.slash("timeline", channel=CHANNEL, trigger=_TOO_LONG)
