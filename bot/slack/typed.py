"""From a typed line to what the person wants. Typed verbs act on the incident's current step."""

from collections.abc import Callable, Sequence

from bot.core.incident import Approval, Incident, Owed
from bot.core.informing import INTERNAL
from bot.core.performing import unmet_gates
from bot.core.refusals import NotNow, Unknown
from bot.core.runbook import Severity, Update
from bot.core.signals import (
    AcceptHandover,
    Acknowledge,
    Actor,
    Admit,
    Approve,
    BreakGlass,
    Close,
    Collect,
    Correct,
    DeclineHandover,
    Deny,
    DraftPostmortem,
    GiveUpRole,
    HandOver,
    Hush,
    Inform,
    Mitigate,
    PageGroup,
    Reopen,
    Resolve,
    Restrict,
    SetSeverity,
    ShowMap,
    Snooze,
    TakeRole,
    Undone,
    Waive,
)
from bot.engine.ports import Scene
from bot.slack.carried import Carried
from bot.slack.filtering import filter_words, typed_filter
from bot.slack.grammar import Line
from bot.slack.intents import Intent, Join, Offer, Open, Show
from bot.slack.naming import SNOOZE, length_of
from bot.slack.typed_papers import read_papers
from bot.slack.typed_record import read_record
from bot.slack.typed_step import read_step
from bot.slack.verbs import Verb

ActorOf = Callable[[str], Actor]
"""A person who may be given a role; raises NotAllowed."""


def read_typed(verb: Verb, line: Line, scene: Scene, by: Actor, actor_of: ActorOf) -> Intent:
    """What a line with this verb wants of this incident. Raises a Refusal for what makes no sense here."""
    incident = scene.incident
    match verb.name:
        case "step" | "who" | "help" | "list" as page:
            return Show(page, incident.id, line.words[0] if line.words else "")
        case "join":
            return Join(incident.id)
        case "ack":
            return Offer(incident.id, Acknowledge())
        case "snooze":
            return Offer(incident.id, Snooze(length_of(line.words[0] if line.words else SNOOZE)))
        case "page":
            return _page(line, incident)
        case "mitigated":
            return Offer(incident.id, Mitigate())
        case "close":
            return Offer(incident.id, Close())
        case "postmortem":
            return Offer(incident.id, DraftPostmortem())
        case "map":
            return Offer(incident.id, ShowMap())
        case "silent":
            return Offer(incident.id, Hush("off" not in {word.lower() for word in line.words}))
        case "restrict":
            text = line.rest()
            return Offer(incident.id, Restrict(text)) if text else Open("restrict", Carried(incident.id))
        case "admit":
            if not line.mentioned:
                raise Unknown("Say who is to be let in.", "`/incident admit @somebody`.")
            return Offer(incident.id, Admit(actor_of(line.mentioned)))
        case "update":
            return _update(line, scene)
        case "note" | "amend" | "strike" | "link" | "merge":
            return read_record(verb.name, line, incident)
        case "timeline":
            only, page_wanted = typed_filter(line, scene.now)
            return Show("timeline", incident.id, page_wanted, filter_words(only))
        case "resolve":
            return _resolve(line, incident)
        case "severity":
            return _severity(line, incident)
        case "role":
            return _role(line, incident, by, actor_of)
        case "handover":
            return _handover(line, incident, by, actor_of)
        case "accept" | "decline":
            return _offered(verb.name, line, incident, by)
        case "release":
            role = _role_named(line, incident, by)
            return Offer(incident.id, GiveUpRole(role))
        case "evidence" | "waive" | "undone":
            return _owed(verb.name, line, incident)
        case "approve" | "deny" | "break-glass":
            return _decision(verb.name, line, incident)
        case "correct":
            return _correct(line, incident)
        case "reopen":
            return _reopen(line, incident)
        case "write" | "action" | "review":
            return read_papers(verb.name, line, scene, by, actor_of)
        case _:
            return read_step(verb.name, line, scene)


