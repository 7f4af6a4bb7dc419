"""Requests of Slack: proven before they are read, read or refused in our words, answered once."""

import json
import logging
from datetime import timedelta
from urllib.parse import urlencode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.slack.inbound import Inbound
from bot.slack.once import Answered, Once
from bot.slack.wire import NotRead, read
from tests.slack.stage import SECRET, Json, Stage, signed

FORM = "application/x-www-form-urlencoded"
JSON = "application/json"
HELP = urlencode(
    {"command": "/incident", "text": "help", "user_id": "U0ANA", "trigger_id": "t.1", "team_id": "T0LOCAL"}
)


def declared(stage: Stage) -> int:
    return len(stage.engine.incidents.summaries())


@pytest.mark.parametrize(
    "headers",
    [
        {"x_slack_signature": ""},
        {"x_slack_signature": "v0="},
        {"x_slack_signature": "v0=" + "0" * 64},
        {"x_slack_signature": "v0=\u00e9\u2028"},
        {"x_slack_request_timestamp": ""},
        {"x_slack_request_timestamp": "soon"},
        {"x_slack_request_timestamp": "\u0661\u0667"},
        {"x_slack_request_timestamp": "-1"},
        {"x_slack_request_timestamp": "1e9"},
        {"x_slack_request_timestamp": "9" * 5000},
        {"x_slack_request_timestamp": "0"},
    ],
    ids=range(11),
)
def test_what_slack_did_not_sign_is_not_read(headers: dict[str, str]) -> None:
    stage = Stage()

    answer = stage.requests(urlencode(stage.slash("declare app/outage")).encode(), **headers)

    assert (answer.status, declared(stage)) == (401, 0)


@pytest.mark.parametrize("late", [-301, 301, 86400 * 365 * 200])
def test_a_request_of_another_time_is_not_taken_however_well_it_is_signed(late: int) -> None:
    stage = Stage()
    raw, at = HELP.encode(), str(int(stage.engine.clock.now().timestamp()) + late)

    answer = stage.requests(raw, x_slack_request_timestamp=at, x_slack_signature=signed(raw, at))

    assert answer.status == 401


@pytest.mark.parametrize("late", [-300, 300])
def test_clocks_may_differ_by_five_minutes(late: int) -> None:
    stage = Stage()
    raw, at = HELP.encode(), str(int(stage.engine.clock.now().timestamp()) + late)

    answer = stage.requests(raw, x_slack_request_timestamp=at, x_slack_signature=signed(raw, at))

    assert answer.status == 200


def test_the_signature_is_of_the_bytes_and_not_of_what_they_decode_to() -> None:
    stage = Stage()
    raw = HELP.encode() + b"\xff"
    decoded = raw.decode("utf-8", "replace").encode()

    answer = stage.requests(
        raw, x_slack_signature=signed(decoded, str(int(stage.engine.clock.now().timestamp())))
    )

    assert answer.status == 401


def test_without_a_secret_nobody_can_sign() -> None:
    stage = Stage()
    door = Inbound(stage.app, Once(stage.engine.store), stage.engine.clock)
    at = str(int(stage.engine.clock.now().timestamp()))
    headers = {"x-slack-request-timestamp": at, "x-slack-signature": signed(HELP.encode(), at, "")}

    assert door.signed(HELP.encode(), headers | {"content-type": FORM}).status == 401


