"""`handrail walk`: an incident in the terminal, for the day when Slack itself is down."""

import re
import sys
from collections.abc import Mapping

import click

from bot.app import Redaction, build_walk, own_secrets
from bot.authoring.library import Loaded
from bot.authoring.problem import did_you_mean
from bot.cli.configured import configured, proven
from bot.cli.telling import give_up
from bot.core.refusals import Refusal
from bot.core.runbook import Severity
from bot.diagnostics.privacy import hide_from_commands
from bot.engine.incidents import Declaration
from bot.logs import start_logging
from bot.redaction import Redactor
from bot.settings import OperatorFile, Settings
from bot.store.trouble import InUse, NotWritable, StoreTrouble
from bot.terminal.console import terminal
from bot.terminal.walk import Walk
from bot.terminal.who import login

INCIDENT = re.compile(r"(INC|PRC)-[0-9]{4,}")
WITHOUT_SLACK = {
    "SLACK_BOT_TOKEN": "xoxb-no-slack-in-a-terminal",
    "SLACK_SIGNING_SECRET": "no-slack-in-a-terminal",
}
"""What the bot needs of Slack, and a walk does not."""
BESIDE = (
    "Another walk has to be left first. While the bot runs, walk in Slack; if Slack is down, stop the bot "
    "and start this again: nothing is lost, and what is for Slack is delivered when the bot runs again."
)

AS_THE_BOT = "Walk with the bot's account, as `sudo -u handrail handrail walk …`: who logged in is still you."


@click.command()
@click.argument("what", metavar="ID")
@click.option("--as", "name", metavar="NAME", default="", help="What to call you; the account stays yours.")
@click.option(
    "--severity", type=click.Choice(["P0", "P1", "P2"]), help="Of a new incident; else its class's."
)
@click.option("--title", default="", help="Of a new incident; else its class's.")
@click.option("--target", default="", help="Of a new incident: where, as `prod` or `staging`.")
@click.pass_obj
def command(
    env: Mapping[str, str], what: str, name: str, severity: str | None, title: str, target: str
) -> None:
    """Walk an incident in the terminal, without Slack.

    ID is a runbook, as briefcase/receipt-chain, which declares an incident; or an incident, as INC-0007,
    which goes on with it. The same engine, database and log as the bot's, which must not run meanwhile.
    What is for Slack waits until it does.
    """
    hide_from_commands()
    settings, operator, loaded = _ready(env)
    if not INCIDENT.fullmatch(what) and what not in loaded.runbooks:
        give_up([f"There is no runbook `{what}`. {did_you_mean(what, loaded.runbooks)}".rstrip()])
    request = Declaration(what, title, Severity(severity) if severity else None, target)
    redaction = Redaction(Redactor(own_secrets(settings, operator)))
    start_logging("ERROR", sys.stderr, redaction.text)
    try:
        at_work = build_walk(settings, operator, loaded, login(), name)
    except InUse as trouble:
        give_up([trouble.problem, BESIDE])
    except NotWritable as trouble:
        give_up([trouble.problem, AS_THE_BOT])
    except StoreTrouble as trouble:
        give_up([trouble])
    at_work.start()
    try:
        incident = what if INCIDENT.fullmatch(what) else at_work.begin(request).id
        Walk(at_work.incidents, terminal(sys.stdin.fileno()), at_work.walker, incident).go()
    except Refusal as refused:
        give_up([refused])
    finally:
        at_work.stop(settings.drain)


def _ready(env: Mapping[str, str]) -> tuple[Settings, OperatorFile, Loaded]:
    settings, operator = configured({**WITHOUT_SLACK, **{k: v for k, v in env.items() if v}})
    return settings, operator, proven(settings.runbooks)
