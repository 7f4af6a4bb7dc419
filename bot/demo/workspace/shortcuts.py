"""Choosing a shortcut of the app on a message."""

from bot.demo.workspace import payloads
from bot.demo.workspace.answers import notice
from bot.demo.workspace.line import FORM
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.surfaces import acting, message_at, seen, trouble
from bot.demo.workspace.workspace import Workspace


async def choose_shortcut(
    workspace: Workspace, person_id: str, channel_id: str, ts: str, callback_id: str
) -> Seen:
    """Use a message shortcut; whoever can read a message may, wherever the bot is a member or not."""
    person = acting(workspace, person_id)
    channel = workspace.state.channels.get(channel_id)
    if channel is None or not workspace.state.is_seen(channel, person.id):
        raise NotPossible("That channel is not there.")
    message = message_at(workspace, channel_id, ts)
    if callback_id not in {each.callback_id for each in workspace.config.shortcuts}:
        raise NotPossible(f"The app has no shortcut '{callback_id}'.")
    before = workspace.state.feed.number
    issued = (workspace.new_trigger(person.id), workspace.new_response_url(channel.id, person.id))
    payload = payloads.message_action(workspace, person, message, callback_id, issued)
    problem = trouble(await workspace.line.send(payloads.form(payload), FORM))
    if problem:
        notice(workspace, channel.id, person.id, problem, message.thread_ts)
    return seen(workspace, person.id, before, problem)
