"""People who press at the same time, as a process of their own so that measuring disturbs nobody.

    python -m benchmarks.clients < job.json

The job: `port`, `secret`, and `clients`, a list of request bodies for each person. Everybody sends one
after the other, signed as Slack signs, over a connection that is kept. Prints the times as JSON.
"""

import json
import sys
import threading
from http.client import HTTPConnection
from time import perf_counter, time
from typing import Any

from bot.demo.workspace.line import FORM, signature


class NotAcknowledged(Exception):
    """The bot did not answer with 200; nothing that was measured would mean anything."""


def send_all(port: int, secret: str, bodies: list[str], found: list[float]) -> None:
    """Send them in turn; the time until the whole answer is read goes into `found`."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.connect()
    for body in bodies:
        raw, now = body.encode(), str(int(time()))
        headers = {
            "Content-Type": FORM,
            "X-Slack-Request-Timestamp": now,
            "X-Slack-Signature": signature(secret, now, raw),
        }
        begun = perf_counter()
        connection.request("POST", "/slack/events", raw, headers)
        answer = connection.getresponse()
        answer.read()
        found.append((perf_counter() - begun) * 1000)
        if answer.status != 200:
            raise NotAcknowledged(f"The bot answered {answer.status}.")
    connection.close()


def everybody(job: dict[str, Any]) -> list[float]:
    """All people of the job at once."""
    found: list[float] = []
    threads = [
        threading.Thread(target=send_all, args=(job["port"], job["secret"], bodies, found))
        for bodies in job["clients"]
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if len(found) != sum(len(bodies) for bodies in job["clients"]):
        raise NotAcknowledged("Not every press was answered.")
    return found


if __name__ == "__main__":
    json.dump(everybody(json.load(sys.stdin)), sys.stdout)
