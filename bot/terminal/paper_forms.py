"""What is asked for the postmortem: a section, an action item, or why there is none."""

from datetime import datetime

from rich.text import Text

from bot.core.days import USUAL, day, midnight
from bot.core.postmortem import SECTIONS
from bot.core.signals import AddAction, NoActions, Papers, WriteSection
from bot.core.values import BadValue
from bot.core.writing import section_named
from bot.terminal import asking
from bot.terminal.console import Console
from bot.terminal.deeds import Fill
from bot.terminal.desk import Desk


def papers(desk: Desk, form: Fill) -> Papers:
    """The signal that the answers make."""
    if form.form == "write":
        return _section(desk, form)
    if form.form == "action":
        what = asking.reason(desk.console, "What will you change?", form.given)
        return AddAction(what, desk.by, _day(desk.console, desk.picture.now))
    return NoActions(asking.reason(desk.console, "Why is nothing to be changed?", form.given))


def _section(desk: Desk, form: Fill) -> WriteSection:
    """What is written is added to what is there, which is shown first."""
    first, _, rest = form.given.partition(" ")
    given = form.name or first
    name = section_named(asking.one_of(desk.console, "Which section?", list(SECTIONS.items()), given))
    now = desk.incident.postmortem.section(name)
    if now.text:
        desk.console.show(Text(now.text, style="dim"))
    text = rest if given == name and rest else asking.text(desk.console, SECTIONS[name])
    return WriteSection(name, text)


def _day(console: Console, now: datetime) -> datetime:
    usual = midnight(now) + USUAL
    while True:
        typed = console.line(f"Until when, as 2026-12-01 or 7d (Enter: {usual:%Y-%m-%d}):")
        try:
            return day(typed, now) if typed.strip() else usual
        except BadValue as bad:
            console.show(Text(str(bad), style="red"))
