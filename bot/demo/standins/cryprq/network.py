"""Two nodes and what lies between them. It moves second by second, whenever somebody looks."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from bot.demo.standins.cryprq.node import Node, Settings
from bot.demo.workspace.clock import Clock

PORT = 9999
SECOND = timedelta(seconds=1)
LONGEST = timedelta(minutes=10)
"""What was not looked at for longer is not gone through second by second."""
LISTENER = "12D3KooWQ7cNmHLzZJ4sKbfVgTt1pWxY8rEa2uDdS5hR9oPqXyGv"
DIALER = "12D3KooWBv3yFh6QpRtLkZx9mUeC4aWsJnD7gT2oYi5rHqKcNbMf"
BAD = "v0.3.0"
"""A version that shakes hands only now and then."""


class Network:
    """A listener, a dialer, the firewall between them, and the images on their host."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._lock = threading.RLock()
        now = clock()
        self.now = now
        self.firewall_open = True
        self.release = "v0.2.0"
        """What the tag `release` stands for."""
        self.kept = ["v0.2.0", "v0.1.0"]
        self._tries = 0
        self.listener = Node("listener", LISTENER, Settings(allow=(DIALER,)), now)
        self.dialer = Node("dialer", DIALER, Settings(dials=self.address), now)
        for node in self.nodes.values():
            self.restart(node)
        self._second()

    @property
    def address(self) -> str:
        """The whole address of the listener."""
        return f"/ip4/10.20.0.2/udp/{PORT}/quic-v1/p2p/{LISTENER}"

    @property
    def nodes(self) -> dict[str, Node]:
        return {node.name: node for node in (self.listener, self.dialer)}

    @contextmanager
    def looked_at(self) -> Iterator[None]:
        """Hold it still at the present, once all that happened until now has happened."""
        with self._lock:
            now = self._clock()
            self.now = max(self.now, now - LONGEST)
            while self.now + SECOND <= now:
                self.now += SECOND
                self._second()
            yield

    def restart(self, node: Node) -> None:
        """Start a node on the version that the release stands for."""
        node.start(self.release, self.now)
        for each in self.nodes.values():
            each.peers = 0
        if node is self.listener:
            node.says("info", f'msg="listening on {self.address}"')

    def _second(self) -> None:
        for node in self.nodes.values():
            if node.up:
                node.at = self.now
            node.turn(self.now)
        if self.dialer.peers and not self._holds():
            self.listener.peers = self.dialer.peers = 0
            self.dialer.says("warn", f"event=peer_lost peer={LISTENER}")
        if self.dialer.up and not self.dialer.peers:
            self._dial()

    def _holds(self) -> bool:
        """Whether the tunnel that there is stays."""
        return self.listener.up and self.dialer.up and self.firewall_open and not self._is_bad()

    def _is_bad(self) -> bool:
        return BAD in {self.listener.version, self.dialer.version}

    def _dial(self) -> None:
        self._tries += 1
        dialer, listener, address = self.dialer, self.listener, self.dialer.runs.dials
        dialer.says("info", f'msg="dialing {address}"')
        dialer.says("debug", 'msg="handshake: client hello"')
        if address != self.address:
            dialer.says("warn", 'msg="no peer to dial at this address"')
        elif not (self.firewall_open and listener.up):
            dialer.failed += 1
            dialer.says("error", 'msg="transport error: Select(Failed)"')
        elif listener.runs.allow and DIALER not in listener.runs.allow:
            dialer.failed += 1
            listener.failed += 1
            for node in (dialer, listener):
                node.says("warn", f"event=peer_denied peer={DIALER}")
        elif self._is_bad() and self._tries % 3:
            dialer.failed += 1
            listener.failed += 1
            dialer.says("warn", 'msg="handshake timed out"')
        else:
            for node, other in ((dialer, LISTENER), (listener, DIALER)):
                node.succeeded += 1
                node.peers = 1
                node.says("info", f"event=handshake_finished peer={other}")
                node.says("debug", 'msg="handshake: keys agreed"')
