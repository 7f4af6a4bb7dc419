"""An update in its group's channel; where it cannot go there, the incident is told and given the text."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ContextBlock, RichTextBlock
from slack_sdk.web import WebClient

from bot.core.effects import PostUpdate
from bot.core.signals import Done, Nothing
from bot.engine.ports import Held, Leased, Scene
from bot.slack import channels
from bot.slack.client import Refused
from bot.slack.posts import Posts, Said
from bot.slack.views.messages import notice
from bot.slack.views.text import markup, preformatted, safe, section, word

CLOSED = frozenset({"channel_not_found", "not_in_channel", "is_archived", "restricted_action"})
"""Slack's words for a channel that the bot cannot post to."""


def post_update(
    posts: Posts, client: WebClient, job: Leased, scene: Scene, effect: PostUpdate, bound: str
) -> Done:
    """Post it where the group reads; else say once in the incident that and why it was not, with the text."""
    group = scene.rulebook.policy.groups.get(effect.group)
    title = group.title if group else effect.group
    channel = _channel(client, bound)
    why = f"{title} has no channel: nothing names one that exists for the group `{effect.group}`"
    if channel:
        try:
            return posts.post(job, scene.incident, channel, Said(effect.text, _shown(scene, effect)))
        except Held:
            why = (
                f"People of another organisation can read {title}'s channel, and Handrail posts nothing there"
            )
        except Refused as refused:
            if refused.error not in CLOSED:
                raise
            why = f"Slack lets Handrail not post to {title}'s channel ({refused.error}); invite the bot there"
    said = f"The update to {title} was not posted. {why}. Paste it there yourself:"
    blocks = [*notice(said), preformatted(effect.text, 2900)]
    return _here(posts, job, scene, Said(said, blocks))


def post_here(posts: Posts, job: Leased, scene: Scene, effect: PostUpdate) -> Done:
    """Post it in the incident's own channel."""
    said = Said(effect.text, _shown(scene, effect))
    return _here(posts, job, scene, said)


def _here(posts: Posts, job: Leased, scene: Scene, said: Said) -> Done:
    place = scene.incident.place
    assert place is not None, "who calls has looked"
    return posts.post(job, scene.incident, place.channel, said, place.ts)


def post_under_announcement(posts: Posts, job: Leased, scene: Scene, effect: PostUpdate) -> Done:
    """Post it in the thread of the announcement, where who follows from outside reads it."""
    announced = scene.incident.messages.get("announcement")
    if announced is None:
        return Nothing()
    said = Said(effect.text, _shown(scene, effect))
    return posts.post(job, scene.incident, announced.channel, said, announced.ts)


def _channel(client: WebClient, bound: str) -> str:
    """Id of the channel; empty when there is none of that name."""
    return channels.named(client, bound.removeprefix("#")) if bound.startswith("#") else bound


def _shown(scene: Scene, effect: PostUpdate) -> Sequence[Block]:
    about = f"{scene.incident.id} · {safe(scene.incident.title, 150)}"
    if effect.number:
        about = f"Update {effect.number} on {about}"
    if effect.component:
        about += f" · {safe(effect.component, 60)}"
    return [
        RichTextBlock(elements=[section(word(effect.text))]),  # line by line, and nothing in it is mark-up
        ContextBlock(elements=[markup(about)]),
    ]
