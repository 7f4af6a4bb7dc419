"""The stand-in of CrypRQ: what is wrong with it stays wrong until it is repaired as it would be anywhere."""

import asyncio
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

import httpx
import pytest

from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.faults import FAULTS, strike
from bot.demo.standins.cryprq.network import DIALER, LISTENER, LONGEST, Network
from bot.demo.standins.cryprq.nodes import create_apps
from tests.demo.standins.local import Local, served

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
LATER = timedelta(seconds=20)


@dataclass
class Hands:
    """A clock that stands still until it is moved."""

    at: datetime = NOON

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self) -> None:
        self.at += LATER


@dataclass
class Place:
    """The listener, the dialer with the controls, and the hands of their clock."""

    listener: Local
    dialer: Local
    hands: Hands
    network: Network

    def breaks(self, fault: str) -> httpx.Response:
        answer = self.dialer.post("/_control/faults", json={"fault": fault})
        self.hands.pass_by()
        return answer

    def types(self, command: str) -> str:
        answer = self.dialer.post("/_control/prints", params={"command": command})
        self.hands.pass_by()
        return answer.text

    def counts(self, name: str, node: Local | None = None) -> int:
        lines = (node or self.dialer).get("/metrics").text.splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{name} "))


@pytest.fixture
def place() -> Iterator[Place]:
    hands = Hands()
    network = Network(hands)
    apps = create_apps(network, Checkout())
    with served(apps["listener"]) as listener, served(apps["dialer"]) as dialer:
        hands.pass_by()
        yield Place(listener, dialer, hands, network)


def test_two_sound_nodes_have_a_peer_and_rotate(place: Place) -> None:
    before = place.counts("rotations_total")
    place.hands.pass_by()

    assert place.listener.get("/healthz").text == "OK"
    assert place.counts("current_peers") == place.counts("current_peers", place.listener) == 1
    assert place.counts("handshakes_failed_total") == 0
    assert place.counts("rotations_total") == before + 20


REPAIRS = {
    "no-peer-id": [
        f"editor dialer.env DIAL=/ip4/10.20.0.2/udp/9999/quic-v1/p2p/{LISTENER}",
        "docker restart dialer",
    ],
    "port-closed": ["ufw allow 9999/udp"],
    "peer-denied": [f"editor listener.env CRYPRQ_ALLOW_PEERS={DIALER}", "docker restart listener"],
    "bad-release": [
        "docker tag cryprq-node:v0.2.0 cryprq-node:release",
        "docker restart listener",
        "docker restart dialer",
    ],
    "node-down": ["docker restart listener"],
}


@pytest.mark.parametrize("fault", REPAIRS)
def test_what_cuts_the_tunnel_stays_until_it_is_repaired(fault: str, place: Place) -> None:
    place.breaks(fault)
    cut = [place.counts("current_peers")]
    place.hands.pass_by()
    cut.append(place.counts("current_peers"))

    for command in REPAIRS[fault]:
        place.types(command)

    assert 0 in cut
    assert place.counts("current_peers") == 1
    assert place.types("bash scripts/cutover_smoke.sh").startswith("handshake ok")


@pytest.mark.parametrize(
    ("fault", "said"),
    [
        ("no-peer-id", "no peer to dial"),
        ("port-closed", "Select(Failed)"),
        ("peer-denied", f"event=peer_denied peer={DIALER}"),
        ("bad-release", "handshake timed out"),
        ("debug-left-on", "level=debug"),
    ],
)
def test_the_log_of_the_dialer_tells_what_is_wrong(fault: str, said: str, place: Place) -> None:
    assert said not in place.types("docker logs --tail 500 dialer")

    place.breaks(fault)

    assert said in place.types("docker logs --tail 500 dialer")


def test_a_stalled_rotation_stands_still_until_the_restart(place: Place) -> None:
    place.breaks("rotation-stalled")
    stalled = place.counts("rotations_total", place.listener)
    place.hands.pass_by()
    still = place.counts("rotations_total", place.listener)
    log = place.types("docker logs --tail 500 listener")

    place.types("docker restart listener")

    assert still == stalled
    assert "event=rotation_failed" in log
    assert place.counts("rotations_total", place.listener) == 20


