"""The use cases of an incident: declare it, offer it a signal, look at it."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from bot.core.apply import apply
from bot.core.catalogue import Http
from bot.core.decide import decide
from bot.core.duties import of_group
from bot.core.effects import Decision
from bot.core.incident import MAIN, Incident, Stamp
from bot.core.refusals import NotNow, Unknown
from bot.core.result import Output
from bot.core.rulebook import GRACE, Rulebook
from bot.core.runbook import Runbook, Severity
from bot.core.seeing import audience, may_see
from bot.core.signals import (
    HANDRAIL,
    Actor,
    AddRun,
    Declare,
    Link,
    Merge,
    Place,
    Plan,
    Record,
    Reopen,
    Restrict,
    Signal,
    Surface,
    Unlink,
    What,
)
from bot.core.values import Values
from bot.engine.belonging import family, linked, merged
from bot.engine.numbers import Numbers
from bot.engine.plans import Plans, command_of
from bot.engine.ports import (
    Asked,
    ByHand,
    Clock,
    Commands,
    Conflict,
    Hit,
    Interpreter,
    Library,
    Logged,
    Reader,
    Redactor,
    Scene,
    Store,
    Summary,
    T,
    Transaction,
)
from bot.engine.rules import Rules, document_of
from bot.engine.tally import SIGNALS, Tally, label_of
from bot.engine.words import hidden, lost_something, without_secrets

FOUND = 50
"""Incidents that a search finds at most."""


@dataclass(frozen=True, slots=True)
class Declaration:
    """What a declarer says. `severity` None: the runbook's own; `target` empty: its first."""

    runbook: str
    title: str = ""
    severity: Severity | None = None
    target: str = ""
    detected_at: datetime | None = None
    inputs: Values = field(default_factory=dict)
    labels: dict[str, str] = field(default_factory=dict)
    annotations: dict[str, str] = field(default_factory=dict)
    channel: str = ""
    """Id of the channel where it was declared."""


@dataclass(frozen=True, slots=True)
class Taken:
    """A signal was taken; `duplicate`: this very act was taken before, and nothing was done now."""

    incident: Incident
    duplicate: bool = False


@dataclass(frozen=True, slots=True)
class Mine:
    """What one person has to look at: the open incidents they may see, and what is asked of them."""

    incidents: Sequence[Summary]
    asked: Sequence[Asked]
    """What ends soonest first; each thing once, also where it is asked of several groups."""
    at: datetime


