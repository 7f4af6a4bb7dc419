"""What is asked before a signal can be offered: one function for each form."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from rich.text import Text

from bot.core.incident import MAIN, Incident, Item, Owed, Run
from bot.core.performing import waits_for_answer
from bot.core.picture import At, Exact, Picture, ways_out
from bot.core.refusals import NotNow
from bot.core.runbook import Run as RunKind
from bot.core.runbook import Severity, Update
from bot.core.signals import (
    Abort,
    Actor,
    Answer,
    Approve,
    Collect,
    Correct,
    Deny,
    Jump,
    Note,
    Place,
    Record,
    Reopen,
    Resolve,
    Send,
    SetSeverity,
    Skip,
    TakeAnytime,
    TakeRole,
    Undone,
    Waive,
    What,
)
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.core.values import Values, shown
from bot.core.wording import goes_to, outcome_label
from bot.terminal import asking
from bot.terminal.console import Back, Console
from bot.terminal.deeds import Fill, Offer
from bot.terminal.doing import update_shown
from bot.terminal.item_forms import chosen_item, picked_rows, ticked
from bot.terminal.printing import exactly


@dataclass(frozen=True, slots=True)
class Pasted:
    """What a command said that a person ran, and how it ended."""

    place: Place
    text: str
    ended: int | None
    item: str = MAIN


@dataclass(frozen=True, slots=True)
class Desk:
    """Who fills the form in, looking at what."""

    console: Console
    picture: Picture
    by: Actor
    groups: frozenset[str]
    exact: Callable[[Place, str], Exact | None]
    """What an item's command is now."""

    @property
    def incident(self) -> Incident:
        return self.picture.incident


def filled(desk: Desk, form: Fill) -> What | Pasted:
    """The signal that the answers make. Raises a Refusal where there is nothing to fill in, or Back."""
    match form.form:
        case "note":
            return Note(asking.reason(desk.console, "Note:", form.given))
        case "severity":
            return _severity(desk, form.given)
        case "role":
            return _role(desk, form.given)
        case "resolve":
            return _resolve(desk, form.given)
        case "correct":
            return _correct(desk)
        case "evidence":
            owed, said = _owed(desk, form, "evidence")
            desk.console.show(Text(owed.how or owed.title))
            return Collect(owed.id, asking.reason(desk.console, "What was kept, and where it lies:", said))
        case "undone":
            return Undone(_owed(desk, form, "undo")[0].id)
        case "waive":
            owed, said = _owed(desk, form, "")
            return Waive(owed.id, asking.reason(desk.console, "Why is it given up?", said))
        case "approve":
            return _approve(desk, form.name)
        case "deny":
            return Deny(form.name, desk.groups, asking.reason(desk.console, "Why not?"))
        case "answer":
            return _answer(desk, _here(desk, form))
        case "skip":
            return _skip(desk, _here(desk, form), form.given)
        case "jump" | "other":
            return _jump(desk, _here(desk, form), saw=form.form == "other", given=form.given)
        case "byhand":
            return _byhand(desk, _here(desk, form), form)
        case "paste":
            return _paste(desk, _here(desk, form), form.name or MAIN)
        case _:
            return _more(desk, form)


def _more(desk: Desk, form: Fill) -> What | Pasted:
    """Items, rows, updates, and leaving."""
    match form.form:
        case "item":
            at = _here(desk, form)
            choice = chosen_item(desk.console, desk.picture, at, _place(at), form.given)
            if isinstance(choice.deed, Offer):
                return choice.deed.what
            assert isinstance(choice.deed, Fill), "an item is done or asked about"
            return filled(desk, choice.deed)
        case "tick":
            return ticked(desk.console, form, _item(_here(desk, form), form.name))
        case "rows":
            at = _here(desk, form)
            return picked_rows(desk.console, desk.picture, at, _place(at))
        case "update":
            return _update(desk, _here(desk, form))
        case "anytime":
            return _anytime(desk, form.name or form.given)
        case "abort":
            run = desk.incident.current()
            if run is None:
                raise NotNow("Nothing is being walked now.")
            return Abort(run.id, asking.reason(desk.console, "Why is the runbook given up?", form.given))
        case _:
            books = dict.fromkeys(run.runbook for run in desk.incident.top_runs())
            why = asking.reason(desk.console, "Why is it not over?", form.given)
            return Reopen(asking.one_of(desk.console, "Walk which?", [(book, book) for book in books]), why)


