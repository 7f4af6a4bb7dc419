"""The Maps port: an incident's way through its runbooks as a PNG."""

from bot.engine.ports import Drawn, Scene


class RunbookMaps:
    """Draws with the bundled font; holds nothing."""

    def draw(self, scene: Scene) -> Drawn:
        """The picture of the incident as it is in the scene."""
        # Imported at the first map: the template engine and the renderer are no part of a start.
        from bot.drawing.incident_map import incident_map  # noqa: PLC0415 - see above
        from bot.drawing.png import png  # noqa: PLC0415 - see above
        from bot.drawing.svg import svg  # noqa: PLC0415 - see above

        found = incident_map(scene.incident, scene.rulebook)
        return Drawn(png(svg(found.charts, found.about)), found.about)
