"""`handrail postmortem`: an incident's postmortem as its log has it now, without Slack."""

import sys
from collections.abc import Mapping
from pathlib import Path

import click

from bot.cli.telling import give_up, say
from bot.cli.where import database
from bot.postmortem.drafts import PostmortemDrafts
from bot.postmortem.sandbox import TooSlow
from bot.store.look import incident_in
from bot.store.trouble import StoreTrouble


@click.command()
@click.argument("incident", metavar="INC-…")
@click.option("--output", metavar="FILE", type=click.Path(path_type=Path), help="Write it here instead.")
@click.option("--database", "file", metavar="FILE", type=click.Path(path_type=Path), help="The incident's.")
@click.pass_obj
def command(env: Mapping[str, str], /, incident: str, output: Path | None, file: Path | None) -> None:
    """Print the postmortem of an incident, in Markdown, from its log as it is now.

    Works beside a running bot and changes nothing in the database. With --output it is written to a file,
    which replaces one that is there. Exit code 2 when there is no such incident.
    """
    try:
        found = incident_in(database(env, file), incident.upper())
    except StoreTrouble as trouble:
        give_up([trouble])
    try:
        text = PostmortemDrafts(Path()).render(found.log)
    except TooSlow as slow:
        give_up([slow])
    if output is None:
        sys.stdout.write(text)
        return
    try:
        output.write_text(text, encoding="utf-8", newline="\n")
    except OSError as error:
        give_up([f"{output} cannot be written: {error.strerror}."])
    say(f"The postmortem of {found.incident.id} is in {output}.")
