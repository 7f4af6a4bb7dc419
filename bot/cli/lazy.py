"""A group of commands, each a module of its own, imported when it is called: the others cost nothing."""

import gc
import importlib
from collections.abc import Mapping
from typing import Any, TypeAlias

import click

Table: TypeAlias = Mapping[str, tuple[str, str]]
"""Name → module that holds its `command`, and the line that the group's help shows."""


class LazyGroup(click.Group):
    """A group that knows its commands by name and imports one when it is needed."""

    def __init__(self, *args: Any, table: Table, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._table = table

    def list_commands(self, ctx: click.Context) -> list[str]:  # noqa: ARG002 - click's signature
        return list(self._table)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:  # noqa: ARG002 - as above
        if cmd_name not in self._table:
            return None
        gc.disable()  # what is imported stays; looking for garbage in it all the time is a tenth of a start
        found: click.Command = importlib.import_module(self._table[cmd_name][0]).command
        gc.enable()
        return found

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        try:
            return super().resolve_command(ctx, args)
        except click.NoSuchCommand as unknown:
            raise click.NoSuchCommand(unknown.command_name, possibilities=self._table, ctx=ctx) from None

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:  # noqa: ARG002 - as above
        with formatter.section("Commands"):
            formatter.write_dl([(name, about) for name, (_, about) in self._table.items()])
