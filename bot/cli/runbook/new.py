"""`handrail runbook new`: a first runbook and its drill."""

import re
from collections.abc import Mapping
from pathlib import Path
from typing import get_args

import click

from bot.authoring.shape import RUNBOOK
from bot.authoring.starter import Kind, starter
from bot.cli.telling import give_up, say
from bot.cli.where import runbooks


@click.command()
@click.argument("name", metavar="ID")
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--kind",
    type=click.Choice(get_args(Kind)),
    default="incident",
    show_default=True,
    help="A class of incident, or planned work.",
)
@click.pass_obj
def command(env: Mapping[str, str], name: str, folder: Path | None, kind: Kind) -> None:
    """Write a starter runbook and its drill, which pass `check` and `test` as they are.

    ID is system/name, as payments/checkout-down. What is there already is never overwritten. Without
    FOLDER, it is the one that HANDRAIL_RUNBOOKS names.
    """
    if not re.fullmatch(RUNBOOK, name):
        give_up(
            [
                f"`{name}` cannot name a runbook. Write `system/name`: small letters, digits, `-` and `_`, "
                "as payments/checkout-down."
            ]
        )
    folder = runbooks(env, folder)
    written = {folder / path: text for path, text in starter(name, kind).items()}
    there = [path for path in written if path.exists()]
    if there:
        give_up(
            [*(f"{path} is there already." for path in there), "Nothing was written. Choose another name."]
        )
    for path, text in written.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        say(f"Wrote {path}")
    say(f"Now edit it, then: handrail runbook check {folder} && handrail runbook test {folder}")
