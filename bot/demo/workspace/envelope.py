"""A request to the bot as Socket Mode carries it: the same payload in an envelope, without a signature."""

import json
from collections.abc import Mapping
from urllib.parse import parse_qsl

from bot.demo.workspace.line import JSON
from bot.demo.workspace.model import Json


def enveloped(body: bytes, content_type: str, headers: Mapping[str, str]) -> Json:
    """Events, interactivity or a slash command; without the envelope's id."""
    if content_type == JSON:
        attempt = int(headers.get("X-Slack-Retry-Num", "0"))
        retry = {"retry_attempt": attempt, "retry_reason": headers.get("X-Slack-Retry-Reason", "")}
        return {"type": "events_api", "payload": json.loads(body), "accepts_response_payload": False} | retry
    form = dict(parse_qsl(body.decode(), keep_blank_values=True))
    if "payload" in form:
        payload = json.loads(form["payload"])
        return {"type": "interactive", "payload": payload, "accepts_response_payload": True}
    return {"type": "slash_commands", "payload": form, "accepts_response_payload": True}
