"""Foreign text on its way to the terminal: exactly as it is, as code in ticks, under labels."""

import re
from collections.abc import Sequence

from rich.table import Table
from rich.text import Text

_TICKS = re.compile(r"`([^`\n]+)`")


def exactly(text: str) -> Text:
    """Foreign text as it is: no frame at its side and no line broken, so that it can be copied."""
    lines = text.rstrip().splitlines() or ["—"]
    return Text("\n".join(f"    {line}" for line in lines), style="green", no_wrap=True, overflow="ignore")


def at_time(time: str, said: Text) -> Table:
    """A line with its time; what does not fit stands under the line and not under the time."""
    table = Table.grid(padding=(0, 1))
    table.add_column(style="dim", no_wrap=True, width=8)
    table.add_column(overflow="fold")
    table.add_row(Text(time), said)
    return table


def ticked(text: str) -> Text:
    """A runbook's text: what stands in ticks is shown as code."""
    found = Text()
    for number, part in enumerate(_TICKS.split(text.strip())):
        found.append(part, style="cyan" if number % 2 else "")
    return found


def labelled(pairs: Sequence[tuple[str, str]]) -> Table:
    """`Why  …` lines under each other; empty texts are left out."""
    table = Table.grid(padding=(0, 2))
    table.add_column(style="bold", no_wrap=True)
    table.add_column(overflow="fold")
    for label, text in pairs:
        if text.strip():
            table.add_row(Text(label), ticked(text))
    return table
