"""Briefcase as the demo puts it up."""

from bot.demo.standins.briefcase.daemon import control_plane_app, create_app
from bot.demo.standins.briefcase.faults import FAULTS
from bot.demo.standins.briefcase.gateway import gateway_app
from bot.demo.standins.briefcase.launcher import write_launcher
from bot.demo.standins.briefcase.seed import seed
from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.clock import wall_clock

WRITE_SECONDS = 5.0
"""Between two receipts."""


def _furnish(place: Place) -> Furnished:
    home = seed(place.data, wall_clock())
    return Furnished(
        endpoints={
            "daemon": create_app(place.data, wall_clock, WRITE_SECONDS),
            "control-plane": control_plane_app(place.data),
            "gateway": gateway_app(place.data, wall_clock),
        },
        programs={"briefcase": write_launcher(place.programs, place.data)},
        token_file=home.token,
    )


BRIEFCASE = StandIn(
    "briefcase",
    ("daemon", "control-plane", "gateway"),
    _furnish,
    FAULTS,
    "briefcase control-plane sync",
)
