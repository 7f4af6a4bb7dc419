"""The timeline: what people read of the log, a page at a time, newest page first shown."""

from collections.abc import Sequence

from slack_sdk.models.blocks import Block, ContextBlock, InteractiveElement, SectionBlock

from bot.core.timeline import Line
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.text import clock_time, day_and_time, markup, person, safe

LINES_A_PAGE = 25
_IN_A_SECTION = 5


def pages_of(lines: Sequence[Line]) -> int:
    """How many pages the lines fill; at least one."""
    return max(1, -(-len(lines) // LINES_A_PAGE))


def timeline(incident: str, lines: Sequence[Line], page: int) -> list[Block]:
    """One page, oldest line first. A page that does not exist is the nearest that does; 0 is the last."""
    pages = pages_of(lines)
    page = pages if page < 1 else min(page, pages)
    shown = lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    since = f" · from {day_and_time(shown[0].at)}" if shown else ""
    blocks: list[Block] = [
        SectionBlock(text=markup(f"*Timeline of {incident}* · page {page} of {pages}{since}"))
    ]
    for start in range(0, len(shown), _IN_A_SECTION):
        said = "\n".join(_line(line) for line in shown[start : start + _IN_A_SECTION])
        blocks.append(SectionBlock(text=markup(said)))
    if not shown:
        blocks.append(ContextBlock(elements=[markup("Nothing has happened yet.")]))
    return [*fit(blocks, most=40), *row("pages", *_turns(incident, page, pages))]


def _line(line: Line) -> str:
    who = f" · {person(line.by)}" if line.by.is_person else ""
    mark = ":small_orange_diamond: " if line.deviation else ""
    detail = f"\n>{safe(line.detail, 200)}" if line.detail else ""
    return f"{clock_time(line.at)} {mark}{safe(line.text, 250)}{who}{detail}"


def _turns(incident: str, page: int, pages: int) -> list[InteractiveElement]:
    turns: list[InteractiveElement] = []
    if page > 1:
        turns.append(
            button("show:timeline", "Earlier", Carried(incident, name=str(page - 1)), more="earlier")
        )
    if page < pages:
        turns.append(button("show:timeline", "Later", Carried(incident, name=str(page + 1)), more="later"))
    return turns
