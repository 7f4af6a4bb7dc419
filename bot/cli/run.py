"""`handrail run`: the bot, until SIGTERM."""

import gc
import logging
import sys
from collections.abc import Callable, Mapping
from socket import socket
from typing import TypeAlias

import click

from bot.app import Handrail, Redaction, build, introduce, own_secrets
from bot.authoring.library import Loaded
from bot.authoring.needs import unanswerable
from bot.cli.configured import configured, proven
from bot.cli.telling import give_up
from bot.diagnostics.privacy import hide_from_commands
from bot.logs import start_logging
from bot.redaction import Redactor
from bot.settings import Address, OperatorFile, Settings
from bot.slack.introduction import Introduction, SlackTrouble
from bot.store.trouble import StoreTrouble
from bot.web.routes import create_app
from bot.web.serve import listen, serve

log = logging.getLogger("handrail")

Build: TypeAlias = Callable[[Settings, OperatorFile, Loaded, Introduction], Handrail]


@click.command()
@click.pass_obj
def command(env: Mapping[str, str]) -> None:
    """Run the bot until SIGTERM.

    Settings come from the environment (HANDRAIL_…, SLACK_…) and from `handrail.toml`. Exit code 2 when it
    cannot start as it is configured; all problems are told at once.
    """
    work(env, build)


def work(env: Mapping[str, str], build_from: Build) -> None:
    """The bot as `build_from` puts it together, until SIGTERM. Ends the process when it cannot start."""
    hide_from_commands()
    gc.disable()  # what is loaded now stays; collecting it over and over costs 60 ms of start-up
    settings, operator = configured(env)
    redaction = Redaction(Redactor(own_secrets(settings, operator)))
    start_logging(settings.log_level, sys.stderr, redaction.text)
    introduction = introduce(settings, operator)
    loaded = proven(settings.runbooks)
    _tell_of_nobody(loaded, operator)
    at = _listening(settings.listen)
    try:
        handrail = build_from(settings, operator, loaded, introduction)
    except (StoreTrouble, SlackTrouble) as trouble:
        give_up([trouble])
    handrail.start()
    gc.freeze()
    gc.enable()
    host, port = at.getsockname()[:2]
    if settings.wait_speed > 1:
        log.warning("waits are shortened, as in a rehearsal", extra={"speed": settings.wait_speed})
    log.info("ready", extra={"listen": str(Address(host, port)), "runbooks": len(loaded.runbooks)})
    try:
        dispatch = handrail.dispatch if handrail.takes_requests else None
        app = create_app(dispatch, handrail.missing, handrail.alerts, handrail.about, handrail.metrics().page)
        serve(app, at, settings.drain)
    finally:
        handrail.stop(settings.drain)
        log.info("stopped")


def _tell_of_nobody(loaded: Loaded, operator: OperatorFile) -> None:
    """Say of whom every request for approval would wait in vain; such a request is refused."""
    for groups, places in unanswerable(loaded, operator.staffed()).items():
        log.warning(
            "nobody can approve",
            extra={
                "groups": list(groups),
                "steps": len(places),
                "hint": "put people into one of them in handrail.toml, under [groups]",
            },
        )


def _listening(where: Address) -> socket:
    """Taken before the database is opened: a second bot is told so at once."""
    try:
        return listen(where.host, where.port)
    except OSError as error:
        give_up([f"Handrail cannot listen on {where}: {error.strerror}. HANDRAIL_LISTEN says where."])
