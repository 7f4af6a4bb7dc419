"""Which form a person gets, filled in from the incident as it is at this moment."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import Block
from slack_sdk.models.views import View

from bot.core.incident import Item
from bot.core.informing import INTERNAL, known_reader
from bot.core.picking import offered
from bot.core.picture import At, Picture, ways_out
from bot.core.refusals import NotNow, Stale, Unknown
from bot.core.runbook import Runbook, Severity, Update
from bot.core.tasks import task_of
from bot.slack.carried import Carried
from bot.slack.forms_of_papers import papers_view
from bot.slack.intents import OpenDeclare
from bot.slack.naming import item_named
from bot.slack.views import leaving, modals, picking, step_modals, updating
from bot.slack.views.sheet import sheet


def declare_view(wish: OpenDeclare, classes: Sequence[Runbook], means: Mapping[Severity, str]) -> View:
    """The declare form, as far as the words went."""
    book = next((book for book in classes if book.id == wish.runbook), None)
    chosen = modals.class_option(book.id, book.title) if book else None
    severity = Severity(wish.severity) if wish.severity in Severity.__members__ else None
    return modals.declare_form(wish.title, chosen, means, severity, wish.channel)


def view_of(name: str, on: Carried, picture: Picture, user: str = "") -> View:
    """The form of that name for that user. Raises a Refusal where there is nothing (any more) to fill in."""
    incident = picture.incident
    match name:
        case "note":
            return modals.note_form(incident)
        case "inform":
            return _inform(picture, on)
        case "evidence":
            if not any(one.kind == "evidence" for one in incident.open_owed()):
                raise NotNow("No evidence is owed any more.", "`/incident note` keeps anything else.")
            return modals.evidence_form(incident, on.name)
        case "waive":
            if not incident.open_owed():
                raise NotNow("Nothing is owed, so there is nothing to give up.")
            return modals.waive_form(incident, on.name)
        case "severity":
            return modals.severity_form(picture, on.name, on.said)
        case "page":
            if not picture.rulebook.policy.groups:
                raise NotNow("The policy has no groups, so there is nobody to page.")
            return modals.page_form(picture)
        case "role":
            return modals.role_form(picture)
        case "handover":
            if not incident.roles:
                raise NotNow("Nobody has a role yet, so there is nothing to hand over.")
            return modals.handover_form(picture)
        case "resolve":
            return modals.resolve_form(incident)
        case "correct":
            return _correct(picture, on)
        case "deny":
            return modals.deny_form(picture, _answerable(picture, on))
        case "break-glass":
            return modals.glass_form(picture, _answerable(picture, on))
        case "reopen":
            return modals.reopen_form(incident)
        case "anytime":
            return _anytime(picture, on)
        case "restrict":
            return leaving.restrict_form(incident)
        case "abort":
            return _abort(picture, on)
        case "write" | "action" | "action-change" | "action-drop" | "no-actions" | "review" | "give-back":
            return papers_view(name, on, picture, user)
        case _:
            return _of_step(name, picture, _here(picture, on), on)


def _inform(picture: Picture, on: Carried) -> View:
    to = on.name or INTERNAL
    known_reader(picture.rulebook, to)
    return updating.inform_form(picture, to)


def _correct(picture: Picture, on: Carried) -> View:
    run = picture.incident.runs.get(on.run) or picture.incident.current()
    run = run or next(reversed(picture.incident.top_runs()), None)
    if run is None or not picture.rulebook.of(run).facts:
        raise NotNow("This runbook has no facts to correct.")
    return modals.correct_form(picture, run.id)


def _answerable(picture: Picture, on: Carried) -> Carried:
    """The same, unless the request is over: then it says what became of it."""
    approval = picture.incident.approvals.get(on.name)
    if approval is None:
        raise Unknown("This request for approval does not exist.")
    if not picture.incident.may_be_denied(approval):
        who = f" by {approval.by.name}" if approval.by and approval.by.is_person else ""
        raise NotNow(f"This request is {approval.state}{who} already.")
    return on


def _anytime(picture: Picture, on: Carried) -> View:
    ways = ways_out(picture)
    if not ways:
        raise NotNow("No other way out is offered here.", "`/incident` shows what is.")
    chosen = [one for one in ways if one.name == on.name]
    return leaving.anytime_form(picture, chosen or ways, on.name)


def _abort(picture: Picture, on: Carried) -> View:
    run = picture.incident.runs.get(on.run) or picture.incident.current()
    if run is None or not run.is_walking:
        raise NotNow("Nothing is being walked, so there is nothing to give up.")
    return leaving.abort_form(picture, run)


def all_items(picture: Picture, on: Carried, user: str, told: list[Block] | None = None) -> View:
    """All items of the step, as one person looks at them."""
    at = _here(picture, on)
    if not at.step.is_side_by_side:
        raise NotNow("This step has no items.", "`/incident` shows what it asks for.")
    return sheet(picture, at, on, user, told)


def _of_step(name: str, picture: Picture, at: At, on: Carried) -> View:
    match name:
        case "answer":
            return step_modals.answer_form(picture, at)
        case "rows":
            if not offered(picture.incident, at.run, at.step, at.item):
                raise NotNow("No row can be picked now.", "`/incident` shows what the step asks for.")
            return picking.rows_form(picture, at)
        case "update":
            if not isinstance(at.step.kind, Update):
                raise NotNow("This step sends no update.", "`/incident` shows what it asks for.")
            return updating.update_form(picture, at)
        case "tick":
            return step_modals.tick_form(picture, at, _item(at, on), on)
        case "skip":
            return step_modals.skip_form(picture, at)
        case "jump" | "other":
            return step_modals.jump_form(picture, at, saw=name == "other")
        case "paste" | "byhand":
            item = _item(at, on)
            if not task_of(at.step, item).command:
                raise NotNow("Nothing is run here, so there is no result to record.")
            make = step_modals.paste_form if name == "paste" else step_modals.byhand_form
            return make(picture, at, item, on)
        case _:
            raise Unknown("This form is of another version of Handrail.", "`/incident` shows what there is.")


def _item(at: At, on: Carried) -> Item:
    """The item that a button is about; in a plain step the only one."""
    if not at.step.is_side_by_side:
        return at.item
    if not on.name and len(at.visit.items) > 1:
        raise NotNow(
            "Say which item.", "`/incident byhand 3` is about the third; `/incident items` shows all."
        )
    return item_named(at.visit, on.name or "1")


def _here(picture: Picture, on: Carried) -> At:
    """The step that a button is about, while it is still the current one of its run."""
    run = picture.incident.runs.get(on.run)
    if run is None:
        raise Unknown("There is no such step here.", "`/incident` shows the current one.")
    if run.visit is not None and run.visit.number == on.visit and run.is_walking:
        return picture.of(run)
    now = f"It is at “{run.visit.title}” now." if run.visit else "Its walk has ended."
    left = next((left for left in run.left if left.visit == on.visit), None)
    if left is None:
        raise Stale("This step is over.", now)
    raise Stale(f"{left.by.name} already left “{left.title}”.", now, left.at)
