"""What one person has to look at: as the app's home tab, and as the answer to `/incident mine`."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    DividerBlock,
    HeaderBlock,
    InteractiveElement,
    SectionBlock,
)
from slack_sdk.models.views import View

from bot.core.duties import Duty, DutyKind
from bot.core.wording import numbered
from bot.slack.carried import Carried
from bot.slack.views.answers import Line, locked
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.gist import readable
from bot.slack.views.text import clock_time, day_and_time, due_time, markup, plain, safe

SHOWN = 10
INCIDENTS = 20
_TITLES: dict[str, tuple[DutyKind, ...]] = {
    "Your yes is waited for": ("approval",),
    "You are asked to take over": ("handover",),
    "Yours to do": ("step", "item", "told", "evidence", "undo", "review", "action"),
    "Your roles": ("role",),
}
_DOES: dict[DutyKind, str] = {
    "approval": "Approve or deny",
    "handover": "Take over",
    "step": "Do",
    "item": "Do",
    "told": "Send",
    "evidence": "Keep",
    "undo": "Put back",
    "action": "See to",
    "review": "Read",
    "role": "",
}


@dataclass(frozen=True, slots=True)
class Ask:
    """Something that an incident asks of the person."""

    line: Line
    duty: Duty


@dataclass(frozen=True, slots=True)
class Yours:
    """What one person has to look at, at one moment."""

    incidents: Sequence[Line]
    asked: Sequence[Ask]
    at: datetime


def home(yours: Yours) -> View:
    """The home tab. It shows one moment, says which, and is drawn anew when it is opened."""
    return View(
        type="home",
        callback_id="home",
        blocks=fit(
            [
                HeaderBlock(text=plain("Handrail", 150)),
                *row(
                    "home",
                    button("open:declare", "Declare an incident…", Carried(), style="primary"),
                    button("show:mine", "Look again", Carried()),
                ),
                *_asked(yours),
                DividerBlock(),
                *_open(yours.incidents),
                ContextBlock(elements=[markup(f"As of {clock_time(yours.at)}.")]),
            ],
            most=100,
            note="Some of this did not fit. `/incident list` shows every open incident.",
        ),
    )


def unwelcome(why: str) -> View:
    """The home tab of somebody who may not use Handrail."""
    return View(type="home", callback_id="home", blocks=[SectionBlock(text=markup(why))])


def mine_blocks(yours: Yours) -> list[Block]:
    """The same as a message: what is asked of one, then how many incidents are open."""
    many = len(yours.incidents)
    count = "1 incident is open" if many == 1 else f"{many or 'No'} incidents are open"
    return fit([*_asked(yours), ContextBlock(elements=[markup(f"{count}: `/incident list`.")])])


def _asked(yours: Yours) -> Iterator[Block]:
    if not yours.asked:
        yield SectionBlock(text=markup(":white_check_mark: Nothing is asked of you now."))
    for title, kinds in _TITLES.items():
        those = [one for one in yours.asked if one.duty.kind in kinds]
        if not those:
            continue
        yield SectionBlock(text=markup(f"*{title}* ({len(those)})"))
        for number, one in enumerate(those[:SHOWN]):
            yield from _line(one, yours.at, f"{kinds[0]}:{number}")
        if len(those) > SHOWN:
            yield ContextBlock(elements=[markup(f"and {len(those) - SHOWN} more")])


def _line(one: Ask, now: datetime, name: str) -> list[Block]:
    duty, line = one.duty, one.line
    what = readable(duty.what) if duty.kind == "role" else duty.what
    parts = [_DOES[duty.kind], f"*{safe(what, 150)}*"]
    until = f", until {due_time(duty.until, now)}" if duty.until else ""
    late = " (*over*)" if duty.until and duty.until < now else ""
    text = f"{' '.join(filter(None, parts))}{until}{late}\n{_short(line)}"
    elements = _presses(one, name)
    if len(elements) == 1:
        return [SectionBlock(text=markup(text), accessory=elements[0], block_id=name)]
    return [SectionBlock(text=markup(text)), *row(name, *elements)]


def _presses(one: Ask, name: str) -> list[InteractiveElement]:
    here = button("show:step", "Where it is", Carried(one.line.id), more=name)
    if one.duty.kind == "action":
        done = Carried(one.line.id, name=one.duty.ref)
        return [
            button("do:action-done", "Done", done, style="primary", more=name),
            button("show:action", "All of them", Carried(one.line.id), more=name),
        ]
    if one.duty.kind != "handover":
        return [here]
    offered = Carried(one.line.id, name=one.duty.ref)
    return [
        button("do:accept", "Take over", offered, style="primary", more=name),
        button("do:decline", "Not now", offered, more=name),
        here,
    ]


def _short(line: Line) -> str:
    """By its channel, which is called as it is; by its title where it has none."""
    room = f"<#{line.channel}>" if line.channel else safe(line.title, 150)
    return f"{numbered(line.id, line.severity)} · {room}"


def _of(line: Line) -> str:
    room = f" · <#{line.channel}>" if line.channel else ""
    return f"{numbered(line.id, line.severity)} · {safe(line.title, 150)}{room}"


def _open(incidents: Sequence[Line]) -> Iterator[Block]:
    if not incidents:
        yield SectionBlock(text=markup("No incident is open."))
        return
    yield SectionBlock(text=markup(f"*Open now* ({len(incidents)})"))
    for line in incidents[:INCIDENTS]:
        text = f"{_of(line)} · {line.life}\ndeclared {day_and_time(line.declared_at)}{locked(line)}"
        yield SectionBlock(
            text=markup(text),
            accessory=button("show:step", "Where it is", Carried(line.id), more=line.id),
            block_id=f"open:{line.id}",
        )
    if len(incidents) > INCIDENTS:
        yield ContextBlock(elements=[markup(f"and {len(incidents) - INCIDENTS} more")])
