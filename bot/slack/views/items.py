"""Items that are done side by side: how they stand together, and each with what can be done to it.

The step's message is everybody's: what failed, and what comes next. All of them stand in a window
of one's own (`sheet`).
"""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import Block, ContextBlock, InteractiveElement, SectionBlock

from bot.core.incident import Item, Visit
from bot.core.performing import unmet_gates
from bot.core.picture import At, Picture
from bot.core.runbook import Risk
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.slack.carried import Carried
from bot.slack.views.buttons import button, menu, row
from bot.slack.views.gist import stuck_line
from bot.slack.views.text import code, due_time, markup, person, safe

AT_ONCE = 8
"""So many items stand whole in the step's message; of more, what failed and what comes next."""
FAILED_SHOWN = 4
OPEN_SHOWN = 6
_BAR = 10

Numbered = tuple[int, Item]
"""An item with its number, as people say it: from 1, in the step's order."""


def numbered(visit: Visit) -> list[Numbered]:
    """All items with their numbers."""
    return list(enumerate(visit.items, start=1))


def by_number(number: int) -> str:
    """How a button names an item: ids can be longer than what a menu may carry."""
    return f"#{number}"


def find_item(visit: Visit, name: str) -> Item | None:
    """The item of that number (`#3`) or id."""
    if name.startswith("#") and name[1:].isdigit():
        number = int(name[1:])
        return visit.items[number - 1] if 1 <= number <= len(visit.items) else None
    return visit.item(name)


def progress(visit: Visit) -> str:
    """`12 of 50 done · 2 failed · 3 claimed`, after a bar."""
    items = visit.items
    done = sum(item.is_over for item in items)
    counts = [
        (sum(item.outcome == "failed" for item in items), "failed"),
        (sum(item.state == "stuck" for item in items), "stuck"),
        (sum(item.state == "running" for item in items), "running"),
        (sum(item.state == "asked" for item in items), "waiting for approval"),
        (sum(item.claimed_by is not None and not item.outcome for item in items), "claimed"),
    ]
    filled = done * _BAR // max(1, len(items))
    bar = "▰" * filled + "▱" * (_BAR - filled)
    return " · ".join(
        [f"{bar} *{done} of {len(items)} done*", *(f"{count} {word}" for count, word in counts if count)]
    )


def items_body(picture: Picture, at: At, *, brief: bool) -> Iterator[Block]:
    """How the items stand; the whole message has those that matter now, the card only counts."""
    visit = at.visit
    if len(visit.items) > 1:
        yield SectionBlock(text=markup(progress(visit)))
    if brief or not visit.items:
        return
    shown = foremost(visit)
    for number, item in shown:
        yield from item_blocks(picture, at, number, item, alone=len(visit.items) == 1)
    rest = len(visit.items) - len(shown)
    if rest:
        yield ContextBlock(elements=[markup(f"{rest} more: *All items…* below, or `/incident items`.")])


def foremost(visit: Visit) -> list[Numbered]:
    """What stands in the step's message: all of a few; of many what failed, then what is next."""
    everything = numbered(visit)
    if len(everything) <= AT_ONCE:
        return everything
    failed = [one for one in everything if one[1].outcome == "failed"]
    undone = [one for one in everything if not one[1].outcome]
    pressing = sorted(undone, key=lambda one: (one[1].state != "stuck", one[1].state == "open"))
    return [*failed[:FAILED_SHOWN], *pressing[:OPEN_SHOWN]]


def item_blocks(
    picture: Picture, at: At, number: int, item: Item, *, alone: bool = False, prefix: str = "item"
) -> list[Block]:
    """One item: what it is and how it stands, then its buttons. `alone` has no number."""
    name = f"{prefix}:{at.run.id}:{at.visit.number}:{number}"
    said = markup(_told(picture, at, number, item, alone=alone))
    elements = presses(picture, at, number, item)
    if len(elements) == 1:
        return [SectionBlock(text=said, accessory=elements[0], block_id=name)]
    return [SectionBlock(text=said), *row(name, *elements)]


def _told(picture: Picture, at: At, number: int, item: Item, *, alone: bool) -> str:
    title = safe(item.title or at.visit.title, 250)
    lines = [f"{_MARKS.get(item.outcome or item.state, '')}{'' if alone else f'*{number}.* '}{title}"]
    lines[0] += "".join(f" · {part}" for part in _standing(picture, item))
    task = task_of(at.step, item)
    text = fill(task.text, picture.incident, at.run, item=item.element)
    if text and not item.outcome and " ".join(text.split()) != " ".join(item.title.split()):
        lines.append(safe(text, 400))
    if item.state == "stuck":
        lines.append(stuck_line(item))
    if item.note:
        lines.append(f"_{safe(item.note, 200)}_")
    if item.fix and item.outcome == "failed":
        lines.append(f"*To mend it:* {safe(item.fix, 300)}")
    return "\n".join(lines)


_MARKS = {
    "passed": ":white_check_mark: ",
    "failed": ":x: ",
    "not_applicable": ":heavy_minus_sign: ",
    "running": ":hourglass_flowing_sand: ",
    "asked": ":raised_hand: ",
    "stuck": ":warning: ",
}


def _standing(picture: Picture, item: Item) -> Iterator[str]:
    words = {"not_applicable": "not applicable", "failed": "*failed*"}.get(item.outcome, "")
    if words:
        yield words
    if item.verdict and item.outcome:
        yield code(item.verdict, 60)
    if item.by_hand and item.outcome:
        yield "by hand"
    if item.state in {"running", "asked"}:
        yield {"running": "is running", "asked": "waits for a second person"}[item.state]
    if item.claimed_by:
        yield person(item.claimed_by)
    elif item.by and not item.outcome:
        yield f"for {safe(picture.who_title(item.by), 60)}"
    if item.within and not item.outcome:
        late = " (*overdue*)" if picture.now > item.within else ""
        yield f"by {due_time(item.within, picture.now)}{late}"


