"""A decision in the making: events are applied as they are emitted, so that each move sees the last."""

from collections.abc import Sequence
from datetime import datetime
from typing import get_args

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.apply import apply
from bot.core.clocks import due
from bot.core.incident import Incident, Stamp, surface_of_draft, surface_of_step, surface_of_update
from bot.core.rulebook import Rulebook
from bot.core.runbook import Severity
from bot.core.signals import Signal, Time

_QUIET = (ev.MessagePosted, ev.PollStarted, ev.MessageMarked, ev.MessageNotKept, ev.FileKept)
"""Events that change nothing a person sees."""
_TOPICAL = (
    ev.SeverityChanged,
    ev.Acknowledged,
    ev.Mitigated,
    ev.Resolved,
    ev.Reopened,
    ev.Closed,
    ev.IncidentMerged,
)

_ANNOUNCED = (ev.ChannelCreated, ev.ChannelLocked, ev.ChannelUnlocked)
_CALLING = (ev.ChannelCreated, ev.Acknowledged, ev.PageAnswered, ev.SeverityChanged, ev.Resolved)
"""What those who were called have to know."""


class Draft:
    """Collects the events and effects of one signal; lives only inside `decide`."""

    def __init__(self, rulebook: Rulebook, incident: Incident | None, signal: Signal) -> None:
        self.rulebook = rulebook
        self.signal = signal
        self.before = incident
        self._incident = incident
        self._stamp = Stamp(signal.at, signal.by, signal.via)
        self._events: list[ev.Event] = []
        self._effects: list[fx.Queued] = []

    @property
    def incident(self) -> Incident:
        assert self._incident is not None, "IncidentDeclared is emitted first"
        return self._incident

    @property
    def now(self) -> datetime:
        return self.signal.at

    def emit(self, event: ev.Event) -> None:
        self._incident = apply(self._incident, event, self._stamp)
        self._events.append(event)

    @property
    def emitted(self) -> tuple[ev.Event, ...]:
        """The events so far."""
        return tuple(self._events)

    def next_effect(self) -> str:
        """Id of the effect that is queued next; events may name it before it is.

        In an incident that was restored it is another than any that was given out in what was lost: a post
        of that life must not be taken for one of this.
        """
        first = 1 if self.before is None else self.before.version + 1
        at = self.incident.restored_at
        life = f"@{at:%Y%m%dT%H%M%S}" if at else ""
        return f"{self.incident.id}/{first}{life}/{len(self._effects)}"

    def queue(
        self,
        effect: fx.Effect,
        *,
        lane: str = "",
        key: str = "",
        at: datetime | None = None,
        after: tuple[str, ...] = (),
        name: str = "",
    ) -> str:
        """Queue an effect; what happens in Slack waits until the channel exists."""
        name = name or self.next_effect()
        prefix = f"{self.incident.id}/"
        needs = after
        if self.incident.place is None and fx.needs_channel(effect):
            needs = (*after, self.incident.opening or f"{self.incident.id}/1/0")
        self._effects.append(
            fx.Queued(
                name,
                effect,
                due=at or self.now,
                after=needs,
                lane=prefix + lane if lane else "",
                key=prefix + key if key else "",
            )
        )
        return name

    def post(self, effect: fx.Effect, key: str = "", after: tuple[str, ...] = ()) -> str:
        """Queue a message for the channel (or a thread in it): one lane, so that order holds."""
        return self.queue(effect, lane="channel", key=key, after=after)

    def notice(
        self,
        text: str,
        *,
        users: tuple[str, ...] = (),
        groups: tuple[str, ...] = (),
        run: str = "",
        nag: bool = False,
    ) -> None:
        """Say one line in the channel, or in the thread of the run's present step. `nag`: a reminder."""
        visit = self.incident.runs[run].visit if run else None
        number = visit.number if visit else 0
        may_snooze = nag and (self.incident.procedure or self.incident.severity is not Severity.P0)
        sleepers = (user for user, until in self.incident.snoozed.items() if until > self.now)
        spares = tuple(sleepers) if may_snooze else ()
        users = tuple(user for user in users if user not in spares)
        place = (run if number else "", number)
        self.post(fx.PostNotice(text, users, groups, *place, nag=may_snooze, spares=spares))

    def finish(self) -> fx.Decision:
        """The decision, with what must be redrawn and the next time to be woken at."""
        loud = [event for event in self._events if not isinstance(event, _QUIET)]
        if loud:
            self._redraw(loud)
        for run, visit in self._leading():
            self._draw(fx.RefreshStep(run, visit, edits=True))
        self._papers(self._events)
        self._arm()
        return fx.Decision(tuple(self._events), tuple(self._effects))

    def _redraw(self, events: Sequence[ev.Event]) -> None:
        card = self.queue(fx.RefreshCard(), lane="card", key="card")
        opens = self.before is None or any(
            isinstance(one, ev.MadeRestricted) or (isinstance(one, ev.SeverityChanged) and one.opens)
            for one in events
        )
        if opens and not self.incident.procedure and not self.incident.is_ticket:
            self.queue(fx.PinCard(), lane="card", after=(card,))
        for run, visit in dict.fromkeys([*_places(events), *self._touched(events)]):
            if self._came_and_went(run, visit):
                continue  # nobody could have seen or done anything there
            edits = surface_of_step(run, visit) in self.incident.messages
            self._draw(fx.RefreshStep(run, visit, edits))
        if any(isinstance(event, _CALLING) for event in events):
            self._redraw_pages()
        for token in dict.fromkeys(_tokens(events)):
            self._draw(fx.RefreshApproval(token, f"approval/{token}" in self.incident.messages))
        for name in dict.fromkeys(_handovers(events)):
            self._draw(fx.RefreshHandover(name, f"handover/{name}" in self.incident.messages))
        if self.incident.procedure:
            return  # the channel belongs to others: neither its topic nor an announcement is the procedure's
        topical = any(isinstance(event, _TOPICAL) for event in events)
        if (topical or self.before is None) and not self.incident.is_ticket:
            self.queue(fx.SetTopic(topic(self.incident)), key="topic")
        commands = any(
            isinstance(event, ev.RoleTaken | ev.RoleGivenUp) and event.role == "commander" for event in events
        )
        told = any(isinstance(event, _ANNOUNCED) for event in events)
        if (topical or commands or told) and not self.incident.restricted:
            self.queue(fx.RefreshAnnouncement(), lane="announcement", key="announcement")

    def _redraw_pages(self) -> None:
        """What was written to those who were called says where it is now, and who is on it."""
        for page in self.incident.pages.values():
            for to in page.to:
                effect = fx.RefreshPage(page.id, to, edits=True)
                name = fx.surface(effect)
                if name in self.incident.messages:
                    self.queue(effect, lane=name, key=name)

    def _leading(self) -> list[tuple[str, int]]:
        """Steps whose message leads to one that has just been posted: of a called runbook, or an update."""
        posted = {event.surface for event in self._events if isinstance(event, ev.MessagePosted)}
        if not posted:
            return []
        found = [
            (run.parent, run.parent_visit)
            for run in self.incident.runs.values()
            if run.parent and run.visit and run.is_walking
            if surface_of_step(run.id, run.visit.number) in posted
        ]
        found += [
            (run.id, left.visit)
            for run in self.incident.runs.values()
            for left in run.left
            if surface_of_update(run.id, left.visit) in posted
        ]
        return [place for place in found if surface_of_step(*place) in self.incident.messages]

    def draw_postmortem(self, number: int) -> str:
        """Post the message of a draft, or edit it in place."""
        edits = surface_of_draft(number) in self.incident.messages
        return self._draw(fx.RefreshPostmortem(number, edits))

    def _papers(self, events: Sequence[ev.Event]) -> None:
        """The latest draft shows how far it is; once it is posted, the card and the one before lead to it."""
        posted = [event.surface for event in events if isinstance(event, ev.MessagePosted)]
        versions = self.incident.postmortem.versions
        if any(surface_of_draft(one.number) in posted for one in versions):
            self.queue(fx.RefreshCard(), lane="card", key="card")
        wanted = [one.number - 1 for one in versions[1:] if surface_of_draft(one.number) in posted]
        if versions and any(isinstance(event, get_args(ev.OfPapers)) for event in events):
            wanted.append(versions[-1].number)
        for number in wanted:
            if surface_of_draft(number) in self.incident.messages:
                self.draw_postmortem(number)

    def _draw(
        self, effect: fx.RefreshStep | fx.RefreshApproval | fx.RefreshHandover | fx.RefreshPostmortem
    ) -> str:
        """A new message takes its turn among the posts; an edit waits for nothing but the edit before it."""
        name = fx.surface(effect)
        return self.queue(effect, lane=name if effect.edits else "channel", key=name)

    def _came_and_went(self, run: str, visit: int) -> bool:
        """Whether a step was entered and left in this one decision."""
        now = self.incident.runs[run].visit
        before = self.before.runs.get(run) if self.before else None
        latest = len(before.left) + 1 if before and before.is_walking else 0
        return visit > latest and (now is None or now.number != visit)

    def _touched(self, events: Sequence[ev.Event]) -> list[tuple[str, int]]:
        """Present steps whose message shows something that changed beside the cursor: a gate, a fact."""
        touched: list[tuple[str, int]] = []
        for event in events:
            match event:
                case ev.FactSet(run=name):
                    pass
                case ev.OwedMet(owed=owed) | ev.OwedWaived(owed=owed):
                    name = self.incident.owed[owed].run
                case _:
                    continue
            visit = self.incident.runs[name].visit
            if visit is not None:
                touched.append((name, visit.number))
        return touched

    def _arm(self) -> None:
        coming = due(self.incident)
        before = due(self.before) if self.before else ()
        if not coming:
            return
        if isinstance(self.signal.what, Time) or coming[0].at != (before[0].at if before else None):
            # Without events the version stays, and the next decision will want the same ids.
            name = "" if self._events else f"{self.incident.id}/wake/{self.now.isoformat()}"
            self.queue(fx.Wake(), key="wake", at=coming[0].at, name=name)


