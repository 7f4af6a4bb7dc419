"""The command line. Each command is a module of its own, imported when it is called: `run` starts quickly."""

import gc
import importlib
from collections.abc import Mapping
from typing import Any

import click

COMMANDS: Mapping[str, tuple[str, str]] = {
    "run": ("bot.cli.run", "Run the bot for a Slack workspace."),
    "demo": ("bot.cli.demo", "A local Slack workspace with the bot in it; no account needed."),
    "runbook": ("bot.cli.runbook", "Check and rehearse runbooks."),
    "outbox": ("bot.cli.outbox", "What waits to be delivered, and what could not be."),
    "verify": ("bot.cli.verify", "Walk the log's hash chain and name the first bad row."),
}
"""Name → module that holds its `command`, and the line that `handrail --help` shows."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is needed."""

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in COMMANDS:
            return None
        gc.disable()  # what is imported stays; looking for garbage in it all the time is a tenth of a start
        found: click.Command = importlib.import_module(COMMANDS[cmd_name][0]).command
        gc.enable()
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as unknown:
            raise click.NoSuchCommand(unknown.command_name, possibilities=COMMANDS, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in COMMANDS.items()])


@click.group(cls=LazyGroup, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(package_name="handrail", message="%(prog)s %(version)s")
def handrail(**_: Any) -> None:
    """Incident response in Slack, one checked step at a time."""
