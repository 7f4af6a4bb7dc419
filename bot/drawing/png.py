"""A picture as PNG: the SVG, set in the bundled font."""

import resvg_py

from bot.drawing.font import BOLD, REGULAR

ZOOM = 2
"""Pixels of the PNG per pixel of the picture: it stays sharp on a phone that zooms in."""


def png(svg: str, zoom: float = ZOOM) -> bytes:
    """The bytes of a PNG; no font of the machine is used, so that it looks the same everywhere."""
    return bytes(
        resvg_py.svg_to_bytes(
            svg_string=svg,
            zoom=zoom,
            skip_system_fonts=True,
            font_files=[str(REGULAR), str(BOLD)],
            font_family="Inter",
            sans_serif_family="Inter",
            background="#ffffff",
        )
    )