class Incidents:
    """Load, decide, commit. One object for the whole process; every method is safe from any thread."""

    def __init__(  # noqa: PLR0913, PLR0917 - the ports of every use case
        self,
        store: Store,
        library: Library,
        interpreter: Interpreter,
        commands: Commands,
        redactor: Redactor,
        clock: Clock,
        token: Callable[[], str],
        grace: timedelta = GRACE,
        haste: float = 1.0,
        tally: Tally | None = None,
        numbers: Numbers | None = None,
    ) -> None:
        self._numbers = numbers or Numbers()
        self._tally = tally or Tally()
        self._store = store
        self._library = library
        self._interpreter = interpreter
        self._redactor = redactor
        self._clock = clock
        self._plans = Plans(commands, token)
        self._rules = Rules(library, commands, grace, haste)

    # -- queries ------------------------------------------------------------------------------

    def scene(self, incident: str, by: Actor = HANDRAIL) -> Scene:
        """The incident and its rules as they are now, or Unknown: also of what the person may not see."""
        found = _seen(self._store, incident, by)
        return Scene(found, self._rules.of(self._store, found), self._clock.now())

    def in_channel(self, channel: str, by: Actor = HANDRAIL) -> str | None:
        """Id of the incident that lives in the channel, if the person may see it."""
        found = self._store.incident_of_channel(channel)
        incident = self._store.incident(found) if found and by.is_person else None
        return None if incident and not may_see(by, audience(incident)) else found

    def is_restricted(self, incident: str) -> bool:
        """Whether few may know of it."""
        found = self._store.incident(incident) if incident else None
        return found is not None and found.restricted

    def keeps(self, incident: str, by: Actor) -> bool:
        """Whether it is theirs to know and others' not: then nothing that they do in it is counted."""
        found = self._store.incident(incident) if incident else None
        return found is not None and found.restricted and may_see(by, audience(found))

    def summaries(
        self, *, open_only: bool = True, limit: int = 50, by: Actor = HANDRAIL
    ) -> Sequence[Summary]:
        """Those of the newest that the person may see."""

        def newest(most: int) -> Sequence[Summary]:
            return self._store.summaries(open_only=open_only, limit=most)

        return _seen_by(newest, lambda one: may_see(by, one.audience), limit)

    def mine(self, by: Actor, member_of: Callable[[Collection[str]], Collection[str]]) -> Mine:
        """What the person has to look at. `member_of`: which of some groups they are in, asked once."""
        found = [one for one in self._store.asked_of([by.key]) if may_see(by, one.line.audience)]
        named = {one.duty.who[1:] for one in found if one.duty.who.startswith("@")}
        theirs = {by.key, *(of_group(group) for group in (member_of(sorted(named)) if named else ()))}
        asked = [one for one in found if one.duty.who in theirs and one.duty.besides != by.key]
        return Mine(self.summaries(by=by), sorted(_once(asked), key=_pressing), self._clock.now())

    def log(self, incident: str) -> Sequence[Logged]:
        return self._store.log(incident)

    def find(self, words: str, by: Actor) -> Sequence[Hit]:
        """Incidents, open and past, that hold every one of the words; those that the person may see."""
        return _seen_by(
            lambda most: self._store.find(words, most), lambda hit: may_see(by, hit.summary.audience), FOUND
        )

    def classes(self) -> Sequence[Runbook]:
        """Runbooks of incident classes, by title."""
        found = (book for book in self._library.runbooks().values() if book.kind == "incident")
        return sorted(found, key=lambda book: (book.title, book.id))

    def procedures(self) -> Sequence[Runbook]:
        """Runbooks of procedures, by title."""
        found = (book for book in self._library.runbooks().values() if book.kind == "procedure")
        return sorted(found, key=lambda book: (book.title, book.id))

    def severity_means(self, runbook: str) -> dict[Severity, str]:
        """What each severity means to the runbook's system."""
        rules = self._library.policy(runbook.partition("/")[0]).severities
        return {severity: rule.means for severity, rule in rules.items()}

    def plan(self, incident: str, place: Place, item: str = MAIN) -> Plan | ByHand | None:
        """Exactly what the item's command would be now; None when it runs none."""
        scene = self.scene(incident)
        return self._plans.plan(scene.incident, scene.rulebook, place, item)

    # -- use cases ----------------------------------------------------------------------------

    def declare(self, request: Declaration, by: Actor, via: Surface, act: str = "") -> Taken:
        """Open an incident, or find the one that this very act opened before."""
        book = self._library.runbooks().get(request.runbook)
        if book is None or book.kind != "incident":
            raise Unknown(f"There is no incident class `{request.runbook}`.", "Choose one of the list.")
        return self._begun(book, request, "", by, via, act)

    def start(
        self,
        request: Declaration,
        channel: str,
        by: Actor,
        via: Surface,
        act: str = "",
        owner: str = "",
    ) -> Taken:
        """Begin a procedure in a channel, or find the one that this very act began before.

        Without a channel, it is that of the group `owner`.
        """
        book = self._library.runbooks().get(request.runbook)
        if book is None or book.kind != "procedure":
            raise Unknown(f"There is no procedure `{request.runbook}`.", "`/incident start` lists them.")
        return self._begun(book, request, channel, by, via, act, owner)

    def _begun(
        self,
        book: Runbook,
        request: Declaration,
        channel: str,
        by: Actor,
        via: Surface,
        act: str,
        owner: str = "",
    ) -> Taken:
        def job(tx: Transaction) -> Taken:
            if act and not tx.claim(act):
                return Taken(self._declared_by(tx, by, book), duplicate=True)
            return Taken(self.begin(tx, book, request, by, via, channel, owner))

        taken = self._store.transact(job)
        return self._counted("declare" if book.kind == "incident" else "start", via, taken)

    def offer(self, incident: str, what: What, by: Actor, via: Surface, act: str = "") -> Taken:
        """Offer a signal. A Refusal changes nothing; a conflict decides again on the newer state."""

        def job(tx: Transaction) -> Taken:
            if isinstance(what, Link | Merge):
                return self._both(tx, incident, what, by, via, act)
            if isinstance(what, Restrict):
                return self._with_family(tx, incident, what, by, via, act)
            return self.take(tx, incident, what, by, via, act)

        return self._counted(label_of(what), via, self.again(job))

    def paste(
        self,
        incident: str,
        place: Place,
        pasted: str,
        by: Actor,
        act: str = "",
        ended: int | None = None,
        item: str = MAIN,
    ) -> Taken:
        """A result by hand: the pasted output is read as the command's own would be.

        `ended` is its exit code, or the status of the answer: text alone does not tell how it ended.
        """
        scene = self.scene(incident, by)
        run = scene.incident.runs.get(place.run)
        if run is None or run.visit is None:
            raise NotNow("This step is over.", "`/incident` shows where the incident is.")
        command = command_of(scene.rulebook, run, item)
        if not command:
            raise NotNow("This step runs no command, so there is no output to read.")
        content = document_of(self._store, run.digest)
        entry = scene.rulebook.entries.get(command)
        by_http = entry is not None and isinstance(entry.how, Http)
        output = Output(exit=None if by_http else ended, status=ended if by_http else None, text=pasted)
        found = self._interpreter.interpret(run.digest, content, command, output)
        kept = self._redactor.text(pasted)
        reading = hidden(found, pasted, kept, self._redactor)

        def job(tx: Transaction) -> Taken:
            digest = tx.put_object(kept.encode())
            record = Record(place, verdict=reading.verdict, reading=reading, output=digest, item=item)
            return self.take(tx, incident, record, by, "form", act, redacted=lost_something(pasted, kept))

        return self._counted("record", "form", self.again(job))

    # -- inside a transaction -----------------------------------------------------------------

    def take(
        self,
        tx: Transaction,
        incident: str,
        what: What,
        by: Actor,
        via: Surface,
        act: str = "",
        *,
        redacted: bool = False,
    ) -> Taken:
        """Decide and commit in the caller's transaction (the relay marks its row done in the same one).

        `redacted`: something was taken out of it before.
        """
        before = _seen(tx, incident, by)
        if act and not tx.claim(act):
            return Taken(before, duplicate=True)
        rulebook = self._rules.of(tx, before)
        if isinstance(what, Reopen | AddRun):
            what, rulebook = self._pinned(tx, what, rulebook)
        said = without_secrets(what, self._redactor)
        lost = redacted or lost_something(what, said)
        signal = Signal(self._plans.complete(before, rulebook, said), by, self._clock.now(), via, lost)
        return Taken(commit(tx, before, decide(rulebook, before, signal), signal))

    def begin(
        self,
        tx: Transaction,
        book: Runbook,
        request: Declaration,
        by: Actor,
        via: Surface,
        channel: str = "",
        owner: str = "",
    ) -> Incident:
        """Pin the runbook and begin its first run, in the caller's transaction."""
        target = request.target or book.targets[0]
        if target not in book.targets:
            known = ", ".join(f"`{name}`" for name in book.targets)
            raise Unknown(f"“{book.title}” is not for `{target}`.", f"It is for {known}.")
        digest, content = self._library.pin(book.id)
        what = Declare(
            incident=self._numbers.following(tx, book),
            title=request.title or book.title,
            runbook=book.id,
            severity=request.severity or book.severity or Severity.P3,
            target=target,
            detected_at=request.detected_at,
            inputs=request.inputs,
            labels=request.labels,
            annotations=request.annotations,
            channel=channel or request.channel,
            owner=owner,
        )
        tx.put_document(digest, content)
        rulebook = self._rules.by(book.system, {digest: self._library.pinned(digest, content)}, what.target)
        said = without_secrets(what, self._redactor)
        signal = Signal(said, by, self._clock.now(), via, lost_something(what, said))
        return commit(tx, None, decide(rulebook, None, signal), signal)

    def _both(
        self, tx: Transaction, incident: str, what: Link | Merge, by: Actor, via: Surface, act: str
    ) -> Taken:
        """Two incidents that belong together: each is told in its own log, or neither."""
        one = _seen(tx, incident, by)
        other = _seen(tx, what.other if isinstance(what, Link) else what.into, by)
        pair = linked(one, other) if isinstance(what, Link) else merged(one, other, what.reason)
        taken = self.take(tx, one.id, pair[0], by, via, act)
        if not taken.duplicate:
            self.take(tx, other.id, pair[1], by, via)
        return taken

    def _with_family(
        self, tx: Transaction, incident: str, what: Restrict, by: Actor, via: Surface, act: str
    ) -> Taken:
        """Duplicates tell of each other, so all of them are restricted; what is only linked forgets them."""
        taken = self.take(tx, incident, what, by, via, act)
        if taken.duplicate:
            return taken
        for one in family(tx, taken.incident):
            if audience(one) is None:
                self.take(tx, one.id, what, by, via)
            for other in one.links:
                if audience(_seen(tx, other, HANDRAIL)) is None:
                    self.take(tx, other, Unlink(one.id), HANDRAIL, via)
        return taken

    # -- parts --------------------------------------------------------------------------------

    def again(self, job: Callable[[Transaction], T]) -> T:
        """A conflict decides again; the other one has won, so this ends."""
        while True:
            try:
                return self._store.transact(job)
            except Conflict:
                continue

    def _counted(self, signal: str, via: Surface, taken: Taken) -> Taken:
        if not (taken.duplicate or taken.incident.restricted):
            self._tally.count(SIGNALS, signal, via)
        return taken

    def _declared_by(self, reader: Reader, by: Actor, book: Runbook) -> Incident:
        for summary in reader.summaries(open_only=False):
            if summary.runbook == book.id and summary.declared_by.is_same_person(by):
                found = reader.incident(summary.id)
                assert found is not None, "a summary has its incident"
                return found
        raise NotNow("This was declared already.", "`/incident list` shows it.")

    def _pinned(
        self, tx: Transaction, what: Reopen | AddRun, rulebook: Rulebook
    ) -> tuple[Reopen | AddRun, Rulebook]:
        """Pin the runbook's current file, so that the new walk may be decided by it."""
        if what.runbook not in self._library.runbooks():
            return what, rulebook  # the core says so
        digest, content = self._library.pin(what.runbook)
        tx.put_document(digest, content)
        pinned = {**rulebook.runbooks, digest: self._library.pinned(digest, content)}
        return replace(what, digest=digest), replace(rulebook, runbooks=pinned)


