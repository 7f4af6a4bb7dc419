"""A token of a provider gets into the central logs, and somebody calls with it until it is revoked."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Prints, Read, Runs, Sees, Value
from bot.demo.plays.closing import closes

SAID = "What it said"
ENDED = "Exit code, or the status of the answer"
UNEXPLAINED = "Tick every tool call or approval that nobody here can explain"
CANARY = (
    "Which canary string, or part of one, is looked for? It has to hold the word canary: a real secret "
    "cannot be typed here."
)
PROVIDERS = "Tick every provider whose credentials may be out"
SERVERS = "Tick every server whose credentials may be out"
COPY = "Keep: Copy of the daemon's data directory with the receipts store"
REVOKED = "Tick every provider that was revoked, here or in its console"
WHERE = "What was kept, and where it lies"


def picks(near: str, question: str = "", row: Value = "") -> Sequence[Act]:
    """Ana ticks a row of a result, or none."""
    return (
        Presses("Ana", "Pick rows…", near),
        Fills("Ana", {question: row} if row else {}, "Pick"),
    )


LEAKED: Sequence[Act] = (
    Happens(
        "briefcase", "leaked-canary", {"of": "quotes"}, "A token gets into the central logs, and is used"
    ),
    Declares("Ana", 'briefcase/credential-exposure kind="oauth token"'),
    Presses("Ana", "Take Commander"),
    *picks("What was done with it?", UNEXPLAINED, Read(r"(r-\d+) · [^·]+ · tool quotes\.export")),
    Sees("Ana", "P0"),
    Presses("Ana", "Yes", "Are there central logs?"),
    Presses("Ana", "Answer…", "Which canary?"),
    Fills("Ana", {CANARY: "bc-canary-7f3a"}, "Answer"),
    Presses("Ana", "Paste the result…", "Did a canary reach the logs?"),
    Fills(
        "Ana",
        {SAID: Prints("briefcase", "grep -rlF -e bc-canary-7f3a /var/log/remote"), ENDED: "0"},
        "Record it",
    ),
    Presses("Ana", "It did", "Did a canary reach the logs?"),
    Presses("Ana", "Yes", "Exposed or explained?"),
    *picks("Which providers may be out?", PROVIDERS, "quotes"),
    *picks("Which MCP servers may be out?"),
    Presses("Ana", COPY, "Revoke the OAuth credentials of the providers"),
    Fills("Ana", {WHERE: "preserved/20261121 on another disk"}, "It is kept"),
    Presses("Ana", "Ask for approval", "Revoke the OAuth credentials of the providers"),
    Goes("Bo", "{incident}"),
    Presses("Bo", "Approve", "It changes the system"),
    Presses("Bo", "Approve"),
    Presses("Ana", "Yes", "Does the device hold a token of a control plane?"),
    Runs("Dee", "briefcase", "control-plane devices re-enrol laptop-7"),
    Presses("Ana", "It is enrolled anew"),
    Presses("Ana", "Run it", "Does it sync with its new token?"),
    Presses("Ana", "It does", "Does it sync with its new token?"),
    Presses("Ana", "Run it", "Is it quiet now?"),
    *picks("Is it quiet now?"),
    Presses("Ana", "Looked through", "Is it quiet now?"),
    *picks("Which providers need a login?", REVOKED, "quotes"),
    Runs("Ana", "briefcase", "briefcase providers oauth-login --id quotes"),
    Presses("Ana", "Done", "Log in to the providers again"),
    *picks("Which MCP servers need a login?"),
    Runs("Ana", "briefcase", "briefcase capabilities reissue"),
    Presses("Ana", "Done", "Issue the capability tokens again"),
    Presses("Ana", "Done", "Write down what was out"),
    Presses("Ana", "Keep…"),
    Fills("Ana", {WHERE: "release-1.0.3/security.tar"}, "It is kept"),
    *closes("Ana", "A token was seen where it should not be; all are new.", "Look for tokens in releases"),
)