def _update(line: Line, scene: Scene) -> Intent:
    """For readers who are named; else the step's own update where it sends one; else for all who follow."""
    incident, run = scene.incident, scene.incident.current()
    named = line.words[0].lower() if line.words else ""
    if named == INTERNAL or named in scene.rulebook.policy.groups:
        to, text = named, line.rest(1)
    elif run is not None and isinstance(scene.rulebook.step(run).kind, Update):
        return read_step("update", line, scene)
    else:
        to, text = INTERNAL, line.rest()
    return Offer(incident.id, Inform(to, text)) if text else Open("inform", Carried(incident.id, name=to))


def _resolve(line: Line, incident: Incident) -> Intent:
    false_alarm = bool(line.words) and line.words[0].lower() in {"false-alarm", "false", "falsealarm"}
    reason = " ".join(line.words[1:] if false_alarm else line.words)
    walking = any(run.is_walking for run in incident.top_runs())
    needs_a_reason = walking and not incident.resolved_at and not reason and not false_alarm
    if needs_a_reason and incident.proposed not in {"resolve", "false_alarm"}:
        return Open("resolve", Carried(incident.id))
    return Offer(incident.id, Resolve(false_alarm, reason))


def _severity(line: Line, incident: Incident) -> Intent:
    if not line.words:
        return Open("severity", Carried(incident.id, seen=incident.severity.value))
    word, reason = line.words[0].upper(), " ".join(line.words[1:])
    level, at_once = word.rstrip("!"), word.endswith("!")
    if level not in Severity.__members__:
        raise Unknown(f"`{line.words[0]}` is not a severity.", "There are P0, P1, P2 and P3.")
    what = SetSeverity(Severity(level), reason, None)
    if at_once or what.to is incident.severity:
        return Offer(incident.id, what)
    return Open("severity", Carried(incident.id, name=level, seen=incident.severity.value, said=reason))


def _page(line: Line, incident: Incident) -> Intent:
    if not line.words:
        return Open("page", Carried(incident.id))
    return Offer(incident.id, PageGroup(line.words[0].lower(), line.rest(1)))


def _role(line: Line, incident: Incident, by: Actor, actor_of: ActorOf) -> Intent:
    words = [word.lower() for word in line.words]
    if not words and not line.mentioned:
        return Open("role", Carried(incident.id))
    role = "-".join(words) or "commander"
    holder = actor_of(line.mentioned) if line.mentioned else by
    return Offer(incident.id, TakeRole(role, holder))


def _handover(line: Line, incident: Incident, by: Actor, actor_of: ActorOf) -> Intent:
    if not line.mentioned:
        return Open("handover", Carried(incident.id))
    return Offer(incident.id, HandOver(_role_named(line, incident, by), actor_of(line.mentioned)))


def _role_named(line: Line, incident: Incident, by: Actor) -> str:
    """The role a person names; without a name the only one that they have."""
    named = "-".join(word.lower() for word in line.words)
    if named:
        return named
    mine = [role for role, holder in incident.roles.items() if holder.is_same_person(by)]
    if not mine:
        raise NotNow(f"You have no role in {incident.id}.", "The card shows who has which.")
    if len(mine) > 1:
        raise Unknown(
            "You have several roles.", "Say which: " + ", ".join(f"`{role}`" for role in mine) + "."
        )
    return mine[0]


def _offered(verb: str, line: Line, incident: Incident, by: Actor) -> Intent:
    """The offer a person means: that of the role they name, else the one that is about them."""
    words = [word.lower() for word in line.words]
    waiting = [one for one in incident.handovers.values() if one.state == "offered"]
    named = [one for one in waiting if words and one.role == words[0]]
    about = [
        one
        for one in waiting
        if one.to.is_same_person(by) or (verb == "decline" and one.giver.is_same_person(by))
    ]
    found = (named or about)[:1]
    if not found:
        raise NotNow("No role is offered to you.", f"`/incident role` takes one in {incident.id}.")
    if verb == "accept":
        return Offer(incident.id, AcceptHandover(found[0].id))
    return Offer(incident.id, DeclineHandover(found[0].id, line.rest(1) if named else line.rest()))


