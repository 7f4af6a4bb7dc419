"""What the bot and a walk in the terminal have in common: the engine, with all that acts for it."""

import logging
import secrets
import threading
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from time import monotonic

from bot import __version__
from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded
from bot.core.apply import apply
from bot.diagnostics.bindings import Bindings, Reach, Site, Tool
from bot.diagnostics.probe import Trying
from bot.diagnostics.run import Commands
from bot.diagnostics.sandbox import Sandboxes
from bot.drawing.maps import RunbookMaps
from bot.engine.incidents import Incidents
from bot.engine.numbers import Numbers
from bot.engine.own import WithOwn
from bot.engine.pace import Pace
from bot.engine.ports import Approvers, Chat, Pager
from bot.engine.presence import Presence
from bot.engine.relay import Backoff, Hands, Relay
from bot.engine.restoring import tell_of_restore
from bot.engine.scheduling import Schedules
from bot.engine.tally import Tally
from bot.engine.upkeep import Upkeep
from bot.postmortem.drafts import PostmortemDrafts
from bot.redaction import Redactor
from bot.settings import OperatorFile, Settings
from bot.store.seal import Seal, key_of
from bot.store.store import SqlStore

log = logging.getLogger("handrail")

SHOWN = 2400
"""Characters of an output that are shown in Slack; all of it is kept."""


class SystemClock:
    """The machine's clock."""

    def now(self) -> datetime:
        return datetime.now(UTC)  # noqa: TID251 - the one clock that others take


@dataclass(frozen=True, slots=True)
class Redaction:
    """The engine's port over the redaction room."""

    redactor: Redactor

    def text(self, raw: str) -> str:
        return self.redactor.safe(raw)

    def excerpt(self, text: str) -> str:
        return self.redactor.show(text, SHOWN)

    def file(self, content: bytes) -> bytes:
        """A file without the secrets in its text; what is no text, or holds none, as it is, byte for byte."""
        return self.redactor.file(content)


def own_secrets(settings: Settings, operator: OperatorFile) -> list[str]:
    """What the bot itself must never say: Slack's secrets, those of endpoints and of programs."""
    given = (
        settings.slack_bot_token,
        settings.slack_app_token,
        settings.slack_signing_secret,
        settings.alerts_token,
    )
    own = [secret.get_secret_value() for secret in given if secret is not None]
    files = (file for file in operator.secrets() if file.is_file())
    return [*own, *(file.read_text(encoding="utf-8", errors="replace").strip() for file in files)]


@dataclass(slots=True, kw_only=True)
class AtWork:
    """The engine with all that acts for it, put together and not yet at work."""

    store: SqlStore
    relay: Relay
    commands: Commands
    sandboxes: Trying
    upkeep: Upkeep
    presence: Presence | None = None
    """None where being away concerns nobody."""
    threads: int
    _stopping: threading.Event = field(default_factory=threading.Event)
    _workers: list[threading.Thread] = field(default_factory=list)

    def start(self) -> None:
        """See to what a former life left, then deliver."""
        left = self.commands.end_former()
        if left:
            log.warning("ended processes of a former run", extra={"processes": left})
        told = tell_of_restore(self.store, self.relay.incidents)
        if told:
            log.warning("restored from a back-up", extra={"incidents": told})
        away = self.presence.back() if self.presence else 0
        if away:
            log.warning("was away", extra={"incidents": away})
        self.relay.recover()
        self.relay.schedules.arm()
        for number in range(self.threads):
            worker = threading.Thread(
                target=self.relay.run, args=(self._stopping.is_set,), name=f"relay-{number}", daemon=True
            )
            worker.start()
            self._workers.append(worker)
        self.aside("upkeep", self.upkeep.run)
        if self.presence:
            self.aside("presence", self.presence.run)
        self.aside("sandboxes", lambda _: _tell_of(self.sandboxes()))

    def aside(self, name: str, work: Callable[[threading.Event], None]) -> None:
        """Do in a thread of its own what nothing waits for; the event tells it to stop."""
        threading.Thread(target=work, args=(self._stopping,), name=name, daemon=True).start()

    def stop(self, drain: float) -> None:
        """Finish what is being delivered, for `drain` seconds; the rest follows a restart."""
        self._stopping.set()
        self.store.outbox.wake()
        deadline = monotonic() + drain
        for worker in self._workers:
            worker.join(max(0.0, deadline - monotonic()))
        self.commands.cancel_all()
        self.store.close()

    def missing(self) -> Mapping[str, str]:
        """What is not ready; empty when all is."""
        dead = [worker.name for worker in self._workers if not worker.is_alive()]
        return {"relay": f"{', '.join(dead)} stopped"} if dead or not self._workers else {}


