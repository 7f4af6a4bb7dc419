"""`handrail runbook`: what an author does before an incident does it. A command is a module of its own."""

import click

from bot.cli.lazy import LazyGroup, Table

COMMANDS: Table = {
    "check": ("bot.cli.runbook.check", "Prove every runbook of a folder."),
    "test": ("bot.cli.runbook.test", "Walk every drill of a folder on the engine itself."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    """Check and rehearse runbooks."""
