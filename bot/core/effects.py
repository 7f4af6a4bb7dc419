"""What is to be done in the world, as values. One effect is one row of the outbox.

Messages that show state (card, step, approval, announcement) carry no text: they are drawn from the
state at delivery. What was said once (a notice, an output) carries what it says.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, TypeAlias, get_args

from bot.core.events import Event
from bot.core.incident import surface_of_draft, surface_of_page, surface_of_step, surface_of_update
from bot.core.runbook import Risk
from bot.core.values import Values

DeliveryClass: TypeAlias = Literal["idempotent", "lookup", "read", "once", "wake"]


@dataclass(frozen=True, slots=True)
class CreateChannel:
    name: str
    private: bool = False
    kind: Literal["create_channel"] = "create_channel"


@dataclass(frozen=True, slots=True)
class OpenTicket:
    """Post what a ticket hangs on: where announcements go, else in `channel`, else to who declared it."""

    channel: str
    kind: Literal["open_ticket"] = "open_ticket"


@dataclass(frozen=True, slots=True)
class OpenIn:
    """Be in a channel that exists: `channel` by its id, or else the one of the group."""

    channel: str
    group: str = ""
    kind: Literal["open_in"] = "open_in"


@dataclass(frozen=True, slots=True)
class Invite:
    """Bring people into the channel: users by id, groups by policy id."""

    users: tuple[str, ...]
    groups: tuple[str, ...] = ()
    kind: Literal["invite"] = "invite"


@dataclass(frozen=True, slots=True)
class Withdraw:
    """Delete messages of Handrail's own, by channel and ts."""

    messages: tuple[tuple[str, str], ...]
    kind: Literal["withdraw"] = "withdraw"


@dataclass(frozen=True, slots=True)
class CloseChannel:
    """Archive a channel that the incident has left, under a name that says nothing."""

    channel: str
    name: str
    kind: Literal["close_channel"] = "close_channel"


@dataclass(frozen=True, slots=True)
class WatchChannel:
    """Look until no other organisation reads the channel any more."""

    channel: str
    kind: Literal["watch_channel"] = "watch_channel"


@dataclass(frozen=True, slots=True)
class SetTopic:
    text: str
    kind: Literal["set_topic"] = "set_topic"


@dataclass(frozen=True, slots=True)
class RefreshCard:
    """Post the card, or edit it in place."""

    kind: Literal["refresh_card"] = "refresh_card"


@dataclass(frozen=True, slots=True)
class PinCard:
    kind: Literal["pin_card"] = "pin_card"


@dataclass(frozen=True, slots=True)
class RefreshStep:
    """Post a step's message, or edit it in place. `edits`: it was there when this was queued."""

    run: str
    visit: int
    edits: bool = False
    kind: Literal["refresh_step"] = "refresh_step"


@dataclass(frozen=True, slots=True)
class RefreshApproval:
    token: str
    edits: bool = False
    kind: Literal["refresh_approval"] = "refresh_approval"


@dataclass(frozen=True, slots=True)
class RefreshHandover:
    """Post the brief of a role that is offered, or edit it in place."""

    handover: str
    edits: bool = False
    kind: Literal["refresh_handover"] = "refresh_handover"


@dataclass(frozen=True, slots=True)
class RefreshAnnouncement:
    kind: Literal["refresh_announcement"] = "refresh_announcement"


@dataclass(frozen=True, slots=True)
class RefreshPostmortem:
    """Post the message of a postmortem draft, or edit it in place: how far it is, and which is newer."""

    number: int
    edits: bool = False
    kind: Literal["refresh_postmortem"] = "refresh_postmortem"


@dataclass(frozen=True, slots=True)
class TellPerson:
    """A direct message. `about` says which buttons stand beneath it, `name` which action item it is about."""

    user: str
    text: str
    about: Literal["action", "review", "given back", "locked"]
    name: str = ""
    kind: Literal["tell_person"] = "tell_person"


