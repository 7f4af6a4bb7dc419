"""A direct message: to one person, about one incident."""

from slack_sdk.web import WebClient

from bot.core.effects import TellPerson
from bot.core.picture import Picture
from bot.core.signals import Done, Nothing
from bot.engine.ports import Leased, Scene
from bot.slack.client import Refused, call
from bot.slack.posts import Posts, Said
from bot.slack.views.postmortem import told
from bot.slack.views.text import is_in_slack

_GONE = frozenset({"user_not_found", "user_disabled", "users_not_found", "cannot_dm_bot", "user_not_visible"})
"""Slack's words for somebody who cannot be written to, whom the channel is told about anyway."""


def tell_person(posts: Posts, client: WebClient, job: Leased, scene: Scene, effect: TellPerson) -> Done:
    """Write to the person; who is not (any more) in Slack is left alone."""
    if not is_in_slack(effect.user):
        return Nothing()
    try:
        opened = call("conversations.open", lambda: client.conversations_open(users=[effect.user]))
    except Refused as refused:
        if refused.error in _GONE:
            return Nothing()
        raise
    now = Picture(scene.incident, scene.rulebook, scene.now)
    said = Said(effect.text, told(now, effect.text, effect.about, effect.name))
    return posts.post(job, scene.incident, str(opened["channel"]["id"]), said)
