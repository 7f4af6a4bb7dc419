"""Things that are done side by side: how they stand, and what can be done to each."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from bot.core.incident import Item
from bot.core.picture import At, Picture
from bot.core.runbook import Risk
from bot.core.signals import ALL_OPEN, Cancel, Claim, Mark, Perform, Pick, Place, Tick
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.core.wording import TROUBLES, goes_to, outcome_label
from bot.terminal.deeds import Choice, Deed, Fill, Offer, Stay

MOST_AT_ONCE = 9
"""So many items have their likely deed as a number; the rest are named."""
_MARKS = {"passed": "✓", "failed": "✗", "not_applicable": "-", "running": "…", "asked": "?", "stuck": "!"}


def outcomes(picture: Picture, at: At, place: Place, first: str = "") -> list[Choice]:
    """Each way out; the marked one first, and where none is marked and there is one way, that one."""
    ways = list(at.step.outcomes.values())
    marked = next((way for way in ways if way.name == first), ways[0] if len(ways) == 1 else None)
    ordered = [way for way in ways if way is marked] + [way for way in ways if way is not marked]
    return [
        Choice(
            f"{outcome_label(way)} → {goes_to(picture, at, way)}",
            Offer(Pick(place, way.name)),
            likely=way is marked,
        )
        for way in ordered
    ]


def items_shown(picture: Picture, at: At) -> Iterator[RenderableType]:
    """How many are done, and each with its number."""
    items = at.visit.items
    if len(items) > 1:
        done = sum(item.is_over for item in items)
        yield Text(f"{done} of {len(items)} done", style="bold")
    for number, item in enumerate(items, start=1):
        yield from _told(picture, at, number, item)
    if at.visit.moves_at is not None:
        yield Text("All done. It moves on in a moment, unless the last tick is taken back.", style="bold")


def _told(picture: Picture, at: At, number: int, item: Item) -> Iterator[Text]:
    mark = _MARKS.get(item.outcome or item.state, " ")
    line = Text(f" {mark} {number}. {item.title or at.visit.title}", style="dim" if item.is_over else "")
    line.append("".join(f" · {part}" for part in _standing(picture, item)), style="dim")
    yield line
    text = fill(task_of(at.step, item).text, picture.incident, at.run, item=item.element)
    if text and not item.outcome and " ".join(text.split()) != " ".join(item.title.split()):
        yield Text(f"      {' '.join(text.split())}", style="dim")
    if item.state == "stuck":
        yield Text(f"      {TROUBLES[item.trouble]}{f' ({item.why})' if item.why else ''}.", style="red")
    if item.fix and item.outcome == "failed":
        yield Text(f"      To mend it: {item.fix}")


def _standing(picture: Picture, item: Item) -> Iterator[str]:
    if item.outcome == "not_applicable":
        yield "not applicable"
    if item.verdict and item.outcome:
        yield item.verdict
    if item.state in {"running", "asked"}:
        yield {"running": "is running", "asked": "waits for a second person"}[item.state]
    if item.note:
        yield f"“{item.note}”"
    if item.claimed_by:
        yield item.claimed_by.name
    elif item.by and not item.outcome:
        yield f"for {picture.who_title(item.by)}"
    if item.within and not item.outcome:
        yield f"{'OVERDUE, ' if picture.now > item.within else ''}by {item.within:%H:%M} UTC"


def of_items(picture: Picture, at: At, place: Place) -> Iterator[Choice]:
    """What can be done to all of them, then the likely deed of each that is not over."""
    visit = at.visit
    if visit.moves_at is not None and visit.ticked:
        yield Choice("Go on", Stay(), likely=True)
        yield Choice("Take the last tick back", Offer(Tick(place, visit.ticked, "open")))
    startable = [item for item in visit.items if _may_start(picture, at, item)]
    if len(startable) > 1:
        yield Choice(
            f"Run all that are open ({len(startable)})", Offer(Perform(place, ALL_OPEN)), likely=True
        )
    undone = [item for item in visit.items if not item.is_over]
    for item in undone[:MOST_AT_ONCE]:
        found = of_item(picture, at, place, item)
        if found:
            yield Choice(f"{found[0].label}: {item.title or visit.title}", found[0].deed)
    if visit.items:
        yield Choice("An item: anything else", Fill("item", place))
    if at.run.halted:
        yield from outcomes(picture, at, place)
    elif "failed" in at.step.outcomes and all(item.outcome for item in visit.items) and undone:
        failed = at.step.outcomes["failed"]
        yield Choice(
            f"{outcome_label(failed)} → {goes_to(picture, at, failed)}", Offer(Pick(place, "failed"))
        )


def _may_start(picture: Picture, at: At, item: Item) -> bool:
    command = task_of(at.step, item).command
    waits = item.state in {"open", "stuck"} and not item.outcome
    return bool(command) and waits and not picture.rulebook.is_by_hand(command)


def of_item(picture: Picture, at: At, place: Place, item: Item) -> list[Choice]:
    """Everything that can be done to one item now, the likely deed first."""
    command = task_of(at.step, item).command
    if command:
        first = _running(picture, at, place, item, command)
        hand: list[Choice] = [] if item.state in {"running", "asked"} else [_form("byhand", place, item)]
    else:
        first = (
            [] if item.is_over else [_tick("Done now" if item.outcome == "failed" else "Done", place, item)]
        )
        hand = []
    return [*first, *hand, *_beside(place, item, runs=bool(command))]


def _running(picture: Picture, at: At, place: Place, item: Item, command: str) -> list[Choice]:
    risk = picture.rulebook.risk(at.run, command)
    asks = (risk.needs_approval or bool(at.step.approval)) and not item.cleared
    if item.is_over:
        return []
    if item.state == "running":
        return [Choice("Stop it", Offer(Cancel(place, item.id)))] if risk is Risk.READ else []
    if item.state == "asked":
        return [Choice("Take the request back", Offer(Cancel(place, item.id)))]
    if picture.rulebook.is_by_hand(command) and not asks:
        return [_form("paste", place, item)]
    again = " again" if item.state in {"settled", "stuck"} else ""
    label = ("Ask for approval" if asks else "Run it") + again
    return [Choice(label, Offer(Perform(place, item.id)))]


def _beside(place: Place, item: Item, *, runs: bool) -> Iterator[Choice]:
    """Ticks with a note, taking back, and who sees to it."""
    if item.state not in {"running", "asked"}:
        if item.outcome and not (runs and item.verdict and item.outcome != "not_applicable"):
            yield Choice("Take it back", Offer(Tick(place, item.id, "open")))
        if not item.outcome:
            if not runs:
                yield Choice("Done, with a note", _ticking(place, item, "passed"))
                yield Choice("It failed", _ticking(place, item, "failed"))
            yield Choice("Not applicable", _ticking(place, item, "not_applicable"))
    if item.claimed_by is not None:
        yield Choice("Nobody sees to it any more", Offer(Claim(place, item.id, drop=True)))
    elif not item.is_over:
        yield Choice("I see to it", Offer(Claim(place, item.id)))


def _tick(label: str, place: Place, item: Item) -> Choice:
    return Choice(label, Offer(Tick(place, item.id, "passed")))


def _ticking(place: Place, item: Item, mark: Mark) -> Deed:
    return Fill("tick", place, item.id, mark=mark)


def _form(form: str, place: Place, item: Item) -> Choice:
    if form == "paste":
        return Choice("Paste the result", Fill("paste", place, item.id))
    return Choice("Say how it ended, by hand", Fill("byhand", place, item.id))
