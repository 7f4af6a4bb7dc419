"""Each step in words: why, what happens, who, what comes first, and where it leads."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import assert_never

from bot.authoring.explain.about import kind_of
from bot.authoring.explain.words import bullet, condition, groups, listed, paragraph, quote, text, who
from bot.core.catalogue import as_typed
from bot.core.rulebook import Rulebook
from bot.core.runbook import (
    STATUS_PAGE,
    Arguments,
    Ask,
    Call,
    Choose,
    Do,
    ListItem,
    ListOf,
    Literally,
    Outcome,
    Risk,
    RowPick,
    Run,
    Runbook,
    Step,
    Update,
    Wait,
)
from bot.core.values import Value
from bot.core.wording import readable, span

_RISKS = {
    Risk.READ: "It only looks.",
    Risk.TELL: "It tells people and changes no system.",
    Risk.CHANGE: "It changes the system.",
    Risk.DESTROY: "It destroys something for good.",
}


@dataclass(frozen=True, slots=True)
class Telling:
    """One runbook being told: its steps have numbers, and its approvers are known."""

    book: Runbook
    rules: Rulebook
    numbers: Mapping[str, int]
    approvers: Mapping[str, tuple[str, ...]]

    def place(self, to: str) -> str:
        """Where a way leads."""
        if to in self.numbers:
            return f"step {self.numbers[to]}, “{text(self.book.steps[to].title)}”"
        return f"the end “{readable(to)}”"

    def step(self, step: Step) -> Iterator[str]:
        """The paragraphs of a step."""
        yield f"### {self.numbers[step.id]}. {text(step.title)}"
        if step.id == self.book.start:
            yield "The walk begins here."
        if step.why:
            yield paragraph(f"Why: {text(step.why)}")
        if step.warn:
            yield paragraph(f"**Careful:** {text(step.warn)}")
        first = "\n".join(bullet(line) for line in self._first(step))
        if first:
            yield first
        yield from self._happens(step)
        after = "\n".join(bullet(line) for line in self._after(step))
        if after:
            yield after
        yield "\n".join(self._ways(step))

    def _first(self, step: Step) -> Iterator[str]:
        """What must be so before anything is done here, and who does it."""
        gates = [item for item in self.book.evidence.values() if step.id in item.before]
        if gates:
            kept = listed(f"“{text(item.title)}”" for item in gates)
            yield f"**Locked** until this evidence is kept: {kept}."
        if self.approvers[step.id]:
            agreed = groups(self.approvers[step.id], self.rules.policy)
            yield f"**A second person** of {agreed} says yes first, to exactly what will be done."
        asked = f"For {who(step.by, self.rules.policy)}" if step.by else "For whoever is there"
        if step.by or step.within:
            within = f", within {span(step.within)}" if step.within else ""
            yield f"{asked}{within}; anybody who responds may do it."

    def _after(self, step: Step) -> Iterator[str]:
        if step.expect:
            yield f"Expect: {text(step.expect)}"
        for item in self.book.evidence.values():
            if item.from_step == step.id:
                yield f"What it brings is kept as evidence: “{text(item.title)}”."
        if step.undo is not None:
            by = f"; {self.place(step.undo.by)} does it" if step.undo.by else ""
            yield f"Once done, it has to be put back later: {text(step.undo.title)}{by}."

    def _happens(self, step: Step) -> Iterator[str]:
        match step.kind:
            case Do(text=said, each=each):
                yield f"A person does this{_each(each)}:"
                yield quote(text(said))
            case Run() as run:
                yield paragraph(self._run(run))
            case Ask(facts=facts):
                yield "People are asked:"
                known = (self.book.facts[name] for name in facts)
                yield "\n".join(bullet(f"{text(fact.about)} ({kind_of(fact.type)})") for fact in known)
            case Choose(text=said):
                yield paragraph(f"Nobody is asked; it follows from what is known: {text(said)}")
            case Wait() as wait:
                yield paragraph(self._wait(wait))
            case Call(runbook=name, sets=sets):
                learned = _learned(tuple(sets))
                yield paragraph(
                    f"The runbook `{name}` is walked first; its end decides how it goes on.{learned}"
                )
            case ListOf(items=items, only=only, again=again):
                yield self._list(len(items), only, again)
                yield "\n".join(bullet(self._item(item)) for item in items.values())
            case Update(to=to, text=said):
                place = "the status page" if to == STATUS_PAGE else who(to, self.rules.policy)
                yield f"A message to {place} is drafted; people edit it, and one of them sends it:"
                yield quote(text(said))
            case _:
                assert_never(step.kind)

    def _run(self, run: Run) -> str:
        how = self._command(run.command, run.arguments)
        begins = "The bot runs it by itself" if run.auto else "A person presses a button to run it"
        said = f"{begins}{_each(run.each)}: {how}"
        if run.pick is not None:
            rows = "the rows that matter" if run.pick.many else "one row"
            where = f", of those where {condition(run.pick.where.source)}" if run.pick.where else ""
            said += f" Then a person picks {rows} of “{run.pick.table}”{where}: {text(run.pick.question)}"
        sets = (*run.sets, *(run.pick.sets if run.pick else ()))
        return said + _learned(sets)

    def _command(self, name: str, arguments: Arguments) -> str:
        meaning = self.book.meanings.get(name)
        entry = self.rules.entries.get(name)
        title = meaning.title if meaning else name
        risk = _RISKS[meaning.risk] if meaning else ""
        shown = f" (`{as_typed(entry, _shown(arguments))}`)" if entry else f" (`{name}`)"
        hand = " A person runs it elsewhere and pastes the result." if meaning and meaning.hand else ""
        return f"“{text(title)}”{shown}. {risk}{hand}".rstrip()

    def _wait(self, wait: Wait) -> str:
        length = (
            f"for {span(wait.duration)}" if wait.duration is not None else "until a time that is known then"
        )
        if wait.until is not None and wait.duration is not None:
            length = f"for at most {span(wait.duration)}, until {condition(wait.until.source)}"
        said = f"The bot waits {length}."
        if wait.command:
            said += f" It looks every {span(wait.every)}: {self._command(wait.command, wait.arguments)}"
        if wait.unless is not None:
            said += f" It stops at once when {condition(wait.unless.source)}."
        if wait.at_least is not None:
            said += f" It waits for {span(wait.at_least)} at least."
        return said

    def _list(self, count: int, only: str, again: str) -> str:
        some = f"Those of these that “{only.replace('_', ' ')}” names" if only else f"These {count} things"
        once_more = f", as in {self.place(again)}," if again in self.numbers else ""
        return paragraph(f"{some}{once_more} are done side by side, in any order, by anybody:")

    def _item(self, item: ListItem) -> str:
        work = (
            text(item.work.text)
            if isinstance(item.work, Do)
            else self._command(item.work.command, item.work.arguments)
        )
        by = f" For {who(item.by, self.rules.policy)}." if item.by else ""
        within = f" Within {span(item.within)}." if item.within else ""
        fix = f" If it fails: {text(item.fix)}" if item.fix else ""
        title = text(item.title or readable(item.id)).rstrip(".")
        return f"**{title}.** {work}{by}{within}{fix}"

    def _ways(self, step: Step) -> Iterator[str]:
        """Where it leads; outcomes with one target are told together."""
        targets = {outcome.to for outcome in step.outcomes.values()}
        if len(targets) == 1 and not any(way.label or way.when for way in step.outcomes.values()):
            yield paragraph(f"Then: {self.place(targets.pop())}.")
            return
        yield "Then:"
        yield ""
        for outcome in step.outcomes.values():
            yield bullet(f"{self._when(step, outcome)}: {self.place(outcome.to)}.")

    def _when(self, step: Step, outcome: Outcome) -> str:
        label = f"**{text(outcome.label or readable(outcome.name))}**"
        if outcome.when is not None:
            return f"{label}, when {condition(outcome.when.source)}"
        if outcome.is_else:
            return f"{label}, otherwise"
        match step.kind, outcome.name:
            case Wait(duration=timedelta() as length), "timeout":
                return f"{label}, when {span(length)} are over without that"
            case _, "done" if step.is_side_by_side:
                return f"{label}, when all are done or do not apply"
            case _, "failed" if step.is_side_by_side:
                return f"{label}, when one failed and a person goes on without it"
            case Run(pick=RowPick()), "none":
                return f"{label}, when no row fits"
            case Wait(), "breach":
                return f"{label}, as soon as it is so"
            case Run(each=""), verdict if outcome.label:
                return f"{label} (it says “{verdict}”)"
            case _:
                return label


def _shown(arguments: Arguments) -> dict[str, Value]:
    """Arguments as a reader sees them: what is looked up by its name, in capitals."""
    return {
        name: argument.value
        if isinstance(argument, Literally)
        else argument.name.removeprefix("facts.").replace("incident.id", "incident").upper()
        for name, argument in arguments.items()
    }


def _each(name: str) -> str:
    return f", once for each of “{name.replace('_', ' ')}”" if name else ""


def _learned(names: tuple[str, ...]) -> str:
    facts = listed(f"“{name.replace('_', ' ')}”" for name in dict.fromkeys(names))
    return f" From it the bot learns {facts}." if facts else ""
