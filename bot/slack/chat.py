"""The `Chat` port on Slack: what an effect says is done here, once."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Protocol, TypeAlias, assert_never

from slack_sdk.web import WebClient

from bot.core import effects as fx
from bot.core.incident import Incident, Message, surface_of_step
from bot.core.picture import Exact, Picture
from bot.core.refusals import Refusal
from bot.core.signals import Done, Found, Missing, Nothing, Place, Plan, Unshared
from bot.core.values import BadValue
from bot.engine.ports import ByHand, Held, Leased, Permanent, Retry, Scene
from bot.slack import channels
from bot.slack.client import Refused, call
from bot.slack.download import Downloads
from bot.slack.look import filed
from bot.slack.names import file_name
from bot.slack.persons import tell_person
from bot.slack.posts import Posts, Said
from bot.slack.said import Reader, read_message
from bot.slack.updates import CLOSED, post_here, post_under_announcement, post_update
from bot.slack.views.approval import approval_message
from bot.slack.views.budget import rendered
from bot.slack.views.card import card
from bot.slack.views.gist import headline
from bot.slack.views.handover import handover_message
from bot.slack.views.items import find_item
from bot.slack.views.messages import announcement, notice, output, snooze_row
from bot.slack.views.postmortem import draft_message
from bot.slack.views.step import step_message
from bot.slack.views.text import is_in_slack

log = logging.getLogger("handrail.slack")

PlanOf: TypeAlias = Callable[[str, Place, str], Plan | ByHand | None]
"""What the command of a step's item would be now (`Incidents.plan`)."""


Drawn: TypeAlias = (
    fx.RefreshCard | fx.RefreshStep | fx.RefreshApproval | fx.RefreshHandover | fx.RefreshPostmortem
)
"""Messages of the channel that show the state as it is."""


class Bound(Protocol):
    """The policy's groups as the operator bound them to Slack."""

    def members(self, groups: Iterable[str]) -> frozenset[str]:
        """User ids of all who are in one of the groups."""
        ...

    def mentions(self, groups: Iterable[str]) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """User ids and user group ids by which the groups are mentioned."""
        ...

    def channel(self, group: str) -> str:
        """An id, or a name with `#`; empty when the group has none."""
        ...


@dataclass(frozen=True, slots=True)
class Bot:
    """Who the bot is: its user id, and the workspace's address for permalinks (both from `auth.test`)."""

    user: str
    site: str = ""


def exact(plan: PlanOf, incident: Incident, place: Place, item: str) -> Exact | None:
    """The exact command of an item, for people to read; None when it runs none."""
    try:
        found = plan(incident.id, place, item)
    except (Refusal, BadValue) as error:
        return Exact(problem=str(error))
    match found:
        case None:
            return None
        case Plan(text=text):
            return Exact(text)
        case ByHand(text=text, why=why):
            return Exact(text, by_hand=why)


def picture(plan: PlanOf, scene: Scene, item: str = "") -> Picture:
    """A scene with the exact command of its current step; of several items that of the one that is named."""
    run = scene.incident.current()
    now = None
    if run is not None and run.visit is not None:
        named = find_item(run.visit, item) if item else None
        meant = named or (run.visit.items[0] if len(run.visit.items) == 1 else None)
        place = Place(run.id, run.visit.number)
        now = exact(plan, scene.incident, place, meant.id) if meant else None
    return Picture(scene.incident, scene.rulebook, scene.now, now)


