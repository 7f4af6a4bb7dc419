"""Values as Slack writes them in JSON: what the Web API answers with and what payloads carry."""

from bot.demo.workspace.model import Channel, File, Json, Message, Person, UserGroup, View
from bot.demo.workspace.workspace import Workspace


def message_json(workspace: Workspace, message: Message, *, metadata: bool = False) -> Json:
    """One message. Metadata is told only where Slack tells it: in events, and in history when asked for."""
    state = workspace.state
    channel = state.channels[message.channel]
    said: Json = {"type": "message", "user": message.author, "ts": message.ts, "text": message.text}
    said["team"] = state.people[message.author].team_id
    if message.subtype:
        said["subtype"] = message.subtype
    if message.author == state.bot_id and not message.subtype:
        said |= {"bot_id": bot_id(workspace), "app_id": workspace.config.app_id}
    if message.blocks:
        said["blocks"] = list(message.blocks)
    if message.files:
        said["files"] = [file_json(workspace, state.files[name]) for name in message.files]
    if message.edited_ts:
        said["edited"] = {"user": message.author, "ts": message.edited_ts}
    if message.reactions:
        said["reactions"] = [
            {"name": each.name, "users": list(each.people), "count": len(each.people)}
            for each in message.reactions
        ]
    if any(pin.ts == message.ts for pin in channel.pins):
        said["pinned_to"] = [channel.id]
    if metadata and message.metadata is not None:
        said["metadata"] = message.metadata
    return said | _thread_json(channel, message)


def _thread_json(channel: Channel, message: Message) -> Json:
    if message.is_reply:
        parent = channel.messages.get(message.thread_ts)
        return {"thread_ts": message.thread_ts} | ({"parent_user_id": parent.author} if parent else {})
    replies = channel.replies(message.ts)
    if not replies:
        return {}
    people = list(dict.fromkeys(reply.author for reply in replies))
    return {
        "thread_ts": message.ts,
        "reply_count": len(replies),
        "reply_users_count": len(people),
        "reply_users": people,
        "latest_reply": replies[-1].ts,
    }


def channel_json(workspace: Workspace, channel: Channel) -> Json:
    """A conversation as `conversations.info` tells it."""
    said: Json = {"id": channel.id, "created": channel.created, "creator": channel.creator}
    said |= {"context_team_id": workspace.state.team.id, "is_archived": channel.is_archived}
    if channel.direct:
        return said | {"is_im": True, "user": channel.direct, "is_open": True}
    people = workspace.state.people
    is_shared = any(people[member].is_stranger for member in channel.members)
    return said | {
        "name": channel.name,
        "name_normalized": channel.name,
        "is_channel": not channel.is_private,
        "is_group": channel.is_private,
        "is_im": False,
        "is_mpim": False,
        "is_private": channel.is_private,
        "is_general": channel.name == "general",
        "is_shared": is_shared,
        "is_ext_shared": is_shared,
        "is_org_shared": False,
        "is_member": workspace.state.bot_id in channel.members,
        "topic": {"value": channel.topic, "creator": channel.creator, "last_set": 0},
        "purpose": {"value": channel.purpose, "creator": channel.creator, "last_set": 0},
        "num_members": len(channel.members),
    }


def person_json(person: Person) -> Json:
    """A user as `users.info` tells it: guests `is_restricted`, people of another company `is_stranger`."""
    said: Json = {
        "id": person.id,
        "team_id": person.team_id,
        "name": person.handle,
        "real_name": person.name,
        "deleted": person.is_deleted,
        "color": person.colour.removeprefix("#"),
        "tz": person.tz,
        "tz_label": person.tz,
        "tz_offset": person.tz_offset,
        "is_bot": person.is_bot,
        "is_app_user": False,
        "updated": 0,
        "profile": {
            "real_name": person.name,
            "real_name_normalized": person.name,
            "display_name": person.handle,
            "display_name_normalized": person.handle,
            "title": person.title,
            "team": person.team_id,
        },
    }
    if person.email:
        said["profile"]["email"] = person.email
    if person.is_deleted:
        return said
    said |= {"is_admin": person.is_admin, "is_owner": False, "is_primary_owner": False}
    said |= {"is_restricted": person.is_restricted, "is_ultra_restricted": False}
    return said | ({"is_stranger": True} if person.is_stranger else {})


def group_json(workspace: Workspace, group: UserGroup, *, people: bool) -> Json:
    """A user group as `usergroups.list` tells it."""
    said: Json = {
        "id": group.id,
        "team_id": workspace.state.team.id,
        "is_usergroup": True,
        "name": group.name,
        "description": "",
        "handle": group.handle,
        "date_create": 0,
        "date_update": 0,
        "date_delete": 0,
        "user_count": len(group.members),
    }
    return said | ({"users": list(group.members)} if people else {})


def file_json(workspace: Workspace, file: File) -> Json:
    """A file as `files.info` tells it."""
    private = f"{workspace.config.base_url}/files/{file.id}/{file.name}"
    return {
        "id": file.id,
        "created": file.created,
        "timestamp": file.created,
        "name": file.name,
        "title": file.title,
        "mimetype": mime_type(file.name),
        "filetype": file.name.rsplit(".", 1)[-1] if "." in file.name else "binary",
        "user": file.author,
        "size": file.length,
        "mode": "hosted",
        "is_external": False,
        "is_public": bool(file.channels),
        "url_private": private,
        "url_private_download": private,
        "permalink": private,
        "channels": list(file.channels),
        "groups": [],
        "ims": [],
    }


def mime_type(name: str) -> str:
    """What a file is shown as. Only kinds that a browser cannot be harmed by; everything else is bytes."""
    ending = name.rsplit(".", 1)[-1].lower()
    return _MIME.get(ending, "application/octet-stream")


_MIME = {
    "png": "image/png",
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "gif": "image/gif",
    "txt": "text/plain",
    "log": "text/plain",
    "md": "text/markdown",
    "json": "application/json",
    "yaml": "text/plain",
    "yml": "text/plain",
    "csv": "text/csv",
}


def view_json(workspace: Workspace, view: View) -> Json:
    """A modal or a home tab as payloads and `views.*` carry it, with the state of its inputs."""
    given = view.given
    return {
        "id": view.id,
        "team_id": workspace.state.team.id,
        "type": given["type"],
        "blocks": given["blocks"],
        "private_metadata": given.get("private_metadata", ""),
        "callback_id": given.get("callback_id", ""),
        "state": {"values": view.inputs},
        "hash": view.hash,
        "title": given.get("title"),
        "clear_on_close": given.get("clear_on_close", False),
        "notify_on_close": given.get("notify_on_close", False),
        "close": given.get("close"),
        "submit": given.get("submit"),
        "previous_view_id": view.previous_id or None,
        "root_view_id": view.root_id,
        "app_id": workspace.config.app_id,
        "external_id": given.get("external_id", ""),
        "app_installed_team_id": workspace.state.team.id,
        "bot_id": bot_id(workspace),
    }


def bot_id(workspace: Workspace) -> str:
    """The bot's `B…` id, made of its user id: `U0HANDRAIL` → `B0HANDRAIL`."""
    return "B" + workspace.state.bot_id[1:]


def permalink(workspace: Workspace, message: Message) -> str:
    """The address that leads people to a message."""
    link = f"{workspace.config.base_url}/archives/{message.channel}/p{message.ts.replace('.', '')}"
    return f"{link}?thread_ts={message.thread_ts}&cid={message.channel}" if message.is_reply else link
