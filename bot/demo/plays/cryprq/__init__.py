"""CrypRQ: what goes wrong with its nodes and its code, and how two or three people put it right."""

from collections.abc import Mapping, Sequence

from bot.demo.plays.acts import Act
from bot.demo.plays.cryprq.code import CI, REPRO, SCAN, SECRET
from bot.demo.plays.cryprq.nodes import (
    DIALER_NEVER_CONNECTS,
    HANDSHAKES,
    LOGS,
    NODE,
    PEER_DENIED,
    PORT_CLOSED,
    ROTATION,
)
from bot.demo.plays.cryprq.release import RELEASE

PLAYS: Mapping[str, Sequence[Act]] = {
    "cryprq/dialer-never-connects": DIALER_NEVER_CONNECTS,
    "cryprq/dialer-never-connects: the port is shut": PORT_CLOSED,
    "cryprq/dialer-never-connects: a peer is denied": PEER_DENIED,
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
