"""`handrail outbox`: what waits to be delivered, what is blocked, what is dead."""

from pathlib import Path

import click

from bot.cli.telling import give_up, say
from bot.store.look import undone_rows
from bot.store.rows import OutboxRow
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("database", type=click.Path(path_type=Path), default=Path("var/handrail.db"))
def command(database: Path) -> None:
    """List the effects of DATABASE that are not delivered; works beside a running bot."""
    try:
        rows = undone_rows(database)
    except StoreTrouble as trouble:
        give_up([trouble])
    for row in rows:
        say(_line(row))
    dead = sum(row.state == "dead" for row in rows)
    say(f"{len(rows)} not delivered, {dead} of them dead." if rows else "Everything is delivered.")


def _line(row: OutboxRow) -> str:
    due = row.due.strftime("%Y-%m-%d %H:%M:%S UTC")
    blocked = f", after {', '.join(row.blocked_by)}" if row.blocked_by else ""
    why = f": {row.why}" if row.why else ""
    return f"{row.id}  {row.kind}  {row.state}  due {due}  tries {row.attempts}{blocked}{why}"
