"""`handrail demo`: everything on this machine, no account, no server; and incidents that play themselves."""

import signal
import sys
import threading
from pathlib import Path

import click

from bot.cli.telling import give_up, say
from bot.demo.plays import PLAYS, play_of
from bot.demo.plays.player import Player, WentWrong
from bot.demo.stage import NotUp, Plan, Stage

PORT = 8765


@click.command()
@click.option("--port", default=PORT, show_default=True, help="Where the workspace is; 0 takes a free port.")
@click.option(
    "--data", type=click.Path(path_type=Path), default=Path("var/demo"), show_default=True, help="Made anew."
)
@click.option("--play", "name", metavar="RUNBOOK", help=f"Play an incident: {', '.join(sorted(PLAYS))}.")
@click.option("--fast", is_flag=True, help="Play without pauses, print a transcript, and end.")
def command(port: int, data: Path, name: str | None, *, fast: bool) -> None:
    """A local Slack workspace with the real bot and a system that is broken."""
    if name is not None and name not in PLAYS:
        give_up([f"There is no play `{name}`.", f"There are: {', '.join(sorted(PLAYS))}."])
    if fast and name is None:
        give_up(["--fast goes with --play RUNBOOK."])
    plan = Plan(data, port=port)
    if fast:
        plan = Plan(data, latency_ms=0, limits=False, settings={"HANDRAIL_POST_PACE": "0.01"})
    stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stop.set())
    try:
        with Stage(plan) as stage:
            if name is not None:
                _play(stage, name, fast=fast)
                if fast:
                    return
            else:
                stage.fault("corrupt-receipts", when="once")
                _invite(stage)
            stop.wait()
            say("\nStopping.")
    except OSError as error:
        give_up([f"The workspace cannot use port {port}: {error.strerror}. Name another with --port."])
    except (NotUp, WentWrong) as error:
        click.echo(str(error), err=True)
        sys.exit(1)


def _play(stage: Stage, name: str, *, fast: bool) -> None:
    if not fast:
        say(f"Watch at {stage.base_url}/ (Ctrl-C ends).")
    player = Player(stage, say, fast=fast)
    player.run(play_of(name))
    drafts = sorted((stage.folder / "postmortems").glob("INC-*.md"))
    say(f"\nPostmortem draft: {drafts[-1]}")


def _invite(stage: Stage) -> None:
    say(f"""
Handrail is at work in a local Slack workspace:

    {stage.base_url}/

Briefcase keeps its receipts in {stage.data}, and bytes of one have just been overwritten on disk.
Three things to try:

  1. Be Ana (on-call). In #incidents type:   /incident declare receipt chain
     and follow the channel that opens.
  2. When a second person is asked, open the page as Bo in another tab and approve.
  3. Make it happen again while you walk:     {stage.again_hint}

Or watch it played: handrail demo --play briefcase/receipt-chain
Ctrl-C ends everything.
""")
