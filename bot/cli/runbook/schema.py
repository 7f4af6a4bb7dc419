"""`handrail runbook schema`: what an editor needs to complete and explain a file."""

import json

import click

from bot.authoring.schema import FILES, schema_of
from bot.cli.telling import say


@click.command()
@click.argument("file", type=click.Choice(list(FILES)), default="runbook")
def command(file: str) -> None:
    """Print the JSON Schema (draft 2020-12) of a kind of file.

    With it, an editor completes keys, shows what each means and marks what is misspelt. What a file means
    is for `handrail runbook check`.
    """
    say(json.dumps(schema_of(file), indent=2, ensure_ascii=False))
