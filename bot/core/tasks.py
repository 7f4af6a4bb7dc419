"""What is to be done in a visit: one task in a plain step, one for each item or element in the others."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from bot.core.guards import Expression
from bot.core.incident import MAIN, Incident, Item, ItemOutcome, Run
from bot.core.result import CommandResult
from bot.core.runbook import Arguments, Do, ListItem, ListOf, Step, Wait
from bot.core.runbook import Run as RunKind
from bot.core.texts import fill


@dataclass(frozen=True, slots=True)
class Task:
    """What an item asks for: a text for a person, or a command of the catalogue."""

    text: str = ""
    command: str = ""
    arguments: Arguments = field(default_factory=dict)
    sets: Mapping[str, Expression] = field(default_factory=dict)
    """Facts that its own result sets."""
    passes: tuple[str, ...] = ()
    """Verdicts with which it passes; none of a step's one command, whose verdicts are its outcomes."""

    def judge(self, result: CommandResult) -> ItemOutcome:
        """What a result means for the item."""
        if result.trouble or not self.passes:
            return ""
        return "passed" if result.reading.verdict in self.passes else "failed"


def task_of(step: Step, item: Item) -> Task:
    """The task of an item of the step; an empty one where nobody does or runs anything."""
    match step.kind:
        case Do(text=text):
            return Task(text)
        case RunKind(each="") as run:
            return Task("", run.command, run.arguments, run.sets)
        case RunKind() as run:
            return Task("", run.command, run.arguments, passes=run.passes)
        case ListOf(items=items):
            work = items[item.id].work
            if isinstance(work, Do):
                return Task(work.text)
            return Task("", work.command, work.arguments, work.sets, work.passes)
        case Wait() as wait:
            return Task(command=wait.command, arguments=wait.arguments)
        case _:
            return Task()


def title_of(item: Item, command: str) -> str:
    """What people know the item's command by: its entry's title, the item's own, or both."""
    if item.element:
        return f"{command}: {item.element}"
    return item.title or command


def items_of(step: Step, incident: Incident, run: Run, now: datetime) -> tuple[Item, ...]:
    """The fresh items of a visit; none while the list fact that names them is not known."""
    match step.kind:
        case ListOf() as listed:
            chosen = _elements(run, listed.only) if listed.only else tuple(listed.items)
            found = (item for item in listed.items.values() if item.id in chosen)
            return tuple(_listed(item, incident, run, now) for item in found)
        case Do(each=each) | RunKind(each=each) as work if each:
            elements = enumerate(_elements(run, each), start=1)
            return tuple(
                Item(str(number), title=_about(work, element, incident, run), element=element, by=step.by)
                for number, element in elements
            )
        case _:
            return (Item(MAIN),)


def strangers(step: Step, run: Run) -> tuple[str, ...]:
    """What `only` names and the list does not have."""
    if not isinstance(step.kind, ListOf) or not step.kind.only:
        return ()
    return tuple(name for name in _elements(run, step.kind.only) if name not in step.kind.items)


def _elements(run: Run, fact: str) -> tuple[str, ...]:
    known = run.facts.get(fact)
    value = known.value if known else ()
    return tuple(str(one) for one in value) if isinstance(value, tuple) else ()


def _listed(item: ListItem, incident: Incident, run: Run, now: datetime) -> Item:
    return Item(
        item.id,
        title=fill(item.title, incident, run),
        by=item.by,
        within=now + item.within if item.within else None,
        fix=fill(item.fix, incident, run),
    )


def _about(work: Do | RunKind, element: str, incident: Incident, run: Run) -> str:
    """What a person does with an element; what runs is the same for all, so the element says which."""
    if isinstance(work, Do) and "{item}" in work.text:
        return fill(work.text, incident, run, item=element)
    return element
