"""`files.*`: uploads in three steps, a URL to send bytes to, the bytes, and sharing."""

from dataclasses import replace
from typing import Any

from bot.demo.workspace.api import lookup
from bot.demo.workspace.api.arguments import Arguments, wrong
from bot.demo.workspace.api.chat import thread_root
from bot.demo.workspace.content import content
from bot.demo.workspace.model import Channel, File, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import file_json
from bot.demo.workspace.workspace import Workspace

MOST_BYTES = 1024**3


def get_upload_url(workspace: Workspace, arguments: Arguments) -> Json:
    """Step one: a file id, and where to send its bytes."""
    name = arguments.needed("filename")
    length = arguments.needed("length")
    if not length.isdigit() or int(length) < 1:
        raise wrong("must be more than 0 [json-pointer:/length]")
    if int(length) > MOST_BYTES:
        raise Refused("file_upload_size_restricted")
    file = File(
        id=workspace.state.new_id("F"),
        name=name,
        title=name,
        author=workspace.state.bot_id,
        length=int(length),
        created=workspace.state.now(),
        snippet_type=arguments.text("snippet_type"),
        alt_text=arguments.text("alt_txt"),
    )
    workspace.state.keep_file(file)
    return {"upload_url": f"{workspace.config.base_url}/upload/v1/{file.id}", "file_id": file.id}


def receive(workspace: Workspace, file_id: str, content_of_file: bytes) -> str:
    """The bytes of an upload; returns what is wrong with them, or nothing."""
    file = workspace.state.files.get(file_id)
    if file is None or file.is_complete:
        return "unknown upload"
    if len(content_of_file) != file.length:
        return f"expected {file.length} bytes, got {len(content_of_file)}"
    workspace.state.keep_file(replace(file, content=content_of_file))
    return ""


def complete_upload(workspace: Workspace, arguments: Arguments) -> Json:
    """Step three: the files are there, and posted in the channels named."""
    files = [_uploaded(workspace, given) for given in _listed(arguments)]
    channels = _destinations(workspace, arguments)
    if arguments.text("thread_ts") and len(channels) != 1:
        raise wrong("thread_ts needs exactly one channel")
    thread = thread_root(channels[0], arguments) if channels else ""
    comment, blocks = arguments.text("initial_comment"), arguments.blocks()
    said = content(workspace.state, comment, blocks) if comment or blocks else None
    for file in files:
        workspace.state.keep_file(file)
    for channel in channels:
        message = Message(
            channel=channel.id,
            ts=workspace.state.new_ts(),
            author=workspace.state.bot_id,
            text=said.text if said else "",
            blocks=said.blocks if said else (),
            thread_ts=thread,
            files=tuple(file.id for file in files),
        )
        workspace.state.share_files([workspace.state.files[file.id] for file in files], channel, message)
    return {"files": [file_json(workspace, workspace.state.files[file.id]) for file in files]}


def info(workspace: Workspace, arguments: Arguments) -> Json:
    """One file, with the messages that carry it."""
    file = workspace.state.files.get(arguments.needed("file"))
    if file is None or not file.is_complete:
        raise Refused("file_not_found")
    return {"file": _with_shares(workspace, file), "comments": [], "response_metadata": {"next_cursor": ""}}


def _with_shares(workspace: Workspace, file: File) -> Json:
    """With `shares.public|private.<channel>[].ts`, by which a look-up finds the file's message."""
    shares: Json = {}
    for channel_id in file.channels:
        channel = workspace.state.channels[channel_id]
        kind = "public" if channel.kind == "channel" else "private"
        posts = [
            {"ts": message.ts} | ({"thread_ts": message.thread_ts} if message.is_reply else {})
            for message in channel.messages.values()
            if file.id in message.files
        ]
        shares.setdefault(kind, {})[channel_id] = posts
    return file_json(workspace, file) | {"shares": shares}


def _listed(arguments: Arguments) -> list[Json]:
    files: Any = arguments.parsed("files", "invalid_arguments")
    if not isinstance(files, list) or not files:
        raise wrong("missing required field: files")
    if not all(isinstance(each, dict) and isinstance(each.get("id"), str) for each in files):
        raise wrong("missing required field: id [json-pointer:/files/0]")
    return files


def _uploaded(workspace: Workspace, given: Json) -> File:
    file = workspace.state.files.get(given["id"])
    if file is None or file.content is None or file.is_complete:
        raise Refused("file_not_found")
    return replace(file, title=str(given.get("title") or file.name), is_complete=True)


def _destinations(workspace: Workspace, arguments: Arguments) -> list[Channel]:
    wanted = [*arguments.ids("channel_id"), *arguments.ids("channels")]
    channels: list[Channel] = []
    for channel_id in dict.fromkeys(wanted):
        if channel_id not in workspace.state.channels:
            raise Refused("invalid_channel")
        found = lookup.own_channel(workspace, Arguments({"channel": channel_id}))
        if found.is_archived:
            raise Refused("is_archived")
        channels.append(found)
    return channels


METHODS = {
    "files.getUploadURLExternal": get_upload_url,
    "files.completeUploadExternal": complete_upload,
    "files.info": info,
}