def _owed(verb: str, line: Line, incident: Incident) -> Intent:
    kind = {"evidence": "evidence", "undone": "undo"}.get(verb)
    mine = [owed for owed in incident.open_owed() if kind in {None, owed.kind}]
    name = line.words[0] if line.words else ""
    named = (
        any(owed.id == name or owed.id.endswith((f"/{name}", f"-{name}")) for owed in mine) if name else False
    )
    likely = _likely(mine, incident)
    if not named and likely and verb != "waive":
        name, rest = likely, line.rest()
    else:
        rest = line.rest(1)
    if verb == "undone":
        if not mine and not name:
            raise NotNow("Nothing has to be put back.", "The card shows what is owed.")
        if not name:
            raise Unknown(
                "Say what is back.", "Still owed: " + (", ".join(f"`{o.id}`" for o in mine) or "nothing")
            )
        return Offer(incident.id, Undone(name))
    if not name or not rest:
        return Open(verb, Carried(incident.id, name=name))
    return Offer(incident.id, Waive(name, rest) if verb == "waive" else Collect(name, rest))


def _likely(owed: Sequence[Owed], incident: Incident) -> str:
    """The one that is meant when none is named: what the present step waits for, or the only one."""
    run = incident.current()
    gates = {gate.id for gate in unmet_gates(incident, run)} if run else set()
    waited_for = [one for one in owed if one.id in gates] or owed
    return waited_for[0].id if len(waited_for) == 1 else ""


def _decision(verb: str, line: Line, incident: Incident) -> Intent:
    approval, words = _pending(verb, line, incident)
    if verb == "approve":
        return Offer(incident.id, Approve(approval.token, frozenset()))
    if verb == "break-glass":
        on, why = Carried(incident.id, name=approval.token), " ".join(words)
        return Offer(incident.id, BreakGlass(approval.token, why)) if why else Open("break-glass", on)
    return Offer(incident.id, Deny(approval.token, frozenset(), " ".join(words)))


def _pending(verb: str, line: Line, incident: Incident) -> tuple[Approval, tuple[str, ...]]:
    """The request a person means: the only one, or the one of the step that is named.

    A no is also for what was approved and has not begun, where nothing waits for its answer.
    """
    pending = [one for one in incident.approvals.values() if one.state == "pending"]
    if not pending and verb == "deny":
        pending = [one for one in incident.approvals.values() if incident.may_be_denied(one)]
    if not pending:
        raise NotNow("Nothing waits for an approval.", _last_settled(incident))
    if len(pending) == 1:
        return pending[0], line.words
    steps = {_step_of(incident, one): one for one in pending}
    if line.words and line.words[0] in steps:
        return steps[line.words[0]], line.words[1:]
    raise Unknown("Several requests wait.", "Say which: " + ", ".join(f"`{step}`" for step in steps) + ".")


def _last_settled(incident: Incident) -> str:
    """What became of the last request, for one who comes to answer it."""
    last = next(reversed(incident.approvals.values()), None)
    if last is None:
        return "`/incident` shows the current step."
    state = {"void": "is not valid any more", "expired": "was not answered in time"}.get(
        last.state, f"was {last.state}"
    )
    who = f" by {last.by.name}" if last.state in {"granted", "denied"} and last.by else ""
    why = f": {last.reason}" if last.reason else ""
    return f"The last request {state}{who}{why}."


def _step_of(incident: Incident, approval: Approval) -> str:
    if approval.subject == "waive":
        return approval.owed
    run = incident.runs[approval.run]
    return run.visit.step if run.visit else approval.run


def _reopen(line: Line, incident: Incident) -> Intent:
    """A class may stand first; without one, the runbook that was walked is walked again."""
    named = bool(line.words) and "/" in line.words[0]
    reason = line.rest(1) if named else line.rest()
    if not reason:
        return Open("reopen", Carried(incident.id))
    return Offer(incident.id, Reopen(line.words[0].lower() if named else incident.runbook, reason))


def _correct(line: Line, incident: Incident) -> Intent:
    run = incident.current() or next(reversed(incident.top_runs()), None)
    if run is None:
        raise NotNow("No runbook was started here, so there are no facts.")
    if not line.facts:
        return Open("correct", Carried(incident.id, run.id))
    if len(line.facts) > 1:
        raise NotNow("One fact at a time, please.", "`/incident correct fact=value`.")
    fact, value = next(iter(line.facts.items()))
    return Offer(incident.id, Correct(run.id, fact, value))