@dataclass(frozen=True, slots=True)
class SlackChat:
    """Performs effects in Slack. `announce` is the id of the channel for announcements; empty for none."""

    client: WebClient
    bot: Bot
    groups: Bound
    plan: PlanOf
    objects: Callable[[str], bytes | None]
    reader: Reader
    downloads: Downloads
    is_shared: Callable[[str], bool]
    """Whether another organisation reads a channel. Raises Retry or Refused when Slack does not say."""
    is_member: Callable[[str], bool]
    """Whether somebody may know of restricted incidents at all. Raises Retry when Slack does not say."""
    announce: str = ""

    def perform(self, job: Leased, scene: Scene) -> Done:
        """Do the one thing the effect says. Raises Retry or Permanent."""
        try:
            return self._perform(job, scene)
        except Refused as refused:
            raise refused.permanent() from refused

    def _perform(self, job: Leased, scene: Scene) -> Done:
        incident = scene.incident
        match job.effect:
            case fx.CreateChannel(name=name, private=private):
                return channels.create(self.client, self.bot.user, incident, name, private=private)
            case fx.OpenIn(channel=channel, group=group):
                return channels.enter(self.client, channel or self._channel_of(group, scene))
            case fx.OpenTicket(channel=channel):
                return self._ticket(job, scene, channel)
            case fx.Invite() if incident.is_ticket:
                return Nothing()  # it is in a channel where people are already
            case fx.Invite(users=users, groups=groups):
                everybody = [*users, *sorted(self.groups.members(groups))]
                wanted = [user for user in everybody if is_in_slack(user) and user != self.bot.user]
                if incident.restricted:
                    wanted = [user for user in wanted if self.is_member(user)]
                channels.invite(self.client, _channel(incident), wanted)
                return Nothing()
            case fx.SetTopic(text=text):
                channels.set_topic(self.client, _channel(incident), text, look=job.attempt > 1)
                return Nothing()
            case fx.Withdraw(messages=messages):
                for channel, ts in messages:
                    channels.withdraw(self.client, self.bot.user, channel, ts)
                return Nothing()
            case fx.CloseChannel(channel=channel, name=name):
                channels.close(self.client, self.bot.user, channel, name)
                return Nothing()
            case fx.WatchChannel(channel=channel):
                return self._watch(incident, channel)
            case fx.PinCard():
                message = incident.messages.get("card")
                if message is None:
                    raise Retry("the card is not posted yet")
                channels.pin(self.client, message.channel, message.ts)
                return Nothing()
            case fx.PostFile() as file:
                self._upload(job, incident, file)
                return Nothing()
            case fx.PostOutput() | fx.PostNotice():
                return self._say(job, incident, job.effect)
            case fx.TellPerson() as effect:
                return tell_person(Posts(self.client, self.bot.site), self.client, job, scene, effect)
            case (
                fx.RefreshCard()
                | fx.RefreshStep()
                | fx.RefreshApproval()
                | fx.RefreshHandover()
                | fx.RefreshPostmortem()
            ):
                return self._draw(job, scene, job.effect)
            case fx.RefreshAnnouncement():
                return self._announce(job, scene)
            case fx.FetchMessage(channel=channel, ts=ts):
                return self._fetch(channel, ts)
            case fx.KeepFile(note=note, file=file, name=name):
                return self.downloads.fetch(note, file, name)
            case fx.Whisper(user=user, text=text, channel=channel):
                return self._whisper(user, text, channel or _channel(incident))
            case fx.PostUpdate() as update:
                return self._inform(job, scene, update)
            case (
                fx.RunCommand()
                | fx.CancelCommand()
                | fx.WriteDraft()
                | fx.DrawMap()
                | fx.StartScheduled()
                | fx.Page()
                | fx.RefreshPage()
                | fx.Wake()
            ):
                raise Permanent(f"`{job.effect.kind}` is not for Slack's channels")
            case _:
                assert_never(job.effect)

    def _watch(self, incident: Incident, channel: str) -> Unshared | Nothing:
        """Look whether only this organisation reads the channel; one that has moved need not know."""
        if not incident.is_locked:
            return Nothing()
        if self.is_shared(channel):
            raise Held(channel)
        return Unshared(channel)

    def _inform(self, job: Leased, scene: Scene, update: fx.PostUpdate) -> Done:
        _channel(scene.incident)
        posts = Posts(self.client, self.bot.site)
        match update.where:
            case "channel":
                return post_here(posts, job, scene, update)
            case "announcement":
                return post_under_announcement(posts, job, scene, update)
            case "group":
                bound = self._channel_of(update.group, scene)
                return post_update(posts, self.client, job, scene, update, bound)

    def _channel_of(self, group: str, scene: Scene) -> str:
        """Where a group is told things: as the operator bound it, else as the policy names it."""
        named = scene.rulebook.policy.groups.get(group)
        return self.groups.channel(group) or (named.channel if named else "")

    def _draw(self, job: Leased, scene: Scene, effect: Drawn) -> Done:
        """Draw the state as it is at this moment, in place."""
        incident = scene.incident
        known = incident.messages.get(fx.surface(effect))
        now = picture(self.plan, scene)
        match effect:
            case fx.RefreshCard():
                said = Said(headline(incident), card(now))
            case fx.RefreshStep(run=run, visit=visit):
                said = Said(_title(incident, run, visit), step_message(now, run, visit))
            case fx.RefreshApproval(token=token):
                text = f"{incident.id}: a second person's yes is needed"
                said = Said(text, approval_message(now, token))
            case fx.RefreshHandover(handover=name):
                offered = incident.handovers[name]
                text = f"{incident.id}: {offered.giver.name} offers {offered.title} to {offered.to.name}"
                said = Said(text, handover_message(incident, offered))
            case fx.RefreshPostmortem(number=number):
                said = Said(f"{incident.id}: postmortem draft {number}", draft_message(now, number))
            case _:
                assert_never(effect)
        place = _room(incident) if isinstance(effect, fx.RefreshCard) else _place(incident)
        done = Posts(self.client, self.bot.site).keep(job, incident, known, place.channel, said, place.ts)
        if place.ts:
            return done
        if isinstance(effect, fx.RefreshCard) and known is not None and known.ts != done.ts:
            channels.pin(self.client, done.channel, done.ts)
        return done

    def _announce(self, job: Leased, scene: Scene) -> Done:
        known = scene.incident.messages.get("announcement")
        if scene.incident.restricted or (not self.announce and known is None):
            return Nothing()
        said = Said(
            headline(scene.incident), announcement(Picture(scene.incident, scene.rulebook, scene.now))
        )
        return Posts(self.client, self.bot.site).keep(job, scene.incident, known, self.announce, said)

    def _ticket(self, job: Leased, scene: Scene, channel: str) -> Done:
        """The first place that lets the bot post: announcements', where it was declared, who declared."""
        incident = scene.incident
        said = Said(headline(incident), announcement(Picture(incident, scene.rulebook, scene.now)))
        for place in filter(None, (self.announce, channel)):
            try:
                return Posts(self.client, self.bot.site).post(job, incident, place, said)
            except Refused as refused:
                if refused.error not in CLOSED:
                    raise
        if not is_in_slack(incident.declared_by.user):
            raise Permanent("nothing says where tickets go: set `announce` in handrail.toml")
        place = channels.direct(self.client, incident.declared_by.user)
        return Posts(self.client, self.bot.site).post(job, incident, place, said)

    def _say(self, job: Leased, incident: Incident, effect: fx.PostOutput | fx.PostNotice) -> Done:
        match effect:
            case fx.PostOutput(title=title, verdict=verdict, why=why, excerpt=excerpt):
                said = Said(f"{title}: {verdict or why}", output(title, verdict, why, excerpt))
            case fx.PostNotice(text=text, users=users):
                people, mentioned = self._mentioned(effect)
                blocks = notice(text, tuple(dict.fromkeys([*users, *people])), mentioned)
                said = Said(text, [*blocks, *snooze_row(incident.id)] if effect.nag else blocks)
            case _:
                assert_never(effect)
        place, step = _place(incident), _thread(incident, effect.run, effect.visit)
        thread = place.ts or (step.ts if step else "")
        posts = Posts(self.client, self.bot.site)
        try:
            return posts.post(job, incident, place.channel, said, thread)
        except Refused as refused:
            if isinstance(effect, fx.PostNotice) and effect.while_open and refused.error in _OVER:
                return Nothing()
            raise

    def _fetch(self, channel: str, ts: str) -> Found | Missing:
        """The message that somebody marked, read as what was said."""
        message = read_message(self.client, channel, ts)
        if message is None:
            return Missing("it is not there any more")
        reader = self.reader
        return Found(reader.text(message), reader.source(channel, message), reader.is_own(message))

    def _whisper(self, user: str, text: str, channel: str) -> Nothing:
        """Who is not in the channel (any more) misses it, and nothing depends on it."""
        try:
            call(
                "chat.postEphemeral",
                lambda: self.client.chat_postEphemeral(
                    channel=channel, user=user, text=text, blocks=rendered(notice(text))
                ),
            )
        except Refused as refused:
            log.info("whisper lost", extra={"why": refused.error})
        return Nothing()

    def _mentioned(self, effect: fx.PostNotice) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """People and user groups; of a group in which somebody is spared, all others one by one."""
        if effect.spares and (members := self.groups.members(effect.groups)) & set(effect.spares):
            return tuple(sorted(members - {*effect.spares, self.bot.user})), ()
        people, mentioned = self.groups.mentions(effect.groups)
        return people, mentioned

    def _upload(self, job: Leased, incident: Incident, file: fx.PostFile) -> None:
        content = self.objects(file.digest)
        if content is None:
            raise Permanent(f"the file {file.name} is not kept any more")
        name, (channel, thread) = file_name(file.name, file.digest), _where(incident)
        under = incident.messages.get(file.under) if file.under else None
        thread = thread or (under.ts if under else "")
        if job.attempt > 1 and filed(self.client, name, channel, incident.declared_at, thread):
            return
        call(
            "files.completeUploadExternal",
            lambda: self.client.files_upload_v2(
                channel=channel,
                thread_ts=thread or None,
                content=content,
                filename=name,
                title=file.title,
                alt_txt=file.about or None,
                request_file_info=False,
            ),
        )


_OVER = frozenset({"is_archived", "channel_not_found"})
"""Slack's words for a channel in which nobody reads any more."""


def _channel(incident: Incident) -> str:
    return _place(incident).channel


def _where(incident: Incident) -> tuple[str, str]:
    place = _place(incident)
    return place.channel, place.ts


def _place(incident: Incident) -> Message:
    """Where Handrail speaks: the room, or in silence the thread of the card."""
    room, card = _room(incident), incident.messages.get("card")
    if incident.hushed and not room.ts and card is not None and card.channel == room.channel:
        return Message(room.channel, card.ts)
    return room


def _room(incident: Incident) -> Message:
    """The channel, or for a ticket the message in whose thread it is worked."""
    place = incident.place
    if place is None:
        raise Retry("the channel does not exist yet")
    return place


def _thread(incident: Incident, run: str, visit: int) -> Message | None:
    return incident.messages.get(surface_of_step(run, visit)) if run else None


def _title(incident: Incident, run: str, visit: int) -> str:
    walk = incident.runs[run]
    if walk.visit is not None and walk.visit.number == visit:
        return f"{incident.id}: {walk.visit.title}"
    left = next((left for left in walk.left if left.visit == visit), None)
    return f"{incident.id}: {left.title if left else walk.title}"