def presses(picture: Picture, at: At, number: int, item: Item) -> list[InteractiveElement]:
    """What can be done to one item now; nothing while evidence or an answer comes first."""
    if at.visit.needs or unmet_gates(picture.incident, at.run):
        return []
    carried = Carried(picture.incident.id, at.run.id, at.visit.number, by_number(number))
    command = task_of(at.step, item).command
    first = _running(picture, at, number, item, command) if command else _ticking(item, carried, number)
    entries = _entries(item, carried, runs=bool(command))
    return [*first, *([menu(f"item:{number}", entries)] if entries else [])]


def _ticking(item: Item, carried: Carried, number: int) -> list[InteractiveElement]:
    if item.outcome in {"passed", "not_applicable"}:
        return []
    label = "Done now" if item.outcome == "failed" else "Done"
    return [button("do:tick", label, _seen(carried, "passed"), more=str(number))]


def _running(picture: Picture, at: At, number: int, item: Item, command: str) -> list[InteractiveElement]:
    carried, more = Carried(picture.incident.id, at.run.id, at.visit.number, by_number(number)), str(number)
    risk = picture.rulebook.risk(at.run, command)
    asks = (risk.needs_approval or bool(at.step.approval)) and not item.cleared
    paste = button("open:paste", "Paste the result…", carried, more=more)
    if item.is_over:
        return []
    if item.state == "running":
        return [button("do:cancel", "Stop it", carried, more=more)] if risk is Risk.READ else []
    if item.state == "asked":
        return [button("do:cancel", "Take the request back", carried, more=more)]
    if picture.rulebook.is_by_hand(command) and not asks:
        return [paste]
    again = item.state in {"settled", "stuck"}
    label = ("Ask for approval" if asks else "Run it") + (" again" if again else "")
    return [button("do:retry" if again else "do:run", label, carried, more=more)]


def _entries(item: Item, carried: Carried, *, runs: bool) -> list[tuple[str, str, Carried]]:
    if item.state in {"running", "asked"}:
        return [_claim(item, carried)] if not item.outcome else []
    if item.outcome:
        back = [] if runs and item.verdict and item.outcome != "not_applicable" else [_back(carried)]
        hand = [("open:byhand", "How it ended, by hand…", carried)] if runs else []
        return [*back, *hand] if item.outcome != "failed" else [_claim(item, carried), *back, *hand]
    none = ("open:tick", "Not applicable…", _seen(carried, "not_applicable"))
    if runs:
        return [_claim(item, carried), ("open:byhand", "How it ended, by hand…", carried), none]
    return [
        _claim(item, carried),
        ("open:tick", "Done, with a note…", _seen(carried, "passed")),
        ("open:tick", "It failed…", _seen(carried, "failed")),
        none,
    ]


def _claim(item: Item, carried: Carried) -> tuple[str, str, Carried]:
    if item.claimed_by is not None:
        return "do:unclaim", "Nobody sees to it any more", carried
    return "do:claim", "I see to it", carried


def _back(carried: Carried) -> tuple[str, str, Carried]:
    return "do:tick", "Take it back", _seen(carried, "open")


def _seen(carried: Carried, seen: str) -> Carried:
    return Carried(carried.incident, carried.run, carried.visit, carried.name, seen)


def items_row(picture: Picture, at: At) -> list[InteractiveElement]:
    """What can be done to all of them: run what is open, look at each, take back what moves everyone."""
    carried = Carried(picture.incident.id, at.run.id, at.visit.number)
    found: list[InteractiveElement] = []
    visit = at.visit
    if visit.moves_at is not None and visit.ticked:
        number = next(number for number, item in numbered(visit) if item.id == visit.ticked)
        undo = Carried(carried.incident, carried.run, carried.visit, by_number(number), "open")
        found.append(button("do:tick", "Undo", undo, style="danger", more="undo"))
    startable = [item for item in visit.items if _may_start(picture, at, item)]
    if len(startable) > 1 and not at.visit.needs:
        everything = Carried(carried.incident, carried.run, carried.visit, "*")
        label = f"Run all that are open ({len(startable)})"
        found.append(button("do:run", label, everything, style="primary", more="all"))
    if len(visit.items) > 1:
        found.append(button("show:items", "All items…", carried))
    return found


def _may_start(picture: Picture, at: At, item: Item) -> bool:
    command = task_of(at.step, item).command
    waits = item.state in {"open", "stuck"} and not item.outcome
    return bool(command) and waits and not picture.rulebook.is_by_hand(command)


def moving_on(visit: Visit) -> list[Block]:
    """The moment between the last tick and the move: everybody can still stop it."""
    if visit.moves_at is None:
        return []
    said = ":white_check_mark: *All done.* It moves on in 3 s, unless somebody presses *Undo*."
    return [SectionBlock(text=markup(said))]


def chosen(visit: Visit, which: str, user: str) -> Sequence[Numbered]:
    """The items that a filter leaves: `open`, `failed`, `mine`, or all."""
    everything = numbered(visit)
    match which:
        case "open":
            return [one for one in everything if not one[1].outcome]
        case "failed":
            return [one for one in everything if one[1].outcome == "failed" or one[1].state == "stuck"]
        case "mine":
            return [one for one in everything if one[1].claimed_by and one[1].claimed_by.user == user]
        case _:
            return everything
