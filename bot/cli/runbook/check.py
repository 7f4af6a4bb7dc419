"""`handrail runbook check`: all problems of all runbooks at once."""

import sys
from collections.abc import Mapping
from datetime import UTC, date, datetime
from pathlib import Path
from typing import get_args

import click

from bot.authoring.checks import check_library, not_yet_encoded, warnings_of
from bot.authoring.library import load
from bot.cli.runbook.reports import FORMATS, Format, Report
from bot.cli.telling import BAD_INPUT
from bot.cli.where import runbooks


@click.command()
@click.argument("folder", metavar="[FOLDER]", type=click.Path(path_type=Path), required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(get_args(Format)),
    default="text",
    show_default=True,
    help="For people, tools or a build.",
)
@click.option("--strict", is_flag=True, help="Warnings end with exit code 2 too.")
@click.option(
    "--today",
    metavar="DATE",
    type=click.DateTime(["%Y-%m-%d"]),
    help="The day that reviews are compared with.  [default: today]",
)
@click.pass_obj
def command(
    env: Mapping[str, str], folder: Path | None, form: Format, *, strict: bool, today: datetime | None
) -> None:
    """Prove every runbook of FOLDER.

    Exit code 2 when something is wrong; all problems are told at once, with line and column. A
    warning is no problem. Without FOLDER, it is the one that HANDRAIL_RUNBOOKS names.
    """
    report = _checked(runbooks(env, folder), _day(today))
    fails = bool(report.problems or (strict and report.warnings))
    shown = FORMATS[form](report)
    if shown:
        click.echo(shown, err=fails and form == "text")
    if fails:
        sys.exit(BAD_INPUT)


def _checked(folder: Path, today: date) -> Report:
    loaded = load(folder)
    return Report(
        folder,
        tuple(sorted([*check_library(loaded), *warnings_of(loaded, today)])),
        len(loaded.runbooks),
        len(loaded.own_entries()),
        {system: len(ids) for system, ids in not_yet_encoded(loaded).items() if ids},
    )


def _day(given: datetime | None) -> date:
    return (given or datetime.now(UTC)).date()  # noqa: TID251 - the terminal's clock, where no day is given
