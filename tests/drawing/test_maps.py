"""The engine's port: a picture of the scene; and what a start does not load."""

import subprocess
import sys

import pytest

from bot.drawing.maps import RunbookMaps
from bot.engine.ports import Scene
from tests.core.test_walk import at_stop


def test_a_map_is_a_picture_with_its_words() -> None:
    story = at_stop()

    drawn = RunbookMaps().draw(Scene(story.incident, story.rulebook, story.clock.now()))

    assert drawn.content.startswith(b"\x89PNG")
    assert "now: Stop it" in drawn.about


@pytest.mark.process
def test_putting_the_bot_together_loads_no_renderer() -> None:
    asked = "import bot.app, sys; print(sorted({'resvg_py', 'bot.drawing.svg'} & set(sys.modules)))"

    found = subprocess.run([sys.executable, "-c", asked], capture_output=True, text=True, check=True)

    assert found.stdout.strip() == "[]"
