"""Text can be read: WCAG's contrast of every pair of ink and ground, in light and dark."""

import re
from pathlib import Path

import pytest

from bot.demo.page import looking

CSS = Path(looking.__file__).with_name("static") / "page.css"
PAIRS = [
    ("ink", "paper"),
    ("ink", "panel"),
    ("ink", "note-wash"),
    ("soft", "paper"),
    ("soft", "panel"),
    ("soft", "rail"),
    ("here-ink", "here"),
    ("on-accent", "accent"),
    ("accent", "panel"),
    ("accent-strong", "accent-wash"),
    ("danger", "panel"),
    ("danger", "danger-wash"),
    ("note", "note-wash"),
    ("note", "paper"),
    ("code-ink", "code"),
    ("link", "paper"),
]


def palettes() -> dict[str, dict[str, str]]:
    text = CSS.read_text(encoding="utf-8")
    light, dark = re.findall(r":root \{(.*?)\}", text, re.DOTALL)[:2]
    found = [dict(re.findall(r"--([\w-]+): (#[0-9a-f]{6});", part)) for part in (light, dark)]
    return {"light": found[0], "dark": found[1]}


def luminance(colour: str) -> float:
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize(("ink", "ground"), PAIRS)
def test_ink_stands_out_from_its_ground(scheme: str, ink: str, ground: str) -> None:
    colours = palettes()[scheme]

    brighter, darker = sorted((luminance(colours[ink]), luminance(colours[ground])), reverse=True)

    assert (brighter + 0.05) / (darker + 0.05) >= 4.5
