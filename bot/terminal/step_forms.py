"""What is asked about the present step: answer it, record it by hand, skip it, leave it for another."""

from collections.abc import Iterable

from rich.text import Text

from bot.core.incident import MAIN, Item
from bot.core.performing import waits_for_answer
from bot.core.picture import At
from bot.core.refusals import NotNow
from bot.core.runbook import Run as RunKind
from bot.core.signals import (
    Answer,
    Jump,
    Record,
    Skip,
    What,
)
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.core.values import Values
from bot.core.wording import goes_to, outcome_label
from bot.terminal import asking
from bot.terminal.deeds import Fill
from bot.terminal.desk import Desk, Pasted, item_of, place_of
from bot.terminal.printing import exactly


def answer(desk: Desk, at: At) -> What:
    """The facts that are asked."""
    names = waits_for_answer(at.run, at.step)
    if not names:
        raise NotNow("Nothing is asked here.")
    return Answer(place_of(at), _facts(desk, at, names, needed=True))


def _facts(desk: Desk, at: At, names: Iterable[str], *, needed: bool) -> Values:
    found: Values = {}
    for name in names:
        fact = at.book.facts[name]
        about = fill(fact.about or name, desk.incident, at.run)
        value = asking.fact(desk.console, fact, about, at.run.facts.get(name), needed=needed)
        if value is not None:
            found[name] = value
    return found


def _set_here(at: At) -> tuple[str, ...]:
    """Facts that the step would have set."""
    return tuple(at.step.kind.sets) if isinstance(at.step.kind, RunKind) else ()


def skip(desk: Desk, at: At, given: str) -> What:
    """Which outcome to take as if it had been done, and why."""
    ways = [
        (way.name, f"{outcome_label(way)} → {goes_to(desk.picture, at, way)}")
        for way in at.step.outcomes.values()
    ]
    why = asking.reason(desk.console, "Why is it skipped?", given)
    outcome = asking.one_of(desk.console, "Go on as if it had ended with:", ways)
    return Skip(place_of(at), outcome, why, _facts(desk, at, _set_here(at), needed=False))


def jump(desk: Desk, at: At, *, saw: bool, given: str) -> What:
    """To any step of the same runbook; `saw`: because something else was seen."""
    steps = [
        (step.id, fill(step.title, desk.incident, at.run, unknown="…"))
        for step in at.book.steps.values()
        if step is not at.step
    ]
    first, _, rest = given.partition(" ")
    why = asking.reason(desk.console, "What did you see?" if saw else "Why?", rest)
    return Jump(place_of(at), asking.one_of(desk.console, "Go on at:", steps, first), why, saw=saw)


def byhand(desk: Desk, at: At, form: Fill) -> What:
    """The verdict of what was run elsewhere, and the facts it would have set."""
    item = item_of(at, form.name or MAIN)
    command = _command(at, item)
    _show_exactly(desk, at, item.id)
    options = [
        (verdict, _verdict(at, verdict))
        for verdict in desk.picture.rulebook.meaning(at.run, command).verdicts
    ]
    verdict = asking.one_of(desk.console, "How did it end?", options, form.given)
    sets = task_of(at.step, item).sets
    return Record(place_of(at), verdict, _facts(desk, at, tuple(sets), needed=False), item=item.id)


def _verdict(at: At, verdict: str) -> str:
    outcome = at.step.outcomes.get(verdict)
    return f"{verdict} · {outcome.label}" if outcome and outcome.label else verdict


def paste(desk: Desk, at: At, name: str) -> Pasted:
    """What a command said that was run elsewhere."""
    _command(at, item_of(at, name))
    _show_exactly(desk, at, name)
    said = asking.text(desk.console, "What it said, all of it; secrets are removed before it is kept")
    while True:
        ended = desk.console.line("Exit code, or the status of the answer (Enter: not known):").strip()
        if not ended:
            return Pasted(place_of(at), said, None, name)
        if ended.isascii() and ended.isdigit() and len(ended) <= 5:
            return Pasted(place_of(at), said, int(ended), name)
        desk.console.show(Text("A whole number such as 0 or 200.", style="dim"))


def _command(at: At, item: Item) -> str:
    command = task_of(at.step, item).command
    if not command:
        raise NotNow("This runs no command, so it has no result to record.")
    return command


def _show_exactly(desk: Desk, at: At, item: str) -> None:
    exact = desk.exact(place_of(at), item)
    if exact is not None and exact.text:
        desk.console.show(Text("Run exactly this:", style="bold"), exactly(exact.text))