def topic(incident: Incident) -> str:
    """What stands above the channel."""
    return f"{incident.id} · {incident.severity} · {incident.title} · {incident.state}"[:250]


def _places(events: Sequence[ev.Event]) -> list[tuple[str, int]]:
    places: list[tuple[str, int]] = []
    for event in events:
        match event:
            case ev.ApprovalRequested(approval=approval):
                places.append((approval.run, approval.visit))
            case ev.CommandFinished(counts=False):
                pass
            case (
                ev.StepEntered()
                | ev.NeedsAnswered()
                | ev.QuestionAnswered()
                | ev.CommandStarted()
                | ev.CommandFinished()
                | ev.CommandInterrupted()
                | ev.CommandCancelled()
                | ev.ResultRecorded()
                | ev.RowsPicked()
                | ev.ItemClaimed()
                | ev.ItemTicked()
                | ev.ItemsDone()
                | ev.WaitBegan()
                | ev.Polled()
                | ev.OutcomeTaken()
                | ev.Jumped()
                | ev.AnytimeSuggested()
                | ev.AnytimeTaken()
                | ev.UpdateDrafted()
                | ev.UpdateSent()
                | ev.RunStopped()
                | ev.CallStuck()
            ):
                places.append((event.run, event.visit))
            case _:
                pass
    return places


def _tokens(events: Sequence[ev.Event]) -> list[str]:
    tokens: list[str] = []
    for event in events:
        match event:
            case ev.ApprovalRequested(approval=approval):
                tokens.append(approval.token)
            case ev.ApprovalSettled(token=token) | ev.GlassOffered(token=token) | ev.GlassBroken(token=token):
                tokens.append(token)
            case _:
                pass
    return tokens


def _handovers(events: Sequence[ev.Event]) -> list[str]:
    named: list[str] = []
    for event in events:
        match event:
            case ev.HandoverOffered(handover=offered):
                named.append(offered.id)
            case ev.HandoverSettled(handover=name):
                named.append(name)
            case _:
                pass
    return named
