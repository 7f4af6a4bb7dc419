"""CrypRQ as the demo puts it up."""

from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.faults import FAULTS
from bot.demo.standins.cryprq.network import Network
from bot.demo.standins.cryprq.nodes import create_apps
from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.clock import wall_clock


def _furnish(_: Place) -> Furnished:
    return Furnished(create_apps(Network(wall_clock), Checkout()))


CRYPRQ = StandIn("cryprq", ("listener", "dialer"), _furnish, FAULTS, "docker logs --tail 500 dialer")
