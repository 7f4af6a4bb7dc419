"""A command cannot read the bot's environment."""

import subprocess
import sys

import pytest

pytestmark = pytest.mark.process

BOT = """
import ctypes
from bot.diagnostics.privacy import hide_from_commands
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
hide_from_commands()
print(ctypes.CDLL(None).prctl(3, 0, 0, 0, 0))
"""


def test_once_hidden_the_bot_lets_nobody_of_its_user_look_into_it() -> None:
    told = subprocess.run([sys.executable, "-c", BOT], capture_output=True, text=True, check=True)

    before, after = told.stdout.split()
    assert (before, after) == ("1", "0")
