"""Delivery: take the next due effect, do the one thing it says, and offer its result to the incident."""

import logging
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import timedelta
from threading import Event
from typing import assert_never

from bot.core.aim import live, may_have_begun
from bot.core.effects import (
    CancelCommand,
    CloseChannel,
    CreateChannel,
    DrawMap,
    FetchMessage,
    Invite,
    KeepFile,
    OpenIn,
    OpenTicket,
    Page,
    PinCard,
    PostFile,
    PostNotice,
    PostOutput,
    PostUpdate,
    RefreshAnnouncement,
    RefreshApproval,
    RefreshCard,
    RefreshHandover,
    RefreshPage,
    RefreshPostmortem,
    RefreshStep,
    RunCommand,
    SetTopic,
    StartScheduled,
    TellPerson,
    Wake,
    WatchChannel,
    Whisper,
    Withdraw,
    WriteDraft,
    delivery,
    surface,
)
from bot.core.incident import Approval, Incident
from bot.core.result import CommandResult, Trouble
from bot.core.runbook import Risk
from bot.core.signals import (
    HANDRAIL,
    Done,
    EffectDone,
    Failed,
    Filed,
    Interrupted,
    Launch,
    Nothing,
    Ran,
    Shared,
    Surface,
    Time,
)
from bot.engine.incidents import Incidents
from bot.engine.pace import Pace
from bot.engine.ports import (
    Approvers,
    Chat,
    Clock,
    Commands,
    Drafts,
    Held,
    Interpreter,
    Leased,
    Maps,
    NotRun,
    Outbox,
    Pager,
    Permanent,
    Redactor,
    Retry,
    RunResult,
    Scene,
    Stopping,
    Store,
    Transaction,
)
from bot.engine.rules import document_of
from bot.engine.scheduling import Schedules
from bot.engine.tally import COMMANDS, DEAD, DELIVERED, RETRIED, Tally
from bot.engine.words import hidden

log = logging.getLogger("handrail.relay")

HIDDEN = "of a restricted incident"
HOLD = timedelta(seconds=5)
"""What is held back because others read along is looked at again so soon."""


@dataclass(frozen=True, slots=True)
class Backoff:
    """When to try again, in seconds; None when a person must look."""

    base: float = 1.0
    limit: int = 12
    longest: float = 300.0
    look: float = 3.0
    """A lost reply is looked for not sooner than this."""

    def delay(self, failures: int, asked: float | None) -> timedelta | None:
        if asked is not None:
            return timedelta(seconds=asked)
        if failures >= self.limit:
            return None
        return timedelta(seconds=max(self.look, min(self.longest, self.base * 2 ** (failures - 1))))


@dataclass(frozen=True, slots=True)
class Hands:
    """The adapters that act."""

    chat: Chat
    commands: Commands
    drafts: Drafts
    maps: Maps
    interpreter: Interpreter
    redactor: Redactor
    pager: Pager
    approvers: Approvers


