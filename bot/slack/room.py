"""The Slack room as the composition root sees it: what delivers, and what listens."""

from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import Executor
from dataclasses import dataclass, replace
from time import monotonic, perf_counter

from slack_sdk.web import WebClient

from bot.core.picture import Progress
from bot.core.policy import Policy
from bot.core.signals import Done
from bot.engine.alerts import Suggest, Suggested
from bot.engine.ports import Approvers, Chat, Clock, Leased, Pager, Scene
from bot.engine.tally import ANSWERED, Tally
from bot.slack.approvers import SlackApprovers
from bot.slack.bolt import Credentials, build_app
from bot.slack.chat import Bot, SlackChat
from bot.slack.client import web_client
from bot.slack.desk import Inbox, UseCases
from bot.slack.download import Downloads
from bot.slack.front import SlackFront
from bot.slack.groups import Groups
from bot.slack.inbound import Inbound
from bot.slack.introduction import Introduction, Me
from bot.slack.keeping import Keeping
from bot.slack.once import Answered, Once
from bot.slack.paging import SlackPager
from bot.slack.people import People, asks
from bot.slack.posts import Posts
from bot.slack.progress import ProgressMessages
from bot.slack.said import Reader
from bot.slack.sharing import Guarded, Sharing, asks_of_channel
from bot.slack.suggesting import AnnouncedSuggestions
from bot.slack.terms import Terms
from bot.slack.watchdog import Watchdog


@dataclass(frozen=True, slots=True)
class SlackRoom:
    """`chat` delivers effects; `dispatch` takes requests. Both are safe from any thread."""

    chat: Chat
    pager: Pager
    approvers: Approvers
    inbound: Inbound
    suggest: Suggest
    missing: Callable[[], str]
    """Why Slack is not there, in words; empty when it is."""
    tally: Tally
    client: WebClient
    socket: Watchdog | None = None
    """The connection of Socket Mode, not yet at work; None without an app token."""

    def tells(self, progress: Callable[[], Iterable[Progress]]) -> ProgressMessages:
        """What shows the progress of commands."""
        return ProgressMessages(self.client, progress, monotonic)

    def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Answered:
        began = perf_counter()
        answer = self.inbound.signed(body, headers)
        self.answered("http", perf_counter() - began)
        return answer

    def answered(self, via: str, seconds: float) -> None:
        """Note how long somebody waited for an acknowledgement."""
        self.tally.took(ANSWERED, seconds, via)


def open_room(  # noqa: PLR0913 - what the room needs from outside, given once by the composition root
    introduction: Introduction,
    *,
    use: UseCases,
    inbox: Inbox,
    objects: Callable[[str], bytes | None],
    keep: Callable[[bytes, str], str],
    policy_of: Callable[[str], Policy],
    clock: Clock,
    reference: Callable[[], str],
    threads: Callable[[], Executor],
    tally: Tally,
    cleared: Callable[[bytes], bytes] = bytes,
) -> SlackRoom:
    """Join the parts. `threads` take the payloads of Socket Mode.

    Raises SlackTrouble for what has to be put right; a Slack that is away is awaited.
    """
    introduction.begin()
    account = introduction.account
    quick = web_client(account.token, account.api_url, timeout=1)
    info, members = asks(quick)
    sharing = Sharing(account.workspace, asks_of_channel(quick), clock)
    client = Guarded(sharing, account.token, account.api_url)
    groups = Groups(account.groups or {}, members, account.channels or {})
    people = People(account.workspace, info, groups, clock)
    downloads = Downloads(client, account.token, account.most_bytes, keep, cleared)

    def reader() -> Reader:
        me = introduction.me or Me("", "", "", "")
        return Reader(account.workspace.team, me.user, me.bot, me.url, people.name_of)

    def chat(me: Me) -> SlackChat:
        bot = Bot(me.user, me.url)
        return SlackChat(
            client,
            bot,
            groups,
            use.plan,
            objects,
            reader(),
            downloads,
            sharing.is_shared,
            people.is_member,
            me.announce,
        )

    def pager(me: Me) -> SlackPager:
        return SlackPager(client, Posts(client, me.url), groups, me.user, sharing.is_shared, people.is_member)

    def suggest(found: Suggested) -> None:
        AnnouncedSuggestions(client, introduction.known().announce)(found)

    app = build_app(
        credentials=lambda: _credentials(introduction),
        use=use,
        inbox=inbox,
        people=people,
        sharing=sharing,
        front=SlackFront(web_client(account.token, account.api_url, timeout=2)),
        policy_of=policy_of,
        clock=clock,
        reference=reference,
        tally=tally,
        keeping=Keeping(reader, account.keep_emoji),
    )
    inbound = Inbound(app, Once(inbox), clock, account.signing_secret)
    room = SlackRoom(
        OnceKnown(introduction, chat),
        OnceKnown(introduction, pager),
        SlackApprovers(people),
        inbound,
        suggest,
        introduction.missing,
        tally,
        client,
    )
    if account.app_token:
        terms = Terms(account.app_token, account.api_url, account.silence, threads(), room.answered)
        return replace(room, socket=_socket(introduction, inbound, terms, clock))
    return room


def _socket(introduction: Introduction, inbound: Inbound, terms: Terms, clock: Clock) -> Watchdog:
    from bot.slack.socket import SocketMode  # noqa: PLC0415 - a start by signed HTTP does without

    me = introduction.me
    mode = SocketMode(inbound, terms, clock, first=me.socket if me else "")
    return Watchdog(mode.connect, terms.silence, clock)


@dataclass(frozen=True, slots=True)
class OnceKnown:
    """The chat or the pager of a bot that may not know yet who it is: until then, everything waits."""

    introduction: Introduction
    adapter: Callable[[Me], Chat | Pager]

    def perform(self, job: Leased, scene: Scene) -> Done:
        """Raises Retry, as for any Slack that is away."""
        return self.adapter(self.introduction.known()).perform(job, scene)


def _credentials(introduction: Introduction) -> Credentials:
    account, me = introduction.account, introduction.me
    return Credentials(account.token, me.user if me else "", me.bot if me else "")
