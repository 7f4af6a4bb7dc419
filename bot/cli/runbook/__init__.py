"""`handrail runbook`: what an author does before an incident does it. A command is a module of its own."""

import click

from bot.cli.lazy import LazyGroup, Table

COMMANDS: Table = {
    "check": ("bot.cli.runbook.check", "Prove every runbook of a folder."),
    "test": ("bot.cli.runbook.test", "Walk every drill of a folder on the engine itself."),
    "new": ("bot.cli.runbook.new", "Write a starter runbook and its drill."),
    "schema": ("bot.cli.runbook.schema", "Print the JSON Schema of a file, for an editor."),
    "coverage": ("bot.cli.runbook.coverage", "Tell where each fact of the documents is encoded."),
    "record": ("bot.cli.runbook.record", "Turn a past incident into a drill."),
    "graph": ("bot.cli.runbook.graph", "Draw a runbook, or the way that an incident took."),
    "explain": ("bot.cli.runbook.explain", "Tell a runbook in words."),
    "diff": ("bot.cli.runbook.diff", "Tell what a change of runbooks means."),
}


@click.group(cls=LazyGroup, table=COMMANDS)
def command() -> None:
    """Check and rehearse runbooks."""
