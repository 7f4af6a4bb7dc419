"""Time as the stand-in plays it: what looks back over minutes looks back over so many parts of a second."""

import re
from datetime import timedelta

MINUTE = timedelta(seconds=0.3)
"""A minute of the past, so that an average over five minutes is true again soon after a repair."""

_UNITS = {"s": 1 / 60, "m": 1.0, "h": 60.0, "d": 1440.0}
_SPAN = re.compile(r"([0-9]+)([smhd])")


def played(span: str) -> timedelta:
    """How long `15m` lasts here. Raises ValueError."""
    found = _SPAN.fullmatch(span)
    if found is None:
        raise ValueError(f"not a span of time: {span}")
    return int(found[1]) * _UNITS[found[2]] * MINUTE
