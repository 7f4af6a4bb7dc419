"""What Briefcase leans on fails: the control plane, and the providers."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Prints, Runs, Sees, Types

BRIEFCASE = "briefcase"
SAID = "What it said"
ADDRESS = "control-plane.internal:8443"
WHERE = f"Which host and port does the daemon sync with? As {ADDRESS}"


def pastes(near: str, command: str) -> Sequence[Act]:
    """Ana runs a command on a host that the bot cannot reach, and pastes what it printed."""
    return (
        Presses("Ana", "Paste the result…", near),
        Fills("Ana", {SAID: Prints(BRIEFCASE, command)}, "Record it"),
    )


def approved(step: str, outcome: str) -> Sequence[Act]:
    """Ana asks, Bo says yes to exactly that command, and Ana goes on."""
    return (
        Presses("Ana", "Ask for approval", step),
        Goes("Bo", "{incident}"),
        Presses("Bo", "Approve", "It changes the system"),
        Presses("Bo", "Approve"),
        Presses("Ana", outcome, step),
    )


ENDS: Sequence[Act] = (
    Presses("Ana", "Resolve"),
    Sees("Ana", "Postmortem draft of {incident}"),
    Presses("Ana", "Close"),
    Presses("Ana", "Close it"),
    Sees("Ana", "closed"),
)

CONTROL_PLANE_SYNC: Sequence[Act] = (
    Happens(BRIEFCASE, "sync-fails", {"how": "unsigned"}, "The control plane offers a bundle nobody signed"),
    Declares("Ana", "briefcase/control-plane-sync"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Where does the daemon sync to?"),
    Fills("Ana", {WHERE: ADDRESS}, "Answer"),
    *pastes("reach and trust it", f"openssl s_client -connect {ADDRESS} -verify_return_error -brief"),
    Presses("Ana", "It reaches and trusts it"),
    Presses("Ana", "Edit and send…", "Tell Security about the bundle"),
    Fills("Ana", {}, "Send it"),
    Presses("Ana", "Bundle", "What keeps it from syncing?"),
    Presses("Ana", "No", "Do the retries do harm?"),
    Presses("Ana", "It is published", "Have a good bundle published"),
    *approved("Sync by hand", "It is refused"),
    Presses("Ana", "The same", "What does it say now?"),
    Presses("Ana", "Bundle", "What keeps it from syncing?"),
    Presses("Ana", "No", "Do the retries do harm?"),
    Runs("Dee", BRIEFCASE, "control-plane publish --signed"),
    Presses("Ana", "It is published", "Have a good bundle published"),
    *approved("Sync by hand", "It synced"),
    Sees("Ana", "Write down what the gap was"),
    Types("Ana", "/incident keep receipts receipts.jsonl in the ticket"),
    Types("Ana", "/incident keep audit-log audit.log in the ticket"),
    Presses("Ana", "Done", "Write down what the gap was"),
    *ENDS,
)
