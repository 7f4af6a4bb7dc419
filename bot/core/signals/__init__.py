"""What may be offered to an incident: by a person, a timer, or the result of an effect.

Each names what it decides (visit, item, token, holder or severity seen), so that one whose own
thing has moved can be told who moved it, and nothing else makes it stale.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import TypeAlias

from bot.core.signals.deciding import (
    Approve,
    Collect,
    Deciding,
    Deny,
    Owing,
    Undone,
    Waive,
)
from bot.core.signals.message import Attached, Source
from bot.core.signals.people import (
    AcceptHandover,
    DeclineHandover,
    GiveUpRole,
    HandOver,
    People,
    TakeRole,
)
from bot.core.signals.postmortem import (
    Accept,
    AddAction,
    AskReview,
    AssignAction,
    GiveBack,
    NoActions,
    Papers,
    SettleAction,
    WriteSection,
)
from bot.core.signals.privacy import Admit, Depart, Privacy, Restrict
from bot.core.signals.record import (
    Amend,
    KeepMessage,
    LeftOpen,
    Link,
    MarkMessage,
    Merge,
    Note,
    Recording,
    Strike,
    TakeIn,
)
from bot.core.signals.room import (
    Acknowledge,
    AddRun,
    Close,
    Correct,
    Declare,
    DraftPostmortem,
    Hush,
    Inform,
    Mitigate,
    PageGroup,
    Reopen,
    Resolve,
    Room,
    SetSeverity,
    ShowMap,
    Snooze,
)
from bot.core.signals.step import (
    ALL_OPEN,
    Abort,
    Answer,
    Cancel,
    Claim,
    Jump,
    Leaving,
    Mark,
    Part,
    Perform,
    Pick,
    PickRows,
    Place,
    Plan,
    Record,
    Send,
    Skip,
    Step,
    TakeAnytime,
    Tick,
)
from bot.core.signals.who import (
    HANDRAIL,
    Actor,
    Surface,
)
from bot.core.signals.world import (
    Alert,
    Channelled,
    Done,
    DueAgain,
    EffectDone,
    Failed,
    Filed,
    Found,
    Interrupted,
    Missing,
    Nothing,
    Posted,
    Ran,
    Reached,
    Restored,
    Returned,
    Stored,
    Time,
    World,
)

What: TypeAlias = (
    Declare | Step | Leaving | Owing | Deciding | Room | People | Papers | Recording | Privacy | World
)


@dataclass(frozen=True, slots=True)
class Signal:
    """One thing offered to an incident, with who offers it, when, and by what surface."""

    what: What
    by: Actor
    at: datetime
    via: Surface = "button"


__all__ = [
    "ALL_OPEN",
    "HANDRAIL",
    "Abort",
    "Accept",
    "AcceptHandover",
    "Acknowledge",
    "Actor",
    "AddAction",
    "AddRun",
    "Admit",
    "Alert",
    "Amend",
    "Answer",
    "Approve",
    "AskReview",
    "AssignAction",
    "Attached",
    "Cancel",
    "Channelled",
    "Claim",
    "Close",
    "Collect",
    "Correct",
    "Deciding",
    "Declare",
    "DeclineHandover",
    "Deny",
    "Depart",
    "Done",
    "DraftPostmortem",
    "DueAgain",
    "EffectDone",
    "Failed",
    "Filed",
    "Found",
    "GiveBack",
    "GiveUpRole",
    "HandOver",
    "Hush",
    "Inform",
    "Interrupted",
    "Jump",
    "KeepMessage",
    "Leaving",
    "LeftOpen",
    "Link",
    "Mark",
    "MarkMessage",
    "Merge",
    "Missing",
    "Mitigate",
    "NoActions",
    "Note",
    "Nothing",
    "Owing",
    "PageGroup",
    "Papers",
    "Part",
    "People",
    "Perform",
    "Pick",
    "PickRows",
    "Place",
    "Plan",
    "Posted",
    "Privacy",
    "Ran",
    "Reached",
    "Record",
    "Recording",
    "Reopen",
    "Resolve",
    "Restored",
    "Restrict",
    "Returned",
    "Room",
    "Send",
    "SetSeverity",
    "SettleAction",
    "ShowMap",
    "Signal",
    "Skip",
    "Snooze",
    "Source",
    "Step",
    "Stored",
    "Strike",
    "Surface",
    "TakeAnytime",
    "TakeIn",
    "TakeRole",
    "Tick",
    "Time",
    "Undone",
    "Waive",
    "What",
    "World",
    "WriteSection",
]