def _item(at: At, name: str) -> Item:
    item = at.visit.item(name)
    if item is None:
        raise NotNow("There are several things here.", "`item` does one of them, as in `item 2`.")
    return item


def _update(desk: Desk, at: At) -> What:
    update = at.step.kind
    if not isinstance(update, Update):
        raise NotNow("This step sends nothing.")
    desk.console.show(*update_shown(desk.picture, at, update))
    options = [("as-it-is", "Send it as it stands"), ("another", "Write another text")]
    how = asking.one_of(desk.console, "Which?", options)
    return Send(_place(at), at.visit.draft if how == "as-it-is" else asking.text(desk.console, "The text"))


def _anytime(desk: Desk, given: str) -> What:
    ways = ways_out(desk.picture)
    if not ways:
        raise NotNow("No other way out is offered here.", "`jump` goes to any step.")
    options = [(one.name, one.way.label) for one in ways]
    name = asking.one_of(desk.console, "Which way?", options, given)
    one = next(one for one in ways if one.name == name)
    if desk.console.line(f"“{one.way.label}” leaves this step as it is. Type yes:").strip().lower() != "yes":
        raise Back
    return TakeAnytime(one.run.id, one.way.id, one.run.visit.number if one.run.visit else 0)


def _here(desk: Desk, form: Fill) -> At:
    at = desk.picture.at()
    if at is None or form.place != Place(at.run.id, at.visit.number):
        raise NotNow("This step is over.", "Look where the walk is now.")
    return at


def _place(at: At) -> Place:
    return Place(at.run.id, at.visit.number)


def _severity(desk: Desk, given: str) -> What:
    means = desk.picture.rulebook.policy.severities
    options = [
        (level.value, f"{level}: {means[level].means}" if level in means else level.value)
        for level in Severity
        if level not in {desk.incident.severity, Severity.P3}  # a P3 lives in a ticket, not in a walk
    ]
    first, _, rest = given.partition(" ")
    to = Severity(asking.one_of(desk.console, "Which severity?", options, first.upper()))
    return SetSeverity(to, asking.reason(desk.console, "Why?", rest), desk.incident.severity)


def _role(desk: Desk, given: str) -> What:
    names = dict.fromkeys([*desk.incident.wanted_roles, *desk.picture.rulebook.policy.roles])
    options = [(role, f"{desk.picture.role_title(role)} ({_holder(desk, role)})") for role in names]
    role = asking.one_of(desk.console, "Which role do you take?", options, given)
    holder = desk.incident.roles.get(role)
    return TakeRole(role, desk.by, seen=holder.user if holder else "")


def _holder(desk: Desk, role: str) -> str:
    holder = desk.incident.roles.get(role)
    return holder.name if holder else "nobody"


def _resolve(desk: Desk, given: str) -> What:
    options = [("over", "The impact is over"), ("false-alarm", "It was a false alarm")]
    first, _, rest = given.partition(" ")
    false_alarm = asking.one_of(desk.console, "Which?", options, first) == "false-alarm"
    if not any(run.is_walking for run in desk.incident.top_runs()):
        return Resolve(false_alarm, rest)
    why = asking.reason(desk.console, "The runbook is still being walked. Why resolve now?", rest)
    return Resolve(false_alarm, why)


def _correct(desk: Desk) -> What:
    run = desk.incident.current() or next(reversed(desk.incident.top_runs()), None)
    book = desk.picture.rulebook.of(run) if run else None
    if run is None or book is None or not book.facts:
        raise NotNow("This runbook has no facts to correct.")
    options = [(name, f"{name}: {_known(run, name)}") for name in book.facts]
    name = asking.one_of(desk.console, "Which fact?", options)
    fact = book.facts[name]
    value = asking.fact(desk.console, fact, fill(fact.about, desk.incident, run), None, needed=True)
    return Correct(run.id, name, shown(value))


def _known(run: Run, fact: str) -> str:
    known = run.facts.get(fact)
    return shown(known.value if known else None)