@pytest.mark.parametrize(
    ("raw", "content_type", "status"),
    [
        (b"", FORM, 400),
        (b"", JSON, 400),
        (b"command", FORM, 400),
        (b"command=%2", FORM, 400),
        (b"command=%zz", FORM, 400),
        (b"command=%ff%fe", FORM, 400),
        (b"command=\x00", FORM, 400),
        (b"command=\xc3\xa9", FORM, 400),
        (b"command=/incident&command=/other", FORM, 400),
        (b"&".join(b"a%d=1" % number for number in range(65)), FORM, 400),
        (b"payload=%7B", FORM, 400),
        (b"payload=%5B%5D", FORM, 400),
        (b"payload=" + b"%5B" * 100_000, FORM, 400),
        (b"payload=" + b'{"type":"block_actions","type":"x"}', FORM, 400),
        (b"{}", FORM, 400),
        (b"null", JSON, 400),
        (b"[" * 100_000, JSON, 400),
        (b'{"type": NaN}', JSON, 400),
        (b'{"type": "event_callback", "event": 1}', JSON, 400),
        (b'{"type": "event_callback", "event": {"type": "reaction_added"}}', JSON, 400),
        (b'{"type": "event_callback", "authorizations": [1]}', JSON, 400),
        (b'{"type": "block_actions", "team": 1, "user": {"id": "U0ANA"}}', JSON, 400),
        (b'{"type": "block_actions", "user": {"id": "U0ANA"}, "actions": []}', JSON, 400),
        (b'{"type": "view_submission", "user": {"id": ["U0ANA"]}, "view": {}}', JSON, 400),
        (b'{"type": ["block_actions"]}', JSON, 400),
        (b'{"command": "/incident", "text": {}}', JSON, 400),
        (b"{}", "text/plain", 415),
        (b"{}", "", 415),
        (b"{}", "multipart/form-data; boundary=x", 415),
        (b"{}", "application/json; charset=utf-7", 415),
        (b"{}", "application/json-patch+json", 415),
    ],
    ids=range(31),
)
def test_what_cannot_be_read_is_refused_and_never_breaks(
    raw: bytes, content_type: str, status: int, caplog: pytest.LogCaptureFixture
) -> None:
    stage = Stage()
    caplog.set_level(logging.DEBUG)

    answer = stage.requests(raw, content_type=content_type)

    assert (answer.status, declared(stage)) == (status, 0)
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_nothing_that_was_sent_stands_in_the_log_or_in_the_answer(caplog: pytest.LogCaptureFixture) -> None:
    stage, marker = Stage(), "m4rk3r"
    caplog.set_level(logging.DEBUG)

    answers = [
        stage.requests(f"command={marker}".encode(), x_slack_signature=f"v0={marker}", user_agent=marker),
        stage.requests(f"command={marker}%zz".encode()),
        stage.requests(f"{{{marker}".encode(), content_type=JSON),
        stage.requests(b"{}", content_type=f"text/{marker}"),
        stage.requests(json.dumps({"type": "block_actions", "user": marker}).encode(), content_type=JSON),
    ]

    assert [answer.status for answer in answers] == [401, 400, 400, 415, 400]
    told = [*(answer.body for answer in answers), *(str(vars(record)) for record in caplog.records)]
    assert len(told) >= 10
    assert not [text for text in told if marker in text]


def test_a_command_may_have_the_word_payload_in_its_text() -> None:
    stage = Stage()

    answer = stage.send_signed(stage.slash("what is a payload"))

    assert answer.status == 200
    assert "is not something I know" in answer.body


def test_slacks_own_question_is_answered() -> None:
    raw = json.dumps({"type": "url_verification", "challenge": "abc", "token": "x"}).encode()

    answer = Stage().requests(raw, content_type=f"{JSON}; charset=utf-8")

    assert (answer.status, json.loads(answer.body)) == (200, {"challenge": "abc"})


def test_a_request_that_comes_again_is_answered_the_same_and_does_nothing_twice() -> None:
    stage = Stage()
    body = stage.slash("declare app/outage")

    first = stage.send_signed(body)
    stage.engine.clock.forward(timedelta(minutes=1))
    again = stage.send_signed(body)

    assert (first.status, first) == (200, again)
    assert declared(stage) == 1


def test_a_replay_is_answered_by_a_bot_that_was_started_since() -> None:
    stage = Stage()
    body = stage.slash("list")
    first = stage.send_signed(body)
    stage.send_signed(stage.slash("declare app/outage"))

    stage.inbound = Inbound(stage.app, Once(stage.engine.store), stage.engine.clock, SECRET)

    assert stage.send_signed(body) == first


def test_what_has_no_name_of_its_own_is_known_by_its_signature() -> None:
    stage = Stage()
    raw = urlencode({"payload": json.dumps(stage.suggestion("out"))}).encode()
    first = stage.requests(raw)
    stage.engine.library.become({})

    assert stage.requests(raw) == first
    assert "app/outage" in first.body


def test_a_name_that_comes_with_another_kind_of_request_gets_nothing() -> None:
    stage = Stage()
    slash = stage.slash("list")
    stage.send_signed(slash)
    press = stage.press({"type": "button", "action_id": "do:ack", "value": "[]"})
    press["trigger_id"] = slash["trigger_id"]

    answer = stage.requests(urlencode({"payload": json.dumps(press)}).encode())

    assert answer.status == 409
    assert stage.front.shown == []


def test_an_envelope_that_comes_again_is_answered_the_same() -> None:
    stage = Stage()
    hits: Json = stage.suggestion("out")

    first = stage.inbound.enveloped("E1", hits)
    hits["value"] = "changed"

    assert stage.inbound.enveloped("E1", hits) == first
    assert stage.inbound.enveloped("E2", {"type": "block_actions", "actions": 1}).status == 400


def test_what_failed_is_not_remembered() -> None:
    stage = Stage()
    once = Once(stage.engine.store)

    assert once.answer("a", "k", lambda: Answered(503, "not now")).status == 503
    assert once.answer("a", "k", lambda: Answered(200, "now")).body == "now"


@given(st.binary(max_size=80), st.sampled_from([FORM, JSON, f"{FORM}; charset=UTF-8", "x"]))
def test_whatever_comes_is_read_or_refused(raw: bytes, content_type: str) -> None:
    try:
        found = read(raw, content_type)
    except NotRead:
        return
    assert isinstance(found, dict)
