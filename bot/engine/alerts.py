"""What an alert comes to: a way out of a walk that is open, or the incident classes it may be one of."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock
from typing import TypeAlias

from bot.core.anytime import matching
from bot.core.guards import Scope
from bot.core.runbook import Runbook
from bot.core.signals import Actor, Alert
from bot.engine.incidents import Incidents
from bot.engine.ports import Redactor, Store
from bot.engine.words import without_secrets

MANY = 500
"""Open incidents that an alert is offered to; the newest ones."""


@dataclass(frozen=True, slots=True)
class Suggested:
    """An alert that looks like an incident which nobody has declared."""

    alert: Alert
    """Without secrets."""
    classes: tuple[Runbook, ...]


Suggest: TypeAlias = Callable[[Suggested], None]
"""Tell people where they declare. Raises Retry when that cannot be done now; then the alert comes again."""


@dataclass(frozen=True, slots=True)
class Alerted:
    """What came of it."""

    walks: tuple[str, ...] = ()
    """Incidents in which it took or suggests a way out, now or before."""
    open: tuple[str, ...] = ()
    """Open incidents of a class that it would be declared as."""
    classes: tuple[str, ...] = ()
    """Runbooks that are suggested, now or before."""


@dataclass(frozen=True, slots=True)
class Alerts:
    """Nothing is declared by an alert: a person does that."""

    incidents: Incidents
    store: Store
    redactor: Redactor
    suggest: Suggest
    _one_at_a_time: Lock = field(default_factory=Lock)

    def offer(self, alert: Alert, source: Actor) -> Alerted:
        """Try it on the ways out of open walks, then on the triggers of classes. It may come again.

        That a restricted incident takes it keeps nobody from being told, and the sender does not learn it.
        """
        said = without_secrets(alert, self.redactor)
        assert isinstance(said, Alert)
        alert = said
        walks = tuple(name for name in self._open() if self._is_for(name, alert))
        for name in walks:
            self.incidents.offer(name, alert, source, "alert")
        told = tuple(name for name in walks if not self.incidents.is_restricted(name))
        if told:
            return Alerted(told)
        seen = Scope(labels=alert.labels, annotations=alert.annotations)
        classes = tuple(
            book for book in self.incidents.classes() if any(trigger.holds(seen) for trigger in book.triggers)
        )
        there = self._declared({book.id for book in classes})
        if there:
            return Alerted(open=there)
        if classes:
            self._suggest_once(alert, classes)
        return Alerted(classes=tuple(book.id for book in classes))

    def _open(self) -> tuple[str, ...]:
        return tuple(one.id for one in self.store.summaries(open_only=True, limit=MANY))

    def _is_for(self, name: str, alert: Alert) -> bool:
        scene = self.incidents.scene(name)
        walking = (run for run in scene.incident.runs.values() if run.is_walking and run.visit is not None)
        return any(matching(scene.rulebook, scene.incident, run, alert) for run in walking)

    def _declared(self, classes: set[str]) -> tuple[str, ...]:
        found = self.store.summaries(open_only=True, limit=MANY)
        return tuple(one.id for one in found if one.runbook in classes and one.audience is None)

    def _suggest_once(self, alert: Alert, classes: tuple[Runbook, ...]) -> None:
        act = f"alert/{alert.key}"
        with self._one_at_a_time:  # two replicas of a sender tell the same thing at the same moment
            if self.store.answer(act) is None:
                self.suggest(Suggested(alert, classes))
            self.store.keep_answer(act, "suggested")  # again, so that it is kept while the alert fires
