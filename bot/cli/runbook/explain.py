"""`handrail runbook explain`: a runbook as prose, for those who review it."""

from collections.abc import Mapping
from pathlib import Path

import click

from bot.authoring.explain import explain
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import load
from bot.cli.runbook.named import named
from bot.cli.telling import say
from bot.cli.where import runbooks
from bot.core.rulebook import Rulebook


@click.command()
@click.argument("runbook", metavar="ID")
@click.option("--runbooks", "folder", metavar="FOLDER", type=click.Path(path_type=Path), help="Read these.")
@click.pass_obj
def command(env: Mapping[str, str], runbook: str, folder: Path | None) -> None:
    """Tell the runbook ID (`system/name`) in words, as Markdown.

    What it is for, what must be known, each step with why, who and where it leads, what is kept as
    evidence, what changes something and who must agree. Without --runbooks, the folder is the one that
    HANDRAIL_RUNBOOKS names.
    """
    loaded = load(runbooks(env, folder), compile_all=False)
    book = named(loaded, runbook)
    policy = FolderLibrary(loaded).policy(book.system)
    say(explain(book, Rulebook({}, loaded.entries, policy=policy)).rstrip("\n"))