def _owed(desk: Desk, form: Fill, kind: str) -> tuple[Owed, str]:
    """The one that is meant, by its name or the end of it, and what was typed after that."""
    if form.name:
        return desk.incident.owed[form.name], form.given
    mine = [owed for owed in desk.incident.open_owed() if kind in {"", owed.kind}]
    if not mine:
        raise NotNow("Nothing of this kind is owed.", "`note` keeps anything else.")
    first, _, rest = form.given.partition(" ")
    named = [owed for owed in mine if first and f"/{owed.id}".endswith((f"/{first}", f"-{first}"))]
    if len(named) == 1:
        return named[0], rest
    name = asking.one_of(desk.console, "Which?", [(o.id, f"{o.title} ({o.id})") for o in mine])
    return desk.incident.owed[name], form.given


def _approve(desk: Desk, token: str) -> What:
    approval = desk.incident.approvals.get(token)
    if approval is None or approval.state != "pending":
        raise NotNow("This request is not open any more.")
    desk.console.show(
        Text(f"{approval.requester.name} asks for a second person's yes to exactly this:"),
        exactly(approval.what),
    )
    if desk.console.line("Type yes to approve it:").strip().lower() != "yes":
        raise Back
    return Approve(token, desk.groups)


def _answer(desk: Desk, at: At) -> What:
    names = waits_for_answer(at.run, at.step)
    if not names:
        raise NotNow("Nothing is asked here.")
    return Answer(_place(at), _facts(desk, at, names, needed=True))


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


def _skip(desk: Desk, at: At, given: str) -> What:
    ways = [
        (way.name, f"{outcome_label(way)} → {goes_to(desk.picture, at, way)}")
        for way in at.step.outcomes.values()
    ]
    why = asking.reason(desk.console, "Why is it skipped?", given)
    outcome = asking.one_of(desk.console, "Go on as if it had ended with:", ways)
    return Skip(_place(at), outcome, why, _facts(desk, at, _set_here(at), needed=False))


def _jump(desk: Desk, at: At, *, saw: bool, given: str) -> What:
    steps = [
        (step.id, fill(step.title, desk.incident, at.run, unknown="…"))
        for step in at.book.steps.values()
        if step is not at.step
    ]
    first, _, rest = given.partition(" ")
    why = asking.reason(desk.console, "What did you see?" if saw else "Why?", rest)
    return Jump(_place(at), asking.one_of(desk.console, "Go on at:", steps, first), why, saw=saw)


def _byhand(desk: Desk, at: At, form: Fill) -> What:
    item = _item(at, form.name or MAIN)
    command = _command(at, item)
    _show_exactly(desk, at, item.id)
    options = [
        (verdict, _verdict(at, verdict))
        for verdict in desk.picture.rulebook.meaning(at.run, command).verdicts
    ]
    verdict = asking.one_of(desk.console, "How did it end?", options, form.given)
    sets = task_of(at.step, item).sets
    return Record(_place(at), verdict, _facts(desk, at, tuple(sets), needed=False), item=item.id)


def _verdict(at: At, verdict: str) -> str:
    outcome = at.step.outcomes.get(verdict)
    return f"{verdict} · {outcome.label}" if outcome and outcome.label else verdict


def _paste(desk: Desk, at: At, name: str) -> Pasted:
    _command(at, _item(at, name))
    _show_exactly(desk, at, name)
    said = asking.text(desk.console, "What it said, all of it; secrets are removed before it is kept")
    while True:
        ended = desk.console.line("Exit code, or the status of the answer (Enter: not known):").strip()
        if not ended:
            return Pasted(_place(at), said, None, name)
        if ended.isascii() and ended.isdigit() and len(ended) <= 5:
            return Pasted(_place(at), said, int(ended), name)
        desk.console.show(Text("A whole number such as 0 or 200.", style="dim"))


def _command(at: At, item: Item) -> str:
    command = task_of(at.step, item).command
    if not command:
        raise NotNow("This runs no command, so it has no result to record.")
    return command


def _show_exactly(desk: Desk, at: At, item: str) -> None:
    exact = desk.exact(_place(at), item)
    if exact is not None and exact.text:
        desk.console.show(Text("Run exactly this:", style="bold"), exactly(exact.text))
