"""The real Slack client against the workspace on a real port."""

import http.client
import socket
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import httpx
import pytest
import uvicorn
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError
from slack_sdk.web import SlackResponse

from bot.demo.workspace.app import create_app
from tests.demo.workspace.stage import ANA, INCIDENTS, TOKEN, modal, section, settings

pytestmark = pytest.mark.process
DEADLINE = 10


@dataclass(frozen=True)
class Live:
    """A served workspace: where it is, the bot's client, and a client for the control."""

    url: str
    client: WebClient
    control: httpx.Client

    def state(self) -> dict[str, Any]:
        said: dict[str, Any] = self.control.get("/_control/state").json()
        return said

    def order(self, what: str, **body: Any) -> dict[str, Any]:
        said: dict[str, Any] = self.control.post(f"/_control/{what}", json=body).json()
        return said


class Server(uvicorn.Server):
    """uvicorn in a thread; `ready` is set once it accepts connections."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.ready = threading.Event()

    async def startup(self, sockets: Any = None) -> None:
        await super().startup(sockets)
        self.ready.set()


def data(response: SlackResponse) -> dict[str, Any]:
    assert isinstance(response.data, dict)
    return response.data


def client_of(url: str) -> WebClient:
    """Without retries: the client's own would post a second time when a reply is lost."""
    return WebClient(TOKEN, base_url=f"{url}/api/", timeout=DEADLINE, retry_handlers=[])


@pytest.fixture(scope="module")
def live() -> Iterator[Live]:

    listening = socket.create_server(("127.0.0.1", 0))
    url = f"http://127.0.0.1:{listening.getsockname()[1]}"
    bot_url = "http://127.0.0.1:9/slack/events"
    app = create_app(settings(base_url=url, bot_url=bot_url, event_retry_delays=()))
    server = Server(uvicorn.Config(app, log_level="error", ws="none"))
    thread = threading.Thread(target=server.run, args=([listening],))
    thread.start()
    assert server.ready.wait(DEADLINE)
    with httpx.Client(base_url=url, timeout=DEADLINE, trust_env=False) as control:
        yield Live(url, client_of(url), control)
    server.should_exit = True
    thread.join(DEADLINE)


def test_the_sdk_posts_changes_and_reads(live: Live) -> None:
    metadata = {"event_type": "card", "event_payload": {"effect": "1"}}
    posted = live.client.chat_postMessage(
        channel=INCIDENTS, text="Card", blocks=[section("Card")], metadata=metadata
    )
    live.client.chat_update(channel=INCIDENTS, ts=str(posted["ts"]), text="Card, changed")

    history = live.client.conversations_history(channel=INCIDENTS, limit=1, include_all_metadata=True)

    message = data(history)["messages"][0]
    assert (message["text"], message["metadata"]) == ("Card, changed", metadata)


def test_the_sdk_makes_a_channel_usable(live: Live) -> None:
    created = live.client.conversations_create(name="inc-0042-receipts", is_private=False)
    channel = data(created)["channel"]["id"]

    live.client.conversations_invite(channel=channel, users=[ANA, "U0BO"])
    live.client.conversations_setTopic(channel=channel, topic="P1")
    posted = live.client.chat_postMessage(channel=channel, text="Card")
    live.client.pins_add(channel=channel, timestamp=str(posted["ts"]))
    live.client.bookmarks_add(channel_id=channel, title="Runbook", type="link", link="https://x.example")
    members = live.client.conversations_members(channel=channel)
    pins = live.client.pins_list(channel=channel)

    assert members["members"] == ["U0HANDRAIL", ANA, "U0BO"]
    assert [item["message"]["ts"] for item in data(pins)["items"]] == [posted["ts"]]


def test_the_sdk_sends_a_file(live: Live) -> None:
    done = live.client.files_upload_v2(
        channel=INCIDENTS, content="# Draft", filename="draft.md", title="Draft", initial_comment="Here"
    )

    file = data(done)["files"][0]
    shown = live.control.get(file["url_private"], headers={"Authorization": f"Bearer {live.client.token}"})
    assert shown.text == "# Draft"
    assert data(live.client.files_info(file=file["id"]))["file"]["title"] == "Draft"


def test_the_sdk_opens_a_modal_with_a_trigger_of_the_bots_own(live: Live) -> None:
    with pytest.raises(SlackApiError) as refused:
        live.client.views_open(trigger_id="1.2.3", view=modal("Ask", section("Well?")))

    assert refused.value.response["error"] == "invalid_trigger_id"


def test_the_sdk_is_told_why(live: Live) -> None:
    with pytest.raises(SlackApiError) as refused:
        live.client.chat_postMessage(channel=INCIDENTS, text="x", blocks=[{"type": "sectio"}])

    assert refused.value.response["error"] == "invalid_blocks"
    assert refused.value.response["response_metadata"]["messages"] == [
        "[ERROR] unsupported type: sectio [json-pointer:/blocks/0/type]"
    ]


def test_a_lost_reply_is_a_closed_connection(live: Live) -> None:
    live.order("fault", method="chat.postMessage", when="after", times=1)

    with pytest.raises((http.client.HTTPException, ConnectionError)):
        live.client.chat_postMessage(channel=INCIDENTS, text="done, but who knows")

    channel = next(each for each in live.state()["channels"] if each["id"] == INCIDENTS)
    assert [each["text"] for each in channel["messages"]].count("done, but who knows") == 1


def test_a_person_sees_that_the_bot_is_away(live: Live) -> None:
    seen = live.order("act", person="ana", action="type", channel="incidents", text="/incident help")

    assert seen["notice"] == '/incident failed with the error "dispatch_failed"'


def test_the_feed_is_a_stream_of_events(live: Live) -> None:
    number = live.state()["number"]
    live.client.chat_postMessage(channel=INCIDENTS, text="news")

    with live.control.stream("GET", "/_control/feed", params={"after": number}) as stream:
        lines = (line for line in stream.iter_lines() if line.startswith("data: "))
        first = next(lines)

    assert '"what": "message_posted"' in first
