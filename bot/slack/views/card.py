"""The pinned card: where the incident is, who does what, what is next, what is owed, what went wrong."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, HeaderBlock, SectionBlock

from bot.core.incident import Incident, surface_of_draft, surface_of_step
from bot.core.informing import INTERNAL, readers, title_of
from bot.core.picture import Picture
from bot.core.postmortem import SECTIONS
from bot.core.values import shown
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import Style, button, menu, row, sure
from bot.slack.views.clocks import clock_line
from bot.slack.views.gist import (
    alone_line,
    approval_line,
    headline,
    life_line,
    owed_line,
    phase_trail,
    readable,
    stuck_line,
)
from bot.slack.views.paging import page_lines
from bot.slack.views.postmortem import progress, review_line
from bot.slack.views.step import current_step
from bot.slack.views.text import clock_time, code, markup, person, plain, safe

OWED_SHOWN = 8
KNOWN_SHOWN = 3
DEAD_SHOWN = 3


def card(picture: Picture) -> list[Block]:
    """The whole state at a glance; edited in place for as long as the incident lives."""
    return fit(
        [
            HeaderBlock(text=plain(headline(picture.incident), 150)),
            *_trail(picture),
            *_times(picture),
            *_paged(picture),
            *_roles(picture),
            *_proposal(picture.incident),
            *_troubles(picture),
            *_pending(picture),
            DividerBlock(),
            *_step(picture),
            *_known(picture),
            *_owed(picture.incident),
            *_papers(picture),
            *_footer(picture),
        ]
    )


def _trail(picture: Picture) -> Iterator[Block]:
    at = picture.at()
    if at is not None:
        yield ContextBlock(elements=[markup(f"{phase_trail(at.book, at.step.phase)} · {_target(picture)}")])
        return
    ends = [run for run in picture.incident.top_runs() if run.end]
    walked = f"walked to “{safe(readable(ends[-1].end))}”" if ends else "nothing is being walked"
    yield ContextBlock(elements=[markup(f"{walked} · {_target(picture)}")])


def _target(picture: Picture) -> str:
    return f"{safe(picture.incident.runbook, 100)} in {safe(picture.incident.target, 50)}"


def _times(picture: Picture) -> Iterator[Block]:
    incident = picture.incident
    lines = [life_line(incident)]
    clocks = clock_line(picture)
    if clocks:
        lines.append(clocks)
    yield ContextBlock(elements=[markup("\n".join(lines))])


def _paged(picture: Picture) -> Iterator[Block]:
    lines = page_lines(picture)
    if lines:
        yield ContextBlock(elements=[markup("\n".join(lines))])


def _roles(picture: Picture) -> Iterator[Block]:
    incident = picture.incident
    roles = list(dict.fromkeys([*incident.wanted_roles, *incident.roles]))[:8]
    lines = [f"*{safe(picture.role_title(role), 60)}* {person(incident.roles.get(role))}" for role in roles]
    if lines:
        yield SectionBlock(text=markup(" · ".join(lines)))
    vacant = [role for role in roles if role not in incident.roles]
    acknowledge = (
        [button("do:ack", "Acknowledge", Carried(incident.id), style="primary")]
        if incident.life == "declared"
        else []
    )
    claims = [
        button("do:role", f"Take {picture.role_title(role)}", Carried(incident.id, name=role), more=role)
        for role in vacant
    ]
    if not incident.closed_at:
        yield from row("roles", *acknowledge, *claims)


def _proposal(incident: Incident) -> Iterator[Block]:
    carried = Carried(incident.id)
    if incident.resolved_at and not incident.closed_at:
        what = "It was a false alarm" if incident.false_alarm else "The impact is over"
        owed = bool(incident.must())
        then = "It can be closed once nothing is owed." if owed else "*Is all written down?*"
        yield SectionBlock(text=markup(f":checkered_flag: {what}. {then}"))
        question = sure(
            "Close it?", "Nothing can be changed afterwards; notes can still be added.", "Close it"
        )
        style: Style | None = None if owed else "primary"
        yield from row("proposal", button("do:close", "Close", carried, style=style, confirm=question))
        return
    match incident.proposed:
        case "":
            return
        case "mitigated":
            yield SectionBlock(
                text=markup(":white_check_mark: Recovery has begun. *Is the impact contained?*")
            )
            yield from row("proposal", button("do:mitigated", "Mitigated", carried, style="primary"))
        case "resolve":
            yield SectionBlock(text=markup(":checkered_flag: The walk is at its end. *Is the impact over?*"))
            yield from row(
                "proposal",
                button("do:resolve", "Resolve", carried, style="primary"),
                button("do:false-alarm", "False alarm", carried),
            )
        case "false_alarm":
            yield SectionBlock(text=markup(":checkered_flag: It looks like a *false alarm*. Was it one?"))
            yield from row(
                "proposal",
                button("do:false-alarm", "False alarm", carried, style="primary"),
                button("do:resolve", "Resolve", carried),
            )


def _troubles(picture: Picture) -> Iterator[Block]:
    incident, at = picture.incident, picture.at()
    here = at.run.id if at else ""
    lines = [
        f"{stuck_line(item)} In “{safe(run.visit.title, 100)}”."
        for run in incident.runs.values()
        if run.visit is not None and run.is_walking and run.id != here
        for item in run.visit.items
        if item.state == "stuck"
    ]
    lines += [
        f":octagonal_sign: The walk of “{safe(run.title, 100)}” moved too often by itself and stopped. "
        "The commander picks or jumps."
        for run in incident.runs.values()
        if run.halted and run.is_walking
    ]
    dead = incident.dead[-DEAD_SHOWN:]
    lines += [
        f":x: {clock_time(one.at)} could not be delivered: {readable(one.kind).lower()}. {safe(one.why, 200)}"
        for one in dead
    ]
    if len(incident.dead) > len(dead):
        lines.append(f"{len(incident.dead) - len(dead)} earlier ones: `handrail outbox` lists them.")
    if lines:
        yield SectionBlock(text=markup("\n".join(lines[:10])))


def _pending(picture: Picture) -> Iterator[Block]:
    at, lines = picture.at(), []
    here = (at.run.id, at.visit.number) if at else None
    for approval in picture.pending()[:3]:
        if approval.subject == "run" and (approval.run, approval.visit) == here:
            continue  # it stands in the step below
        message = picture.incident.messages.get(f"approval/{approval.token}")
        link = f" <{message.permalink}|Look at it>" if message and message.permalink else ""
        lines.append(approval_line(picture, approval) + link)
    lines += [alone_line(one) for one in picture.incident.approvals.values() if one.broken][-3:]
    if lines:
        yield SectionBlock(text=markup("\n".join(lines)))


def _step(picture: Picture) -> Iterator[Block]:
    at = picture.at()
    if at is None:
        return
    message = picture.incident.messages.get(surface_of_step(at.run.id, at.visit.number))
    yield from current_step(picture, at, brief=True, prefix="card")
    if message and message.permalink:
        yield ContextBlock(elements=[markup(f"<{message.permalink}|The step with its thread>")])


def _known(picture: Picture) -> Iterator[Block]:
    """What was learned last, and the last piece of evidence that was kept."""
    lines = []
    for run in list(picture.incident.runs.values())[-2:]:
        facts = picture.rulebook.of(run).facts
        for name, known in list(run.facts.items())[-KNOWN_SHOWN:]:
            about = facts[name].about if name in facts else name
            lines.append(f"{safe(about or name, 75)} *{safe(shown(known.value), 75)}*")
    kept = [one for one in picture.incident.owed.values() if one.kind == "evidence" and one.at]
    if kept:
        last = max(kept, key=lambda one: (one.at, one.id))
        assert last.at is not None
        lines.append(f"Last evidence {clock_time(last.at)}: {safe(last.title, 120)}")
    if lines:
        yield ContextBlock(elements=[markup("\n".join(["*Known so far*", *lines]))])


def _owed(incident: Incident) -> Iterator[Block]:
    owed = incident.open_owed()
    if not owed:
        return
    waive = None if incident.closed_at else button("open:waive", "Waive one…", Carried(incident.id))
    yield SectionBlock(text=markup(f"*Still owed* ({len(owed)})"), accessory=waive)
    for number, one in enumerate(owed[:OWED_SHOWN]):
        carried = Carried(incident.id, one.run, name=one.id)
        if one.kind == "undo":
            press = button("do:undone", "It is back", carried, more=str(number))
        else:
            press = button("open:evidence", "Keep…", carried, more=f"owed{number}")
        yield SectionBlock(text=markup(owed_line(incident, one)), accessory=press, block_id=f"owed:{number}")
    if len(owed) > OWED_SHOWN:
        more = ", ".join(code(one.id, 60) for one in owed[OWED_SHOWN : OWED_SHOWN + 20])
        yield ContextBlock(elements=[markup(f"and {more}")])


def _papers(picture: Picture) -> Iterator[Block]:
    """How far the postmortem is, once the incident is over or somebody has begun it."""
    incident = picture.incident
    now = incident.postmortem
    if incident.duplicate_of and now.is_empty:
        return  # what is to be learned is written where the work goes on
    if incident.procedure or not (now.versions or not now.is_empty or incident.resolved_at):
        return
    latest = incident.messages.get(surface_of_draft(len(now.versions)))
    link = f" · <{latest.permalink}|draft {len(now.versions)}>" if latest and latest.permalink else ""
    late = sum(action.is_overdue(picture.now) for action in now.open_actions())
    overdue = f" · :alarm_clock: *{late} overdue*" if late else ""
    text = f"*Postmortem* · {review_line(now)}\n{progress(now)}{overdue}{link}"
    press = button("show:action", "Action items", Carried(incident.id)) if now.actions else None
    if not now.actions and incident.resolved_at:
        press = button("open:action", "Add an action item…", Carried(incident.id), more="card")
    yield SectionBlock(text=markup(text), accessory=press, block_id="papers")
    missing = now.missing[:1] if incident.resolved_at else ()
    yield from row(
        "write",
        *(
            button("open:write", f"Write “{SECTIONS[name]}”…", Carried(incident.id, name=name), more=name)
            for name in missing
        ),
    )


_OF_INCIDENTS = frozenset({"open:resolve", "open:restrict", "do:postmortem"})
"""What a procedure has no use for."""


def _footer(picture: Picture) -> Iterator[Block]:
    incident = picture.incident
    carried = Carried(incident.id)
    seen = Carried(incident.id, seen=incident.severity.value)
    look = [
        button("show:timeline", "Timeline", carried),
        button("do:map", "Map", carried),
        button("open:note", "Note…", carried),
    ]
    others = [
        (
            "open:inform",
            f"Update for {safe(title_of(picture.rulebook, to), 50)}…",
            Carried(incident.id, name=to),
        )
        for to in readers(picture.rulebook, incident)[1:4]
    ]
    update = button("open:inform", "Update…", Carried(incident.id, name=INTERNAL))
    draft = ("do:postmortem", "Write the postmortem draft", carried)
    if incident.closed_at:
        yield from row("footer", *look, menu("card", [draft, ("show:help", "Help", carried)]))
        return
    if incident.resolved_at:
        entries = [
            *others,
            ("open:correct", "Correct a fact…", carried),
            draft,
            ("show:help", "Help", carried),
        ]
        yield from row("footer", *look, update, menu("card", entries))
        return
    entries = [
        *others,
        ("open:correct", "Correct a fact…", carried),
        ("show:who", "Who is on what", carried),
        ("open:resolve", "Resolve…", carried),
        (
            ("do:unhush", "Let Handrail speak in the channel", carried)
            if incident.hushed
            else ("do:hush", "Keep Handrail to this thread", carried)
        ),
        *(() if incident.restricted else (("open:restrict", "Make it restricted…", carried),)),
        draft,
        ("show:help", "Help", carried),
    ]
    if incident.procedure:
        entries = [entry for entry in entries if entry[0] not in _OF_INCIDENTS]
        yield from row("footer", *look, menu("card", entries))
        return
    look.append(update)
    severity = button("open:severity", "Severity…", seen)
    page = button("open:page", "Page…", carried)
    yield from row("footer", *look, severity, page, menu("card", entries))
