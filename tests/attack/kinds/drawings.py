"""Foreign text in a drawing: is it anything but text there?"""

import xml.etree.ElementTree as ET

from bot.drawing.chart import Box, Chart, Exit
from bot.drawing.svg import svg
from tests.attack.outcome import Outcome, passes, refused, shows


def _drawn(text: str) -> str:
    boxes = (
        Box("a", "step", "diagnose", "do", text, (), (Exit("end:e", text, "→ 2"),)),
        Box("end:e", "end", "ends", "end", text),
    )
    return svg([Chart(text, "a/b", {"diagnose": text, "ends": "Ends"}, boxes)], text)


def _parts(drawing: str) -> list[str]:
    return [one.tag for one in ET.fromstring(drawing).iter()]  # noqa: S314 - our own drawing, in a test


def attack(*, text: str, words: str = "") -> Outcome:
    """It passes when there are other elements than with harmless words, or when `words` can be read."""
    drawing = _drawn(text)
    if words:
        return shows(" ".join(ET.fromstring(drawing).itertext()), words)  # noqa: S314 - as above
    try:
        strange = set(_parts(drawing)) - set(_parts(_drawn("words")))
    except ET.ParseError as problem:
        return passes(problem)
    return passes(strange) if strange else refused("only words")
