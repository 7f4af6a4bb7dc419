"""What a person is told at once, and only that person."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import Block, ContextBlock, InteractiveElement, SectionBlock

from bot.core.incident import Life
from bot.core.postmortem import SECTIONS
from bot.core.refusals import CommanderOnly, Refusal, Stale, Unwritten
from bot.core.runbook import Severity
from bot.core.signals import Actor
from bot.core.wording import numbered
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.gist import LOCKED
from bot.slack.views.text import clock_time, day_and_time, markup, person, prose, safe


@dataclass(frozen=True, slots=True)
class Line:
    """One incident of a list."""

    id: str
    title: str
    severity: Severity
    life: Life
    channel: str
    declared_at: datetime
    declared_by: Actor
    locked: bool = False
    """Whether another organisation can read its channel."""


def refusal(refused: Refusal, incident: str = "") -> list[Block]:
    """What did not happen, and what is possible instead; with a button where there is one press to it."""
    when = f" ({clock_time(refused.when)})" if isinstance(refused, Stale) and refused.when else ""
    lines = [f":information_source: {prose(refused.problem)}{when}"]
    if refused.instead:
        lines.append(prose(refused.instead))
    elements: list[InteractiveElement] = []
    if isinstance(refused, CommanderOnly) and refused.vacant and incident:
        elements.append(
            button("do:role", "Take command", Carried(incident, name="commander"), style="primary")
        )
    elif isinstance(refused, Unwritten) and incident:
        elements += _ways_to(refused.missing, incident)
    elif isinstance(refused, Stale) and incident:
        elements.append(button("show:step", "Show where it is now", Carried(incident)))
    return (
        [SectionBlock(text=markup("\n".join(lines))), *row("instead", *elements)]
        if elements
        else [SectionBlock(text=markup("\n".join(lines)))]
    )


def _ways_to(missing: Sequence[str], incident: str) -> Iterator[InteractiveElement]:
    """A button for each part of the postmortem that is missing."""
    for need in missing:
        match need:
            case "actions":
                yield button("open:action", "Add an action item…", Carried(incident), style="primary")
                yield button("open:no-actions", "No action items, because…", Carried(incident))
            case "accepted":
                yield button("open:review", "Ask for a review…", Carried(incident))
            case _:
                title = next((title for name, title in SECTIONS.items() if name == need), need)
                label = f"Write “{title}”…"
                yield button("open:write", label, Carried(incident, name=need), style="primary", more=need)


def said(text: str) -> list[Block]:
    """One line of our own mark-up."""
    return [SectionBlock(text=markup(text))]


def trouble(reference: str) -> str:
    """Something broke inside; the reference is in the log."""
    return (
        "Something went wrong inside Handrail, and nothing was changed by this. Try again; if it stays, "
        f"tell whoever runs Handrail this reference: {reference}"
    )


def declared(incident: str, title: str, channel: str, *, ticket: bool = False) -> list[Block]:
    """The head of the answer to a declaration: it worked, this is its number."""
    room = f"Its channel: <#{channel}>." if channel else "Its channel is being made; you will be invited."
    if ticket:
        room = (
            f"It is a ticket, worked in the thread of its announcement; `/incident {incident} step` shows it."
        )
    return said(f":white_check_mark: *{incident}* is declared: *{safe(title, 150)}*. {room}")


def begun(procedure: str, title: str) -> list[Block]:
    """The answer to who began a procedure."""
    return said(f":white_check_mark: *{procedure}* has begun here: *{safe(title, 150)}*. You lead it.")


def procedures(books: Sequence[tuple[str, str]]) -> list[Block]:
    """Procedures that can be begun: ids and titles."""
    if not books:
        return said("There are no procedures.")
    lines = [f"• *{safe(title, 100)}*: `/incident start {safe(name, 100)}`" for name, title in books[:40]]
    return said("\n".join(["A procedure begins in the channel where you say so:", *lines]))


def look_in(incident: str) -> list[Block]:
    """Instead of the step, where what is shown would stand still: the press that shows it as it is then."""
    return row(
        "declared",
        button("show:step", "Show where it is now", Carried(incident), style="primary"),
        button("do:role", "Take command", Carried(incident, name="commander")),
    )


def joined(incident: str, channel: str, thread: str = "") -> list[Block]:
    """The answer to who joins; `thread` is the address of a ticket's."""
    room = f"Come to <#{channel}>." if channel else "Its channel is being made."
    if thread:
        room = f"<{thread}|It is worked in this thread>."
    return said(f":wave: You are in *{incident}*. {room}")


def offer_to_join(line: Line, anyway: Carried) -> list[Block]:
    """Somebody declared the same a moment ago."""
    text = (
        f"*{line.id}* is the same class and was declared {clock_time(line.declared_at)} by "
        f"{person(line.declared_by)}: *{safe(line.title, 150)}*. Is it the same thing?"
    )
    return [
        SectionBlock(text=markup(text)),
        *row(
            "join",
            button("do:join", f"Join {line.id}", Carried(line.id), style="primary"),
            button("do:declare-anyway", "Declare another", anyway),
        ),
    ]


def locked(line: Line) -> str:
    """Empty, or that nothing is said or taken in its channel."""
    return f" · :no_entry: *{LOCKED}*" if line.locked else ""


def listing(lines: Sequence[Line], *, everything: bool) -> list[Block]:
    """Incidents, newest first, with a way to declare one."""
    what = "incidents" if everything else "open incidents"
    blocks: list[Block] = []
    if not lines:
        blocks += said(f"There are no {what}.")
    for line in lines[:20]:
        room = f" <#{line.channel}>" if line.channel else ""
        text = (
            f"*{numbered(line.id, line.severity)}* · {safe(line.title, 150)} · {line.life}{room}\n"
            f"declared {day_and_time(line.declared_at)} by {person(line.declared_by)}{locked(line)}"
        )
        blocks += [
            SectionBlock(
                text=markup(text),
                accessory=button("show:step", "Where it is", Carried(line.id), more=line.id),
                block_id=f"list:{line.id}",
            )
        ]
    if len(lines) > 20:
        blocks.append(ContextBlock(elements=[markup(f"and {len(lines) - 20} more")]))
    blocks += row("list", button("open:declare", "Declare an incident…", Carried(), style="primary"))
    return fit(blocks)
