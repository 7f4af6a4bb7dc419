"""The timeline: what people read of the log, a page at a time, newest page first shown."""

from collections.abc import Sequence

from slack_sdk.models.blocks import (
    Block,
    ContextBlock,
    InteractiveElement,
    RichTextBlock,
    RichTextElementParts,
    RichTextQuoteElement,
    RichTextSectionElement,
    SectionBlock,
)

from bot.core.timeline import Line
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.text import cut, day_and_time, markup, mention, time_part, word

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
        said = [part for line in shown[start : start + _IN_A_SECTION] for part in _line(line)]
        blocks.append(RichTextBlock(elements=said))
    if not shown:
        blocks.append(ContextBlock(elements=[markup("Nothing has happened yet.")]))
    return [*fit(blocks, most=40), *row("pages", *_turns(incident, page, pages))]


def _line(line: Line) -> list[RichTextSectionElement | RichTextQuoteElement]:
    """Rich text, so that what people wrote in a note stands there exactly as they wrote it."""
    mark = [RichTextElementParts.Emoji(name="small_orange_diamond"), word(" ")] if line.deviation else []
    who = [word(" · "), mention(line.by)] if line.by.is_person else []
    text = word(cut(" ".join(line.text.split()), 250))
    said = RichTextSectionElement(elements=[time_part(line.at), word(" "), *mark, text, *who])
    if not line.detail:
        return [said]
    return [said, RichTextQuoteElement(elements=[word(cut(" ".join(line.detail.split()), 200))])]


def _turns(incident: str, page: int, pages: int) -> list[InteractiveElement]:
    turns: list[InteractiveElement] = []
    if page > 1:
        turns.append(
            button("show:timeline", "Earlier", Carried(incident, name=str(page - 1)), more="earlier")
        )
    if page < pages:
        turns.append(button("show:timeline", "Later", Carried(incident, name=str(page + 1)), more="later"))
    return turns
