"""What must hold of every log, told by its events and effects alone."""

from collections.abc import Mapping, Sequence

from bot.core import events as ev
from bot.core.effects import Queued, RunCommand
from bot.core.incident import Approval, Stamp
from bot.core.runbook import Risk
from bot.core.signals import Approve, BreakGlass, Time, What
from tests.core.model import NET, Model

DONE_HERE = (
    ev.CommandStarted,
    ev.PollStarted,
    ev.ResultRecorded,
    ev.QuestionAnswered,
    ev.NeedsAnswered,
    ev.WaitBegan,
    ev.UpdateSent,
)
ACTS = (ev.QuestionAnswered, ev.UpdateSent)


class Watch:
    """Sees every decision of one incident, in order."""

    def __init__(self, waits: Mapping[str, frozenset[str]], seconded: Mapping[str, frozenset[str]]) -> None:
        self.waits = waits
        """Runbook → its steps that wait: what time may move."""
        self.seconded = seconded
        """Runbook → its steps in which a second person agrees to what people do."""
        self.agreed: set[tuple[str, int]] = set()
        """Visits of such steps in which somebody did."""
        self.books: dict[str, str] = {}
        self.parents: dict[str, tuple[str, int]] = {}
        self.steps: dict[tuple[str, int], str] = {}
        self.gates: dict[str, tuple[str, tuple[str, ...]]] = {}
        """Evidence → its run, and the steps it gates."""
        self.met: set[str] = set()
        self.requests: dict[str, Approval] = {}
        self.unused: dict[str, Approval] = {}
        """Granted and not yet consumed."""
        self.alone: set[str] = set()
        """Done without a second person."""

    def see(self, what: What, events: Sequence[ev.Event], stamp: Stamp, effects: Sequence[Queued]) -> None:
        started: dict[str, str] = {}
        alone = 0
        for event in events:
            self._remember(event)
            self._is_ungated(event)
            if isinstance(event, ev.ApprovalSettled) and event.state == "granted":
                self._is_right(event.token, what, stamp)
            if isinstance(event, ev.GlassBroken):
                self._is_in_need(event, what, stamp)
            self._is_agreed(event)
            if isinstance(event, ev.CommandStarted):
                started[event.effect] = event.token
            if isinstance(event, ev.OutcomeTaken):
                alone = alone + 1 if event.how == "itself" else 0
                assert alone <= NET, "the walk spins"
        self._runs_only_what_was_approved(effects, started)
        if isinstance(what, Time):
            self._moves_only_waits(events)

    def _remember(self, event: ev.Event) -> None:
        match event:
            case ev.RunStarted(run=run, runbook=book, owed=owed, parent=parent, parent_visit=visit):
                self.books[run] = book
                self.parents[run] = (parent, visit)
                self.gates.update({item.id: (run, item.gates) for item in owed})
            case ev.StepEntered(run=run, visit=visit, step=step):
                self.steps[run, visit] = step
            case ev.OwedMet(owed=name):
                self.met.add(name)
            case ev.ApprovalRequested(approval=approval):
                self.requests[approval.token] = approval
            case _:
                pass

    # -- gates ----------------------------------------------------------------------------------

    def _is_ungated(self, event: ev.Event) -> None:
        """Nothing is done in a step whose evidence was not met before."""
        places: list[tuple[str, int]] = []
        if isinstance(event, DONE_HERE) or (isinstance(event, ev.OutcomeTaken) and event.how != "skip"):
            places.append((event.run, event.visit))
        elif isinstance(event, ev.RunStarted) and event.parent:
            places.append((event.parent, event.parent_visit))
        elif isinstance(event, ev.ApprovalSettled) and event.state == "granted":
            request = self.requests[event.token]
            if request.subject != "waive":
                places.append((request.run, request.visit))
        for run, visit in places:
            step = self.steps[run, visit]
            unmet = [
                name
                for name, (where, gates) in self.gates.items()
                if where == run and step in gates and name not in self.met
            ]
            assert not unmet, f"{event.kind} at {step} without {unmet}"

    # -- approvals ------------------------------------------------------------------------------

    def _is_right(self, token: str, what: What, stamp: Stamp) -> None:
        """A yes is another person's, of a right group, in time, and given once."""
        request = self.requests[token]
        assert isinstance(what, Approve)
        assert what.token == token
        assert (stamp.by.team, stamp.by.user) != (request.requester.team, request.requester.user)
        assert what.groups & set(request.groups), "somebody of none of the groups said yes"
        assert stamp.at < request.expires_at
        assert token not in self.unused
        if request.subject == "run":
            self.unused[token] = request
        elif request.subject != "waive":
            self.agreed.add((request.run, request.visit))

    def _is_in_need(self, event: ev.GlassBroken, what: What, stamp: Stamp) -> None:
        """Alone, with a reason, for a command, and only once nobody has answered for long enough."""
        request = self.requests[event.token]
        assert isinstance(what, BreakGlass)
        assert what.groups & {"oncall"}
        assert request.subject == "run"
        assert event.reason
        assert request.glass_at is not None
        assert request.glass_at <= stamp.at < request.expires_at
        assert event.token not in self.unused
        self.unused[event.token] = request
        self.alone.add(event.token)

    def _is_agreed(self, event: ev.Event) -> None:
        """What people do in a step that wants a second person waits for that person."""
        by_person = isinstance(event, ev.OutcomeTaken) and event.how == "person"
        if not (by_person or isinstance(event, ACTS)):
            return
        assert isinstance(event, ev.OutcomeTaken | ev.QuestionAnswered | ev.UpdateSent)
        place = (event.run, event.visit)
        if self.steps[place] in self.seconded[self.books[event.run]]:
            assert place in self.agreed, f"{event.kind} without a second person"

    def _runs_only_what_was_approved(self, effects: Sequence[Queued], started: Mapping[str, str]) -> None:
        for queued in effects:
            effect = queued.effect
            if not isinstance(effect, RunCommand):
                continue
            assert effect.poll == (queued.id not in started), "the log has it before the process starts"
            if effect.risk not in {Risk.CHANGE, Risk.DESTROY}:
                continue
            token = started[queued.id]
            request = self.unused.pop(token)
            assert effect.risk is not Risk.DESTROY or token not in self.alone, "destroyed by one person"
            assert (request.run, request.visit) == (effect.run, effect.visit)
            right = {"security"} if effect.risk is Risk.DESTROY else {"oncall"}
            assert request.groups, "nobody was asked"
            assert set(request.groups) <= right
            assert effect.plan == request.plan

    # -- time -----------------------------------------------------------------------------------

    def _moves_only_waits(self, events: Sequence[ev.Event]) -> None:
        """Time moves waits; what moves by itself after that had no person in it either."""
        timed = False
        for event in events:
            assert not isinstance(event, ev.Jumped | ev.AnytimeTaken | ev.RunStopped | ev.UpdateSent)
            if isinstance(event, ev.OutcomeTaken):
                timed = timed or event.how == "time"
                assert timed
                assert event.how in {"time", "itself"}
                if event.how == "time":
                    assert event.step in self.waits[self.books[event.run]]


def waits_of(model: Model) -> dict[str, frozenset[str]]:
    """The steps of each book that time may move."""
    return {
        name: frozenset(step for step, plain in book["steps"].items() if plain["kind"] == "wait")
        for name, book in model.books.items()
    }


def seconded_of(model: Model) -> dict[str, frozenset[str]]:
    """The steps of each book in which a second person agrees to what people do."""
    return {
        name: frozenset(
            step
            for step, plain in book["steps"].items()
            if plain["kind"] in {"do", "ask", "update"} and plain.get("approval")
        )
        for name, book in model.books.items()
    }
