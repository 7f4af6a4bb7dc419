"""The payloads that Slack sends when people act."""

import json
from urllib.parse import urlencode

from bot.demo.workspace.model import Channel, Ephemeral, Json, Message, Person, View
from bot.demo.workspace.wire import message_json, view_json
from bot.demo.workspace.workspace import Workspace


def form(payload: Json) -> bytes:
    """Interactivity is a form with one field of JSON."""
    return urlencode({"payload": json.dumps(payload)}).encode()


def command_form(
    workspace: Workspace, person: Person, channel: Channel, command: str, text: str, issued: tuple[str, str]
) -> bytes:
    """A slash command; `issued` is its trigger id and its response URL."""
    names = {"group": "privategroup", "im": "directmessage"}
    fields = {
        "token": workspace.config.verification_token,
        "team_id": person.team_id,
        "team_domain": workspace.state.team.domain,
        "channel_id": channel.id,
        "channel_name": names.get(channel.kind, channel.name),
        "user_id": person.id,
        "user_name": person.handle,
        "command": command,
        "text": text,
        "api_app_id": workspace.config.app_id,
        "is_enterprise_install": "false",
        "response_url": issued[1],
        "trigger_id": issued[0],
    }
    return urlencode(fields).encode()


def _common(workspace: Workspace, person: Person, kind: str) -> Json:
    """What every interactivity payload begins with; the team is that of the person who acts."""
    return {
        "type": kind,
        "team": {"id": person.team_id, "domain": workspace.state.team.domain},
        "user": {
            "id": person.id,
            "username": person.handle,
            "name": person.handle,
            "team_id": person.team_id,
        },
        "api_app_id": workspace.config.app_id,
        "token": workspace.config.verification_token,
        "enterprise": None,
        "is_enterprise_install": False,
    }


def on_message(workspace: Workspace, message: Message | Ephemeral) -> Json:
    """Where something was pressed: a message, or one that only this person sees (without its content)."""
    channel = workspace.state.channels[message.channel]
    names = {"group": "privategroup", "im": "directmessage"}
    container: Json = {
        "type": "message",
        "message_ts": message.ts,
        "channel_id": channel.id,
        "is_ephemeral": isinstance(message, Ephemeral),
    }
    if message.thread_ts:
        container["thread_ts"] = message.thread_ts
    where: Json = {
        "container": container,
        "channel": {"id": channel.id, "name": names.get(channel.kind, channel.name)},
        "state": {"values": message.inputs},
    }
    if isinstance(message, Message):
        where["message"] = message_json(workspace, message, metadata=True)
    return where


def on_view(workspace: Workspace, view: View) -> Json:
    """Where something was pressed: a modal."""
    return {"container": {"type": "view", "view_id": view.id}, "view": view_json(workspace, view)}


def block_actions(
    workspace: Workspace, person: Person, where: Json, action: Json, issued: tuple[str, str]
) -> Json:
    """A press or a choice; `issued` is the trigger id and the response URL (empty in a modal)."""
    said = _common(workspace, person, "block_actions") | where
    said |= {"trigger_id": issued[0], "actions": [action]}
    return said | ({"response_url": issued[1]} if issued[1] else {})


def block_suggestion(
    workspace: Workspace, person: Person, where: Json, spot: tuple[str, str], typed: str
) -> Json:
    """What was typed into an external menu; `spot` is block id and action id."""
    said = _common(workspace, person, "block_suggestion") | where
    return said | {"block_id": spot[0], "action_id": spot[1], "value": typed}


def message_action(
    workspace: Workspace, person: Person, message: Message, callback_id: str, issued: tuple[str, str]
) -> Json:
    """A shortcut chosen on a message; `issued` is the trigger id and the response URL."""
    where = on_message(workspace, message)
    said = _common(workspace, person, "message_action")
    said |= {"callback_id": callback_id, "action_ts": workspace.state.new_ts(), "trigger_id": issued[0]}
    said |= {"response_url": issued[1], "message_ts": message.ts}
    return said | {"channel": where["channel"], "message": where["message"]}


def view_submission(workspace: Workspace, person: Person, view: View, trigger: str) -> Json:
    """A modal sent off, with all that was put in."""
    said = _common(workspace, person, "view_submission")
    return said | {"trigger_id": trigger, "view": view_json(workspace, view), "response_urls": []}


def view_closed(workspace: Workspace, person: Person, view: View, *, is_cleared: bool) -> Json:
    """A modal closed without submitting; `is_cleared` with all those under it."""
    said = _common(workspace, person, "view_closed")
    return said | {"view": view_json(workspace, view), "is_cleared": is_cleared}
