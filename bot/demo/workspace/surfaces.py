"""Who acts, on what, and what the person sees of it afterwards. Shared by all actions."""

import json
from dataclasses import dataclass, replace
from typing import TypeAlias

from bot.demo.workspace import payloads
from bot.demo.workspace.line import Answered, Delivery, TimedOut, Unreachable
from bot.demo.workspace.model import Channel, Ephemeral, Json, Message, Person, View
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.workspace import Workspace

Shown: TypeAlias = Message | Ephemeral | View
TOO_SLOW = "Operation timed out. Apps need to respond within 3 seconds."
NO_CONNECTION = "We had some trouble connecting. Try again?"


@dataclass(frozen=True, slots=True)
class OnMessage:
    """Something on a message of a channel, or on one that only this person sees."""

    channel: str
    ts: str


@dataclass(frozen=True, slots=True)
class OnView:
    """Something in an open modal, or in the home tab."""

    view_id: str


Surface: TypeAlias = OnMessage | OnView


def acting(workspace: Workspace, person_id: str) -> Person:
    """Someone who can be signed in: neither the bot nor a deactivated account."""
    person = workspace.state.people.get(person_id)
    if person is None or person.is_bot:
        raise NotPossible("There is no such person.")
    if person.is_deleted:
        raise NotPossible(f"The account of {person.name} is deactivated.")
    return person


def writer(workspace: Workspace, person_id: str, channel_id: str) -> tuple[Person, Channel]:
    """Someone in a channel that they are a member of."""
    person = acting(workspace, person_id)
    channel = workspace.state.channels.get(channel_id)
    if channel is None or not workspace.state.is_seen(channel, person.id):
        raise NotPossible("That channel is not there.")
    if channel.is_archived:
        raise NotPossible(f"#{channel.name} is archived.")
    if person.id not in channel.members:
        raise NotPossible(f"Join #{channel.name} to write there.")
    return person, channel


def message_at(workspace: Workspace, channel_id: str, ts: str) -> Message:
    """A message that is still there."""
    message = workspace.state.find_message(channel_id, ts)
    if message is None:
        raise NotPossible("That message is gone.")
    return message


def view_of(workspace: Workspace, person: Person, view_id: str) -> View:
    """A modal that this person has open, or their home tab."""
    view = workspace.state.view(view_id)
    if view is None or view.person != person.id:
        raise NotPossible("That window is closed.")
    return view


def shown_on(workspace: Workspace, person: Person, surface: Surface) -> Shown:
    """What this person sees there."""
    if isinstance(surface, OnView):
        return view_of(workspace, person, surface.view_id)
    ephemeral = workspace.state.ephemerals.get(surface.ts)
    if ephemeral is not None and ephemeral.person == person.id:
        return ephemeral
    channel = workspace.state.channels.get(surface.channel)
    if channel is None or not workspace.state.is_seen(channel, person.id):
        raise NotPossible("That channel is not there.")
    return message_at(workspace, surface.channel, surface.ts)


def place_of(workspace: Workspace, person: Person, shown: Shown) -> tuple[Json, tuple[str, str]]:
    """Where it was pressed, with the trigger id and the response URL that go with it."""
    if isinstance(shown, View):
        return payloads.on_view(workspace, shown), (workspace.new_trigger(person.id, shown.id), "")
    url = workspace.new_response_url(shown.channel, person.id, shown.ts)
    return payloads.on_message(workspace, shown), (workspace.new_trigger(person.id), url)


def filled(workspace: Workspace, shown: Shown, inputs: Json) -> Shown:
    """The same surface with what was chosen; a choice on a message is not an edit and nobody is told."""
    if isinstance(shown, View):
        filled = replace(shown, inputs=inputs)
        workspace.state.show_view(filled)
        return filled
    changed = replace(shown, inputs=inputs)
    if isinstance(changed, Ephemeral):
        workspace.state.ephemerals[changed.ts] = changed
    else:
        workspace.state.channels[changed.channel].messages[changed.ts] = changed
    return changed


def trouble(delivery: Delivery) -> str:
    """Slack's words for a press that was not acknowledged."""
    match delivery:
        case TimedOut():
            return TOO_SLOW
        case Unreachable():
            return NO_CONNECTION
        case Answered(status):
            return "" if delivery.is_ack else f"This app responded with Status Code {status}."


def tell_view(workspace: Workspace, view_id: str, text: str) -> None:
    """Show Slack's own words in a modal, if it is still open."""
    view = workspace.state.view(view_id)
    if view is not None and not view.is_home:
        workspace.state.show_view(replace(view, notice=text))


def json_object(body: bytes) -> Json | None:
    """The object in an answer's body, or None."""
    try:
        said = json.loads(body)
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def seen(workspace: Workspace, person: str, before: int, problem: str) -> Seen:
    """What changed for this person since the feed's number `before`."""
    changed = dict.fromkeys(
        change.ts for change in workspace.state.feed.since(before) if change.person == person
    )
    ephemerals = [workspace.state.ephemerals[ts] for ts in changed if ts in workspace.state.ephemerals]
    return Seen(not problem, problem, tuple(ephemerals), workspace.state.open_view(person))
