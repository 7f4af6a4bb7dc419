"""The command line. Each command is a module of its own, imported when it is called: `run` starts quickly."""

from typing import Any

import click

from bot.cli.lazy import LazyGroup, Table

COMMANDS: Table = {
    "run": ("bot.cli.run", "Run the bot for a Slack workspace."),
    "demo": ("bot.cli.demo", "A local Slack workspace with the bot in it; no account needed."),
    "walk": ("bot.cli.walk", "Walk an incident in the terminal, for when Slack is down."),
    "runbook": ("bot.cli.runbook", "Check and rehearse runbooks."),
    "doctor": ("bot.cli.doctor", "Look at everything that Handrail needs, and say what to do."),
    "manifest": ("bot.cli.manifest", "The Slack app, as Slack makes it of a text."),
    "postmortem": ("bot.cli.postmortem", "The postmortem of an incident, from its log as it is now."),
    "outbox": ("bot.cli.outbox", "What waits to be delivered, and what could not be."),
    "backup": ("bot.cli.backup", "Copy the database, beside a running bot, and prove the copy."),
    "restore": ("bot.cli.restore", "Put a back-up in the database's place."),
    "export": ("bot.cli.export", "An incident as JSON lines that anybody can check."),
    "verify": ("bot.cli.verify", "Walk the log's hash chain and name the first bad row."),
}


@click.group(cls=LazyGroup, table=COMMANDS, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="%(prog)s %(version)s")
def handrail(**_: Any) -> None:
    """Incident response in Slack, one checked step at a time."""
