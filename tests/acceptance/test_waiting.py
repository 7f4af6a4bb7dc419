"""What people see while Slack is slow or refuses, and when they, or Slack, do the same thing twice."""

import json
import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from http.client import HTTPConnection
from pathlib import Path
from urllib.parse import urlencode

import pytest

from bot.demo.workspace.line import FORM, signature
from tests.acceptance.ground import ANA, BO, Ground, until
from tests.measured import measuring

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

REFUSED_SECONDS = 3.0
INCIDENTS = "C0INCIDENTS"


@pytest.fixture
def ground(tmp_path: Path) -> Iterator[Ground]:
    with Ground(tmp_path / "stage", latency_ms=80, environment=measuring()) as ground:
        yield ground


# -- Slack refuses ---------------------------------------------------------------------------------


def test_the_declarer_sees_that_it_worked_while_slack_refuses_the_channel(
    ground: Ground,
) -> None:
    refused_while_declaring(ground, REFUSED_SECONDS)


def refused_while_declaring(ground: Ground, seconds: float) -> None:
    """Slack refuses to make the channel for so long; nobody has to wait for that."""
    ground.spoil("conversations.create", error="ratelimited", retry_after=1)
    begun = time.monotonic()

    seen = ground.act(ANA, "type", channel=INCIDENTS, text="/incident declare ledger/books")
    answered = time.monotonic() - begun

    assert "INC-0001 is declared" in json.dumps(seen)
    assert answered < seconds, "nobody waits until Slack gives in"
    until(lambda: "Run it" in step(ground), lambda: step(ground))
    assert ground.lines("calls") == ["count"], "the first steps were done"
    shown = ground.act(ANA, "type", channel=INCIDENTS, text="/incident INC-0001 run")
    assert "Are all pages sound?" in json.dumps(shown)
    until(lambda: ground.lines("calls") == ["count", "audit"], ground.left)
    threading.Event().wait(begun + seconds - time.monotonic())
    assert ground.room() is None
    ground.spare()
    until(lambda: ground.room() is not None, ground.left)
    passed = time.monotonic() - begun
    ground.rests("ledger.audit")
    asked = [call["error"] for call in ground.state()["calls"] if call["method"] == "conversations.create"]
    assert asked.count("") == 1
    assert len(asked) <= passed + 2, "Slack is asked again not sooner than it says"


def step(ground: Ground) -> str:
    """The current step as somebody sees it who asks."""
    return json.dumps(ground.act(ANA, "type", channel=INCIDENTS, text="/incident INC-0001 step"))


# -- twice -----------------------------------------------------------------------------------------


def test_a_command_that_slack_delivers_twice_declares_once_and_is_answered_the_same(ground: Ground) -> None:
    body = command("/incident declare ledger/books", "9000.1.first")

    first, second = deliver(ground, body), deliver(ground, body, retry=1)

    assert first == second
    assert "INC-0001 is declared" in first
    assert "INC-0002" not in step_list(ground)


def test_a_command_that_slack_delivers_twice_at_once_declares_once(ground: Ground) -> None:
    body = command("/incident declare ledger/books", "9000.1.first")

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(partial(deliver, ground), [body, body]))

    assert all("INC-0001" in answer for answer in answers)
    assert "INC-0002" not in step_list(ground)


def step_list(ground: Ground) -> str:
    """The list of all incidents."""
    return json.dumps(ground.act(BO, "type", channel=INCIDENTS, text="/incident list all"))


def command(line: str, trigger: str) -> bytes:
    """A slash command as Slack sends it."""
    name, _, text = line.partition(" ")
    said = {
        "team_id": "T0LOCAL",
        "channel_id": INCIDENTS,
        "channel_name": "incidents",
        "user_id": ANA,
        "user_name": "ana",
        "command": name,
        "text": text,
        "response_url": "http://127.0.0.1:9/none",
        "trigger_id": trigger,
    }
    return urlencode(said).encode()


def deliver(ground: Ground, body: bytes, retry: int = 0) -> str:
    """The bot's answer to a signed request."""
    stamp = str(int(time.time()))
    headers = {
        "Content-Type": FORM,
        "X-Slack-Request-Timestamp": stamp,
        "X-Slack-Signature": signature(ground.signing_secret, stamp, body),
        **({"X-Slack-Retry-Num": str(retry), "X-Slack-Retry-Reason": "http_timeout"} if retry else {}),
    }
    connection = HTTPConnection("127.0.0.1", ground.bot_port, timeout=10)
    try:
        connection.request("POST", "/slack/events", body, headers)
        answer = connection.getresponse()
        assert answer.status == 200
        return answer.read().decode()
    finally:
        connection.close()


def test_of_two_who_press_at_once_one_moves_the_step_and_one_is_told(ground: Ground) -> None:
    ground.act(ANA, "type", channel=INCIDENTS, text="/incident declare ledger/pages")
    room = ground.rests()["room"]
    (step,) = [message for message in room["messages"] if "Mend it, with paper" in json.dumps(message)][-1:]
    press = partial(ground.act, action="press", channel=room["id"], ts=step["ts"], label="Done")

    with ThreadPoolExecutor(2) as pool:
        seen = list(pool.map(press, [ANA, BO]))

    told = [each["ephemerals"] for each in seen]
    assert sorted(len(each) for each in told) == [0, 1]
    loser = next(each for each in told if each)
    assert "Mend the page" in json.dumps(loser)
    room = ground.rests()["room"]
    entered = [message["text"] for message in room["messages"] if message["text"].startswith("INC-0001: ")]
    assert entered == ["INC-0001: Mend the page", "INC-0001: Look at it"]
