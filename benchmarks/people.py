"""What people do in the local workspace while it is timed: declare, press, type."""

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from time import monotonic, perf_counter
from typing import Any

from bot.demo.stage import Stage
from bot.demo.workspace import payloads
from bot.demo.workspace.model import Channel, Message
from bot.slack.carried import Carried, encode

RUNBOOK = "briefcase/receipt-chain"
ROLE = "commander"
PATIENCE = 30.0
"""Seconds for something to become visible."""


class NotSeen(Exception):
    """Something did not happen that must happen before a time means anything."""


@dataclass(frozen=True, slots=True)
class Declared:
    """Milliseconds from sending `/incident declare` to what the person waits for."""

    answered: float
    """The declarer sees that it worked."""
    usable: float
    """The channel is there, the declarer in it, the card posted, and the first step with its buttons."""


def declare(stage: Stage) -> Declared:
    """Declare as Ana in #incidents, and wait until the channel can be worked in."""
    before = len(incidents(stage))
    begun = perf_counter()
    seen = _act(stage, action="type", channel="incidents", text=f"/incident declare {RUNBOOK}")
    if before:
        ts = seen["ephemerals"][-1]["ts"]
        begun = perf_counter()
        seen = _act(stage, action="press", channel="incidents", ts=ts, label="Declare another")
    answered = (perf_counter() - begun) * 1000
    if not seen["ok"]:
        raise NotSeen(f"Nothing was declared: {seen['notice']}")
    until(lambda: len(incidents(stage)) > before and is_usable(incidents(stage)[-1]), "a usable channel")
    return Declared(answered, (perf_counter() - begun) * 1000)


def incidents(stage: Stage) -> list[Channel]:
    """The channels of incidents, oldest first."""
    found = [one for one in list(stage.workspace.state.channels.values()) if one.name.startswith("inc-")]
    return sorted(found, key=lambda channel: channel.name)


def is_usable(channel: Channel) -> bool:
    """The declarer is in it; a card and a step are there, both with buttons."""
    ready = [message for message in list(channel.messages.values()) if _buttons(message)]
    return "U0ANA" in channel.members and len(ready) >= 2


def _buttons(message: Message) -> list[str]:
    rows = [block for block in message.blocks if block["type"] == "actions"]
    return [element["action_id"] for row in rows for element in row["elements"] if "action_id" in element]


def presses(stage: Stage, channel: Channel, times: int, first: int) -> Iterator[str]:
    """Ana and Bo take the role from each other: every press changes something. `first`: the first turn."""
    workspace = stage.workspace
    card = next(message for message in channel.messages.values() if _buttons(message))
    people = [workspace.state.people[name] for name in ("U0ANA", "U0BO")]
    incident = "-".join(channel.name.upper().split("-")[:2])
    for turn in range(first, first + times):
        person = people[turn % 2]
        holder = people[(turn + 1) % 2].id if turn else ""
        action = {
            "type": "button",
            "block_id": "roles",
            "action_id": f"do:role:{ROLE}",
            "value": encode(Carried(incident, name=ROLE, seen=holder)),
            "action_ts": f"{1_700_000_000 + turn}.000100",
        }
        where = payloads.on_message(workspace, card)
        issued = (
            workspace.new_trigger(person.id),
            workspace.new_response_url(channel.id, person.id, card.ts),
        )
        payload = payloads.block_actions(workspace, person, where, action, issued)
        yield payloads.form(payload).decode()


def asks(stage: Stage, channel: Channel, times: int) -> Iterator[str]:
    """Ana types `/incident step`: the current step, with its buttons."""
    workspace = stage.workspace
    person = workspace.state.people["U0ANA"]
    for _ in range(times):
        issued = (workspace.new_trigger(person.id), workspace.new_response_url(channel.id, person.id))
        yield payloads.command_form(workspace, person, channel, "/incident", "step", issued).decode()


def send(stage: Stage, clients: Sequence[Sequence[str]]) -> list[float]:
    """Everybody's requests at once, from a process of their own; milliseconds to each acknowledgement."""
    secret = stage.workspace.config.signing_secret
    job = {"port": stage.bot_port, "secret": secret, "clients": [list(bodies) for bodies in clients]}
    told = subprocess.run(
        [sys.executable, "-m", "benchmarks.clients"],
        input=json.dumps(job),
        capture_output=True,
        text=True,
        check=True,
    )
    times: list[float] = json.loads(told.stdout)
    return times


def until(holds: Callable[[], bool], what: str) -> None:
    """Wait for it, looking every two milliseconds."""
    deadline, pause = monotonic() + PATIENCE, threading.Event()
    while not holds():
        if monotonic() > deadline:
            raise NotSeen(f"{what} was not seen within {PATIENCE:g} s.")
        pause.wait(0.002)


def _act(stage: Stage, **order: Any) -> dict[str, Any]:
    port = int(stage.base_url.rpartition(":")[2])
    connection = HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
    try:
        body = json.dumps({"person": "ana", **order})
        connection.request("POST", "/_control/act", body, {"Content-Type": "application/json"})
        seen: dict[str, Any] = json.loads(connection.getresponse().read())
        return seen
    finally:
        connection.close()
