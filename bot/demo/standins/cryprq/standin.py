"""CrypRQ as the demo puts it up: the address of the listener is there while the listener is up."""

import threading

from starlette.types import ASGIApp

from bot.demo.serving import Server, free, unused_port
from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.faults import FAULTS
from bot.demo.standins.cryprq.network import Network
from bot.demo.standins.cryprq.node import Node
from bot.demo.standins.cryprq.nodes import create_apps
from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.clock import wall_clock


class Door:
    """The address of a node: whoever knocks while the node is down is refused at once."""

    def __init__(self, node: Node) -> None:
        self.port = unused_port()
        self._node = node
        self._server: Server | None = None
        self._lock = threading.Lock()

    def follow(self, app: ASGIApp) -> None:
        """Open or close as the node is up or down."""
        with self._lock:
            if self._node.up and self._server is None:
                self._server = Server(f"{self._node.name} of cryprq", app, free(self.port))
                self._server.wait()
            elif not self._node.up:
                self._close()

    def close(self) -> None:
        with self._lock:
            self._close()

    def _close(self) -> None:
        server, self._server = self._server, None
        if server is not None:
            server.stop()


def _furnish(_: Place) -> Furnished:
    network = Network(wall_clock)
    door = Door(network.listener)
    apps = create_apps(network, Checkout(), lambda: door.follow(apps["listener"]))
    door.follow(apps["listener"])
    return Furnished({"dialer": apps["dialer"]}, own_ports={"listener": door.port}, take_down=door.close)


CRYPRQ = StandIn("cryprq", ("dialer",), _furnish, FAULTS, "docker logs --tail 500 dialer")
