"""Exactly what would run: what a signal lacks that only the outside knows."""

import hashlib
from collections.abc import Callable, Iterable
from dataclasses import replace

from bot.core.acting import wants_second
from bot.core.asking import plan_of
from bot.core.catalogue import Entry
from bot.core.incident import Incident, Run
from bot.core.performing import arguments_of
from bot.core.refusals import NotNow
from bot.core.rulebook import Rulebook
from bot.core.signals import (
    ALL_OPEN,
    Answer,
    Approve,
    BreakGlass,
    Part,
    Perform,
    Pick,
    Place,
    Plan,
    Send,
    Waive,
    What,
)
from bot.core.tasks import task_of
from bot.core.values import BadValue, Values
from bot.engine.ports import ByHand, Commands


class Plans:
    """Plans of items as they are at this moment, and unguessable names for requests."""

    def __init__(self, commands: Commands, token: Callable[[], str]) -> None:
        self._commands = commands
        self._token = token

    def complete(self, incident: Incident, rulebook: Rulebook, what: What) -> What:
        """The signal with what would run, and with a name where it asks for an approval."""
        match what:
            case Perform(place=place, item=item):
                items = _open_items(incident, place) if item == ALL_OPEN else (item,)
                return replace(what, plan=self._of(incident, rulebook, place, items), token=self._token())
            case Waive():
                return replace(what, token=self._token())
            case Pick(place=place) | Answer(place=place) | Send(place=place):
                run = incident.runs.get(place.run)
                asks = run is not None and run.visit is not None and wants_second(rulebook.step(run))
                return replace(what, token=self._token()) if asks else what
            case Approve(token=token) | BreakGlass(token=token):
                approval = incident.approvals.get(token)
                if approval is None or approval.subject != "run":
                    return what
                place = Place(approval.run, approval.visit)
                return replace(what, plan=self._of(incident, rulebook, place, approval.all_items))
            case _:
                return what

    def _of(self, incident: Incident, rulebook: Rulebook, place: Place, items: Iterable[str]) -> Plan | None:
        """One plan of those items that run something; what is by hand is bound to its exact text."""
        plans = ((item, _bindable(self.plan(incident, rulebook, place, item))) for item in items)
        parts = [Part(item, plan.text, plan.digest) for item, plan in plans if plan is not None]
        return plan_of(parts) if parts else None

    def plan(self, incident: Incident, rulebook: Rulebook, place: Place, name: str) -> Plan | ByHand | None:
        """What one item would run; None when it runs nothing, or lacks a fact."""
        run = incident.runs.get(place.run)
        if run is None or run.visit is None or run.visit.number != place.visit:
            return None
        item = run.visit.item(name)
        if item is None:
            return None
        task = task_of(rulebook.step(run), item)
        entry = rulebook.entries.get(task.command)
        arguments = arguments_of(incident, run, task.arguments, element=item.element)
        if entry is None or arguments is None:
            return None
        return self._planned(entry, arguments, incident.target)

    def _planned(self, entry: Entry, arguments: Values, target: str) -> Plan | ByHand:
        try:
            return self._commands.plan(entry, arguments, target)
        except BadValue as problem:
            raise NotNow(
                f"“{entry.title}” cannot run: {problem}.", "`/incident correct` sets the fact it uses."
            ) from None


def command_of(rulebook: Rulebook, run: Run, name: str) -> str:
    """The catalogue entry of an item; empty when it runs none."""
    item = run.visit.item(name) if run.visit else None
    return task_of(rulebook.step(run), item).command if item else ""


def _open_items(incident: Incident, place: Place) -> tuple[str, ...]:
    run = incident.runs.get(place.run)
    items = run.visit.items if run and run.visit else ()
    return tuple(item.id for item in items if item.state == "open")


def _bindable(plan: Plan | ByHand | None) -> Plan | None:
    """What an approval is bound to; by hand, it is the exact text that a person will copy."""
    if isinstance(plan, ByHand):
        return Plan(plan.text, hashlib.sha256(plan.text.encode()).hexdigest())
    return plan
