"""What Slack is asked by the doctor, over a wire: its answers, its headers, and its errors in words."""

import json
import threading
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from bot.slack.checkup import Bound, Channel, look
from bot.slack.directory import Workspace
from tests.fakes.clock import NOON
from tests.slack.stage import PEOPLE, TEAM

pytestmark = pytest.mark.process

ANSWERS: dict[str, dict[str, Any]] = {
    "auth.test": {"ok": True, "team_id": TEAM, "team": "Local", "user": "handrail"},
    "conversations.list": {"ok": True, "channels": [{"id": "C1", "name": "incidents"}]},
    "conversations.info": {
        "ok": True,
        "channel": {"id": "C1", "name": "incidents", "is_member": True, "is_ext_shared": False},
    },
    "usergroups.users.list": {"ok": False, "error": "no_such_subteam"},
    "users.info": {"ok": True, "user": PEOPLE["U0EVE"]},
    "apps.connections.open": {"ok": False, "error": "invalid_auth"},
}
BOUND = Bound(Workspace(TEAM), ("#incidents", "#nowhere"), ("S1",), ("U0EVE",))


class _Slack(BaseHTTPRequestHandler):
    """Slack whose clock stands still at noon. `answers` may be changed by a test."""

    answers: ClassVar[dict[str, dict[str, Any]]] = ANSWERS

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        body = json.dumps(self.answers[self.path.rpartition("/")[2]]).encode()
        self.send_response_only(200)
        self.send_header("date", format_datetime(NOON.astimezone(UTC), usegmt=True))
        self.send_header("x-oauth-scopes", "chat:write, commands")
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self) -> None:
        self.do_POST()

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slack)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    server.server_close()
    thread.join()


def soon() -> datetime:
    return NOON + timedelta(seconds=30)


def test_everything_is_asked_and_what_cannot_be_answered_stands_in_words(url: str) -> None:
    seen = look("xoxb-1", url, BOUND, soon, "xapp-1")

    assert (seen.trouble, seen.team, seen.team_name, seen.user_name) == ("", TEAM, "Local", "handrail")
    assert seen.scopes == frozenset({"chat:write", "commands"})
    assert seen.ahead == 30
    assert seen.channels == {
        "#incidents": Channel("C1", "incidents", is_member=True),
        "#nowhere": "Slack shows the bot no such channel",
    }
    assert seen.usergroups == {"S1": "usergroups.users.list: no_such_subteam."}
    assert seen.people["U0EVE"].startswith("Guests cannot act")
    assert seen.socket == "Slack refuses the bot's token (apps.connections.open: invalid_auth)."


def test_a_token_that_is_refused_ends_the_questions(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(_Slack, "answers", {"auth.test": {"ok": False, "error": "token_revoked"}})

    seen = look("xoxb-1", url, BOUND, soon)

    assert (seen.trouble, seen.away) == ("Slack refuses SLACK_BOT_TOKEN: token_revoked.", False)


def test_a_slack_that_is_away_is_told_apart() -> None:
    seen = look("xoxb-1", "http://127.0.0.1:9/api/", BOUND, soon)

    assert seen.away
    assert seen.trouble.startswith("Slack cannot be reached at http://127.0.0.1:9/api/: ")
