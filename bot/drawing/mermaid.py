"""A chart as Mermaid text, for pages that draw it themselves."""

from collections.abc import Iterator

from bot.drawing.chart import Box, Chart, Exit, Glyph

_SHAPES: dict[Glyph, tuple[str, str]] = {
    "ask": ("{{", "}}"),
    "choose": ("{", "}"),
    "wait": ("([", "])"),
    "call": ("[[", "]]"),
    "list": ("[/", "/]"),
    "update": (">", "]"),
    "end": ("((", "))"),
    "anytime": ("(", ")"),
}
_STYLES = (
    "classDef changes stroke:#953800,stroke-width:3px",
    "classDef destroys stroke:#a40e26,stroke-width:4px",
    "classDef walked fill:#eef5ff,stroke:#0550ae",
    "classDef now fill:#fff8c5,stroke:#0550ae,stroke-width:4px",
)


def mermaid(chart: Chart) -> str:
    """A flowchart: a subgraph for each phase; thick arrows were walked, dotted: past the ways."""
    return "\n".join(_lines(chart)) + "\n"


def _lines(chart: Chart) -> Iterator[str]:
    yield f"%% {chart.title} ({chart.subtitle})"
    yield "flowchart LR"
    names = {box.id: f"n{number}" for number, box in enumerate(chart.boxes)}
    for group, heading in chart.groups.items():
        yield f"  subgraph {group}[{_quoted(heading)}]"
        yield "    direction TB"
        yield from (f"    {names[box.id]}{_shape(box)}" for box in chart.boxes if box.group == group)
        yield "  end"
    for box in chart.boxes:
        yield from (f"  {names[box.id]} {_arrow(box, way)} {names[way.to]}" for way in box.exits)
    yield from (f"  {style}" for style in _STYLES)
    for style in ("changes", "destroys", "walked", "now"):
        styled = [names[box.id] for box in chart.boxes if style in _classes(box)]
        if styled:
            yield f"  class {','.join(styled)} {style}"


def _shape(box: Box) -> str:
    opening, closing = _SHAPES.get(box.glyph, ("[", "]"))
    now = ("END" if box.role == "end" else "NOW",) if box.standing == "now" else ()
    return f"{opening}{_quoted(*now, box.title, *(mark.text for mark in box.marks))}{closing}"


def _arrow(box: Box, way: Exit) -> str:
    arrow = "-.->" if way.leap or box.role == "anytime" else "==>" if way.taken else "-->"
    return f"{arrow}|{_quoted(way.label)}|" if way.label else arrow


def _classes(box: Box) -> set[str]:
    return {mark.glyph for mark in box.marks} | {box.standing}


def _quoted(*lines: str) -> str:
    """Text that Mermaid takes as it is; its own entities stand for the marks it would read."""
    escaped = (line.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;") for line in lines)
    return '"' + "<br/>".join(escaped) + '"'
