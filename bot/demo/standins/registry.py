"""The played systems, one line each."""

from collections.abc import Sequence

from bot.demo.standins.briefcase.standin import BRIEFCASE
from bot.demo.standins.cryprq.standin import CRYPRQ
from bot.demo.standins.lumenlink.standin import LUMENLINK
from bot.demo.standins.standin import StandIn

STANDINS: Sequence[StandIn] = (BRIEFCASE, CRYPRQ, LUMENLINK)
