import json
import socket
import subprocess
import sys
import time
from http.client import HTTPConnection
from pathlib import Path
from threading import Event

import pytest


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(port: int, deadline: float) -> dict[str, str]:
    while True:
        connection = HTTPConnection("127.0.0.1", port, timeout=5)
        try:
            connection.request("GET", "/health")
            return dict(json.loads(connection.getresponse().read()))
        except ConnectionRefusedError:
            assert time.monotonic() < deadline, "the daemon did not come up"
            Event().wait(0.05)
        finally:
            connection.close()


@pytest.mark.process
def test_the_daemon_makes_its_data_directory_and_serves_it(tmp_path: Path) -> None:
    port, data = free_port(), tmp_path / "data"
    argv = [sys.executable, "-I", "-m", "bot.demo.standins.briefcase.daemon"]
    daemon = subprocess.Popen([*argv, "--data", str(data), "--port", str(port), "--write-every", "0"])

    try:
        health = answer(port, time.monotonic() + 20)
    finally:
        daemon.terminate()
        daemon.wait(20)

    assert health == {"status": "ok"}
    assert data.stat().st_mode & 0o777 == 0o700
    assert len(list((data / "backups").iterdir())) == 4