@dataclass(frozen=True, slots=True)
class PostOutput:
    """What a command showed, in the thread of its step."""

    run: str
    visit: int
    title: str
    verdict: str
    why: str
    excerpt: str
    digest: str
    kind: Literal["post_output"] = "post_output"


@dataclass(frozen=True, slots=True)
class PostNotice:
    """A line of Handrail's own, in the channel or in a step's thread (`run`, `visit`)."""

    text: str
    users: tuple[str, ...] = ()
    groups: tuple[str, ...] = ()
    run: str = ""
    visit: int = 0
    while_open: bool = False
    """Only while there is somebody to read it: not in a channel that was archived meanwhile."""
    nag: bool = False
    """A reminder, that who reads it may silence for a while."""
    spares: tuple[str, ...] = ()
    """Users who have silenced it, also as members of a group."""
    kind: Literal["post_notice"] = "post_notice"


@dataclass(frozen=True, slots=True)
class PostUpdate:
    """Post an update where its readers are, exactly as a person sent it.

    It is that of a step (`run`, `visit`), or the `number`-th about the incident itself.
    """

    group: str
    text: str
    run: str = ""
    visit: int = 0
    component: str = ""
    number: int = 0
    where: Literal["group", "channel", "announcement"] = "group"
    """In the group's channel, in the incident's own, or in the thread of its announcement."""
    kind: Literal["post_update"] = "post_update"


@dataclass(frozen=True, slots=True)
class Page:
    """Find out who is to be called for a group; each of them is written to then. `tells`: only told."""

    page: str
    group: str
    tells: bool = False
    kind: Literal["page"] = "page"


@dataclass(frozen=True, slots=True)
class RefreshPage:
    """Write to one who is paged (a user's id; a channel's, to tell a group), or edit what was written."""

    page: str
    to: str
    edits: bool = False
    kind: Literal["refresh_page"] = "refresh_page"


@dataclass(frozen=True, slots=True)
class RunCommand:
    """Run a catalogue entry. `plan` is the digest that was approved; it is made again just before."""

    run: str
    visit: int
    item: str
    command: str
    risk: Risk
    arguments: Values
    target: str
    poll: bool = False
    plan: str = ""
    title: str = ""
    """What people know it by, also when its step is left before it ends."""
    kind: Literal["run_command"] = "run_command"


@dataclass(frozen=True, slots=True)
class CancelCommand:
    """Stop the process of a running read."""

    command: str
    """The effect id of the RunCommand."""
    kind: Literal["cancel_command"] = "cancel_command"


@dataclass(frozen=True, slots=True)
class WriteDraft:
    """Render the postmortem draft from the log and keep it."""

    kind: Literal["write_draft"] = "write_draft"


@dataclass(frozen=True, slots=True)
class DrawMap:
    """Draw the way through the runbook from the state at delivery, and keep the picture."""

    kind: Literal["draw_map"] = "draw_map"


@dataclass(frozen=True, slots=True)
class PostFile:
    name: str
    title: str
    digest: str
    about: str = ""
    """What is to be seen in it, for those who cannot see it."""
    under: str = ""
    """The name of the message in whose thread it stands; empty: in the channel."""
    kind: Literal["post_file"] = "post_file"


@dataclass(frozen=True, slots=True)
class FetchMessage:
    """Read the message that somebody marked to be kept, in its thread if it is a reply."""

    channel: str
    ts: str
    kind: Literal["fetch_message"] = "fetch_message"


@dataclass(frozen=True, slots=True)
class KeepFile:
    """Fetch a file of the message that a note was, and keep its bytes. `file` is Slack's id."""

    note: int
    file: str
    name: str
    kind: Literal["keep_file"] = "keep_file"


@dataclass(frozen=True, slots=True)
class Whisper:
    """Tell one person something that nobody else sees; in the incident's channel unless another is named."""

    user: str
    text: str
    channel: str = ""
    kind: Literal["whisper"] = "whisper"


