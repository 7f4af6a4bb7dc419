"""All items of a step in a window of one's own: page by page, filtered, each with its buttons."""

from slack_sdk.models.blocks import Block, ContextBlock, DividerBlock, InteractiveElement, SectionBlock
from slack_sdk.models.views import View

from bot.core.picture import At, Picture
from bot.slack.carried import Carried, encode
from bot.slack.views.buttons import button, row
from bot.slack.views.items import chosen, item_blocks, moving_on, progress
from bot.slack.views.text import markup, plain, safe

A_PAGE = 10
FILTERS = {"": "All", "open": "Open", "failed": "Failed", "mine": "Mine"}


def sheet(picture: Picture, at: At, on: Carried, user: str, told: list[Block] | None = None) -> View:
    """One page. `on.name` is the page, `on.seen` the filter; `told` stands above: why nothing was done."""
    found = chosen(at.visit, on.seen, user)
    pages = max(1, -(-len(found) // A_PAGE))
    wanted = int(on.name) if on.name.isdigit() else 1
    page = min(max(1, wanted), pages)
    shown = found[(page - 1) * A_PAGE : page * A_PAGE]
    blocks: list[Block] = [
        *(told or []),
        SectionBlock(text=markup(f"*{safe(at.visit.title, 150)}*\n{progress(at.visit)}")),
        *moving_on(at.visit),
        *row("filters", *(_filter(at, on, name, user) for name in FILTERS)),
        DividerBlock(),
    ]
    for number, item in shown:
        blocks += item_blocks(picture, at, number, item, prefix="sheet")
    if not shown:
        blocks.append(ContextBlock(elements=[markup(_EMPTY[on.seen if on.seen in _EMPTY else ""])]))
    blocks += [DividerBlock(), *_pages(on, page, pages)]
    return View(
        type="modal",
        callback_id="form:items",
        title=plain("All items", 24),
        close=plain("Close", 24),
        private_metadata=encode(_at(on, page, on.seen)),
        blocks=blocks,
    )


_EMPTY = {
    "": "There are none.",
    "open": "None is open.",
    "failed": "None has failed.",
    "mine": "You have claimed none. “I see to it” in an item's menu claims it.",
}


def _filter(at: At, on: Carried, name: str, user: str) -> InteractiveElement:
    count = len(chosen(at.visit, name, user))
    return button(
        "show:items",
        f"{FILTERS[name]} ({count})",
        _at(on, 1, name),
        style="primary" if name == on.seen else None,
        more=name or "all",
    )


def _pages(on: Carried, page: int, pages: int) -> list[Block]:
    turns = []
    if page > 1:
        turns.append(button("show:items", "Back", _at(on, page - 1, on.seen), more="back"))
    if page < pages:
        turns.append(button("show:items", "Next", _at(on, page + 1, on.seen), more="next"))
    where = ContextBlock(elements=[markup(f"page {page} of {pages}")])
    return [*row("pages", *turns), where] if pages > 1 else []


def _at(on: Carried, page: int, which: str) -> Carried:
    return Carried(on.incident, on.run, on.visit, str(page), which)