def _seen(reader: Reader, incident: str, by: Actor) -> Incident:
    """The incident; to whom it may not be shown, it does not exist."""
    found = reader.incident(incident)
    if found is None or not may_see(by, audience(found)):
        raise Unknown(f"There is no incident {incident}.", "`/incident list` shows the open ones.")
    return found


def _seen_by(ask: Callable[[int], Sequence[T]], shows: Callable[[T], bool], limit: int) -> Sequence[T]:
    """So many of what is shown to somebody. What is not takes no place among them: a gap would show."""
    most = limit
    while True:
        found = ask(most)
        shown = [one for one in found if shows(one)]
        if len(shown) >= limit or len(found) < most:
            return shown[:limit]
        most *= 2


def commit(tx: Transaction, before: Incident | None, decision: Decision, signal: Signal) -> Incident:
    """Append the events and queue the effects; returns the state they lead to."""
    stamp = Stamp(signal.at, signal.by, signal.via)
    after = before
    for event in decision.events:
        after = apply(after, event, stamp)
    assert after is not None, "a decision on nothing declares"
    if decision.events:
        tx.append(after, decision.events, stamp)
    tx.enqueue(after.id, decision.effects)
    return after


def _once(asked: Sequence[Asked]) -> list[Asked]:
    return list({(one.line.id, one.duty.kind, one.duty.ref): one for one in asked}.values())


def _pressing(one: Asked) -> tuple[bool, str, str, str]:
    until = one.duty.until
    return until is None, until.isoformat() if until else "", one.line.id, one.duty.ref
