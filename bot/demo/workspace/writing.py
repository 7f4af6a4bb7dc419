"""What a person writes, and does with messages."""

from dataclasses import replace

from bot.demo.workspace import payloads
from bot.demo.workspace.answers import answer, notice
from bot.demo.workspace.line import FORM, Answered, Delivery, TimedOut, Unreachable
from bot.demo.workspace.mentions import encoded
from bot.demo.workspace.model import File, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.surfaces import acting, json_object, message_at, seen, writer
from bot.demo.workspace.workspace import ResponseUrl, Workspace


async def type_line(
    workspace: Workspace, person_id: str, channel_id: str, text: str, thread_ts: str = ""
) -> Seen:
    """What the composer does with a line: a slash command when it begins with one, else a message."""
    first, _, rest = text.strip().partition(" ")
    if first in {"/invite", "/remove"}:
        return _member(workspace, person_id, channel_id, rest.strip(), comes=first == "/invite")
    if first.startswith("/") and not thread_ts:
        return await command(workspace, person_id, channel_id, first, rest.strip())
    return say(workspace, person_id, channel_id, text, thread_ts)


def _member(workspace: Workspace, person_id: str, channel_id: str, handle: str, *, comes: bool) -> Seen:
    """Slack's own `/invite @somebody` and `/remove @somebody`, also of somebody of another organisation."""
    person, channel = writer(workspace, person_id, channel_id)
    name = handle.removeprefix("@")
    other = next((one.id for one in workspace.state.people.values() if one.handle == name), "")
    if not other or (other in channel.members) == comes:
        where = "in the channel already" if comes and other else "not in the channel" if other else "unknown"
        raise NotPossible(f"@{name} is {where}.")
    if comes:
        workspace.state.add_member(channel, other, inviter=person.id)
    else:
        workspace.state.remove_member(channel, other)
    return Seen(view=workspace.state.open_view(person.id))


def say(workspace: Workspace, person_id: str, channel_id: str, text: str, thread_ts: str = "") -> Seen:
    """Write a message, or a reply when `thread_ts` names the first message of a thread."""
    person, channel = writer(workspace, person_id, channel_id)
    if not text.strip():
        raise NotPossible("There is nothing written.")
    if thread_ts and thread_ts not in channel.messages:
        raise NotPossible("That thread is gone.")
    ts = workspace.state.new_ts()
    said = encoded(text.strip(), workspace.state, labels=False)
    workspace.state.post(Message(channel.id, ts, person.id, said, thread_ts=thread_ts))
    return Seen(ts=ts, view=workspace.state.open_view(person.id))


def upload(
    workspace: Workspace,
    person_id: str,
    channel_id: str,
    name: str,
    content: bytes,
    text: str = "",
    thread_ts: str = "",
) -> Seen:
    """Share a file, with a message beside it or without, in the channel or in a thread of it."""
    person, channel = writer(workspace, person_id, channel_id)
    if not name or not content:
        raise NotPossible("There is nothing in that file.")
    if thread_ts and thread_ts not in channel.messages:
        raise NotPossible("That thread is gone.")
    state = workspace.state
    file = File(
        state.new_id("F"), name, name, person.id, len(content), state.now(), content, is_complete=True
    )
    said = encoded(text.strip(), state, labels=False)
    message = Message(channel.id, state.new_ts(), person.id, said, thread_ts=thread_ts, files=(file.id,))
    state.share_files([file], channel, message)
    return Seen(ts=message.ts, view=state.open_view(person.id))


async def command(workspace: Workspace, person_id: str, channel_id: str, name: str, text: str = "") -> Seen:
    """Run a slash command. What the bot answers within three seconds is shown to the person."""
    person, channel = writer(workspace, person_id, channel_id)
    before = workspace.state.feed.number
    if name not in workspace.config.commands:
        notice(workspace, channel.id, person.id, f"{name} is not a valid command.")
        return seen(workspace, person.id, before, f"{name} is not a valid command.")
    url = workspace.new_response_url(channel.id, person.id)
    issued = (workspace.new_trigger(person.id), url)
    typed = encoded(text, workspace.state, labels=True)
    body = payloads.command_form(workspace, person, channel, name, typed, issued)
    delivery = await workspace.line.send(body, FORM)
    problem = _command_answered(workspace, ResponseUrl(channel.id, person.id, 0), delivery)
    if problem:
        problem = f'{name} failed with the error "{problem}"'
        notice(workspace, channel.id, person.id, problem)
    return seen(workspace, person.id, before, problem)


