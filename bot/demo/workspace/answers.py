"""What the bot answers to a command, or sends to a response URL, put where people see it."""

from dataclasses import replace
from typing import Any

from bot.demo.workspace.content import Content, content
from bot.demo.workspace.model import Ephemeral, Json, Message
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.workspace import RESPONSE_SECONDS, RESPONSE_USES, ResponseUrl, Workspace


def use_response_url(workspace: Workspace, name: str, body: Json) -> None:
    """Answer by URL: five times within thirty minutes."""
    url = workspace.response_urls.get(name)
    if url is None:
        raise Refused("no_service")
    if workspace.seconds() - url.issued > RESPONSE_SECONDS:
        raise Refused("expired_url")
    if url.uses >= RESPONSE_USES:
        raise Refused("used_url")
    url.uses += 1
    answer(workspace, url, body)


def answer(workspace: Workspace, where: ResponseUrl, body: Json) -> None:
    """Show the answer: to the one who asked, to the channel, or in place of what was pressed."""
    if body.get("delete_original") and where.ts:
        _delete(workspace, where)
        return
    said = content(workspace.state, str(body.get("text", "")), _blocks(body))
    if body.get("replace_original") and where.ts:
        _replace(workspace, where, said)
    elif body.get("response_type") == "in_channel":
        ts, thread = workspace.state.new_ts(), str(body.get("thread_ts", ""))
        message = Message(where.channel, ts, workspace.state.bot_id, said.text, said.blocks, thread)
        workspace.state.post(message)
    else:
        whisper(workspace, where.channel, where.person, said, str(body.get("thread_ts", "")))


def whisper(workspace: Workspace, channel: str, person: str, said: Content, thread_ts: str = "") -> Ephemeral:
    """Show something to one person only."""
    ephemeral = Ephemeral(channel, workspace.state.new_ts(), person, said.text, said.blocks, thread_ts)
    workspace.state.whisper(ephemeral)
    return ephemeral


def notice(workspace: Workspace, channel: str, person: str, text: str, thread_ts: str = "") -> None:
    """Slack's own words to one person."""
    ts = workspace.state.new_ts()
    workspace.state.whisper(Ephemeral(channel, ts, person, text, thread_ts=thread_ts, is_notice=True))


def _blocks(body: Json) -> list[Any] | None:
    blocks = body.get("blocks")
    if blocks is not None and not isinstance(blocks, list):
        raise Refused("invalid_blocks_format")
    return blocks


def _delete(workspace: Workspace, where: ResponseUrl) -> None:
    ephemeral = workspace.state.ephemerals.get(where.ts)
    message = workspace.state.find_message(where.channel, where.ts)
    if ephemeral:
        workspace.state.forget(ephemeral)
    elif message:
        workspace.state.delete(message, workspace.state.bot_id)


def _replace(workspace: Workspace, where: ResponseUrl, said: Content) -> None:
    ephemeral = workspace.state.ephemerals.get(where.ts)
    message = workspace.state.find_message(where.channel, where.ts)
    if ephemeral:
        workspace.state.whisper(replace(ephemeral, text=said.text, blocks=said.blocks, inputs={}))
    elif message:
        edited = workspace.state.new_ts()
        changed = replace(message, text=said.text, blocks=said.blocks, edited_ts=edited, inputs={})
        workspace.state.edit(changed, workspace.state.bot_id)
