"""One node: how it was told to run, what it counts, and what it logs."""

from collections import deque
from dataclasses import dataclass, field, replace
from datetime import datetime

LINES = 500
"""That its log keeps."""


@dataclass(frozen=True, slots=True)
class Settings:
    """What is written where a node is started; it is read at each start."""

    image: str = "cryprq-node:release"
    log_level: str = "info"
    rotate_seconds: float = 1.0
    dials: str = ""
    """Address that a dialer tries; empty for a listener."""
    allow: tuple[str, ...] = ()
    """Peers that a listener lets in; empty for everybody."""


@dataclass(slots=True)
class Node:
    """A container with its counters. `runs` is what it read at its last start; `written` is for the next."""

    name: str
    peer_id: str
    written: Settings
    at: datetime
    runs: Settings = field(init=False)
    version: str = ""
    up: bool = False
    rotating: bool = True
    rotated: datetime = field(init=False)
    rotations: int = 0
    succeeded: int = 0
    failed: int = 0
    peers: int = 0
    log: deque[str] = field(default_factory=lambda: deque(maxlen=LINES))

    def __post_init__(self) -> None:
        self.runs, self.rotated = self.written, self.at

    def start(self, version: str, now: datetime) -> None:
        """Begin anew, with the settings as they are written: counters at 0, an empty log."""
        self.runs, self.version, self.at = self.written, version, now
        self.up = self.rotating = True
        self.rotations = self.succeeded = self.failed = self.peers = 0
        self.rotated = now
        self.log.clear()
        self.says("info", f'msg="cryprq {version} starting" peer={self.peer_id}')

    def crash(self) -> None:
        """Stop, and leave the reason as the last line."""
        self.says("error", 'msg="swarm task panicked: connection table is full"')
        self.up, self.peers = False, 0

    def write(self, name: str, value: str) -> None:
        """Change what is written for the next start. Raises KeyError for a name that means nothing."""
        match name:
            case "RUST_LOG":
                self.written = replace(self.written, log_level=value)
            case "DIAL":
                self.written = replace(self.written, dials=value)
            case "CRYPRQ_ALLOW_PEERS":
                self.written = replace(self.written, allow=tuple(filter(None, value.split(","))))
            case "CRYPRQ_ROTATE_SECS":
                self.written = replace(self.written, rotate_seconds=float(value))
            case _:
                raise KeyError(name)

    def turn(self, now: datetime) -> None:
        """Rotate the key when it is time."""
        if self.up and self.rotating and (now - self.rotated).total_seconds() >= self.runs.rotate_seconds:
            self.rotations += 1
            self.rotated = now
            self.says("info", f"event=key_rotated n={self.rotations}")

    def says(self, level: str, what: str) -> None:
        """A line of its log, if it is logged at that level."""
        if level == "debug" and self.runs.log_level != "debug":
            return
        self.log.append(f"{self.at:%Y-%m-%dT%H:%M:%SZ} level={level} {what}")

    def metrics(self) -> str:
        """The counters as Prometheus reads them."""
        counted = {
            "rotations_total": self.rotations,
            "handshakes_succeeded_total": self.succeeded,
            "handshakes_failed_total": self.failed,
        }
        lines = [f"# TYPE {name} counter\n{name} {value}" for name, value in counted.items()]
        return "\n".join([*lines, f"# TYPE current_peers gauge\ncurrent_peers {self.peers}", ""])