@dataclass(frozen=True, slots=True)
class Parts:
    """What the bot and a walk in the terminal have in common."""

    store: SqlStore
    library: FolderLibrary
    commands: Commands
    every_command: WithOwn
    redaction: Redaction
    incidents: Incidents
    tally: Tally
    sandboxes: Trying

    @classmethod
    def join(
        cls, settings: Settings, operator: OperatorFile, loaded: Loaded, kinds: Collection[str] = ()
    ) -> "Parts":
        clock, library = SystemClock(), FolderLibrary(loaded, operator.staffed())
        redaction = Redaction(Redactor(own_secrets(settings, operator)))
        store = SqlStore.open(settings.database, bot=__version__, clock=clock, fold=apply, kinds=kinds)
        sandboxes = Trying(settings.sandbox)
        commands = Commands(
            bindings(operator),
            settings.database.parent / "commands",
            sandboxes,
            secret=own_files(settings.database),
        )
        every = WithOwn(commands, store, library, clock)
        grace = timedelta(seconds=settings.tick_grace)
        tally = Tally()
        incidents = Incidents(
            store,
            library,
            library,
            every,
            redaction,
            clock,
            _token,
            grace,
            settings.wait_speed,
            tally=tally,
            numbers=Numbers(settings.number_gaps),
        )
        return cls(store, library, commands, every, redaction, incidents, tally, sandboxes)

    def keep(self, content: bytes, media_type: str) -> str:
        """Keep bytes among the objects; returns their digest."""
        return self.store.transact(lambda tx: tx.put_object(content, media_type))

    def relay(self, settings: Settings, chat: Chat, pager: Pager, approvers: Approvers) -> Relay:
        hands = Hands(
            chat,
            self.every_command,
            PostmortemDrafts(settings.postmortems),
            RunbookMaps(),
            self.library,
            self.redaction,
            pager,
            approvers,
        )
        backoff = Backoff(settings.retry_base, settings.retry_limit, look=settings.look_delay)
        pace = Pace(timedelta(seconds=settings.post_pace), settings.post_burst)
        seal = Seal.at(key_of(settings.database))
        clock = SystemClock()
        schedules = Schedules(self.store, self.library, self.incidents, clock)
        return Relay(
            self.store,
            self.store.outbox,
            self.incidents,
            hands,
            schedules,
            clock,
            seal,
            backoff,
            pace,
            self.tally,
        )

    def upkeep(self, settings: Settings) -> Upkeep:
        return Upkeep(self.store, SystemClock(), timedelta(days=settings.keep_delivered))


def _tell_of(found: Sandboxes) -> None:
    """Say at the start what programs will run in."""
    extra = {
        "least": found.wish,
        "landlock": found.landlock or found.no_landlock,
        "bwrap": found.bwrap or found.no_bwrap,
    }
    if found.tier == "none":
        log.warning("programs run without a sandbox", extra=extra)
    else:
        log.info("sandbox", extra={"programs": found.tier, **extra})


def own_files(database: Path) -> tuple[Path, ...]:
    """What no program may be let to see, whatever the operator writes."""
    return (database, key_of(database))


def token_files(operator: OperatorFile) -> tuple[Path, ...]:
    """Secrets of endpoints and programs. An operator may let a program see those of its own system."""
    return tuple(operator.secrets())


def _token() -> str:
    return secrets.token_urlsafe(16)


def bindings(operator: OperatorFile) -> Bindings:
    """Programs and endpoints as the operator bound them."""
    endpoints = {
        name: {
            target: Site(bound.url, bound.token_file, tuple(bound.network))
            for target, bound in targets.items()
        }
        for name, targets in operator.endpoints.items()
    }
    programs = {
        key: Tool(
            one.path,
            Reach(one.read, one.write, one.connect),
            one.sha256,
            tuple(one.env.items()),
            tuple(one.env_files.items()),
        )
        for key, one in operator.bound_programs().items()
    }
    return Bindings(programs, endpoints)
