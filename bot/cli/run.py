"""`handrail run`: the bot, until SIGTERM."""

import gc
import logging
import sys
from collections.abc import Mapping

import click

from bot.app import Redaction, build, own_secrets
from bot.authoring.checks import check_library
from bot.authoring.library import load
from bot.cli.telling import give_up
from bot.diagnostics.privacy import hide_from_commands
from bot.logs import start_logging
from bot.redaction import Redactor
from bot.settings import InvalidSettings, OperatorFile, Settings
from bot.slack.room import SlackTrouble
from bot.store.trouble import StoreTrouble
from bot.web.routes import create_app
from bot.web.serve import listen, serve

log = logging.getLogger("handrail")


@click.command()
@click.pass_obj
def command(env: Mapping[str, str]) -> None:
    """Run the bot. Settings come from the environment (HANDRAIL_…, SLACK_…) and from `handrail.toml`."""
    hide_from_commands()
    gc.disable()  # what is loaded now stays; collecting it over and over costs 60 ms of start-up
    try:
        settings = Settings.from_env(env)
        operator = OperatorFile.read(settings.config)
    except InvalidSettings as invalid:
        give_up([invalid])
    loaded = load(settings.runbooks, compile_all=False)
    problems = check_library(loaded)
    if problems:
        give_up(
            [*problems, f"Handrail does not start with runbooks that are not proven ({settings.runbooks})."]
        )
    redaction = Redaction(Redactor(own_secrets(settings, operator)))
    start_logging(settings.log_level, sys.stderr, redaction.text)
    try:
        at = listen(settings.listen.host, settings.listen.port)
    except OSError as error:
        give_up(
            [f"Handrail cannot listen on {settings.listen}: {error.strerror}. HANDRAIL_LISTEN says where."]
        )
    try:
        handrail = build(settings, operator, loaded)
    except (StoreTrouble, SlackTrouble) as trouble:
        give_up([trouble])
    handrail.start()
    gc.freeze()
    gc.enable()
    log.info("ready", extra={"listen": str(settings.listen), "runbooks": len(loaded.runbooks)})
    try:
        serve(create_app(handrail.dispatch, handrail.missing), at, settings.drain)
    finally:
        handrail.stop(settings.drain)
        log.info("stopped")
