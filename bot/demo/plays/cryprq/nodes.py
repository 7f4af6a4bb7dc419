"""What goes wrong with the nodes of CrypRQ and between them."""

from collections.abc import Sequence

from bot.demo.plays.acts import Act, Declares, Fills, Goes, Happens, Presses, Runs, Sees, Types
from bot.demo.plays.cryprq.habits import DIALER_LOG, LISTENER_LOG, approved, ends, pastes, restarted, sends

PEER = "12D3KooWBv3yFh6QpRtLkZx9mUeC4aWsJnD7gT2oYi5rHqKcNbMf"
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

PEER_DENIED: Sequence[Act] = (
    Happens("cryprq", "peer-denied", told="The listener forgets a peer of its allow-list"),
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
    Presses("Ana", "It is denied"),
    Presses("Ana", "Yes", "Is the denied peer ours?"),
    Presses("Ana", "Answer…", "Which peer is let in?"),
    Fills("Ana", {"Which peer id is to be let in? It begins with 12D3KooW.": PEER}, "Answer"),
    Presses("Ana", "Answer…", "Whose peer is it?"),
    Fills("Ana", {"Who says that this peer is ours, and how do they know?": "Dee, from its log"}, "Answer"),
    Presses("Ana", "Answer…", "Who is allowed now?"),
    Fills("Ana", {"Which peer ids does the listener allow now? All of them.": "none of ours"}, "Answer"),
    Runs("Ana", "cryprq", f"editor listener.env CRYPRQ_ALLOW_PEERS={PEER}"),
    Presses("Ana", "It is written", "Write the new list"),
    Presses("Ana", "Keep: The allow-list as it was"),
    Fills("Ana", {"What was kept, and where it lies": "listener.env of yesterday"}, "It is kept"),
    Goes("Chi", "security"),
    Types("Chi", "/incident join {incident}"),
    *restarted("Ana", "Chi", "Restart the listener", "listener", "It restarted"),
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
