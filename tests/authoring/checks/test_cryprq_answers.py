"""The shipped catalogue reads what the stand-in of CrypRQ really says, sound and broken."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import httpx
import pytest

from bot.authoring.library import load
from bot.core.catalogue import Exec, Http, Parameter
from bot.core.result import Output, Reading
from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.console import Console
from bot.demo.standins.cryprq.faults import strike
from bot.demo.standins.cryprq.network import LISTENER, Network
from bot.demo.standins.cryprq.nodes import create_apps
from tests.authoring.trees import SHIPPED

LOADED = load(SHIPPED)


@dataclass
class Ground:
    """The nodes and the code, twenty seconds after what was last done to them."""

    at: datetime = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)

    def __post_init__(self) -> None:
        self.network, self.checkout = Network(lambda: self.at), Checkout()
        self.console = Console(self.network, self.checkout)

    def breaks(self, fault: str) -> None:
        with self.network.looked_at():
            strike(fault, self.network, self.checkout)

    def answer(self, name: str, **arguments: str) -> Reading:
        """What the catalogue reads in the answer to one of its entries."""
        self.at += timedelta(seconds=20)
        entry = LOADED.entries[f"cryprq.{name}"]
        match entry.how:
            case Exec(argv=argv):
                words = [arguments[word.name] if isinstance(word, Parameter) else word for word in argv]
                with self.network.looked_at():
                    output = Output(exit=0, text=self.console.runs(_typed(words)))
            case Http(endpoint=endpoint, path=path):
                got = asyncio.run(self._asked(str(endpoint), "/" + "/".join(map(str, path))))
                output = Output(status=got.status_code, text=got.text)
        return LOADED.readers[entry.id].interpret(output)

    async def _asked(self, endpoint: str, path: str) -> httpx.Response:
        app = create_apps(self.network, self.checkout)[endpoint]
        async with httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://node") as client:
            return await client.get(path)


def _typed(words: Sequence[str]) -> str:
    """As a shell would need it; the text of a format stands in quotes."""
    return " ".join(f"'{word}'" if "{" in word else word for word in words)


SOUND = [
    ("listener-health", {}),
    ("dialer-health", {}),
    ("listener-metrics", {}),
    ("dialer-metrics", {}),
    ("node-log", {"node": "listener"}),
    ("listener-log", {"node": "listener"}),
    ("restart", {"node": "dialer"}),
    ("kept-images", {}),
    ("open-port", {}),
    ("pull", {}),
    ("fmt", {}),
    ("clippy", {}),
    ("build", {}),
    ("tests", {}),
    ("audit", {}),
    ("image", {}),
    ("sbom", {}),
    ("grype-scan", {}),
    ("secret-scan", {}),
    ("repro", {}),
    ("quic-check", {}),
    ("quic-sweep", {}),
    ("smoke", {}),
]


@pytest.mark.parametrize(("name", "arguments"), SOUND, ids=[name for name, _ in SOUND])
def test_what_is_sound_gives_the_good_verdict(name: str, arguments: dict[str, str]) -> None:
    reading = Ground().answer(name, **arguments)

    assert (reading.trouble, reading.verdict) == ("", "ok")


BROKEN = [
    ("no-peer-id", "dialer-log", "no-peer-id"),
    ("port-closed", "dialer-log", "blocked"),
    ("peer-denied", "dialer-log", "denied"),
    ("bad-release", "dialer-log", "unclear"),
    ("port-closed", "dialer-metrics", "no-peers"),
    ("debug-left-on", "node-log", "debug"),
    ("vulnerable", "grype-scan", "found"),
    ("vulnerable", "audit", "denied"),
    ("secret", "secret-scan", "found"),
    ("not-repeatable", "repro", "mismatch"),
    ("tests-fail", "tests", "failed"),
]


@pytest.mark.parametrize(("fault", "name", "verdict"), BROKEN)
def test_each_fault_is_read_as_what_it_is(fault: str, name: str, verdict: str) -> None:
    ground = Ground()
    ground.breaks(fault)

    reading = ground.answer(name, node="dialer")

    assert (reading.trouble, reading.verdict) == ("", verdict)


def test_the_address_to_dial_is_read_off_the_listeners_log() -> None:
    reading = Ground().answer("listener-log", node="listener")

    assert str(reading.values["address"]).endswith(f"/quic-v1/p2p/{LISTENER}")


def test_an_exit_code_that_is_good_does_not_hide_a_high() -> None:
    ground = Ground()
    ground.breaks("vulnerable")

    reading = ground.answer("grype-scan")

    assert reading.values == {"worst": "high", "first": "CVE-2026-31337"}
