"""The page of the command line, from click."""

from collections.abc import Iterator

import click

from bot.cli import handrail
from tests.reference.prose import page

WIDTH = 100


def command_line_page() -> str:
    """The Markdown of docs/reference/command-line.md."""
    intro = [
        "# Command line",
        "",
        "What each command says of itself. A command that finds problems tells all of them at once, on",
        "the standard error, and ends with exit code 2; nothing was changed then. Without a path, a command",
        "looks where the bot itself would look: see [settings](settings.md).",
    ]
    return page(intro, *_commands(handrail, "handrail"))


def _commands(command: click.Command, name: str, above: click.Context | None = None) -> Iterator[list[str]]:
    with command.make_context(name, [], parent=above, resilient_parsing=True) as ctx:
        ctx.terminal_width = WIDTH
        yield [f"## {ctx.command_path}", "", "```text", command.get_help(ctx), "```"]
        if isinstance(command, click.Group):
            for sub in command.list_commands(ctx):
                found = command.get_command(ctx, sub)
                assert found is not None, "it is listed"
                yield from _commands(found, sub, ctx)
