"""`handrail run` as a process: it starts or says all that keeps it from it, and stops when it is told to."""

import json
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from tests.cli.shell import GOLDEN, HERE

WAIT = 30.0
TOKEN = "xoxb-1234567890-abcdefghijkl"
SECRET = "a-signing-secret-0123456789"
pytestmark = pytest.mark.process


class _Slack(BaseHTTPRequestHandler):
    """Slack, as far as it says who the bot is."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("content-length", 0)))
        known = self.headers.get("authorization") == f"Bearer {TOKEN}"
        who = {
            "ok": True,
            "user_id": "U0BOT",
            "bot_id": "B0BOT",
            "team_id": "T0",
            "url": "https://x.slack.com/",
        }
        body = json.dumps(who if known else {"ok": False, "error": "invalid_auth"}).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_: object) -> None:
        """Say nothing."""


@pytest.fixture
def slack() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Slack)
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}/api/"
    server.shutdown()
    thread.join(WAIT)
    server.server_close()


@pytest.fixture
def configured(tmp_path: Path, slack: str) -> dict[str, str]:
    """Everything that a bot needs, on its own files."""
    config = tmp_path / "handrail.toml"
    config.write_text('workspace = "T0"\n')
    return {
        "SLACK_BOT_TOKEN": TOKEN,
        "SLACK_SIGNING_SECRET": SECRET,
        "HANDRAIL_SLACK_API_URL": slack,
        "HANDRAIL_DATABASE": str(tmp_path / "var" / "handrail.db"),
        "HANDRAIL_RUNBOOKS": str(HERE / "good"),
        "HANDRAIL_CONFIG": str(config),
        "HANDRAIL_POSTMORTEMS": str(tmp_path / "postmortems"),
        "HANDRAIL_LISTEN": "127.0.0.1:0",
        "HANDRAIL_SANDBOX": "none",
        "HANDRAIL_DRAIN": "5",
    }


NO_SANDBOX = '{"programs":"none","landlock":0,"bwrap":false}'


@contextmanager
def started(env: Mapping[str, str], folder: Path) -> Iterator[subprocess.Popen[str]]:
    """The bot with these variables, and none of whoever runs the tests."""
    forgotten = [f"--unset={name}" for name in ("SLACK_BOT_TOKEN", "SLACK_SIGNING_SECRET")]
    variables = [*forgotten, *(f"{name}={value}" for name, value in env.items())]
    process = subprocess.Popen(
        ["env", *variables, sys.executable, "-m", "bot", "run"],  # noqa: S607 - the `env` of whoever runs the tests
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=folder,
    )
    watch = threading.Timer(WAIT, process.kill)
    watch.start()
    try:
        yield process
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def refused(env: Mapping[str, str], folder: Path) -> str:
    """What a bot that does not start says."""
    with started(env, folder) as process:
        out, errors = process.communicate(timeout=WAIT)
    assert (process.returncode, out) == (2, "")
    return errors


def lines_until(process: subprocess.Popen[str], message: str) -> list[dict[str, Any]]:
    assert process.stderr is not None
    lines: list[dict[str, Any]] = []
    for text in process.stderr:
        lines.append(json.loads(text))
        if lines[-1]["message"] == message:
            return lines
    raise AssertionError(f"the bot never said {message!r}: {lines}")


def test_every_mistake_of_the_configuration_is_told_at_once(tmp_path: Path) -> None:
    (tmp_path / "handrail.toml").write_text('workspace = "W1"\nanounce = "#incidents"\n')
    wrong = {
        "SLACK_BOT_TOKEN": "xapp-of-another-kind",
        "HANDRAIL_LISTN": "127.0.0.1:3000",
        "HANDRAIL_RELAY_THREADS": "none",
    }

    errors = refused(wrong, tmp_path)

    assert errors == (GOLDEN / "run-misconfigured.txt").read_text(encoding="utf-8")
    assert "xapp-of" not in errors, "a value may be a secret"


def test_a_missing_file_of_the_operator_is_told_with_what_else_is_missing(tmp_path: Path) -> None:
    errors = refused({"HANDRAIL_CONFIG": str(tmp_path / "none.toml")}, tmp_path)

    assert "SLACK_BOT_TOKEN: is not set." in errors
    assert f"{tmp_path / 'none.toml'}: cannot be read: No such file or directory." in errors


def test_runbooks_that_are_not_proven_are_not_started_with(
    configured: dict[str, str], tmp_path: Path
) -> None:
    errors = refused(configured | {"HANDRAIL_RUNBOOKS": str(HERE / "bad")}, tmp_path)

    assert "`demo.lok` is not a command of the catalogue. Did you mean `demo.look`?" in errors
    assert "steps.never: no walk from `round` comes to this step." in errors
    assert "5 problems in" in errors
    assert not (tmp_path / "var").exists(), "nothing was opened"


def test_a_token_that_slack_refuses_is_told(configured: dict[str, str], tmp_path: Path) -> None:
    errors = refused(configured | {"SLACK_BOT_TOKEN": "xoxb-revoked"}, tmp_path)

    assert "Slack refuses SLACK_BOT_TOKEN: invalid_auth." in errors
    assert "xoxb-revoked" not in errors


def test_a_port_that_is_taken_is_told(configured: dict[str, str], tmp_path: Path, slack: str) -> None:
    taken = slack.removeprefix("http://").partition("/")[0]

    errors = refused(configured | {"HANDRAIL_LISTEN": taken}, tmp_path)

    assert errors == (
        f"Handrail cannot listen on {taken}: Address already in use. HANDRAIL_LISTEN says where.\n"
    )


def test_it_gets_ready_answers_probes_and_stops_when_it_is_told_to(
    configured: dict[str, str], tmp_path: Path
) -> None:
    with started(configured, tmp_path) as process:
        ready = lines_until(process, "ready")[-1]
        url = f"http://{ready['listen']}"
        with httpx.Client(trust_env=False, timeout=WAIT) as client:
            probes = [client.get(f"{url}/healthz"), client.get(f"{url}/readyz")]
            forged = client.post(f"{url}/slack/events", content=b"{}")

        process.send_signal(signal.SIGTERM)
        lines = lines_until(process, "stopped")

        assert process.wait(WAIT) == 0
    assert [(probe.status_code, probe.text) for probe in probes] == [
        (200, "ok"),
        (200, f'{{"ready":true,"waiting_for":{{}},"sandbox":{NO_SANDBOX}}}'),
    ]
    assert forged.status_code == 401, "nothing comes in without a signature"
    assert ready["runbooks"] == 1
    told = json.dumps([ready, *lines])
    assert TOKEN not in told
    assert SECRET not in told


def test_it_starts_without_slack_and_says_so(configured: dict[str, str], tmp_path: Path) -> None:
    away = configured | {"HANDRAIL_SLACK_API_URL": "http://127.0.0.1:9/api/"}

    with started(away, tmp_path) as process:
        lines = lines_until(process, "ready")
        with httpx.Client(trust_env=False, timeout=WAIT) as client:
            probe = client.get(f"http://{lines[-1]['listen']}/readyz")
        process.send_signal(signal.SIGTERM)
        lines_until(process, "stopped")

        assert process.wait(WAIT) == 0
    (told,) = (line["why"] for line in lines if line["message"] == "without Slack")
    assert told.startswith("Slack cannot be reached at http://127.0.0.1:9/api/: ")
    assert (probe.status_code, probe.json()["ready"]) == (503, False)
    assert probe.json()["waiting_for"] == {"slack": f"{told} It is tried again every 10 s."}


def test_what_nobody_could_approve_is_told_at_the_start(configured: dict[str, str], tmp_path: Path) -> None:
    runbooks = Path(__file__).parents[1] / "acceptance" / "runbooks"

    with started(configured | {"HANDRAIL_RUNBOOKS": str(runbooks)}, tmp_path) as process:
        lines = lines_until(process, "ready")

    told = [line for line in lines if line["message"] == "nobody can approve"]
    assert told
    assert told[0]["hint"] == "put people into one of them in handrail.toml, under [groups]"
    assert told[0]["steps"] >= 1


def test_a_second_bot_on_the_same_file_is_refused(configured: dict[str, str], tmp_path: Path) -> None:
    with started(configured, tmp_path) as first:
        lines_until(first, "ready")

        errors = refused(configured, tmp_path)

    assert configured["HANDRAIL_DATABASE"] in errors
