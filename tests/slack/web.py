"""Slack's Web API in memory: a client that keeps what it was asked and answers as Slack would."""

import itertools
import urllib.error
from dataclasses import dataclass, field
from typing import Any

from slack_sdk.web import SlackResponse, WebClient

from bot.slack.client import web_client
from bot.slack.quiet import Quietly

Json = dict[str, Any]


@dataclass
class FakeSlack:
    """Channels and messages. `fails` holds what happens instead, per method, once each, before it is done.

    `loses` holds methods whose next answer is lost after it was done.
    """

    calls: list[tuple[str, Json]] = field(default_factory=list)
    fails: dict[str, list[Any]] = field(default_factory=dict)
    loses: list[str] = field(default_factory=list)
    channels: dict[str, Json] = field(default_factory=dict)
    messages: dict[str, list[Json]] = field(default_factory=dict)
    files: list[Json] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    """Channels that another organisation reads."""
    topics: dict[str, str] = field(default_factory=dict)
    pages: int = 0
    """Answer lists in pages of this many; 0 for all at once."""
    _numbers: Any = field(default_factory=lambda: itertools.count(100))

    def names(self) -> list[str]:
        return [method for method, _ in self.calls]

    def asked(self, method: str) -> list[Json]:
        return [arguments for name, arguments in self.calls if name == method]

    def answer(self, method: str, given: Json) -> Json:
        """What Slack does and says; errors as `{"ok": False, "error": …}`."""
        match method:
            case "conversations.create":
                return self._create(given["name"])
            case "conversations.list":
                return self._page("channels", list(self.channels.values()), given)
            case "conversations.setTopic":
                self.topics[given["channel"]] = given["topic"]
                return {"ok": True}
            case "conversations.info":
                topic = {"value": self.topics.get(given["channel"], "")}
                shared = given["channel"] in self.shared
                return {
                    "ok": True,
                    "channel": {"id": given["channel"], "topic": topic, "is_ext_shared": shared},
                }
            case "conversations.open":
                return {"ok": True, "channel": {"id": given["users"].replace("U", "D", 1)}}
            case "chat.postMessage":
                return self._post(given)
            case "chat.update":
                return self._update(given)
            case "conversations.history" | "conversations.replies":
                wanted = given.get("ts")
                found = [m for m in self.messages.get(given["channel"], []) if m.get("thread_ts") == wanted]
                return self._page("messages", found, given)
            case "files.getUploadURLExternal":
                return {"ok": True, "file_id": "F1", "upload_url": "https://files.example/1"}
            case "files.completeUploadExternal":
                self.files.append(given)
                return {"ok": True, "files": [{"id": "F1"}]}
            case _:
                return {"ok": True}

    def _create(self, name: str) -> Json:
        if any(channel["name"] == name for channel in self.channels.values()):
            return {"ok": False, "error": "name_taken"}
        made = f"C{next(self._numbers)}"
        channel: Json = {"id": made, "name": name, "creator": "U0HANDRAIL", "created": 2_000_000_000}
        self.channels[made] = channel
        return {"ok": True, "channel": channel}

    def _post(self, given: Json) -> Json:
        message = {**given, "ts": f"{next(self._numbers)}.000100"}
        self.messages.setdefault(given["channel"], []).append(message)
        return {"ok": True, "channel": given["channel"], "ts": message["ts"]}

    def _update(self, given: Json) -> Json:
        for message in self.messages.get(given["channel"], []):
            if message["ts"] == given["ts"]:
                message.update(given)
                return {"ok": True, "channel": given["channel"], "ts": given["ts"]}
        return {"ok": False, "error": "message_not_found"}

    def _page(self, key: str, found: list[Json], given: Json) -> Json:
        if not self.pages:
            return {"ok": True, key: found}
        start = int(given.get("cursor") or 0)
        after = start + self.pages
        cursor = str(after) if after < len(found) else ""
        return {"ok": True, key: found[start:after], "response_metadata": {"next_cursor": cursor}}


class _Cut(WebClient):
    """The SDK's client with the wire cut: every method ends here."""

    def __init__(self, slack: FakeSlack) -> None:
        super().__init__(token="xoxb-for-tests", retry_handlers=[])
        self.slack = slack

    def api_call(self, api_method: str, **given: Any) -> SlackResponse:
        arguments = {**(given.get("params") or {}), **(given.get("json") or {}), **(given.get("data") or {})}
        arguments = {name: value for name, value in arguments.items() if value is not None}
        self.slack.calls.append((api_method, arguments))
        waiting = self.slack.fails.get(api_method)
        if waiting:
            return self._failed(api_method, waiting.pop(0))
        body = self.slack.answer(api_method, arguments)
        if api_method in self.slack.loses:
            self.slack.loses.remove(api_method)
            raise urllib.error.URLError("the connection was reset")
        return self._response(api_method, body)

    def _failed(self, method: str, trouble: Any) -> SlackResponse:
        if isinstance(trouble, Exception):
            raise trouble
        if isinstance(trouble, str):
            return self._response(method, {"ok": False, "error": trouble})
        status, headers, body = trouble
        return self._response(method, body, status, headers)

    def _response(
        self, method: str, body: Json, status: int = 200, headers: dict[str, str] | None = None
    ) -> SlackResponse:
        response = SlackResponse(
            client=self,
            http_verb="POST",
            api_url=f"https://slack.com/api/{method}",
            req_args={},
            data=body,
            headers=headers or {},
            status_code=status,
        )
        response.validate()  # type: ignore[no-untyped-call]
        return response

    def _upload_file(self, **given: Any) -> Any:  # - the SDK's own seam
        self.slack.calls.append(("upload", {"data": given["data"]}))
        return UPLOADED


class FakeClient(Quietly, _Cut):
    """As the bot's own, up to the wire."""


@dataclass(frozen=True)
class _Uploaded:
    status: int = 200
    body: str = "OK"


UPLOADED = _Uploaded()


def real_client(base_url: str) -> WebClient:
    return web_client("xoxb-for-tests", base_url, timeout=1)