@dataclass(frozen=True, slots=True)
class Relay:
    """One object, run by several threads; each `deliver_one` takes and finishes one row."""

    store: Store
    outbox: Outbox
    incidents: Incidents
    hands: Hands
    schedules: Schedules
    clock: Clock
    seal: Callable[[str, bytes], str]
    """HMAC of raw bytes under the incident's key: proof of what came out without keeping it."""
    backoff: Backoff = Backoff()
    pace: Pace = field(default_factory=Pace)
    tally: Tally = field(default_factory=Tally)
    rest: float = 1.0
    """Seconds that a thread waits when even the outbox fails it, as on a full disk."""

    def run(self, stop: Callable[[], bool]) -> None:
        """Deliver until told to stop; what is being delivered is finished first. Outlives every failure."""
        while not stop():
            try:
                if not self.deliver_one():
                    self.outbox.wait(self.clock.now(), stop=stop)
            except Stopping:
                return
            except Exception:
                log.exception("the relay failed and goes on")
                Event().wait(self.rest)

    def recover(self) -> None:
        """After a start: what a former boot was doing when it died."""
        for orphan in self.outbox.orphans():
            log.info("orphan", extra=self._named(orphan))
            try:
                self._recover(orphan)
            except Exception:  # one incident that cannot go on must not keep the bot from starting
                log.exception("orphan left", extra=self._named(orphan))

    def _recover(self, orphan: Leased) -> None:
        if isinstance(orphan.effect, RunCommand) and not self._waits(orphan):
            self._finish(orphan, _interrupted(orphan.id, orphan.effect))
        else:
            looks = delivery(orphan.effect) == "lookup"
            wait = timedelta(seconds=self.backoff.look if looks else 0)
            self.outbox.adopt(orphan.id, self.clock.now() + wait)

    def _waits(self, orphan: Leased) -> bool:
        """Whether it was let go and has surely not begun: then it is taken up again."""
        incident = self._scene(orphan).incident
        found = live(incident, orphan.id)
        return found is not None and not may_have_begun(incident, found[2])

    def deliver_one(self) -> bool:
        """Deliver the next due effect. False when there was nothing to do."""
        job = self.outbox.lease(self.clock.now())
        if job is None:
            return False
        later = self.pace.wait(job, self.clock.now())
        if later is not None:
            self.outbox.postpone(job.id, later)
            return True
        self._deliver(job)
        return True

    def _deliver(self, job: Leased) -> None:
        try:
            if isinstance(job.effect, StartScheduled):
                self.schedules.begin(job, job.effect)
                return
            done = self._perform(job)
        except Held as held:
            self._hold(job, held)
        except Retry as retry:
            self._retry(job, str(retry), retry)
        except Permanent as error:
            self._bury(job, str(error))
        except Stopping:
            raise
        except Exception as error:
            log.exception("delivery failed", extra=self._named(job))
            if isinstance(job.effect, RunCommand):
                # It may have run: the incident decides, not the row.
                self._finish(job, _interrupted(job.id, job.effect))
            else:
                self._retry(job, f"{type(error).__name__}: {error}", None)
        else:
            self._conclude(job, done)

    def _conclude(self, job: Leased, done: Done | None) -> None:
        """Offer the result. One that cannot be taken leaves the row to be tried again, or to a person."""
        ran = _ran(job.effect) if isinstance(job.effect, RunCommand) else None
        result = EffectDone(job.id, done, surface(job.effect), job.effect.kind, ran) if done else Time()
        try:
            after = self._finish(job, result)
        except Stopping:
            raise
        except Exception as error:
            log.exception("result not taken", extra=self._named(job))
            if isinstance(job.effect, RunCommand):
                self._finish(job, _interrupted(job.id, job.effect))
            else:
                self._retry(job, f"its result could not be taken: {type(error).__name__}", None)
        else:
            if not after.restricted:
                self._count(job, done)
                extra = {"effect": job.id, "kind": job.effect.kind, "attempt": job.attempt}
                log.info("delivered", extra=extra)

    def _perform(self, job: Leased) -> Done | None:
        """Do the one thing the effect says. A new effect does not type-check until it is here."""
        match job.effect:
            case Wake():
                return None
            case StartScheduled():
                raise AssertionError("it belongs to no incident that could take a result")
            case RunCommand():
                return self._command(job, job.effect)
            case CancelCommand(command=effect):
                self.hands.commands.cancel(effect)
                return Nothing()
            case WriteDraft():
                return self._draft(job)
            case DrawMap():
                return self._map(job)
            case Page() | RefreshPage():
                return self.hands.pager.perform(job, self._scene(job))
            case (
                CreateChannel()
                | OpenIn()
                | OpenTicket()
                | Invite()
                | SetTopic()
                | Withdraw()
                | CloseChannel()
                | WatchChannel()
                | RefreshCard()
                | PinCard()
                | RefreshStep()
                | RefreshApproval()
                | RefreshHandover()
                | RefreshAnnouncement()
                | RefreshPostmortem()
                | TellPerson()
                | PostOutput()
                | PostNotice()
                | PostUpdate()
                | PostFile()
                | FetchMessage()
                | KeepFile()
                | Whisper()
            ):
                return self.hands.chat.perform(job, self._scene(job))
            case _:
                assert_never(job.effect)

    def _scene(self, job: Leased) -> Scene:
        return self.incidents.scene(job.incident)

    # -- commands -----------------------------------------------------------------------------

    def _command(self, job: Leased, effect: RunCommand) -> CommandResult:
        scene = self._scene(job)
        entry = scene.rulebook.entries.get(effect.command)
        if entry is None:
            return CommandResult("not_started", "the command is no longer in the catalogue")
        if not self._launched(job, effect, scene):
            return CommandResult("cancelled", "it was called back before it could start")
        result = self.hands.commands.run(job.id, entry, effect.arguments, effect.target, effect.plan)
        return self._recorded(job, effect, result)

    def _launched(self, job: Leased, effect: RunCommand, scene: Scene) -> bool:
        """Whether it may start now: what a second person let go is looked at once more, in the log."""
        found = live(scene.incident, job.id)
        if found is None or found[2].launched:
            return found is not None
        approval = scene.incident.approvals[found[2].token]
        doubt = "" if scene.now >= approval.expires_at else self._doubt(approval, scene)

        def last_look(tx: Transaction) -> None:
            self.incidents.take(tx, job.incident, Launch(job.id, effect.plan, doubt), HANDRAIL, "result")

        self.incidents.again(last_look)
        again = live(self._scene(job).incident, job.id)
        return again is not None and again[2].launched

    def _doubt(self, approval: Approval, scene: Scene) -> str:
        """Why who let it go may do so no more. Raises Retry while nobody can say."""
        glass = scene.rulebook.policy.break_glass
        alone = glass.change if glass else ()
        return self.hands.approvers.doubt(approval, alone if approval.broken else approval.groups)

    def _recorded(self, job: Leased, effect: RunCommand, result: RunResult) -> CommandResult:
        """Read the raw output, keep only what passed redaction."""
        output = result.output
        if output is None:
            assert isinstance(result, NotRun)
            return CommandResult(result.trouble, self.hands.redactor.text(result.why))
        scene = self._scene(job)
        digest = scene.incident.runs[effect.run].digest
        content = document_of(self.store, digest)
        kept = self.hands.redactor.text("\n".join(part for part in (output.text, output.errors) if part))
        common = CommandResult(
            exit=output.exit,
            status=output.status,
            output=self.store.transact(lambda tx: tx.put_object(kept.encode())) if kept else "",
            excerpt=self.hands.redactor.excerpt(kept),
            raw=self.seal(job.incident, result.raw),
            duration_ms=output.duration_ms,
            binary=result.binary,
            sandbox=result.sandbox,
        )
        if isinstance(result, NotRun):
            return replace(common, trouble=result.trouble, why=self.hands.redactor.text(result.why))
        found = self.hands.interpreter.interpret(digest, content, effect.command, output)
        reading = hidden(found, f"{output.text}\n{output.errors}", kept, self.hands.redactor)
        trouble: Trouble = "unreadable" if reading.trouble else ""
        return replace(common, trouble=trouble, why=reading.trouble, reading=reading)

    def _draft(self, job: Leased) -> Filed:
        """The draft is a pure function of the log; the file is rewritten whole."""
        text = self.hands.drafts.render(self.store.log(job.incident))
        digest = self._object(text.encode(), "text/markdown")
        return Filed(digest, self.hands.drafts.keep(job.incident, text))

    def _map(self, job: Leased) -> Filed:
        drawn = self.hands.maps.draw(self._scene(job))
        return Filed(self._object(drawn.content, "image/png"), what="map", about=drawn.about)

    def _object(self, content: bytes, media_type: str) -> str:
        return self.store.transact(lambda tx: tx.put_object(content, media_type))

    # -- the row ------------------------------------------------------------------------------

    def _finish(self, job: Leased, what: EffectDone | Interrupted | Time) -> Incident:
        """Decide on the result and mark the row done, in one transaction; decide again on a conflict."""
        via: Surface = "timer" if isinstance(what, Time) else "result"

        def end(tx: Transaction) -> Incident:
            tx.finish(job.id)
            return self.incidents.take(tx, job.incident, what, HANDRAIL, via).incident

        return self.incidents.again(end)

    def _is_told(self, job: Leased) -> bool:
        """Whether it may be counted and named: what few may know of, no line of a log and no metric tells."""
        incident = self.store.incident(job.incident)
        return incident is None or not incident.restricted

    def _named(self, job: Leased) -> dict[str, object]:
        """The effect as logs name it. That of a restricted incident stands in `handrail outbox` alone."""
        return {"effect": job.id if self._is_told(job) else HIDDEN, "kind": job.effect.kind}

    def _count(self, job: Leased, done: Done | None) -> None:
        self.tally.count(DELIVERED, job.effect.kind)
        if isinstance(job.effect, RunCommand) and isinstance(done, CommandResult):
            verdict = "ok" if done.reading.verdict == "ok" else "another"
            self.tally.count(COMMANDS, job.effect.risk, done.trouble or verdict)

    def _retry(self, job: Leased, why: str, retry: Retry | None) -> None:
        asked = retry.after if retry else None
        delay = self.backoff.delay(job.attempt, asked)
        if delay is None and retry is not None and retry.away:
            delay = timedelta(seconds=self.backoff.longest)
        if delay is None:
            self._bury(job, f"{why} ({job.attempt} tries)")
            return
        due = self.clock.now() + delay
        if retry and retry.bucket:
            self.pace.hold(job.effect.kind, due)
        self.outbox.retry(job.id, due, why)
        if self._is_told(job):
            self.tally.count(RETRIED, job.effect.kind)
        log.warning("retry", extra={**self._named(job), "why": why})

    def _hold(self, job: Leased, held: Held) -> None:
        """It waits for its channel; the incident learns why. It stays the first of its lane."""
        self.incidents.offer(job.incident, Shared(held.channel), HANDRAIL, "channel")
        self.outbox.retry(job.id, self.clock.now() + HOLD, str(held))
        if job.attempt == 1:  # it is looked at every few seconds, perhaps for days
            log.warning("held back", extra={**self._named(job), "why": str(held)})

    def _bury(self, job: Leased, why: str) -> None:
        def end(tx: Transaction) -> None:
            tx.bury(job.id, why)
            if isinstance(job.effect, StartScheduled):
                return
            what = EffectDone(job.id, Failed(why), kind=job.effect.kind)
            self.incidents.take(tx, job.incident, what, HANDRAIL, "result")

        self.incidents.again(end)
        if self._is_told(job):
            self.tally.count(DEAD, job.effect.kind)
        log.error("dead", extra={**self._named(job), "why": why})


def _interrupted(effect: str, command: RunCommand) -> Interrupted:
    return Interrupted(effect, _ran(command))


def _ran(command: RunCommand) -> Ran:
    return Ran(
        command.run,
        command.visit,
        command.item,
        command.command,
        command.title,
        changes=command.risk is not Risk.READ,
    )
