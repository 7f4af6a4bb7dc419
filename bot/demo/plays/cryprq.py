"""CrypRQ: what goes wrong with its nodes and its code, and how two or three people put it right."""

from collections.abc import Mapping, Sequence

from bot.demo.plays.acts import (
    Act,
    Declares,
    Fills,
    Goes,
    Happens,
    Presses,
    Prints,
    Runs,
    Sees,
    Types,
    Value,
)

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
    """Resolves, and closes once nothing is owed."""
    return (
        Presses(who, "Resolve"),
        Sees(who, "Postmortem draft of {incident}"),
        Presses(who, "Close"),
        Presses(who, "Close it"),
        Sees(who, "closed"),
    )


def restarted(asks: str, approves: str, near: str, node: str, then: str) -> Sequence[Act]:
    """Restarts a node on its host, once another person has approved it."""
    return (
        *approved(asks, approves, near),
        *pastes(asks, near, f"docker restart {node}", "0"),
        Presses(asks, then, near),
    )


ADDRESS = "/ip4/10.20.0.2/udp/9999/quic-v1/p2p/12D3KooWQ7cNmHLzZJ4sKbfVgTt1pWxY8rEa2uDdS5hR9oPqXyGv"

DIALER_NEVER_CONNECTS: Sequence[Act] = (
    Happens("cryprq", "no-peer-id", told="Somebody starts the dialer with an address that has no peer id"),
    Declares("Ana", "cryprq/dialer-never-connects"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Who dials, and whom?"),
    Fills(
        "Ana",
        {
            "Which container dials? Its name.": "dialer",
            "Which container listens? Its name.": "listener",
            "Is it every dialer, and not just this one?": "No",
        },
        "Answer",
    ),
    *pastes("Ana", "What does the dialer say?", DIALER_LOG),
    Presses("Ana", "No peer id in the address"),
    *pastes("Ana", "What is the listener's own address?", LISTENER_LOG),
    Presses("Ana", "It logged one"),
    Runs("Ana", "cryprq", f"editor dialer.env DIAL={ADDRESS}"),
    Presses("Ana", "Done", "Give the dialer that address"),
    *restarted("Ana", "Bo", "Restart the dialer", "dialer", "It restarted"),
    Sees("Ana", "Is RUST_LOG at info?"),
    Presses("Ana", "Mitigated"),
    Presses("Ana", "Yes", "Is RUST_LOG at info?"),
    *ends("Ana"),
)

PORT_CLOSED: Sequence[Act] = (
    Happens("cryprq", "port-closed", told="A firewall rule shuts UDP 9999"),
    Declares("Ana", "cryprq/dialer-never-connects"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Who dials, and whom?"),
    Fills(
        "Ana",
        {
            "Which container dials? Its name.": "dialer",
            "Which container listens? Its name.": "listener",
            "Is it every dialer, and not just this one?": "Yes",
        },
        "Answer",
    ),
    Sees("Ana", "P1"),
    *pastes("Ana", "What does the dialer say?", DIALER_LOG),
    Presses("Ana", "The transport fails"),
    Presses("Ana", "A rule shuts it"),
    *approved("Ana", "Bo", "Open UDP 9999"),
    *pastes("Ana", "Open UDP 9999", "ufw allow 9999/udp", "0"),
    Presses("Ana", "It is open", "Open UDP 9999"),
    Sees("Ana", "Is RUST_LOG at info?"),
    Presses("Ana", "Yes", "Is RUST_LOG at info?"),
    *ends("Ana"),
)

HANDSHAKES: Sequence[Act] = (
    Happens("cryprq", "bad-release", told="A version is deployed that fails handshakes"),
    Declares("Ana", "cryprq/handshakes-regress"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "Answer…", "Who dials, and whom?"),
    Fills(
        "Ana",
        {"Which container dials? Its name.": "dialer", "Which container listens? Its name.": "listener"},
        "Answer",
    ),
    *pastes("Ana", "What does the dialer say?", DIALER_LOG),
    Presses("Ana", "None of these"),
    Presses("Ana", "Yes", "What was changed?"),
    *pastes(
        "Ana", "Which versions are kept?", "docker images cryprq-node --format '{{.Repository}}:{{.Tag}}'"
    ),
    Presses("Ana", "There are some"),
    Presses("Ana", "It is cryprq-node:v0.2.0", "Which one?"),
    Presses("Ana", "Keep: Logs of both nodes as they are now"),
    Fills("Ana", {"What was kept, and where it lies": "both logs, at host:/var/keep/20261121"}, "It is kept"),
    *approved("Ana", "Bo", "Point the service at"),
    Runs("Ana", "cryprq", "docker tag cryprq-node:v0.2.0 cryprq-node:release"),
    Presses("Ana", "I ran it by hand…", "Point the service at"),
    Fills("Ana", {"Verdict": "ok · It points there"}, "Record it"),
    Presses("Ana", "It points there"),
    *restarted("Ana", "Bo", "Restart the listener", "listener", "It restarted"),
    *restarted("Ana", "Bo", "Restart the dialer", "dialer", "It restarted"),
    *pastes("Ana", "Run the smoke test again", "bash scripts/cutover_smoke.sh", "0"),
    Presses("Ana", "It passes"),
    Presses("Ana", "Run it", "What is counted now?"),
    Presses("Ana", "It has peers", "What is counted now?"),
    Sees("Ana", "The walk is at its end"),
    *ends("Ana"),
)

ROTATION: Sequence[Act] = (
    Happens("cryprq", "rotation-stalled", told="The listener's rotation task stops"),
    Declares("Ana", "cryprq/rotation-stalled which=listener node=listener"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "What does its log say?", LISTENER_LOG),
    Presses("Ana", "Something failed"),
    Presses("Ana", "Answer…", "For how long, and since what?"),
    Fills(
        "Ana",
        {
            "Has no key rotated for more than an hour?": "No",
            "Was a version deployed since it last rotated?": "No",
            "The container at the other end": "dialer",
        },
        "Answer",
    ),
    *sends("Ana", "Tell Security"),
    *restarted("Ana", "Bo", "Restart listener", "listener", "It restarted"),
    Presses("Ana", "Run it", "Is it back, and what does it count?"),
    Presses("Ana", "It counts", "Is it back, and what does it count?"),
    Sees("Ana", "The walk is at its end"),
    Presses("Ana", "Keep…"),
    Fills("Ana", {"What was kept, and where it lies": "/metrics of the listener, twice"}, "It is kept"),
    *ends("Ana"),
)

NODE: Sequence[Act] = (
    Happens("cryprq", "node-down", told="The listener crashes"),
    Declares("Ana", "cryprq/node-unhealthy which=listener node=listener"),
    Presses("Ana", "Take Commander"),
    Presses("Ana", "It does not run"),
    *pastes("Ana", "What does its log say?", LISTENER_LOG),
    Presses("Ana", "It names an error"),
    *sends("Ana", "Tell those who run what goes through it"),
    Presses("Ana", "Answer…", "Since what?"),
    Fills(
        "Ana",
        {
            "Was a version deployed since it was last healthy?": "No",
            "The container at the other end": "dialer",
            "How often was it restarted in this incident?": "1",
        },
        "Answer",
    ),
    *restarted("Ana", "Bo", "Restart listener", "listener", "It restarted"),
    Sees("Ana", "The walk is at its end"),
    *ends("Ana"),
)

LOGS: Sequence[Act] = (
    Happens("cryprq", "debug-left-on", told="RUST_LOG=debug is left on at the dialer"),
    Declares("Ana", "cryprq/log-flood node=dialer"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "What floods it?", DIALER_LOG),
    Presses("Ana", "It is at debug"),
    Presses("Ana", "No", "Does somebody need it?"),
    Presses("Ana", "Fine", "How full is its disk?"),
    Presses("Ana", "No", "Has it told too much?"),
    Runs("Ana", "cryprq", "editor dialer.env RUST_LOG=info"),
    Presses("Ana", "Done", "Set RUST_LOG to info"),
    *restarted("Ana", "Bo", "Restart dialer", "dialer", "It restarted"),
    *pastes("Ana", "Is it quiet?", DIALER_LOG),
    Presses("Ana", "It is", "Is it quiet?"),
    Presses("Ana", "Answer…", "Where was it set?"),
    Fills(
        "Ana",
        {"Where was debug set: unit, container, or something that starts it by schedule?": "dialer.env"},
    ),
    *ends("Ana"),
)

SCAN: Sequence[Act] = (
    Happens("cryprq", "vulnerable", told="A dependency has a High"),
    Declares("Ana", "cryprq/security-scan version=v0.2.0"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Scan v0.2.0 again", "bash scripts/grype-scan.sh"),
    Presses("Ana", "Critical or High"),
    *pastes("Ana", "What does cargo audit say?", "cargo audit"),
    Presses("Ana", "An advisory of severity deny"),
    *pastes("Ana", "What is in this version?", "bash scripts/syft-sbom.sh", "0"),
    Presses("Ana", "It is written"),
    Presses("Ana", "No", "Does it run in production?"),
    Presses("Ana", "There is", "Repair or accept?"),
    Runs("Dee", "cryprq", "cargo update -p openssl-sys"),
    Presses("Ana", "Done", "Raise or replace the dependency"),
    *pastes("Ana", "Scan again", "bash scripts/grype-scan.sh"),
    Presses("Ana", "Nothing so severe", "Scan again"),
    *pastes("Ana", "Audit again", "cargo audit"),
    Presses("Ana", "None", "Audit again"),
    *ends("Ana"),
)

SECRET: Sequence[Act] = (
    Happens("cryprq", "secret", told="A token is committed"),
    Declares("Ana", "cryprq/secrets-found"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "What does the scan find?", "gitleaks detect --no-banner --redact"),
    Presses("Ana", "It finds something"),
    Presses("Ana", "Answer…", "What is it?"),
    Fills(
        "Ana",
        {
            "What is it?": "token",
            "Is it a real secret, and no example or test value?": "Yes",
            "Since when does it stand there? The time of the commit.": "2026-11-20T16:00:00Z",
        },
        "Answer",
    ),
    Presses("Ana", "Done", "Revoke it, and issue a new one"),
    Presses("Ana", "Yes", "Is the old one refused?"),
    Presses("Ana", "No", "Has it been used?"),
    Presses("Ana", "Keep: Access log of what the secret opens"),
    Fills("Ana", {"What was kept, and where it lies": "access log, 20261120 on"}, "It is kept"),
    Runs("Dee", "cryprq", "git rm deploy/peer.env"),
    Presses("Ana", "Done", "Take it out of the code"),
    *pastes("Ana", "Scan again", "gitleaks detect --no-banner --redact"),
    Presses("Ana", "Clean", "Scan again"),
    *ends("Ana"),
)

REPRO: Sequence[Act] = (
    Happens("cryprq", "not-repeatable", told="A path gets into the binary"),
    Declares("Ana", "cryprq/repro-mismatch commit=v0.2.0"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Build v0.2.0 twice again", "bash scripts/repro-build.sh"),
    Presses("Ana", "They differ", "Build v0.2.0 twice again"),
    Presses("Ana", "No", "Is such a binary out already?"),
    Presses("Ana", "They differ there too"),
    Presses("Ana", "Answer…", "What makes them differ?"),
    Fills(
        "Ana",
        {
            "What makes them differ?": "time or path",
            "Is there any sign that somebody changed what is built?": "No",
        },
        "Answer",
    ),
    Presses("Ana", "Keep: Both binaries and both build logs"),
    Fills("Ana", {"What was kept, and where it lies": "host:/var/keep/repro"}, "It is kept"),
    Runs("Dee", "cryprq", "git apply repeatable.patch"),
    Presses("Ana", "Done", "Make the build repeatable"),
    *pastes("Ana", "Build twice again", "bash scripts/repro-build.sh"),
    Presses("Ana", "They are the same", "Build twice again"),
    *ends("Ana"),
)

CI: Sequence[Act] = (
    Happens("cryprq", "tests-fail", told="A commit breaks a test"),
    Declares("Ana", "cryprq/ci-red check=tests"),
    Presses("Ana", "Take Commander"),
    *pastes("Ana", "Do the tests fail here too?", "cargo test --all"),
    Presses("Ana", "They do", "Do the tests fail here too?"),
    Presses("Ana", "It is found"),
    Presses("Ana", "Keep: Log of the red job"),
    Fills("Ana", {"What was kept, and where it lies": "job 4711"}, "It is kept"),
    Runs("Dee", "cryprq", "git revert HEAD"),
    Presses("Ana", "Done", "Take it back, or repair it"),
    *pastes("Ana", "Do the tests pass?", "cargo test --all"),
    Presses("Ana", "They pass", "Do the tests pass?"),
    *ends("Ana"),
)

CHECKS = (
    ("cargo build --release -p cryprq", "0"),
    ("cargo test --all", ""),
    ("./scripts/docker_vpn_test.sh", "0"),
    ("bash scripts/syft-sbom.sh", "0"),
    ("bash scripts/grype-scan.sh", ""),
    ("bash scripts/repro-build.sh", ""),
    ("cargo audit", ""),
    ("gitleaks detect --no-banner --redact", ""),
)
"""The blocking checks of a release, in the order of the list; those with a code are judged by it."""


def item_pasted(who: str, number: int, command: str, ended: str) -> Sequence[Act]:
    """Runs the command of one item of a list on its host, and pastes what it printed."""
    values: dict[str, Value] = {SAID: Prints("cryprq", command)}
    if ended:
        values[ENDED] = ended
    return (Types(who, f"/incident byhand {number} paste"), Fills(who, values, "Record it"))


RELEASE: Sequence[Act] = (
    *CI[:3],
    Goes("Ana", "devops"),
    Types("Ana", "/incident start cryprq/release version=v0.4.0"),
    Sees("Ana", "An incident blocks it"),
    Goes("Ana", "{incident}"),
    *CI[3:],
    Goes("Ana", "devops"),
    Presses("Ana", "Look again", "An incident blocks it"),
    Sees("Ana", "The blocking checks"),
    *(act for n, check in enumerate(CHECKS, 1) for act in item_pasted("Ana", n, *check)),
    *pastes("Ana", "Smoke test of the cutover", "bash scripts/cutover_smoke.sh", "0"),
    Presses("Ana", "It passes", "Smoke test of the cutover"),
    *pastes("Ana", "Pack the release", "./finish_qa_and_package.sh"),
    Presses("Ana", "It is packed"),
    Presses("Ana", "Answer…", "Size and start-up"),
    Fills(
        "Ana",
        {"Measured size of the binary, in MB": "6.1", "Measured start-up time, in ms": "310"},
        "Answer",
    ),
    Presses("Ana", "Done", "Write PRODUCTION_SUMMARY.md"),
    Presses("Ana", "Keep: rotation.txt of the smoke run: the proof that keys rotate"),
    Fills("Ana", {"What was kept, and where it lies": "rotation.txt, beside the summary"}, "It is kept"),
    *approved("Ana", "Dee", "Tag v0.4.0", "devops"),
    Runs("Ana", "cryprq", "git tag -a v0.4.0 -m 'CrypRQ production cutover'"),
    Presses("Ana", "I ran it by hand…", "Tag v0.4.0"),
    Fills("Ana", {"Verdict": "ok · It is tagged"}, "Record it"),
    Presses("Ana", "It is tagged"),
    *approved("Ana", "Dee", "Push the tag", "devops"),
    *pastes("Ana", "Push the tag", "git push origin v0.4.0", "0"),
    Presses("Ana", "It is pushed"),
    Presses("Ana", "They are the same"),
    *sends("Ana", "Say that it is out"),
    Sees("Ana", "CrypRQ v0.4.0 is released"),
)


PLAYS: Mapping[str, Sequence[Act]] = {
    "cryprq/dialer-never-connects": DIALER_NEVER_CONNECTS,
    "cryprq/dialer-never-connects: the port is shut": PORT_CLOSED,
    "cryprq/handshakes-regress": HANDSHAKES,
    "cryprq/rotation-stalled": ROTATION,
    "cryprq/node-unhealthy": NODE,
    "cryprq/log-flood": LOGS,
    "cryprq/security-scan": SCAN,
    "cryprq/secrets-found": SECRET,
    "cryprq/repro-mismatch": REPRO,
    "cryprq/ci-red": CI,
    "cryprq/release": RELEASE,
}
