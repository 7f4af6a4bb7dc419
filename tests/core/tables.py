"""The tables of `table.txt`, as dicts."""

from pathlib import Path
from typing import TypeAlias

Table: TypeAlias = dict[str, dict[str, str]]


def _tables() -> dict[str, Table]:
    found: dict[str, Table] = {}
    rows: Table = {}
    columns: list[str] = []
    for line in Path(__file__).with_name("table.txt").read_text("utf-8").splitlines():
        if line.startswith("## "):
            rows, columns = found.setdefault(line.removeprefix("## "), {}), []
        elif "|" in line:
            name, _, cells = line.partition("|")
            if not columns:
                columns = cells.split()
            else:
                rows[name.strip()] = dict(zip(columns, cells.split(), strict=True))
    return found


ITEMS, LIVES, OWED = _tables().values()


def is_refusal(cell: str) -> bool:
    return cell[0].isupper()
