"""What people type on the hosts of CrypRQ, and what they read there. The bot cannot reach any of it."""

import shlex
from collections.abc import Callable, Mapping, Sequence

from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.network import Network
from bot.demo.standins.cryprq.node import Node

FIXED = {
    "bash scripts/syft-sbom.sh": "wrote sbom.spdx.json (301 packages)",
    "cargo fmt": "",
    "cargo clippy --all-targets --all-features -- -D warnings": "Finished dev",
    "cargo build --release -p cryprq": "Finished release, target/release/cryprq is 6.1 MB",
    "git pull --ff-only origin main": "Already up to date.",
    "./finish_qa_and_package.sh": "wrote release-0.4.0/security/\nwrote release-0.4.0/bin/SHA256SUMS",
}
"""Commands that change nothing here and always say the same."""


class NoSuchCommand(Exception):
    """Nothing here answers to it; the text says what does."""


class Console:
    """The shells of the hosts and of the build machine."""

    def __init__(self, network: Network, checkout: Checkout) -> None:
        self._network = network
        self._checkout = checkout

    def runs(self, command: str) -> str:
        """What a command prints; what it does, it does. Raises NoSuchCommand."""
        words = shlex.split(command)
        if command in FIXED:
            return FIXED[command]
        for known, act in self._known().items():
            if words[: len(known)] == list(known):
                return act(words[len(known) :])
        lines = [*FIXED, *(" ".join(known) for known in self._known())]
        raise NoSuchCommand("there is no such command here; there are: " + ", ".join(sorted(lines)))

    def _known(self) -> Mapping[tuple[str, ...], Callable[[Sequence[str]], str]]:
        code = self._checkout
        return {
            ("docker", "logs", "--tail", "500"): lambda rest: "\n".join(self._node(rest).log),
            ("docker", "restart"): self._restart,
            ("docker", "images", "cryprq-node"): self._images,
            ("docker", "tag"): self._repoint,
            ("docker", "build"): self._build,
            ("editor",): self._edit,
            ("ufw", "allow", "9999/udp"): self._open,
            ("./scripts/docker_vpn_test.sh",): lambda _: self._handshake(),
            ("./scripts/sweep.sh",): lambda _: self._handshake(),
            ("bash", "scripts/cutover_smoke.sh"): lambda _: self._smoke(),
            ("bash", "scripts/grype-scan.sh"): lambda _: code.grype(),
            ("bash", "scripts/repro-build.sh"): lambda _: code.builds(),
            ("cargo", "audit"): lambda _: code.audit(),
            ("cargo", "test", "--all"): lambda _: code.tests(),
            ("gitleaks", "detect"): lambda _: code.secrets(),
            ("git", "tag", "-a"): lambda rest: code.tag(rest[0]),
            ("git", "push", "origin"): lambda rest: code.push(rest[0]),
            ("cargo", "update", "-p", "openssl-sys"): lambda _: code.repair("vulnerable"),
            ("git", "rm", "deploy/peer.env"): lambda _: code.repair("secret"),
            ("git", "revert"): lambda _: code.repair("tests-fail"),
            ("git", "apply", "repeatable.patch"): lambda _: code.repair("not-repeatable"),
        }

    def _node(self, words: Sequence[str]) -> Node:
        try:
            return self._network.nodes[words[0]]
        except (IndexError, KeyError):
            raise NoSuchCommand(
                f"there is no container but {', '.join(sorted(self._network.nodes))}"
            ) from None

    def _restart(self, words: Sequence[str]) -> str:
        node = self._node(words)
        self._network.restart(node)
        return node.name

    def _edit(self, words: Sequence[str]) -> str:
        """`editor NODE.env NAME=VALUE`: what somebody writes into a file."""
        file, _, setting = " ".join(words).partition(" ")
        name, _, value = setting.partition("=")
        try:
            self._node([file.removesuffix(".env")]).write(name, value)
        except (KeyError, ValueError):
            raise NoSuchCommand(f"`{setting}` is no setting of a node") from None
        return ""

    def _images(self, _: Sequence[str]) -> str:
        return "\n".join(f"cryprq-node:{tag}" for tag in ["release", *self._network.kept])

    def _repoint(self, words: Sequence[str]) -> str:
        version = words[0].rpartition(":")[2]
        if version not in self._network.kept:
            raise NoSuchCommand(f"there is no image {words[0]}")
        self._network.release = version
        return ""

    def _build(self, _: Sequence[str]) -> str:
        self._network.release = "v0.2.1"
        return "Successfully tagged cryprq-node:release"

    def _open(self, _: Sequence[str]) -> str:
        self._network.firewall_open = True
        return "Rule added"

    def _handshake(self) -> str:
        return "handshake: no connection within 30s" if self._network.release == "v0.3.0" else "handshake: ok"

    def _smoke(self) -> str:
        nodes = self._network.nodes.values()
        sound = all(node.up and node.rotating and node.peers for node in nodes)
        return "handshake ok, rotation ok, wrote rotation.txt" if sound else "no handshake within 30s"
