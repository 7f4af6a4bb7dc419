"""What people do again and again in the plays of CrypRQ."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Fills, Goes, Presses, Prints, Value
from bot.demo.plays.closing import closes

SAID = "What it said"
ENDED = "Exit code, or the status of the answer"
LISTENER_LOG = "docker logs --tail 500 listener"
DIALER_LOG = "docker logs --tail 500 dialer"


def pastes(who: str, near: str, command: str, ended: str = "") -> Sequence[Act]:
    """Runs a command of a step on its host, and pastes what it printed."""
    values: dict[str, Value] = {SAID: Prints("cryprq", command)}
    if ended:
        values[ENDED] = ended
    return (Presses(who, "Paste the result…", near), Fills(who, values, "Record it"))


def approved(asks: str, approves: str, near: str, room: str = "{incident}") -> Sequence[Act]:
    """Asks for a change, and has it approved by another."""
    return (
        Presses(asks, "Ask for approval", near),
        Goes(approves, room),
        Presses(approves, "Approve", "It changes the system"),
        Presses(approves, "Approve"),
    )


def sends(who: str, near: str) -> Sequence[Act]:
    """Sends an update as it was drafted."""
    return (Presses(who, "Edit and send…", near), Fills(who, {}, "Send it"))


def ends(who: str) -> Sequence[Act]:
    """Resolves, writes what there is to write, and closes once nothing is owed."""
    return closes(who, "It was found, mended and verified.", "Try it before each release")


def restarted(asks: str, approves: str, near: str, node: str, then: str) -> Sequence[Act]:
    """Restarts a node on its host, once another person has approved it."""
    return (
        *approved(asks, approves, near),
        *pastes(asks, near, f"docker restart {node}", "0"),
        Presses(asks, then, near),
    )
