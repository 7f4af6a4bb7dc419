"""The picture as a file: it can be read at 1,280 pixels, by everybody, and looks the same everywhere."""

import re
import struct
from xml.etree import ElementTree as ET

import pytest
from hypothesis import HealthCheck, given, settings

from bot.drawing.chart import Chart
from bot.drawing.charting import chart
from bot.drawing.font import REGULAR, width, wrap
from bot.drawing.png import png
from bot.drawing.sheet import WIDTH
from bot.drawing.svg import svg
from tests.core.outage import OUTAGE, RULES
from tests.drawing.charts import charts

SVG = "{http://www.w3.org/2000/svg}"
GROUNDS = ("#fff", "#f3f5f7", "#eef5ff", "#fff8c5", "#cfe3fb")


def luminance(colour: str) -> float:
    digits = colour.removeprefix("#")
    digits = "".join(digit * 2 for digit in digits) if len(digits) == 3 else digits
    parts = [int(digits[at : at + 2], 16) / 255 for at in (0, 2, 4)]
    linear = [part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


@given(charts(most=8))
@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_text_is_smaller_than_twelve_pixels(chart: Chart) -> None:
    drawn = ET.fromstring(svg([chart, chart]))  # noqa: S314 - drawn by us

    assert drawn.get("width") == str(WIDTH)
    assert drawn.get("viewBox", "").split()[:3] == ["0", "0", str(WIDTH)]
    style = drawn.findtext(f"{SVG}style") or ""
    assert min(int(size) for size in re.findall(r"font-size:(\d+)px", style)) >= 12
    assert not [node for node in drawn.iter() if "scale" in (node.get("transform") or "")]
    assert not [node for node in drawn.iter(f"{SVG}text") if node.get("font-size")]


@pytest.mark.parametrize("ground", GROUNDS)
def test_every_colour_of_a_text_stands_out_from_every_ground(ground: str) -> None:
    style = ET.fromstring(svg([chart(OUTAGE, RULES)])).findtext(f"{SVG}style") or ""  # noqa: S314 - drawn by us
    texts = {"#1f2328", "#57606a", "#424a53", "#953800", "#a40e26", "#6639ba", "#116329"}

    assert texts <= set(re.findall(r"fill:(#\w+)", style))
    assert ground == "#f3f5f7" or f"fill:{ground}" in style or ground == "#cfe3fb"
    low = {colour: contrast(colour, ground) for colour in texts if contrast(colour, ground) < 4.5}
    assert not low


def test_what_is_marked_is_marked_by_more_than_colour() -> None:
    drawn = svg([chart(OUTAGE, RULES)])

    for words in ("changes the system", "destroys data", "yes of security", "first: copy", "keeps seen"):
        assert words in drawn


def test_a_text_of_an_author_is_no_markup() -> None:
    found = chart(OUTAGE, RULES, subtitle='<script>"&</script>')

    drawn = svg([found], about="<b>")

    assert "<script>" not in drawn
    assert "&lt;script&gt;" in drawn


def test_the_png_is_twice_as_wide_so_that_it_stays_sharp() -> None:
    picture = png(svg([chart(OUTAGE, RULES)]))

    assert picture.startswith(b"\x89PNG\r\n")
    assert struct.unpack(">I", picture[16:20])[0] == 2 * WIDTH


@pytest.mark.parametrize("bold", [False, True])
def test_a_text_is_drawn_as_wide_as_it_is_measured(bold: bool) -> None:
    """A white sheet of the measured width hides it all; one that is a letter's edge narrower does not."""
    text, weight = "Sphinx of black quartz: judge my vow → ÄÖÜ", 600 if bold else 400
    words = f'<text y="14" font-family="Inter" font-size="16" font-weight="{weight}">{text}</text>'

    def hidden(by: float) -> bool:
        sheet = f'<rect width="{by}" height="20" fill="#fff"/>'
        picture = '<svg xmlns="http://www.w3.org/2000/svg" width="500" height="20">{}</svg>'
        return png(picture.format(words + sheet), zoom=1) == png(picture.format(""), zoom=1)

    assert hidden(width(text, 16, bold=bold) + 0.5)
    assert not hidden(width(text, 16, bold=bold) - 3)
    assert (REGULAR.parent / "OFL.txt").read_text().startswith("Inter")


def test_a_word_that_is_too_long_is_broken_where_it_has_a_joint() -> None:
    assert wrap("walks briefcase/backup-restore", 120, 12) == ("walks", "briefcase/backup-", "restore")
    assert "".join(wrap("x" * 90, 100, 12)) == "x" * 90
