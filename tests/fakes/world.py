"""The outside: commands that answer as told, a chat that remembers, drafts in memory."""

from collections.abc import Callable, Collection, Iterable, Sequence

from bot.core.catalogue import Entry, as_typed
from bot.core.effects import (
    CloseChannel,
    CreateChannel,
    FetchMessage,
    KeepFile,
    OpenIn,
    Page,
    RefreshAnnouncement,
    TellPerson,
    WatchChannel,
    Withdraw,
    surface,
)
from bot.core.incident import Approval
from bot.core.result import Output
from bot.core.signals import Channelled, Done, Nothing, Plan, Posted, Reached, Unshared
from bot.core.values import BadValue, Values
from bot.engine.ports import ByHand, Drawn, Held, Leased, Logged, Ran, Retry, RunResult, Scene, Underway


class PlayedCommands:
    """Commands: `answers` by entry id; `ran` and `cancelled` are what happened."""

    def __init__(self) -> None:
        self.answers: dict[str, RunResult] = {}
        self.unbound: dict[str, str] = {}
        self.refuses: set[str] = set()
        self.version = 1
        self.ran: list[tuple[str, str]] = []
        self.cancelled: list[str] = []
        self.runs: list[Underway] = []
        self.meanwhile: Callable[[], object] | None = None
        """What happens while a command runs, once."""

    def by_hand(self, entries: Iterable[Entry], target: str) -> dict[str, str]:
        return {entry.id: self.unbound[entry.id] for entry in entries if entry.id in self.unbound}

    def plan(self, entry: Entry, arguments: Values, target: str) -> Plan | ByHand:
        if entry.id in self.refuses:
            raise BadValue("`--help` begins with a dash")
        text = as_typed(entry, arguments)
        if entry.id in self.unbound:
            return ByHand(text, self.unbound[entry.id])
        return Plan(text, f"{text} {target} {self.version}")

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        self.ran.append((effect, entry.id))
        happens, self.meanwhile = self.meanwhile, None
        if happens:
            happens()
        return self.answers[entry.id]

    def cancel(self, effect: str) -> None:
        self.cancelled.append(effect)

    def underway(self) -> Sequence[Underway]:
        return self.runs


def answers(text: str, exit_: int = 0) -> Ran:
    return Ran(Output(exit=exit_, text=text, duration_ms=12), text.encode(), "b" * 64)


AWAY = (CreateChannel, OpenIn, RefreshAnnouncement, TellPerson, Withdraw, CloseChannel)
"""What says nothing in the incident's channel."""


class PlayedApprovers:
    """`doubts` says why who let a command go may do so no more; `away`: nobody can say."""

    def __init__(self, doubts: str = "", *, away: bool = False) -> None:
        self.doubts, self.away = doubts, away
        self.breaks = False
        self.asked: list[tuple[str, tuple[str, ...]]] = []

    def doubt(self, approval: Approval, groups: Collection[str]) -> str:
        self.asked.append((approval.token, tuple(groups)))
        if self.breaks:
            raise OSError("no route")
        if self.away:
            raise Retry("Slack does not answer")
        return self.doubts


class PlayedChat:
    """A chat in which everything works, unless `fails` says otherwise, once each."""

    def __init__(self) -> None:
        self.performed: list[Leased] = []
        self.fails: dict[str, list[Exception]] = {}
        self.shared: set[str] = set()
        """Channels that another organisation reads."""
        self.brings: list[Done] = []
        """What Slack gives for messages and files that are asked for, in order."""

    def perform(self, job: Leased, scene: Scene) -> Done:
        place = scene.incident.place
        if place and place.channel in self.shared and not isinstance(job.effect, AWAY):
            raise Held(place.channel)
        trouble = self.fails.get(job.effect.kind)
        if trouble:
            raise trouble.pop(0)
        self.performed.append(job)
        if isinstance(job.effect, FetchMessage | KeepFile):
            return self.brings.pop(0)
        if isinstance(job.effect, WatchChannel):
            return Unshared(job.effect.channel)
        if isinstance(job.effect, CreateChannel):
            return Channelled("C1", job.effect.name)
        if isinstance(job.effect, OpenIn):
            return Channelled(job.effect.channel or "C2", job.effect.group)
        if isinstance(job.effect, Page):
            return Reached(job.effect.page, ("U0BO",))
        if surface(job.effect) and surface(job.effect) not in scene.incident.messages:
            return Posted("C1", f"{len(self.performed)}.0", "link")
        return Nothing()

    def kinds(self) -> Sequence[str]:
        return [job.effect.kind for job in self.performed]


class MemoryDrafts:
    """Drafts that say how long the log was."""

    def __init__(self) -> None:
        self.files: dict[str, str] = {}

    def render(self, log: Sequence[Logged]) -> str:
        return f"{log[0].incident}: {len(log)} events"

    def keep(self, incident: str, text: str) -> str:
        self.files[incident] = text
        return f"{incident}.md"


class MemoryMaps:
    """Maps that say where the incident is."""

    def draw(self, scene: Scene) -> Drawn:
        run = scene.incident.current()
        at = run.visit.step if run and run.visit else "nowhere"
        return Drawn(f"a picture of {at}".encode(), f"It is at {at}.")


class HidingRedactor:
    """Hides the word `secret`."""

    def text(self, raw: str) -> str:
        return raw.replace("secret", "[redacted]")

    def excerpt(self, text: str) -> str:
        return text[:20]
