"""`handrail doctor`: everything that Handrail needs, looked at once, with what to do about each."""

import sys
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from typing import Final, get_args

import click

from bot.app import bindings, own_files, token_files
from bot.authoring.library import load
from bot.cli.doctor.finding import Finding, Form, as_json, as_text, exit_code
from bot.cli.doctor.of_database import of_database
from bot.cli.doctor.of_runbooks import left_open, of_commands, of_groups, of_runbooks
from bot.cli.doctor.of_sandbox import of_sandbox, wished
from bot.cli.doctor.of_slack import AREA, bound_in, of_slack
from bot.cli.where import place
from bot.diagnostics.probe import tried
from bot.diagnostics.run import Commands
from bot.settings import InvalidSettings, OperatorFile, Settings
from bot.slack.checkup import look

CONFIGURATION: Final = "Configuration"


@click.command()
@click.option("--offline", is_flag=True, help="Ask Slack nothing; the tokens are not needed then.")
@click.option("--format", "form", type=click.Choice(get_args(Form)), default="text", show_default=True)
@click.pass_obj
def command(env: Mapping[str, str], form: Form, *, offline: bool) -> None:
    """Look at configuration, Slack, database, runbooks, commands and groups.

    Each finding says what to do about it. Exit code 0: all is well; 1: something could be better; 2:
    something keeps Handrail from its work. Works beside a running bot, and changes nothing.
    """
    found = list(findings(env, offline=offline))
    click.echo(as_json(found) if form == "json" else as_text(found))
    sys.exit(exit_code(found))


def findings(env: Mapping[str, str], *, offline: bool) -> Iterator[Finding]:
    """Everything that is found, area by area."""
    settings, operator, wrong = _configured(env, offline=offline)
    yield from wrong
    if not wrong:
        yield Finding(CONFIGURATION, "ok", f"the environment and {place(env, 'HANDRAIL_CONFIG')}")
    if settings and operator and not offline:
        yield from _slack(settings, operator)
    elif offline:
        yield Finding(AREA, "note", "Slack was not asked.")
    yield from of_database(place(env, "HANDRAIL_DATABASE"))
    yield from _runbooks(env, operator)


def _runbooks(env: Mapping[str, str], operator: OperatorFile | None) -> Iterator[Finding]:
    folder = place(env, "HANDRAIL_RUNBOOKS")
    if not folder.is_dir():
        do = "HANDRAIL_RUNBOOKS names the folder that holds policy.yaml and the systems."
        yield Finding("Runbooks", "problem", f"There is no folder {folder}.", do)
        return
    loaded = load(folder, compile_all=False)
    yield from of_runbooks(loaded, folder)
    if operator:
        database = place(env, "HANDRAIL_DATABASE")
        sandboxes = tried(wished(env))
        own = own_files(database)
        commands = Commands(bindings(operator), database.parent / "commands", lambda: sandboxes, secret=own)
        yield from of_sandbox(sandboxes, (*own, *token_files(operator)))
        yield from of_commands(loaded, operator, commands)
        yield from of_groups(loaded, operator)
    yield from left_open(loaded)


def _slack(settings: Settings, operator: OperatorFile) -> Iterator[Finding]:
    app_token = settings.slack_app_token
    seen = look(
        settings.slack_bot_token.get_secret_value(),
        settings.slack_api_url,
        bound_in(operator),
        _now,
        app_token.get_secret_value() if app_token else "",
    )
    yield from of_slack(seen, operator)


def _now() -> datetime:
    return datetime.now(UTC)  # noqa: TID251 - the machine's clock is what is looked at


def _configured(
    env: Mapping[str, str], *, offline: bool
) -> tuple[Settings | None, OperatorFile | None, list[Finding]]:
    """What was set, as far as it can be read, and what is wrong with it."""
    found: list[Finding] = []
    settings = operator = None
    try:
        settings = Settings.from_env(env)
    except InvalidSettings as invalid:
        found += _told(invalid, offline=offline)
    try:
        operator = OperatorFile.read(place(env, "HANDRAIL_CONFIG"))
    except InvalidSettings as invalid:
        found += _told(invalid, offline=offline)
    return settings, operator, found


def _told(invalid: InvalidSettings, *, offline: bool) -> Iterator[Finding]:
    for one in invalid.problems:
        if not (offline and one.place.startswith("SLACK_") and one.problem == "is not set."):
            yield Finding(CONFIGURATION, "problem", f"{one.place}: {one.problem}", one.hint)
