"""`handrail outbox`: what waits to be delivered, what is blocked, what is dead."""

from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path

import click

from bot.cli.telling import give_up, say
from bot.cli.where import database
from bot.store.look import undone_rows
from bot.store.rows import OutboxRow
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("file", metavar="[DATABASE]", type=click.Path(path_type=Path), required=False)
@click.pass_obj
def command(env: Mapping[str, str], file: Path | None) -> None:
    """List the effects of DATABASE that are not delivered.

    Works beside a running bot. Without DATABASE, it is the one that HANDRAIL_DATABASE names.
    """
    try:
        rows = undone_rows(database(env, file))
    except StoreTrouble as trouble:
        give_up([trouble])
    for line in _table(rows):
        say(line)
    say(_summary(rows))


def standing(row: OutboxRow) -> str:
    """How a row stands, in one word or two."""
    match row.state:
        case "dead":
            return "dead"
        case "leased":
            return "under way"
        case _ if row.blocked_by:
            return "blocked"
        case _:
            return "timer" if row.kind == "wake" else "waiting"


def _table(rows: Sequence[OutboxRow]) -> list[str]:
    cells = [(row.id, row.kind, standing(row), _detail(row)) for row in rows]
    widths = [max((len(row[column]) for row in cells), default=0) for column in range(3)]
    return [
        "  ".join(part.ljust(width) for part, width in zip(row, [*widths, 0], strict=True)) for row in cells
    ]


def _detail(row: OutboxRow) -> str:
    due = row.due.strftime("%Y-%m-%d %H:%M:%S UTC")
    tries = f", tried {'once' if row.attempts == 1 else f'{row.attempts} times'}" if row.attempts else ""
    after = f", after {', '.join(row.blocked_by)}" if row.blocked_by else ""
    why = f": {' '.join(row.why.split())}" if row.why else ""
    return f"due {due}{tries}{after}{why}"


def _summary(rows: Sequence[OutboxRow]) -> str:
    count = Counter(standing(row) for row in rows)
    if not count.keys() - {"timer"}:
        return "Everything is delivered."
    order = ("dead", "blocked", "under way", "waiting", "timer")
    told = [f"{count[name]} {name}" for name in order if count[name]]
    dead = " What is dead is not tried again; it stands on the incident's card." if count["dead"] else ""
    return f"{', '.join(told)}.{dead}"
