"""Pressing a button, choosing in a menu, typing into a menu that the bot fills."""

from dataclasses import replace

from bot.demo.workspace import payloads
from bot.demo.workspace.answers import notice
from bot.demo.workspace.choices import Given, Spot, action_json, chosen, find, find_labelled
from bot.demo.workspace.line import FORM, Answered, Delivery
from bot.demo.workspace.model import Json, Person, View
from bot.demo.workspace.seen import Seen
from bot.demo.workspace.state import with_inputs
from bot.demo.workspace.surfaces import (
    Shown,
    Surface,
    acting,
    filled,
    json_object,
    place_of,
    seen,
    shown_on,
    tell_view,
    trouble,
)
from bot.demo.workspace.workspace import Workspace


async def press(
    workspace: Workspace,
    person_id: str,
    surface: Surface,
    block_id: str,
    action_id: str,
    given: Given = "",
) -> Seen:
    """Press a button, or choose `given` in a menu: an option's value, a user id, a date."""
    person = acting(workspace, person_id)
    shown = shown_on(workspace, person, surface)
    spot = find(shown, block_id, action_id)
    return await act(workspace, person, shown, spot, given)


async def press_label(workspace: Workspace, person_id: str, surface: Surface, label: str) -> Seen:
    """Press the one button that reads `label`, or choose the one option that does."""
    person = acting(workspace, person_id)
    shown = shown_on(workspace, person, surface)
    spot = find_labelled(shown.blocks, label)
    return await act(workspace, person, shown, spot, spot.option)


async def act(workspace: Workspace, person: Person, shown: Shown, spot: Spot, given: Given) -> Seen:
    """Press or choose on a surface that was looked up already."""
    before = workspace.state.feed.number
    shown_as = shown.id if isinstance(shown, View) else shown.ts
    offered = workspace.suggestions.get((person.id, shown_as, spot.block_id, spot.action_id), [])
    entry = chosen(spot.element, given, offered)
    if spot.element["type"] not in {"button", "overflow"}:
        shown = filled(workspace, shown, with_inputs(shown.inputs, spot.block_id, spot.action_id, entry))
    action = action_json(spot, entry, workspace.state.new_ts())
    where, issued = place_of(workspace, person, shown)
    payload = payloads.block_actions(workspace, person, where, action, issued)
    delivery = await workspace.line.send(payloads.form(payload), FORM)
    problem = trouble(delivery)
    if problem and isinstance(shown, View):
        tell_view(workspace, shown.id, problem)
    elif problem and not isinstance(shown, View):
        notice(workspace, shown.channel, person.id, problem, shown.thread_ts)
    return seen(workspace, person.id, before, problem)


async def suggest(
    workspace: Workspace, person_id: str, surface: Surface, block_id: str, action_id: str, typed: str
) -> Seen:
    """Type into an external menu; `options` of what comes back can be chosen next (their `value`)."""
    person = acting(workspace, person_id)
    shown = shown_on(workspace, person, surface)
    spot = find(shown, block_id, action_id)
    if len(typed) < spot.element.get("min_query_length", 3):
        return Seen(view=workspace.state.open_view(person.id))
    where = (
        payloads.on_view(workspace, shown)
        if isinstance(shown, View)
        else payloads.on_message(workspace, shown)
    )
    payload = payloads.block_suggestion(workspace, person, where, (spot.block_id, spot.action_id), typed)
    delivery = await workspace.line.send(payloads.form(payload), FORM)
    options = _suggested(delivery)
    shown_as = shown.id if isinstance(shown, View) else shown.ts
    workspace.suggestions[person.id, shown_as, spot.block_id, spot.action_id] = options or []
    problem = "" if options is not None else "The options could not be loaded."
    return replace(
        seen(workspace, person.id, workspace.state.feed.number, problem), options=tuple(options or ())
    )


def _suggested(delivery: Delivery) -> list[Json] | None:
    """The options, those of groups too; None when the bot answered nothing that could be shown."""
    if not isinstance(delivery, Answered) or not delivery.is_ack:
        return None
    said = json_object(delivery.body)
    if said is None:
        return None
    options = [
        *said.get("options", []),
        *(each for group in said.get("option_groups", []) for each in group["options"]),
    ]
    is_shown = all({"text", "value"} <= option.keys() for option in options)
    return options if is_shown and len(options) <= 100 else None
