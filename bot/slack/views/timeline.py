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
from slack_sdk.models.blocks.block_elements import RichTextElement

from bot.core.incident import Incident
from bot.core.timeline import KINDS, Line, Wanted
from bot.slack.carried import Carried
from bot.slack.filtering import filter_words
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.text import code, cut, day_and_time, markup, mention, person_id, safe, time_part, word

LINES_A_PAGE = 25
_IN_A_SECTION = 5
_ALL = Wanted()
_OTHERS_SHOWN = 5


def pages_of(lines: Sequence[Line]) -> int:
    """How many pages the lines fill; at least one."""
    return max(1, -(-len(lines) // LINES_A_PAGE))


def timeline(incident: Incident, lines: Sequence[Line], page: int, only: Wanted = _ALL) -> list[Block]:
    """One page, oldest line first. A page that does not exist is the nearest that does; 0 is the last."""
    pages = pages_of(lines)
    page = pages if page < 1 else min(page, pages)
    shown = lines[(page - 1) * LINES_A_PAGE : page * LINES_A_PAGE]
    since = f" · from {day_and_time(shown[0].at)}" if shown else ""
    blocks: list[Block] = [
        SectionBlock(text=markup(f"*Timeline of {incident.id}*{_only(only)} · page {page} of {pages}{since}"))
    ]
    for start in range(0, len(shown), _IN_A_SECTION):
        said = [part for line in shown[start : start + _IN_A_SECTION] for part in _line(line)]
        blocks.append(RichTextBlock(elements=said))
    if not shown:
        nothing = "Nothing has happened yet." if only == _ALL else "Nothing here is of that kind."
        blocks.append(ContextBlock(elements=[markup(nothing)]))
    notes = any(line.note and not line.struck for line in lines)
    return [
        *fit(blocks, most=40),
        *_belonging(incident),
        *row("pages", *_turns(incident.id, page, pages, only), *_notes(incident.id, notes=notes)),
        *row("only", *_filters(incident.id, only)),
    ]


def _only(only: Wanted) -> str:
    """What is left out of it, in words."""
    parts = [only.kind] if only.kind else []
    if only.person:
        parts.append(f"of {person_id(only.person)}")
    if only.step:
        parts.append(f"at {code(only.step, 60)}")
    if only.since:
        parts.append(f"since {day_and_time(only.since)}")
    return f" · {' '.join(parts)}" if parts else ""


def _line(line: Line) -> list[RichTextElement]:
    """Rich text, so that what people wrote in a note stands there exactly as they wrote it."""
    mark = [RichTextElementParts.Emoji(name="small_orange_diamond"), word(" ")] if line.deviation else []
    who = [word(" · "), mention(line.by)] if line.by.is_person else []
    name = [word(f"n{line.note} ", bold=True)] if line.note else []
    changed = [word(f" ({line.changed})", italic=True)] if line.changed else []
    said = RichTextSectionElement(
        elements=[time_part(line.at), word(" "), *mark, *name, *_said(line), *who, *changed]
    )
    if not line.detail:
        return [said]
    detail = word(cut(" ".join(line.detail.split()), 200), strike=line.struck)
    return [said, RichTextQuoteElement(elements=[detail])]


def _said(line: Line) -> list[RichTextElement]:
    """What happened; of a message that was kept, who wrote it, when, and the way to it."""
    source = line.source
    if source is None:
        return [word(cut(" ".join(line.text.split()), 250))]
    link = RichTextElementParts.Link(url=source.permalink, text="message") if source.permalink else None
    return [
        word("Kept what "),
        mention(source.author),
        word(" wrote at "),
        time_part(source.at),
        *([word(" ("), link, word(")")] if link else []),
    ]


def _belonging(incident: Incident) -> list[Block]:
    """Incidents that have to do with this one, with their own timelines a press away."""
    others = {**incident.duplicates, **incident.links}
    names = [*([incident.duplicate_of] if incident.duplicate_of else []), *others]
    if not names:
        return []
    lines = [f"duplicate of *{incident.duplicate_of}*"] if incident.duplicate_of else []
    lines += [f"*{name}* {safe(title, 80)}, merged into this" for name, title in incident.duplicates.items()]
    lines += [f"*{name}* {safe(title, 80)}, related" for name, title in incident.links.items()]
    looks = [
        button("show:timeline", f"Timeline of {name}", Carried(name), more=name)
        for name in names[:_OTHERS_SHOWN]
    ]
    return [ContextBlock(elements=[markup("\n".join(lines))]), *row("others", *looks)]


def _turns(incident: str, page: int, pages: int, only: Wanted) -> list[InteractiveElement]:
    words = filter_words(only)
    turns: list[InteractiveElement] = []
    if page > 1:
        earlier = Carried(incident, name=str(page - 1), seen=words)
        turns.append(button("show:timeline", "Earlier", earlier, more="earlier"))
    if page < pages:
        later = Carried(incident, name=str(page + 1), seen=words)
        turns.append(button("show:timeline", "Later", later, more="later"))
    return turns


def _filters(incident: str, only: Wanted) -> list[InteractiveElement]:
    """One press to each kind, beside what else was asked for; the one that is shown leads back to all."""
    found: list[InteractiveElement] = []
    for kind in KINDS:
        shown = kind == only.kind
        wanted = Wanted("" if shown else kind, only.person, only.since, only.step)
        carried = Carried(incident, seen=filter_words(wanted))
        label = "All" if shown else kind.capitalize()
        found.append(button("show:timeline", label, carried, more=kind))
    return found


def _notes(incident: str, *, notes: bool) -> list[InteractiveElement]:
    carried = Carried(incident)
    write = button("open:note", "Note…", carried)
    if not notes:
        return [write]
    return [
        write,
        button("open:amend", "Amend a note…", carried),
        button("open:strike", "Strike a note…", carried),
    ]
