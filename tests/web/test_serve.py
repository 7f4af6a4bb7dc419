"""The server as a process: it takes what comes, and stops as it should."""

import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest

from bot.web.serve import listen

WAIT = 30.0
SCRIPT = """
import sys
from bot.web.reply import Reply
from bot.web.routes import create_app
from bot.web.serve import listen, serve

def dispatch(body, headers):
    print("begun", flush=True)
    line = sys.stdin.readline()
    return Reply(200, line.strip())

at = listen("127.0.0.1", 0)
print(at.getsockname()[1], flush=True)
serve(create_app(dispatch, dict), at, float(sys.argv[1]))
print("stopped", flush=True)
"""


@dataclass(frozen=True, slots=True)
class Server:
    process: subprocess.Popen[str]
    url: str

    def said(self) -> str:
        assert self.process.stdout is not None
        return self.process.stdout.readline().strip()

    def release(self, word: str) -> None:
        assert self.process.stdin is not None
        self.process.stdin.write(f"{word}\n")
        self.process.stdin.flush()


@contextmanager
def running(drain: float) -> Iterator[Server]:
    process = subprocess.Popen(
        [sys.executable, "-c", SCRIPT, str(drain)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=Path(__file__).parents[2],
    )
    watch = threading.Timer(WAIT * 2, process.kill)
    watch.start()
    try:
        assert process.stdout is not None
        port = process.stdout.readline().strip()
        yield Server(process, f"http://127.0.0.1:{port}")
    finally:
        watch.cancel()
        process.kill()
        process.communicate()


def posting(server: Server, answers: list[httpx.Response]) -> threading.Thread:
    def post() -> None:
        answers.append(httpx.post(f"{server.url}/slack/events", content=b"x", timeout=WAIT, trust_env=False))

    thread = threading.Thread(target=post)
    thread.start()
    return thread


@pytest.mark.process
@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_lets_what_is_under_way_finish_and_the_caller_clean_up(number: signal.Signals) -> None:
    answers: list[httpx.Response] = []
    with running(drain=WAIT) as server:
        client = posting(server, answers)
        assert server.said() == "begun"

        server.process.send_signal(number)
        server.release("finished")
        client.join(WAIT)

        assert [(answer.status_code, answer.text) for answer in answers] == [(200, "finished")]
        assert server.said() == "stopped"
        assert server.process.wait(WAIT) == 0


@pytest.mark.process
def test_a_listener_that_never_comes_back_does_not_keep_the_process() -> None:
    with running(drain=1) as server:
        client = httpx.Client(trust_env=False, timeout=WAIT)
        client.get(f"{server.url}/healthz").raise_for_status()
        failed: list[httpx.HTTPError] = []

        def post() -> None:
            try:
                client.post(f"{server.url}/slack/events", content=b"x").raise_for_status()
            except httpx.HTTPError as error:
                failed.append(error)

        thread = threading.Thread(target=post)
        thread.start()
        assert server.said() == "begun"

        server.process.terminate()

        assert server.said() == "stopped"
        assert server.process.wait(WAIT) == 0
        thread.join(WAIT)
        assert len(failed) == 1
        client.close()


def test_a_port_that_is_taken_is_an_error_at_once() -> None:
    with listen("127.0.0.1", 0) as first, pytest.raises(OSError, match="in use"):
        listen("127.0.0.1", first.getsockname()[1])


def test_an_address_of_the_sixth_version_is_listened_to() -> None:
    if not has_ipv6():
        pytest.skip("this machine has no ::1")

    with listen("::1", 0) as made:
        assert made.family is socket.AF_INET6


def has_ipv6() -> bool:
    try:
        with socket.socket(socket.AF_INET6, socket.SOCK_STREAM) as probe:
            probe.bind(("::1", 0))
    except OSError:
        return False
    return True
