"""Short lines about an incident that several views share."""

from bot.core.incident import Approval, Incident, Item, Left, Owed, surface_of_update
from bot.core.picture import At, Picture
from bot.core.runbook import Ask, Phase, Runbook, Step
from bot.core.texts import fill, how_of
from bot.core.values import shown
from bot.core.wording import TROUBLES, goes_to, numbered, outcome_label, readable, span, title_now
from bot.slack.views.text import clock_time, code, day_and_time, person, safe

__all__ = ["TROUBLES", "goes_to", "numbered", "outcome_label", "readable", "title_now"]
"""These are the words of every surface; the rest of this module is for Slack alone."""


LOCKED = "locked: another organisation can read its channel"


def phase_trail(book: Runbook, now: Phase | None) -> str:
    """The phases that the runbook has, in its order, with the present one in bold."""
    phases = dict.fromkeys(step.phase for step in book.steps.values())
    return " · ".join(f"*{phase.upper()}*" if phase == now else phase for phase in phases)


def headline(incident: Incident) -> str:
    """`INC-0042 · P1 · Receipt chain broken`."""
    return f"{numbered(incident.id, incident.severity)} · {incident.title}"


def life_line(incident: Incident) -> str:
    """When it was declared and what has happened to it as a whole."""
    began = "begun" if incident.procedure else "declared"
    restricted = [":lock: *restricted* to who is in this channel"] if incident.restricted else []
    locked = [f":no_entry: *{LOCKED}*"] if incident.is_locked else []
    hushed = [":mute: Handrail keeps to this thread"] if incident.hushed else []
    parts = [
        *restricted,
        *locked,
        *hushed,
        f"{began} {day_and_time(incident.declared_at)} by {person(incident.declared_by)}",
    ]
    if incident.acknowledged_at:
        parts.append(f"acknowledged after {span(incident.acknowledged_at - incident.declared_at)}")
    else:
        parts.append("*nobody has acknowledged it yet*")
    if incident.mitigated_at:
        parts.append(f"mitigated after {span(incident.mitigated_at - incident.declared_at)}")
    if incident.duplicate_of:
        parts.append(f"*merged into {incident.duplicate_of}*")
    elif incident.resolved_at:
        what = "called a false alarm" if incident.false_alarm else "resolved"
        parts.append(f"*{what}* after {span(incident.resolved_at - incident.declared_at)}")
    if incident.closed_at:
        parts.append(f"*closed* {day_and_time(incident.closed_at)}")
    return " · ".join(parts)


def where(picture: Picture, at: At) -> str:
    """`CONTAIN · Stop the exports`, under the runbooks that called this one."""
    titles, run = [title_now(picture, at)], at.run
    while run.parent:
        titles.append(run.title)
        run = picture.incident.runs[run.parent]
    trail = " / ".join(f"*{safe(title, 100)}*" for title in reversed(titles))
    return f"*{at.step.phase.upper()}* · {trail}"


def left_line(picture: Picture, run: str, left: Left) -> str:
    """One quiet line for a step that is over."""
    book = picture.rulebook.of(picture.incident.runs[run])
    step = book.steps.get(left.step)
    outcome = step.outcomes.get(left.outcome) if step else None
    if outcome is None:
        walk = picture.incident.runs[run]
        title = (
            fill(book.steps[left.to].title, picture.incident, walk, unknown="…")
            if left.to in book.steps
            else ""
        )
        target = title or left.to
        way = book.anytime.get(left.outcome)
        how = safe(way.label, 100) if way else _stopped(left) or f"jumped to {safe(target, 100)}"
    else:
        how = _answered(picture, run, step) or safe(outcome_label(outcome), 100)
    who = person(left.by) if left.by.is_person else "by itself"
    sent = picture.incident.messages.get(surface_of_update(run, left.visit))
    link = f" · <{sent.permalink}|what was sent>" if sent and sent.permalink else ""
    return f"✓ *{safe(left.title, 100)}* → {how} · {who} · {clock_time(left.at)}{link}"


def _stopped(left: Left) -> str:
    """How people ended the walk there; empty where it went on."""
    words = {"abort": "given up", "resolve": "resolved meanwhile", "merge": "merged into another incident"}
    return "" if left.to else words.get(left.outcome, "")


def _answered(picture: Picture, run: str, step: Step | None) -> str:
    """What was answered to a question, as it is known now; empty for other steps."""
    if step is None or not isinstance(step.kind, Ask):
        return ""
    facts = picture.incident.runs[run].facts
    return "; ".join(safe(shown(facts[name].value), 80) for name in step.kind.facts if name in facts)


def stuck_line(item: Item) -> str:
    """Why an item has no verdict."""
    why = f" ({safe(item.why, 300)})" if item.why and item.trouble != "interrupted" else ""
    return f":warning: *{TROUBLES[item.trouble]}*{why}."


def owed_line(incident: Incident, owed: Owed, *, how: bool = True) -> str:
    """One thing that is owed, and how it is met."""
    what = "Put back" if owed.kind == "undo" else "Keep" if owed.required else "Keep, if you can"
    text = f"{what}: *{safe(owed.title, 150)}* {code(owed.id, 150)}"
    return f"{text}\n{safe(how_of(owed, incident), 300)}" if owed.how and how else text


def alone_line(approval: Approval) -> str:
    """What one person did without a second one."""
    return (
        f":rotating_light: {person(approval.by)} did *{safe(approval.title, 150)}* without a second person: "
        f"{safe(approval.reason, 200)}"
    )


def approval_line(picture: Picture, approval: Approval) -> str:
    """Who asks whom, and until when."""
    groups = " or ".join(safe(picture.group_title(group), 60) for group in approval.groups)
    return (
        f":raised_hand: {person(approval.requester)} asks somebody of {groups} to approve, "
        f"until {clock_time(approval.expires_at)}."
    )
