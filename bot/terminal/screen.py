"""What is shown: where we are, why, what to do, what to expect. Values in, things for rich to print out.

Foreign text is always a `Text`, never mark-up.
"""

from collections.abc import Iterator, Sequence
from datetime import datetime

from rich.console import RenderableType
from rich.rule import Rule
from rich.text import Text

from bot.core.clocks import severity_clocks
from bot.core.closing import ABOUT, lacking
from bot.core.incident import MAIN, Incident, Owed
from bot.core.picture import At, Picture
from bot.core.texts import fill
from bot.core.wording import CLOCKS, readable, span, title_now
from bot.terminal.deeds import Choice
from bot.terminal.doing import doing
from bot.terminal.printing import exactly

_OWED_SHOWN = 8


def screen(picture: Picture, choices: Sequence[Choice]) -> list[RenderableType]:
    """Everything that a person needs who has just come to the keyboard."""
    at = picture.at()
    return [
        Text(),
        Rule(Text(headline(picture.incident), style="bold"), align="left", characters="─"),
        *_state(picture, at),
        Text(),
        *(_step(picture, at) if at is not None else _no_step(picture)),
        *_pending(picture, at),
        *_owed(picture.incident),
        *_choices(choices),
    ]


def headline(incident: Incident) -> str:
    """`INC-0042 · P1 · Receipt chain broken · acknowledged`; a procedure has no severity."""
    if incident.procedure:
        return f"{incident.id} · {incident.title}{' · closed' if incident.closed_at else ''}"
    return f"{incident.id} · {incident.severity} · {incident.title} · {incident.state}"


def _state(picture: Picture, at: At | None) -> Iterator[RenderableType]:
    incident = picture.incident
    line = Text(style="dim")
    if at is not None:
        for number, phase in enumerate(dict.fromkeys(step.phase for step in at.book.steps.values())):
            now = phase == at.step.phase
            line.append(" · " if number else "")
            line.append(phase.upper() if now else phase, style="bold not dim" if now else "")
        line.append(" · ")
    line.append(f"{incident.runbook} in {incident.target}")
    yield line
    roles = dict.fromkeys([*incident.wanted_roles, *incident.roles])
    people = [
        f"{picture.role_title(role)}: {incident.roles[role].name if role in incident.roles else 'nobody'}"
        for role in roles
    ]
    if people:
        yield Text(" · ".join(people), style="dim")
    running = severity_clocks(incident)
    if running:
        told = (f"{CLOCKS[one.id]} {_by(one.due, picture.now)}" for one in running)
        yield Text(" · ".join(told), style="dim")
    for run in incident.runs.values():
        for clock in run.clocks if run.mode != "closed" else ():
            if clock.due and not clock.stopped_at:
                yield Text(f"{clock.title}: {_by(clock.due, picture.now)}", style="dim")


def _by(due: datetime, now: datetime) -> str:
    """`by 12:15 UTC (in 4 min)`, or how long it is over."""
    left = f"in {span(due - now)}" if due >= now else f"OVER by {span(now - due)}"
    return f"by {due:%H:%M} UTC ({left})"


def _step(picture: Picture, at: At) -> Iterator[RenderableType]:
    titles, run = [title_now(picture, at)], at.run
    while run.parent:
        titles.append(run.title)
        run = picture.incident.runs[run.parent]
    yield Text(f"▶ {' / '.join(reversed(titles))}", style="bold")
    yield from doing(picture, at)
    context = []
    if at.step.by:
        holder = picture.incident.roles.get(at.step.by)
        context.append(f"for {picture.role_title(at.step.by)}{f' ({holder.name})' if holder else ''}")
    if at.visit.within:
        context.append(_by(at.visit.within, picture.now))
    if at.step.undo:
        context.append(f"to be put back later: {fill(at.step.undo.title, picture.incident, at.run)}")
    if context:
        yield Text(" · ".join(context), style="dim")


def _no_step(picture: Picture) -> Iterator[RenderableType]:
    incident = picture.incident
    ends = [run for run in incident.top_runs() if run.end]
    if incident.closed_at:
        yield Text("▶ It is closed. Its log stays as it is; notes can still be added.", style="bold")
    elif incident.resolved_at:
        owed = len(incident.must())
        missing = ", ".join(ABOUT[need][0] for need in lacking(incident, picture.rulebook.policy))
        rest = f"{owed} still owed before it can be closed." if owed else ""
        if missing:
            rest = f"{rest} Before the close: {missing}.".strip()
        rest = rest or "It can be closed."
        what = "a false alarm" if incident.false_alarm else "resolved"
        yield Text(f"▶ It is {what}. {rest}", style="bold")
    elif incident.procedure:
        owed = len(incident.must())
        yield Text(f"▶ The walk has ended. {owed} still owed before it is closed.", style="bold")
    else:
        end = f" as “{readable(ends[-1].end)}”" if ends else ""
        yield Text(f"▶ The walk has ended{end}. A person says whether it is over.", style="bold")


def _pending(picture: Picture, at: At | None) -> Iterator[RenderableType]:
    here = (at.run.id, at.visit.number) if at else None
    for approval in picture.pending():
        if (approval.run, approval.visit) == here and approval.subject == "run" and approval.item == MAIN:
            continue  # it stands in the step
        yield Text(
            f"{approval.requester.name} asks somebody of {_groups(picture, approval.groups)} to approve, "
            f"{_by(approval.expires_at, picture.now)}. That is another person, on their own account: "
            f"`handrail walk {picture.incident.id}`, when this walk is left.",
            style="yellow",
        )
        yield exactly(approval.what)


def _groups(picture: Picture, groups: Sequence[str]) -> str:
    return " or ".join(picture.group_title(group) for group in groups)


def _owed(incident: Incident) -> Iterator[RenderableType]:
    owed = incident.open_owed()
    if not owed:
        return
    yield Text()
    yield Text(f"Still owed ({len(owed)})", style="bold")
    for one in owed[:_OWED_SHOWN]:
        yield _owed_line(one)
    if len(owed) > _OWED_SHOWN:
        yield Text("  and " + ", ".join(one.id for one in owed[_OWED_SHOWN:]), style="dim")


def _owed_line(owed: Owed) -> Text:
    """One thing that is owed, and its name."""
    what = "put back" if owed.kind == "undo" else "keep" if owed.required else "keep, if you can"
    line = Text(f"  {what}: {owed.title} ")
    line.append(owed.id, style="cyan")
    return line


def _choices(choices: Sequence[Choice]) -> Iterator[RenderableType]:
    yield Text()
    for number, choice in enumerate(choices, start=1):
        line = Text(f" {number:>2}  ", style="bold cyan")
        line.append(choice.label, style="bold white" if choice.likely else "not bold white")
        yield line
    if not choices:
        yield Text("  Nothing is to be done here by hand. `help` lists the words.", style="dim")
