"""Filling in, submitting and closing modals."""

from dataclasses import replace

from bot.demo.workspace import payloads
from bot.demo.workspace.choices import Given, Inputs, Spot, chosen, find, missing
from bot.demo.workspace.line import FORM, Answered, Delivery
from bot.demo.workspace.modals import push_onto, update_view
from bot.demo.workspace.model import Json, Person, View
from bot.demo.workspace.pressing import act
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.state import with_inputs
from bot.demo.workspace.surfaces import NO_CONNECTION, acting, filled, json_object, seen, tell_view, view_of
from bot.demo.workspace.workspace import Workspace


async def fill(workspace: Workspace, person_id: str, view_id: str, inputs: Inputs) -> Seen:
    """Put values into a modal's inputs without submitting; an input with `dispatch_action` tells the bot."""
    person = acting(workspace, person_id)
    view = view_of(workspace, person, view_id)
    before = workspace.state.feed.number
    for spot, given in _spots(view, inputs):
        if spot.block.get("dispatch_action") or spot.block["type"] != "input":
            await act(workspace, person, view_of(workspace, person, view_id), spot, given)
        else:
            _put(workspace, person, view_id, spot, given)
    return seen(workspace, person.id, before, "")


async def submit(workspace: Workspace, person_id: str, view_id: str, inputs: Inputs | None = None) -> Seen:
    """Submit a modal, after putting `inputs` into it. When refused it stays open, with `errors`."""
    person = acting(workspace, person_id)
    view = view_of(workspace, person, view_id)
    before = workspace.state.feed.number
    if "submit" not in view.given:
        raise NotPossible("This window has no button to submit it.")
    for spot, given in _spots(view, inputs or {}):
        _put(workspace, person, view_id, spot, given)
    view = view_of(workspace, person, view_id)
    errors = missing(view.blocks, view.inputs)
    problem = ""
    if errors:
        workspace.state.show_view(replace(view, errors=errors, notice=""))
    else:
        trigger = workspace.new_trigger(person.id, view.id)
        payload = payloads.view_submission(workspace, person, view, trigger)
        delivery = await workspace.line.send(payloads.form(payload), FORM)
        problem, errors = _submitted(workspace, view.id, delivery)
    return replace(seen(workspace, person.id, before, problem), errors=errors)


def _submitted(workspace: Workspace, view_id: str, delivery: Delivery) -> tuple[str, dict[str, str]]:
    """Do what the bot answered to a submission: complaint of Slack's, errors by block id."""
    view = workspace.state.view(view_id)
    if view is None:
        return "", {}
    said = json_object(delivery.body or b"{}") if isinstance(delivery, Answered) and delivery.is_ack else None
    if said is None:
        tell_view(workspace, view_id, NO_CONNECTION)
        return NO_CONNECTION, {}
    try:
        return "", _respond(workspace, view, said)
    except Refused:
        tell_view(workspace, view_id, NO_CONNECTION)
        return NO_CONNECTION, {}


def _respond(workspace: Workspace, view: View, said: Json) -> dict[str, str]:
    """Carry out a `response_action`; returns the errors to show."""
    match said.get("response_action"):
        case None:
            workspace.state.close_view(view)
        case "errors":
            errors = {str(block): str(text) for block, text in said.get("errors", {}).items()}
            known = {block["block_id"] for block in view.blocks if block["type"] == "input"}
            if not errors or not errors.keys() <= known:
                raise Refused("invalid_errors")
            workspace.state.show_view(replace(view, errors=errors, notice=""))
            return errors
        case "update":
            update_view(workspace, view, said.get("view", {}))
        case "push":
            push_onto(workspace, view, said.get("view", {}))
        case "clear":
            workspace.state.close_all_views(view.person)
        case _:
            raise Refused("invalid_response_action")
    return {}


async def close(workspace: Workspace, person_id: str, view_id: str, *, whole_stack: bool = False) -> Seen:
    """Close a modal (with the cross: the whole stack). The bot is told only of views that asked for it."""
    person = acting(workspace, person_id)
    view = view_of(workspace, person, view_id)
    before = workspace.state.feed.number
    is_cleared = whole_stack or bool(view.given.get("clear_on_close"))
    closed = list(reversed(workspace.state.views[person.id])) if is_cleared else [view]
    if is_cleared:
        workspace.state.close_all_views(person.id)
    else:
        workspace.state.close_view(view)
    for each in closed:
        if each.given.get("notify_on_close"):
            payload = payloads.view_closed(workspace, person, each, is_cleared=is_cleared)
            await workspace.line.send(payloads.form(payload), FORM)
    return seen(workspace, person.id, before, "")


def _spots(view: View, inputs: Inputs) -> list[tuple[Spot, Given]]:
    return [
        (find(view, block_id, action_id), given)
        for block_id, actions in inputs.items()
        for action_id, given in actions.items()
    ]


def _put(workspace: Workspace, person: Person, view_id: str, spot: Spot, given: Given) -> None:
    view = view_of(workspace, person, view_id)
    offered = workspace.suggestions.get((person.id, view_id, spot.block_id, spot.action_id), [])
    entry = chosen(spot.element, given, offered)
    filled(workspace, view, with_inputs(view.inputs, spot.block_id, spot.action_id, entry))
