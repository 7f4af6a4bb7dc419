"""Files of messages: from Slack's own hosts, with the token there and nowhere else, and not too much."""

import threading
from collections.abc import Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest

from bot.core.signals import Missing, Stored
from bot.engine.ports import Retry
from bot.slack.client import Refused
from bot.slack.download import Downloads, is_slacks
from bot.slack.spoken import spoken
from tests.slack.web import FakeClient, FakeSlack

API = "https://slack.com/api/"


@dataclass
class Files:
    """A server of files: `answers` by path; `asked` are the tokens that came."""

    answers: dict[str, tuple[int, dict[str, str], bytes]] = field(default_factory=dict)
    asked: list[str] = field(default_factory=list)
    address: str = ""


@pytest.fixture
def files() -> Iterator[Files]:
    found = Files()

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            found.asked.append(self.headers["Authorization"] or "")
            status, headers, content = found.answers.get(self.path, (404, {}, b""))
            self.send_response(status)
            for name, value in {"Content-Length": str(len(content)), **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the name in the standard library
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    found.address = f"http://127.0.0.1:{server.server_address[1]}"
    yield found
    server.shutdown()
    server.server_close()
    thread.join()


class WithFile(FakeSlack):
    """Slack, with one file."""

    file: dict[str, Any]

    def answer(self, method: str, given: dict[str, Any]) -> dict[str, Any]:
        if method == "files.info":
            return {"ok": True, "file": self.file}
        return super().answer(method, given)


def downloads(file: dict[str, Any], base: str = API, most: int = 10) -> Downloads:
    slack = WithFile()
    slack.file = {"id": "F1", "name": "a.png", "mimetype": "image/png", **file}
    client = FakeClient(slack)
    client.base_url = base
    return Downloads(client, "xoxb-for-tests", most, lambda content, kind: f"{kind} {content.decode()}")


@pytest.mark.process
def test_a_file_is_fetched_with_the_token_and_kept(files: Files) -> None:
    files.answers["/f/a.png"] = (200, {}, b"picture")

    found = downloads({"url_private": f"{files.address}/f/a.png"}, f"{files.address}/api/").fetch(
        2, "F1", "?"
    )

    assert found == Stored(2, "F1", "a.png", "image/png", 7, "image/png picture")
    assert files.asked == ["Bearer xoxb-for-tests"]


@pytest.mark.process
@pytest.mark.parametrize(
    ("answer", "why"),
    [
        ((302, {"Location": "/f/door"}, b""), "Slack does not let Handrail read it"),
        ((403, {}, b""), "Slack does not let Handrail read it"),
        ((404, {}, b""), "Slack answered 404"),
        ((200, {}, b"more than ten bytes"), "it is too large"),
    ],
)
def test_a_file_that_is_not_to_be_had_is_said_so_and_nothing_follows_a_redirect(
    files: Files, answer: tuple[int, dict[str, str], bytes], why: str
) -> None:
    files.answers["/f/a.png"] = answer

    found = downloads({"url_private": f"{files.address}/f/a.png"}, f"{files.address}/api/").fetch(
        2, "F1", "?"
    )

    assert isinstance(found, Missing)
    assert why in found.why
    assert len(files.asked) == 1


@pytest.mark.process
def test_a_server_that_is_in_trouble_is_asked_again_later(files: Files) -> None:
    files.answers["/f/a.png"] = (503, {}, b"")

    with pytest.raises(Retry):
        downloads({"url_private": f"{files.address}/f/a.png"}, f"{files.address}/api/").fetch(2, "F1", "?")


@pytest.mark.parametrize(
    ("file", "why"),
    [
        ({"mode": "tombstone"}, "it was deleted in Slack"),
        ({"is_external": True, "url_private": "https://drive.example/1"}, "it lies outside Slack"),
        ({"url_private": "https://files.slack.com.example/1"}, "its address is not one of Slack's"),
        ({"url_private": "https://files.slack.com/1", "size": 3_000_000}, "it is too large: 3 MB"),
    ],
)
def test_what_slack_says_of_a_file_is_enough_to_leave_it(file: dict[str, Any], why: str) -> None:
    found = downloads(file).fetch(1, "F1", "a.png")

    assert isinstance(found, Missing)
    assert why in found.why
    assert (found.note, found.file) == (1, "F1")


def test_a_file_that_the_app_may_not_read_is_slacks_refusal() -> None:
    denied = downloads({})
    client = denied.client
    assert isinstance(client, FakeClient)
    client.slack.fails["files.info"] = ["missing_scope"]

    with pytest.raises(Refused):
        denied.fetch(1, "F1", "a.png")


@pytest.mark.parametrize(
    ("url", "api", "is_own"),
    [
        ("https://files.slack.com/files-pri/T1-F1/a.png", API, True),
        ("http://files.slack.com/files-pri/T1-F1/a.png", API, False),
        ("https://files.slack.com:444/a.png", API, False),
        ("https://notslack.com/a.png", API, False),
        ("https://slack.com.example.org/a.png", API, False),
        ("https://user@evil.example/a.png", API, False),
        ("file:///etc/passwd", API, False),
        ("http://127.0.0.1:4000/files/F1/a.png", "http://127.0.0.1:4000/api/", True),
        ("http://127.0.0.1:4001/files/F1/a.png", "http://127.0.0.1:4000/api/", False),
        ("https://files.slack.com/a.png", "http://127.0.0.1:4000/api/", False),
    ],
)
def test_only_slacks_own_addresses_get_the_token(url: str, api: str, *, is_own: bool) -> None:
    assert is_slacks(url, api) is is_own


@pytest.mark.parametrize(
    ("raw", "plain"),
    [
        ("a &lt;b&gt; &amp; c", "a <b> & c"),
        (
            "<@U0BO> <@U0BO|bo> <#C1|ops> <#C1> <!here> <!subteam^S1|@oncall>",
            "@bo @bo #ops #C1 @here @oncall",
        ),
        (
            "<https://g.example/1|graph> <https://g.example/1>",
            "graph (https://g.example/1) https://g.example/1",
        ),
        ("<mailto:a@b.example|a@b.example>", "a@b.example"),
    ],
)
def test_what_people_wrote_reads_without_slacks_marks(raw: str, plain: str) -> None:
    assert spoken(raw, lambda user: user.removeprefix("U0").lower()) == plain
