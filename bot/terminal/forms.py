"""What is asked before a signal can be offered: one function for each form."""

from rich.text import Text

from bot.core.incident import MAIN, Owed, Run
from bot.core.picture import At, ways_out
from bot.core.refusals import NotNow
from bot.core.runbook import Severity, Update
from bot.core.signals import (
    Abort,
    Approve,
    BreakGlass,
    Collect,
    Correct,
    Deny,
    Note,
    Reopen,
    Resolve,
    Send,
    SetSeverity,
    TakeAnytime,
    TakeRole,
    Undone,
    Waive,
    What,
)
from bot.core.texts import fill, how_of
from bot.core.values import shown
from bot.terminal import asking, step_forms
from bot.terminal.console import Back
from bot.terminal.deeds import Fill, Offer
from bot.terminal.desk import Desk, Pasted, here, item_of, place_of
from bot.terminal.doing import update_shown
from bot.terminal.item_forms import chosen_item, picked_rows, ticked
from bot.terminal.paper_forms import papers
from bot.terminal.printing import exactly


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
            desk.console.show(Text(how_of(owed, desk.incident) or owed.title))
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
        case "break-glass":
            return BreakGlass(form.name, asking.reason(desk.console, "Why can it not wait?"), desk.groups)
        case "answer":
            return step_forms.answer(desk, here(desk, form))
        case "skip":
            return step_forms.skip(desk, here(desk, form), form.given)
        case "jump" | "other":
            return step_forms.jump(desk, here(desk, form), saw=form.form == "other", given=form.given)
        case "byhand":
            return step_forms.byhand(desk, here(desk, form), form)
        case "paste":
            return step_forms.paste(desk, here(desk, form), form.name or MAIN)
        case _:
            return _more(desk, form)


def _more(desk: Desk, form: Fill) -> What | Pasted:
    """Items, rows, updates, and leaving."""
    match form.form:
        case "item":
            at = here(desk, form)
            choice = chosen_item(desk.console, desk.picture, at, place_of(at), form.given)
            if isinstance(choice.deed, Offer):
                return choice.deed.what
            assert isinstance(choice.deed, Fill), "an item is done or asked about"
            return filled(desk, choice.deed)
        case "tick":
            return ticked(desk.console, form, item_of(here(desk, form), form.name))
        case "rows":
            at = here(desk, form)
            return picked_rows(desk.console, desk.picture, at, place_of(at))
        case "update":
            return _update(desk, here(desk, form))
        case "anytime":
            return _anytime(desk, form.name or form.given)
        case "write" | "action" | "no-actions":
            return papers(desk, form)
        case "abort":
            run = desk.incident.current()
            if run is None:
                raise NotNow("Nothing is being walked now.")
            return Abort(run.id, asking.reason(desk.console, "Why is the runbook given up?", form.given))
        case _:
            books = dict.fromkeys(run.runbook for run in desk.incident.top_runs())
            why = asking.reason(desk.console, "Why is it not over?", form.given)
            return Reopen(asking.one_of(desk.console, "Walk which?", [(book, book) for book in books]), why)


def _update(desk: Desk, at: At) -> What:
    update = at.step.kind
    if not isinstance(update, Update):
        raise NotNow("This step sends nothing.")
    desk.console.show(*update_shown(desk.picture, at, update))
    options = [("as-it-is", "Send it as it stands"), ("another", "Write another text")]
    how = asking.one_of(desk.console, "Which?", options)
    return Send(place_of(at), at.visit.draft if how == "as-it-is" else asking.text(desk.console, "The text"))


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