@dataclass(frozen=True, slots=True)
class StartScheduled:
    """Begin a procedure whose schedule has come round; the row belongs to no incident."""

    runbook: str
    occasion: datetime
    kind: Literal["start_scheduled"] = "start_scheduled"


@dataclass(frozen=True, slots=True)
class Wake:
    """Offer `Time` to the incident when the row is due. One per incident stands for its earliest deadline."""

    kind: Literal["wake"] = "wake"


Effect: TypeAlias = (
    CreateChannel
    | OpenTicket
    | OpenIn
    | Invite
    | SetTopic
    | Withdraw
    | CloseChannel
    | WatchChannel
    | RefreshCard
    | PinCard
    | RefreshStep
    | RefreshApproval
    | RefreshHandover
    | RefreshAnnouncement
    | RefreshPostmortem
    | TellPerson
    | PostOutput
    | PostNotice
    | PostUpdate
    | Page
    | RefreshPage
    | RunCommand
    | CancelCommand
    | WriteDraft
    | DrawMap
    | PostFile
    | FetchMessage
    | KeepFile
    | Whisper
    | StartScheduled
    | Wake
)


Here: TypeAlias = RunCommand | CancelCommand | WriteDraft | DrawMap | Wake
"""Effects that need no Slack: Handrail's own machine does them."""


@dataclass(frozen=True, slots=True)
class Queued:
    """An effect as it enters the outbox."""

    id: str
    """`incident/version/index`."""
    effect: Effect
    due: datetime
    after: tuple[str, ...] = ()
    """Effects that must be done first."""
    lane: str = ""
    """Posts of one lane go in order, one at a time; empty: no order."""
    key: str = ""
    """A row with the same key that is still waiting is superseded in place; empty: never."""


@dataclass(frozen=True, slots=True)
class Decision:
    """Events and effects, to be committed together."""

    events: tuple[Event, ...]
    effects: tuple[Queued, ...] = field(default=())


def surface(effect: Effect) -> str:
    """The name under which the message that the effect posts is remembered; empty when it is not."""
    match effect:
        case RefreshCard():
            return "card"
        case RefreshAnnouncement() | OpenTicket():
            return "announcement"
        case RefreshStep(run=run, visit=visit):
            return surface_of_step(run, visit)
        case RefreshApproval(token=token):
            return f"approval/{token}"
        case RefreshHandover(handover=handover):
            return f"handover/{handover}"
        case RefreshPage(page=page, to=to):
            return surface_of_page(page, to)
        case RefreshPostmortem(number=number):
            return surface_of_draft(number)
        case PostUpdate(run=run, visit=visit) if run:
            return surface_of_update(run, visit)
        case PostUpdate(number=number, where=where):
            return f"update/{number}/{where}"
        case _:
            return ""


def kinds_here() -> tuple[str, ...]:
    """The kinds of effects that need no Slack."""
    return tuple(effect.__dataclass_fields__["kind"].default for effect in get_args(Here))


def needs_channel(effect: Effect) -> bool:
    """Whether it waits until the incident has its channel. Nobody is called later because of a channel."""
    return is_in_slack(effect) and not isinstance(
        effect, CreateChannel | OpenTicket | OpenIn | Withdraw | Page | RefreshPage
    )


def is_in_slack(effect: Effect) -> bool:
    """Whether Slack has a part in it; the rest goes on when Slack does not answer."""
    return not isinstance(effect, Here)


def delivery(effect: Effect) -> DeliveryClass:
    """How an effect may be repeated after a lost reply or a crash."""
    match effect:
        case Wake():
            return "wake"
        case RunCommand(risk=Risk.READ):
            return "read"
        case RunCommand():
            return "once"
        case (
            StartScheduled()
            | OpenIn()
            | Invite()
            | SetTopic()
            | Withdraw()
            | CloseChannel()
            | WatchChannel()
            | PinCard()
            | Page()
            | CancelCommand()
            | WriteDraft()
            | DrawMap()
            | FetchMessage()
            | KeepFile()
            | Whisper()
        ):
            return "idempotent"
        case _:
            return "lookup"
