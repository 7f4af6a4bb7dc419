"""What every message says besides its words: nothing in it is looked up, unfolded or made a mention.

The flags stand here alone. Whoever posts gives blocks, and plain words for the notification.
"""

from collections.abc import Mapping
from typing import Any, Final

from slack_sdk.web import SlackResponse, WebClient

from bot.slack.views.text import prose

FLAGS: Final[Mapping[str, Any]] = {
    "unfurl_links": False,
    "unfurl_media": False,
    "link_names": False,
    "parse": "none",
}
LONGEST: Final = 2900
SAYING: Final = frozenset({"chat.postEphemeral", "chat.postMessage", "chat.update"})
"""The methods that put words before people."""


def quietly(message: Mapping[str, Any]) -> dict[str, Any]:
    """A message as it goes to Slack: `text` was plain words, and is escaped now."""
    return {**message, "text": prose(str(message.get("text") or ""), LONGEST), **FLAGS}


class Quietly(WebClient):
    """Sees to it in the one call that all others of the SDK end in."""

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        if api_method in SAYING:
            given["json"] = quietly(given.get("json") or {})
        return super().api_call(api_method, **given)
