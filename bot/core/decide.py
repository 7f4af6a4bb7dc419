"""The one decision: what a signal does to an incident, or a Refusal that changes nothing."""

from typing import assert_never, get_args

from bot.core.anytime import alert, take_anytime
from bot.core.approving import approve, deny
from bot.core.breaking import break_glass
from bot.core.deviating import jump, skip
from bot.core.draft import Draft
from bot.core.effects import Decision
from bot.core.incident import Incident
from bot.core.items import answer, cancel, perform, pick, record
from bot.core.launching import launch
from bot.core.owing import collect, undone, waive
from bot.core.papers import papers
from bot.core.picking import pick_rows
from bot.core.privacy import privacy
from bot.core.procedure import due_again, lead_by_acting
from bot.core.record import tell_of_secret, write
from bot.core.refusals import NotNow, Unknown
from bot.core.restoring import restored
from bot.core.returning import returned
from bot.core.roles import acknowledge_by_acting, people
from bot.core.room import declare, room
from bot.core.rulebook import Rulebook
from bot.core.signals import (
    Abort,
    Accept,
    AcceptHandover,
    Acknowledge,
    AddAction,
    AddRun,
    Admit,
    Alert,
    Amend,
    Answer,
    Approve,
    AskReview,
    AssignAction,
    BreakGlass,
    Cancel,
    Claim,
    Close,
    Collect,
    Correct,
    Declare,
    DeclineHandover,
    Deny,
    Depart,
    DraftPostmortem,
    DueAgain,
    EffectDone,
    GiveBack,
    GiveUpRole,
    HandOver,
    Hush,
    Inform,
    Interrupted,
    Jump,
    KeepMessage,
    Launch,
    Link,
    MarkMessage,
    Merge,
    Mitigate,
    NoActions,
    Note,
    PageGroup,
    Papers,
    Perform,
    Pick,
    PickRows,
    Record,
    Reopen,
    Resolve,
    Restored,
    Restrict,
    Returned,
    Send,
    SetSeverity,
    SettleAction,
    Shared,
    ShowMap,
    Signal,
    Skip,
    Snooze,
    Step,
    Strike,
    TakeAnytime,
    TakeIn,
    TakeRole,
    Tick,
    Time,
    Undone,
    Unlink,
    Waive,
    What,
    WriteSection,
)
from bot.core.stopping import abort
from bot.core.ticking import claim, tick
from bot.core.vouching import send
from bot.core.world import effect_done, interrupted, time

_WORLD = (Alert, Time, EffectDone, Interrupted, Launch, DueAgain, Restored, Returned)
_PAPERWORK = (
    Restrict,
    Admit,
    Depart,
    Shared,
    Note,
    KeepMessage,
    MarkMessage,
    Amend,
    Strike,
    Link,
    Unlink,
    DraftPostmortem,
    ShowMap,
    *get_args(Papers),
)


def decide(rulebook: Rulebook, incident: Incident | None, signal: Signal) -> Decision:
    """Pure. The same arguments give the same events and effects; a Refusal leaves no trace.

    `incident` is None for Declare, and only then. Events are to be stamped with the
    signal's time, actor and surface.
    """
    draft = Draft(rulebook, incident, signal)
    _possible(incident, signal.what)
    _take(draft, signal.what)
    if signal.redacted:
        tell_of_secret(draft)
    return draft.finish()


def _possible(incident: Incident | None, what: What) -> None:
    if incident is None:
        if not isinstance(what, Declare):
            raise Unknown("There is no such incident.", "`/incident declare` opens one.")
        return
    if isinstance(what, Declare):
        raise NotNow(f"{incident.id} is declared already.", "`/incident` shows where it is.")
    if incident.closed_at and not isinstance(what, (*_WORLD, *_PAPERWORK, Reopen)):
        raise NotNow(*_closed(incident))


def _closed(incident: Incident) -> tuple[str, str]:
    """The problem, and what is possible instead."""
    other = incident.duplicate_of
    if other:
        return (
            f"{incident.id} is closed: it is a duplicate of {other}.",
            f"Go on there: `/incident {other} step`.",
        )
    return (
        f"{incident.id} is closed.",
        "Its log stays as it is; notes can be added, and the postmortem and its action items go on.",
    )


def _take(draft: Draft, what: What) -> None:
    match what:
        case Declare():
            declare(draft, what)
        case (
            Perform()
            | Record()
            | Pick()
            | PickRows()
            | Claim()
            | Tick()
            | Answer()
            | Send()
            | Skip()
            | Jump()
            | Cancel()
        ):
            _step(draft, what)
        case Approve():
            approve(draft, what)
        case Deny():
            deny(draft, what)
        case BreakGlass():
            break_glass(draft, what)
        case Collect():
            collect(draft, what)
        case Undone():
            undone(draft, what)
        case Waive():
            waive(draft, what)
        case (
            Acknowledge()
            | PageGroup()
            | Snooze()
            | SetSeverity()
            | Inform()
            | Mitigate()
            | Resolve()
            | Close()
            | AddRun()
            | Hush()
            | Reopen()
            | DraftPostmortem()
            | ShowMap()
            | Correct()
        ):
            room(draft, what)
        case TakeRole() | GiveUpRole() | HandOver() | AcceptHandover() | DeclineHandover():
            people(draft, what)
        case Restrict() | Admit() | Depart() | Shared():
            privacy(draft, what)
        case (
            Note()
            | KeepMessage()
            | MarkMessage()
            | Amend()
            | Strike()
            | Link()
            | Unlink()
            | Merge()
            | TakeIn()
        ):
            write(draft, what)
        case (
            WriteSection()
            | AddAction()
            | SettleAction()
            | AssignAction()
            | NoActions()
            | AskReview()
            | Accept()
            | GiveBack()
        ):
            papers(draft, what)
        case Time():
            time(draft)
        case TakeAnytime():
            take_anytime(draft, what)
            acknowledge_by_acting(draft)
        case Abort():
            abort(draft, what)
        case Alert():
            alert(draft, what)
        case EffectDone():
            effect_done(draft, what)
        case Interrupted():
            interrupted(draft, what)
        case Launch():
            launch(draft, what)
        case DueAgain():
            due_again(draft, what)
        case Returned():
            returned(draft, what)
        case Restored():
            restored(draft, what)
        case _:
            assert_never(what)


def _step(draft: Draft, what: Step) -> None:
    """What people do in a step; whoever does has acknowledged the incident, or leads the procedure."""
    lead_by_acting(draft)
    match what:
        case Perform():
            perform(draft, what)
        case Record():
            record(draft, what)
        case Pick():
            pick(draft, what)
        case PickRows():
            pick_rows(draft, what)
        case Claim():
            claim(draft, what)
        case Tick():
            tick(draft, what)
        case Answer():
            answer(draft, what)
        case Send():
            send(draft, what)
        case Skip():
            skip(draft, what)
        case Jump():
            jump(draft, what)
        case Cancel():
            cancel(draft, what)
        case _:
            assert_never(what)
    acknowledge_by_acting(draft)
