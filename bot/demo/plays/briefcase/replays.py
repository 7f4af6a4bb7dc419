"""The gateway refuses each proof of a provider, because its replay cache has grown without bound."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Happens, Presses, Prints, Runs, Sees, Types
from bot.demo.plays.briefcase.upstream import BRIEFCASE, ENDS, SAID, approved, pastes

HARNESS = "cargo run -p briefcase-conformance --bin provider-contract -- payments"
ENDED = "Exit code, or the status of the answer"
CAUSE = (
    "What is it? (rewrite: something changes method or URL on the way; resend: a client sends a proof twice; "
    "cache: the replay cache itself)"
)
NONE = "Is nothing at all minted for this provider?"
UNSTABLE = "Does it come and go, so that a tool may run on an old capability and fail half-way?"
TOOLS = "Which tools or categories go through it?"
WHERE = "What was kept, and where it lies"
CACHE = "Keep: Size of the replay cache and the counters before the restart"
RESTART = "Restart the provider gateway"


def clock(number: int, command: str) -> Sequence[Act]:
    """Ana looks at one of the clocks on its host."""
    return (
        Types("Ana", f"/incident byhand {number} paste"),
        Fills("Ana", {SAID: Prints(BRIEFCASE, command), ENDED: "0"}, "Record it"),
    )


REPLAYS: Sequence[Act] = (
    Happens(BRIEFCASE, "replay-errors", told="The gateway takes each proof for a replay"),
    Declares("Ana", "briefcase/replay-errors provider=payments"),
    Presses("Ana", "Take Commander"),
    Sees("Ana", "Are both clocks right?"),
    *clock(1, "chronyc tracking"),
    *clock(2, "ssh gateway chronyc tracking"),
    *pastes("What exactly does the gateway refuse?", "ssh gateway journalctl"),
    Presses("Ana", "Replays", "What exactly does the gateway refuse?"),
    *pastes("Does payments keep its contract?", HARNESS),
    Presses("Ana", "It fails", "Does payments keep its contract?"),
    Presses("Ana", "Answer…", "What is it?"),
    Fills("Ana", {CAUSE: "cache", NONE: "No"}, "Answer"),
    Presses("Ana", "Answer…", "Does it come and go?"),
    Fills("Ana", {UNSTABLE: "No", TOOLS: "payments.transfer"}, "Answer"),
    Presses("Ana", "Yes", "Disable the provider meanwhile?"),
    *approved("Disable payments until its contract passes"),
    Presses("Ana", "It is disabled", "Disable payments until its contract passes"),
    Presses("Ana", CACHE, RESTART),
    Fills("Ana", {WHERE: "metrics.txt in the ticket"}, "It is kept"),
    Presses("Ana", "Ask for approval", RESTART),
    Presses("Bo", "Approve", "It changes the system"),
    Presses("Bo", "Approve"),
    Runs("Dee", BRIEFCASE, "ssh gateway systemctl restart briefcase-gateway"),
    Types("Ana", "/incident byhand ok"),
    Presses("Ana", "It is restarted", RESTART),
    *pastes("Does payments keep its contract now?", HARNESS),
    Presses("Ana", "It passes", "Does payments keep its contract now?"),
    *approved("Enable payments again"),
    Presses("Ana", "It is enabled", "Enable payments again"),
    Sees("Ana", "Close what was opened"),
    Presses("Ana", "Done", "Close what was opened"),
    *ENDS,
)
