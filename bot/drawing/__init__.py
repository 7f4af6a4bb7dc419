"""Pictures of runbooks: a chart of boxes and ways, laid out, written as SVG, PNG or Mermaid.

`chart` says what there is to draw, `layout` where it goes, `svg`, `png` and `mermaid` write it down. What
`layout` decides is pure arithmetic over the widths that the bundled font gives.
"""