def _command_answered(workspace: Workspace, where: ResponseUrl, delivery: Delivery) -> str:
    """Show what the bot answered; returns Slack's name of what went wrong, or nothing."""
    match delivery:
        case TimedOut():
            return "operation_timeout"
        case Unreachable():
            return "dispatch_failed"
        case Answered(status, headers, body):
            if not delivery.is_ack:
                return "http_client_error" if status < 500 else "http_service_error"
            if not body.strip():
                return ""
            if "json" not in headers.get("content-type", ""):
                return _answer(workspace, where, {"text": body.decode(errors="replace")})
            said = json_object(body)
            return _answer(workspace, where, said) if said is not None else "invalid_command_response"


def _answer(workspace: Workspace, where: ResponseUrl, body: Json) -> str:
    if not body:
        return ""
    try:
        answer(workspace, where, body)
    except Refused as refused:
        return refused.error
    return ""


def react(workspace: Workspace, person_id: str, channel_id: str, ts: str, name: str) -> Seen:
    """Give an emoji, or take it back when it was given before."""
    person, _ = writer(workspace, person_id, channel_id)
    message = message_at(workspace, channel_id, ts)
    given = any(each.name == name and person.id in each.people for each in message.reactions)
    (workspace.state.unreact if given else workspace.state.react)(message, name, person.id)
    return Seen(ts=ts, view=workspace.state.open_view(person.id))


def pin(workspace: Workspace, person_id: str, channel_id: str, ts: str) -> Seen:
    """Pin a message, or unpin it when it is pinned."""
    person, channel = writer(workspace, person_id, channel_id)
    message = message_at(workspace, channel_id, ts)
    is_pinned = any(each.ts == ts for each in channel.pins)
    (workspace.state.unpin if is_pinned else workspace.state.pin)(message, person.id)
    return Seen(ts=ts, view=workspace.state.open_view(person.id))


def delete(workspace: Workspace, person_id: str, channel_id: str, ts: str) -> Seen:
    """Delete an own message; administrators also delete those of others."""
    person, _ = writer(workspace, person_id, channel_id)
    message = message_at(workspace, channel_id, ts)
    if message.author != person.id and not person.is_admin:
        raise NotPossible("Only administrators delete messages of others.")
    workspace.state.delete(message, person.id)
    return Seen(view=workspace.state.open_view(person.id))


def edit(workspace: Workspace, person_id: str, channel_id: str, ts: str, text: str) -> Seen:
    """Change the text of an own message."""
    person, _ = writer(workspace, person_id, channel_id)
    message = message_at(workspace, channel_id, ts)
    if message.author != person.id:
        raise NotPossible("Only the author can change a message.")
    said = encoded(text.strip(), workspace.state, labels=False)
    edited = workspace.state.new_ts()
    workspace.state.edit(replace(message, text=said, edited_ts=edited), person.id)
    return Seen(ts=ts, view=workspace.state.open_view(person.id))


def dismiss(workspace: Workspace, person_id: str, ts: str) -> Seen:
    """Take away a message that only this person sees."""
    found = workspace.state.ephemerals.get(ts)
    if found is None or found.person != person_id:
        raise NotPossible("That message is gone.")
    workspace.state.forget(found)
    return Seen(view=workspace.state.open_view(person_id))


def open_thread(workspace: Workspace, person_id: str, channel_id: str, ts: str) -> list[Message]:
    """The messages of a thread, the first one first."""
    person = acting(workspace, person_id)
    channel = workspace.state.channels.get(channel_id)
    if channel is None or not workspace.state.is_seen(channel, person.id):
        raise NotPossible("That channel is not there.")
    return channel.thread(ts)


def join(workspace: Workspace, person_id: str, channel_id: str) -> Seen:
    """Join a public channel."""
    person = acting(workspace, person_id)
    channel = workspace.state.channels.get(channel_id)
    if channel is None or not workspace.state.is_seen(channel, person.id) or channel.is_archived:
        raise NotPossible("That channel cannot be joined.")
    if person.id not in channel.members:
        workspace.state.add_member(channel, person.id, inviter="")
    return Seen(view=workspace.state.open_view(person.id))


def leave(workspace: Workspace, person_id: str, channel_id: str) -> Seen:
    """Leave a channel."""
    person, channel = writer(workspace, person_id, channel_id)
    workspace.state.remove_member(channel, person.id)
    return Seen(view=workspace.state.open_view(person.id))
