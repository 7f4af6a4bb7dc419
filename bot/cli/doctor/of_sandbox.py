"""What programs run in, and what they could see all the same."""

from collections.abc import Collection, Iterator, Mapping
from pathlib import Path
from typing import Final, cast, get_args

from bot.cli.doctor.finding import Finding
from bot.diagnostics.bindings import Reach, Unfit
from bot.diagnostics.confine import READABLE
from bot.diagnostics.sandbox import PORTS, Sandboxes, Wish, described

AREA: Final = "Sandbox"
_HOW: Final = (
    "A kernel from 5.13 on has Landlock unless it is switched off at boot (`lsm=`); bubblewrap is a package "
    "of that name."
)


def wished(env: Mapping[str, str]) -> Wish:
    """What HANDRAIL_SANDBOX says, be the other settings as they may."""
    said = env.get("HANDRAIL_SANDBOX", "")
    return cast("Wish", said) if said in get_args(Wish) else "auto"


def of_sandbox(found: Sandboxes, secret: Collection[Path]) -> Iterator[Finding]:
    """Which one programs get, how much it can, and whether secrets lie where every program may look."""
    usual = found.usual
    if isinstance(usual, Unfit):
        yield Finding(AREA, "warning", f"Programs are not run, but by hand: {usual.why}.", _HOW)
    elif usual.tier == "none" and found.wish == "none":
        do = "A program can read what the bot's account can. Leave HANDRAIL_SANDBOX out to have Landlock."
        yield Finding(AREA, "warning", "HANDRAIL_SANDBOX turns sandboxes off.", do)
    elif usual.tier == "none":
        yield Finding(AREA, "warning", f"Programs run without a sandbox: {found.no_landlock}.", _HOW)
    else:
        yield Finding(AREA, "ok", f"programs run in {described(usual, Reach())}")
        yield from _limits(usual.landlock)
    if not found.bwrap and found.wish != "none":
        yield Finding(AREA, "note", f"There is no bubblewrap for commands that demand it: {found.no_bwrap}.")
    lie = [str(file) for file in secret if any(Path(shown) in file.absolute().parents for shown in READABLE)]
    if lie:
        do = "Put them elsewhere, as /var/lib/handrail and /etc/handrail."
        yield Finding(AREA, "warning", "Every program may read where these lie", do, tuple(lie))


def _limits(version: int) -> Iterator[Finding]:
    if 0 < version < PORTS:
        yield Finding(
            AREA, "note", "This kernel's Landlock cannot restrict connections; Linux 6.7 and later can."
        )
