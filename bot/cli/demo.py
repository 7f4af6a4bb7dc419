"""`handrail demo`: everything on this machine, no account, no server; and incidents that play themselves."""

import signal
import sys
import threading
from pathlib import Path
from types import FrameType
from typing import NoReturn

import click

from bot.cli.telling import give_up, say
from bot.demo.folder import FolderRefused
from bot.demo.plays import ALL, PLAYS, plays_named
from bot.demo.plays.player import Player, WentWrong
from bot.demo.stage import NotUp, Plan, Stage

PORT = 8765
HUMAN_SECONDS = 1.4
"""Between two acts, when somebody watches."""
QUICKLY = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_WAIT_SPEED": "20"}
"""Settings of the bot when nobody watches."""
INTERRUPTED = 130
"""Exit code of a play that was stopped before its end."""


@click.command()
@click.option(
    "--port",
    type=click.IntRange(0, 65535),
    metavar="NUMBER",
    default=PORT,
    show_default=True,
    help="Where the workspace is; 0 takes a free port.",
)
@click.option(
    "--data",
    type=click.Path(path_type=Path),
    default=Path("var/demo"),
    show_default=True,
    help="A folder of its own, made anew.",
)
@click.option("--play", "name", metavar="NAME", help="Play an incident to its end; `all` plays each of them.")
@click.option("--socket", is_flag=True, help="Let the bot call the workspace: Slack's Socket Mode.")
@click.option("--fast", is_flag=True, help="Play without pauses, print a transcript, and end.")
def command(port: int, data: Path, name: str | None, *, socket: bool, fast: bool) -> None:
    """A local Slack workspace with the real bot and a system that is broken."""
    if name is not None and not plays_named(name):
        give_up([f"There is no play `{name}`. There are:", *(f"  {each}" for each in [*sorted(PLAYS), ALL])])
    if fast and name is None:
        give_up(["--fast goes with --play NAME."])
    plan = Plan(data, port=port, socket=socket)
    if fast:
        plan = Plan(data, socket=socket, latency_ms=0, limits=False, settings=QUICKLY)
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, _interrupt)
    try:
        _perform(_stage(plan), name, fast=fast)
    except FolderRefused as refused:
        give_up([refused])
    except (NotUp, WentWrong) as error:
        click.echo(str(error), err=True)
        sys.exit(1)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)


def _interrupt(*_: int | FrameType | None) -> NoReturn:
    """Leave from wherever we are; what was put up is taken down once, without further interruption."""
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _stage(plan: Plan) -> Stage:
    try:
        return Stage(plan)
    except OSError as error:
        give_up([f"The workspace cannot use port {plan.port}: {error.strerror}. Name another with --port."])


def _perform(stage: Stage, name: str | None, *, fast: bool) -> None:
    with stage:
        try:
            if name is None:
                stage.fault("briefcase", "corrupt-receipts", when="once")
                _invite(stage)
            else:
                _play(stage, name, fast=fast)
        except KeyboardInterrupt:
            say("\nStopped before its end.")
            raise
        if not fast:
            _wait_to_be_stopped()


def _wait_to_be_stopped() -> None:
    try:
        threading.Event().wait()
    except KeyboardInterrupt:
        say("\nStopping.")


def _play(stage: Stage, name: str, *, fast: bool) -> None:
    if not fast:
        say(f"Watch at {stage.base_url}/ (Ctrl-C ends).\n")
    player = Player(stage, say, 0.0 if fast else HUMAN_SECONDS)
    for number, (each, acts) in enumerate(plays_named(name).items()):
        say(f"{chr(10) if number else ''}— {each}")
        player.run(acts)
    drafts = sorted((stage.folder / "postmortems").glob("INC-*.md"))
    for draft in drafts[-1:]:
        say(f"\nPostmortem draft: {draft}")
    if not fast:
        say(f"Look around at {stage.base_url}/; Ctrl-C ends everything.")


def _invite(stage: Stage) -> None:
    say(f"""
Handrail is at work in a local Slack workspace:

    {stage.base_url}/

Briefcase keeps its receipts in {stage.place("briefcase").data}, and bytes of one have just been
overwritten on disk.
Three things to try:

  1. Be Ana, who is on call: {stage.address_of("ana")}
     In #incidents type  /incident declare receipt chain  and follow the channel that opens.

  2. When a second person is asked, be Bo in another tab, and approve: {stage.address_of("bo")}

  3. Let the disk strike again after the restore:
     curl -d '{{"fault": "corrupt-receipts", "when": "after-restore"}}' {stage.control("briefcase")}

What else can be broken, and what to type then after /incident:
{_faults(stage)}
Ctrl-C ends everything. To watch it played instead: {_program()} demo --play {min(PLAYS)}
""")


def _faults(stage: Stage) -> str:
    lines = []
    for each in stage.plan.standins:
        lines.append(f'\n  {each.system}: curl -d \'{{"fault": "NAME"}}\' {stage.control(each.system)}')
        lines += [f"     {fault.name:18} {fault.about}: {fault.answer}" for fault in each.faults]
        if each.on_its_hosts:
            where = stage.control(each.system).replace("/faults", "/prints")
            lines.append("     What the bot only shows to copy is run on the hosts of the system so:")
            lines.append(f"     curl -G -X POST --data-urlencode 'command={each.on_its_hosts}' {where}")
    return "\n".join([*lines, ""])


def _program() -> str:
    """What to type for this program, as it was typed."""
    typed = sys.argv[0]
    return typed if Path(typed).name == "handrail" else "handrail"
