"""A message on its way out: does Slack look something up in it, unfold a link or make a mention of a name?"""

import json
from collections.abc import Mapping
from typing import Any

from tests.attack.outcome import Outcome, passes, refused
from tests.slack.web import FakeClient, FakeSlack

_WHERE: Mapping[str, Mapping[str, str]] = {
    "chat_postMessage": {"channel": "C1"},
    "chat_update": {"channel": "C1", "ts": "100.0"},
    "chat_postEphemeral": {"channel": "C1", "user": "U0ANA"},
}
_LOOKS_UP = ("unfurl_links", "unfurl_media", "link_names")


def attack(*, method: str, text: str, asks: dict[str, Any] | None = None, words: str = "") -> Outcome:
    """`method` of the SDK with `text` and, as a careless caller, `asks`.

    It passes when Slack is let do more than show words; with `words`, when these are shown.
    """
    slack = FakeSlack(messages={"C1": [{"ts": "100.0", "text": ""}]})
    getattr(FakeClient(slack), method)(**_WHERE[method], **{"text": text, **(asks or {})})
    ((_, given),) = slack.calls
    if words:
        return passes(given) if words in given["text"] else refused(given)
    is_open = given.get("parse") != "none" or any(given.get(name) is not False for name in _LOOKS_UP)
    is_marked = any(mark in given["text"] for mark in ("<!", "<@", "<#", "<http", "*b*", ":+1:"))
    return passes(given) if is_open or is_marked else refused(json.dumps(given))
