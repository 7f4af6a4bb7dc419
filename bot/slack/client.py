"""Calls of Slack's Web API: once each, with a deadline; what fails is sorted into Retry and Permanent.

The SDK's own retries are off: a lost reply would make them post twice. Only the outbox retries.
"""

import http.client
import urllib.error
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from slack_sdk.errors import SlackApiError, SlackClientError
from slack_sdk.web import SlackResponse, WebClient

from bot.engine.ports import Permanent, Retry
from bot.slack.quiet import Quietly

DOWN = frozenset({502, 503, 504})
"""What stands in front of Slack says that nobody is behind it."""
TRANSIENT = frozenset(
    {
        "fatal_error",
        "internal_error",
        "request_timeout",
        "service_unavailable",
        "accesslimited",
        "team_added_to_org",
    }
)
"""Slack's own errors that a later try may not meet."""

PLAINLY = {
    "account_inactive": "Slack has deactivated the bot's account",
    "channel_not_found": "the channel does not exist, or the bot is not in it",
    "invalid_auth": "Slack refuses the bot's token",
    "is_archived": "the channel is archived",
    "missing_scope": "the app lacks a permission: install it again with the manifest",
    "not_authed": "the bot has no token",
    "not_in_channel": "the bot is not in the channel: invite it",
    "restricted_action": "the workspace does not let the bot do this",
    "token_revoked": "the bot's token was revoked",
}


class Refused(Exception):
    """Slack answered with one of its own errors, which the caller may know how to meet."""

    def __init__(self, method: str, error: str, needed: str = "") -> None:
        super().__init__(f"{method}: {error}")
        self.method = method
        self.error = error
        self.needed = needed

    def permanent(self) -> Permanent:
        """For an error that nothing can be done about."""
        plainly = PLAINLY.get(self.error)
        needs = f" It needs `{self.needed}`." if self.needed else ""
        return Permanent(f"{plainly} ({self.method}: {self.error}).{needs}" if plainly else f"{self}.{needs}")


def web_client(token: str, base_url: str = WebClient.BASE_URL, timeout: int = 10) -> WebClient:
    """A client that tries once, and says nothing but words. `timeout` is in seconds."""
    return Quietly(token=token, base_url=base_url, timeout=timeout, retry_handlers=[])


def call(method: str, ask: Callable[[], SlackResponse]) -> dict[str, Any]:
    """The answer's body. Raises Retry (try later), or Refused with Slack's error."""
    try:
        response = ask()
    except SlackApiError as error:
        raise _sorted(method, error.response) from error
    except (urllib.error.URLError, TimeoutError, http.client.HTTPException, OSError) as error:
        reason = getattr(error, "reason", None) or error
        raise Retry(f"Slack could not be reached for {method}: {reason}", away=True) from error
    except SlackClientError as error:
        raise Retry(f"{method}: {error}") from error
    body = response.data
    assert isinstance(body, dict), "every method that is called answers with an object"
    return body


def socket_address(app_token: str, api_url: str) -> str:
    """Where Slack awaits the app in Socket Mode, for half a minute. Raises Refused or Retry."""
    client = web_client(app_token, api_url)
    return str(
        call("apps.connections.open", lambda: client.apps_connections_open(app_token=app_token))["url"]
    )


def _sorted(method: str, response: Any) -> Retry | Refused:
    if not isinstance(response, SlackResponse):
        return Retry(f"{method}: an answer that cannot be read")
    body = response.data if isinstance(response.data, dict) else {}
    error = str(body.get("error", ""))
    if response.status_code == 429 or error in {"ratelimited", "rate_limited"}:
        return Retry(f"Slack limits {method}", after=_seconds(response.headers), bucket=method)
    if response.status_code in DOWN:
        return Retry(f"Slack is down for {method}: {response.status_code}", away=True)
    if response.status_code >= 500 or error in TRANSIENT or not error.replace("_", "").isalnum():
        return Retry(f"{method}: {error[:200] or response.status_code}")
    return Refused(method, error, str(body.get("needed", "")))


def _seconds(headers: Any) -> float | None:
    value = headers.get("Retry-After") or headers.get("retry-after")
    value = value[0] if isinstance(value, list) else value
    return float(value) if isinstance(value, str) and value.isdigit() else None


def pages(method: str, ask: Callable[[str], SlackResponse], most: int = 20) -> Iterator[dict[str, Any]]:
    """All pages of a list, by cursor; `ask` takes the cursor, empty for the first page."""
    cursor = ""
    for _ in range(most):
        body = call(method, partial(ask, cursor))
        yield body
        cursor = str((body.get("response_metadata") or {}).get("next_cursor") or "")
        if not cursor:
            return
