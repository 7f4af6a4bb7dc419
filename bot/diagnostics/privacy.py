"""Keeping the bot's own memory and environment from what runs under the same user."""

import ctypes
import sys

_SET_DUMPABLE = 4


def hide_from_commands() -> None:
    """Make /proc/<bot>/environ and the like unreadable to processes of the same user. Linux only.

    Commands run as the bot's user, and the bot's environment holds its tokens. Call it once at start-up.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_SET_DUMPABLE, ctypes.c_ulong(0), 0, 0, 0)
