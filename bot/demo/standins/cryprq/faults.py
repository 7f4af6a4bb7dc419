"""What goes wrong with CrypRQ: states that stay until somebody repairs them as they would anywhere."""

from dataclasses import replace

from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.network import BAD, LISTENER, Network
from bot.demo.standins.standin import Fault

FAULTS = (
    Fault("no-peer-id", "the dialer was given an address without its peer id", "dialer never connects"),
    Fault("port-closed", "a firewall rule shuts UDP 9999", "dialer never connects"),
    Fault("peer-denied", "the listener forgot a peer of its allow-list", "dialer never connects"),
    Fault("bad-release", "a version is deployed that fails handshakes", "handshakes fail"),
    Fault("rotation-stalled", "the listener's rotation task stopped", "keys do not rotate"),
    Fault("node-down", "the listener crashed", "node unhealthy"),
    Fault("debug-left-on", "RUST_LOG=debug was left on at the dialer", "too much log"),
    Fault("vulnerable", "a dependency has a High", "a scan finds a vulnerability"),
    Fault("secret", "a token was committed", "a secret stands in the code"),
    Fault("not-repeatable", "two builds of one commit differ", "two builds differ"),
    Fault("tests-fail", "a commit broke a test", "pipeline is red"),
)


def strike(name: str, network: Network, checkout: Checkout) -> None:
    """Let it go wrong."""
    match name:
        case "no-peer-id":
            _no_peer_id(network)
        case "port-closed":
            network.firewall_open = False
        case "peer-denied":
            _denied(network)
        case "bad-release":
            _bad_release(network)
        case "rotation-stalled":
            _stalled(network)
        case "node-down":
            network.listener.crash()
        case "debug-left-on":
            _debug(network)
        case _:
            checkout.spoil(name)


def _no_peer_id(network: Network) -> None:
    dialer = network.dialer
    dialer.written = replace(dialer.written, dials=network.address.removesuffix(f"/p2p/{LISTENER}"))
    network.restart(dialer)


def _denied(network: Network) -> None:
    listener = network.listener
    listener.written = replace(listener.written, allow=("12D3KooWSomebodyElse",))
    network.restart(listener)


def _bad_release(network: Network) -> None:
    network.release = BAD
    for node in network.nodes.values():
        network.restart(node)


def _stalled(network: Network) -> None:
    network.listener.rotating = False
    network.listener.says("error", 'event=rotation_failed msg="rotation task stopped: channel closed"')


def _debug(network: Network) -> None:
    network.dialer.written = replace(network.dialer.written, log_level="debug")
    network.restart(network.dialer)