def test_a_setting_is_read_at_the_next_start_and_not_before(place: Place) -> None:
    place.types("editor listener.env CRYPRQ_ROTATE_SECS=5")
    before = place.counts("rotations_total", place.listener)
    place.hands.pass_by()
    unchanged = place.counts("rotations_total", place.listener) - before

    place.types("docker restart listener")

    assert unchanged == 20
    assert place.counts("rotations_total", place.listener) == 4


@pytest.mark.parametrize(
    ("fault", "command", "bad", "repair"),
    [
        ("vulnerable", "bash scripts/grype-scan.sh", "High", "cargo update -p openssl-sys"),
        ("vulnerable", "cargo audit", "RUSTSEC-2026-0042", "cargo update -p openssl-sys"),
        ("secret", "gitleaks detect --no-banner --redact", "leaks found: 1", "git rm deploy/peer.env"),
        ("tests-fail", "cargo test --all", "FAILED", "git revert HEAD"),
    ],
)
def test_a_flaw_of_the_code_is_found_until_it_is_repaired(
    fault: str, command: str, bad: str, repair: str, place: Place
) -> None:
    sound = place.types(command)
    place.breaks(fault)
    found = place.types(command)

    place.types(repair)

    assert bad not in sound
    assert bad in found
    assert place.types(command) == sound


def test_two_builds_differ_until_it_is_repaired(place: Place) -> None:
    def hashes() -> set[str]:
        return {line.split()[1] for line in place.types("bash scripts/repro-build.sh").splitlines()}

    place.breaks("not-repeatable")
    apart = hashes()

    place.types("git apply repeatable.patch")

    assert (len(apart), len(hashes())) == (2, 1)


def test_what_is_not_known_is_told_with_what_is(place: Place) -> None:
    fault = place.breaks("meteor")
    command = place.types("rm -rf /")
    node = place.types("docker restart nobody")

    assert fault.status_code == 400
    assert "port-closed" in fault.json()["error"]
    assert "docker restart" in command
    assert node == "there is no container but dialer, listener"


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("docker tag cryprq-node:v9 cryprq-node:release", "there is no image cryprq-node:v9"),
        ("editor dialer.env COLOUR=blue", "`COLOUR=blue` is no setting of a node"),
        ("editor dialer.env CRYPRQ_ROTATE_SECS=soon", "`CRYPRQ_ROTATE_SECS=soon` is no setting of a node"),
        ("git push origin v1.0.0", "error: src refspec v1.0.0 does not match any"),
    ],
)
def test_what_cannot_be_done_is_said(command: str, said: str, place: Place) -> None:
    assert place.types(command) == said


def test_a_tag_is_made_once_and_pushed(place: Place) -> None:
    typed = ["git tag -a v1.0.0 -m x", "git tag -a v1.0.0 -m x", "git push origin v1.0.0"]

    said = [place.types(command) for command in typed]

    assert said[:2] == ["", "fatal: tag 'v1.0.0' already exists"]
    assert "[new tag]" in said[2]


def test_what_can_go_wrong_is_listed_with_how_the_nodes_are(place: Place) -> None:
    place.breaks("node-down")

    told = place.dialer.get("/_control/faults").json()

    assert told["faults"] == [fault.name for fault in FAULTS]
    assert told["nodes"] == {"listener": {"up": False, "peers": 0}, "dialer": {"up": True, "peers": 0}}


def test_a_node_that_is_down_answers_nobody() -> None:
    network = Network(Hands())
    network.listener.crash()
    app = create_apps(network, Checkout())["listener"]
    heard: list[Any] = [{"type": "http.request", "body": b"", "more_body": False}]
    sent: list[Any] = []

    async def receive() -> Any:
        return heard.pop() if heard else {"type": "http.disconnect"}

    async def send(message: Any) -> None:
        if heard:
            sent.append(message)

    asyncio.run(app({"type": "http", "method": "GET", "path": "/healthz", "headers": []}, receive, send))

    assert (sent, heard) == ([], [])


def test_every_fault_that_is_offered_can_strike() -> None:
    for fault in FAULTS:
        strike(fault.name, Network(Hands()), Checkout())


def test_after_a_long_time_nobody_waits_for_each_second(place: Place) -> None:
    place.hands.at += timedelta(days=30)

    assert place.counts("rotations_total") <= LONGEST.total_seconds()
