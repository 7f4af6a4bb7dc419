"""What Briefcase leans on fails: the control plane, and the providers."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Prints, Runs, Sees, Types
from bot.demo.plays.closing import closes

BRIEFCASE = "briefcase"
SAID = "What it said"
ADDRESS = "control-plane.internal:8443"
HARNESS = "cargo run -p briefcase-conformance --bin provider-contract -- quotes"
CAUSE = "Where does it break? Theirs: the provider itself. Ours: proxy, firewall, daemon"
BEGAN = "When did the first call fail? The receipts say it; the alert came later."
WHERE = f"Which host and port does the daemon sync with? As {ADDRESS}"


def pastes(near: str, command: str) -> Sequence[Act]:
    """Ana runs a command on a host that the bot cannot reach, and pastes what it printed."""
    return (
        Presses("Ana", "Paste the result…", near),
        Fills("Ana", {SAID: Prints(BRIEFCASE, command)}, "Record it"),
    )


def approved(step: str) -> Sequence[Act]:
    """Ana asks, and Bo says yes to exactly that command."""
    return (
        Presses("Ana", "Ask for approval", step),
        Goes("Bo", "{incident}"),
        Presses("Bo", "Approve", "It changes the system"),
        Presses("Bo", "Approve"),
    )


ENDS: Sequence[Act] = (
    *closes("Ana", "What Briefcase needs from outside was not there.", "Tell when it is away for a minute"),
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
    *approved("Sync by hand"),
    Presses("Ana", "It is refused", "Sync by hand"),
    Presses("Ana", "The same", "What does it say now?"),
    Presses("Ana", "Bundle", "What keeps it from syncing?"),
    Presses("Ana", "No", "Do the retries do harm?"),
    Runs("Dee", BRIEFCASE, "control-plane publish --signed"),
    Presses("Ana", "It is published", "Have a good bundle published"),
    *approved("Sync by hand"),
    Presses("Ana", "It synced", "Sync by hand"),
    Sees("Ana", "Write down what the gap was"),
    Types("Ana", "/incident keep receipts receipts.jsonl in the ticket"),
    Types("Ana", "/incident keep audit-log audit.log in the ticket"),
    Presses("Ana", "Done", "Write down what the gap was"),
    *ENDS,
)

PROVIDER_OUTAGE: Sequence[Act] = (
    Happens(BRIEFCASE, "provider-outage", {"provider": "quotes"}, "The token endpoint of a provider fails"),
    Declares("Ana", "briefcase/provider-outage"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "They fail", "Where does each of them break?"),
    Presses("Ana", "Answer…", "Theirs or ours, and since when?"),
    Fills("Ana", {CAUSE: "theirs", BEGAN: "2026-11-21T09:00:00Z"}, "Answer"),
    Presses("Ana", "Done", "Fail closed for write and admin"),
    Presses("Ana", "No", "May reads be served from the cache?"),
    Presses("Ana", "Edit and send…", "Say what does not work"),
    Fills("Ana", {}, "Send it"),
    Sees("Ana", "Wait until they answer again"),
    Happens(BRIEFCASE, "provider-outage", {"provider": "quotes", "how": "over"}, "The provider is back"),
    *approved("Clear stale capability state"),
    *approved("Mint capabilities anew"),
    *pastes("Does each keep its contract again?", HARNESS),
    Presses("Ana", "Done", "Allow write and admin again"),
    Sees("Ana", "Somebody who was not here can tell what went through"),
    Types("Ana", "/incident keep window daemon.log and receipts.jsonl in the ticket"),
    Types("Ana", "/incident keep overrides None"),
    Presses("Ana", "Done", "Note every exception"),
    *ENDS,
)
