"""Rows of a result that a person picks: what they are, and how one is picked."""

from collections.abc import Iterator, Sequence

from slack_sdk.models.blocks import (
    Block,
    CheckboxesElement,
    InteractiveElement,
    Option,
    OptionGroup,
    RadioButtonsElement,
    SectionBlock,
    StaticMultiSelectElement,
    StaticSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement
from slack_sdk.models.views import View

from bot.core.picking import offered, pick_of, rows_of
from bot.core.picture import At, Picture
from bot.core.runbook import RowPick
from bot.core.texts import fill
from bot.core.values import Row, shown
from bot.slack.carried import Carried, encode
from bot.slack.views.buttons import Style, button
from bot.slack.views.inputs import VALUE, labelled, option
from bot.slack.views.modals import form
from bot.slack.views.text import markup, paragraphs, plain, safe

IN_SIGHT = 10
"""So many rows are written out; and so many may be radio buttons or boxes."""
FEW = 5
IN_A_MENU = 100


def rows_body(picture: Picture, at: At, *, brief: bool) -> Iterator[Block]:
    """The question, and the rows as they are numbered for it; the card has no rows."""
    pick = pick_of(at.step)
    rows = rows_of(pick, at.item) if pick else None
    if pick is None or rows is None:
        return
    places = offered(picture.incident, at.run, at.step, at.item)
    lines = [f"{place + 1}. {_written(rows[place])}" for place in places[:IN_SIGHT]]
    if len(places) > IN_SIGHT:
        lines.append(f"… and {len(places) - IN_SIGHT} more: the menu has them all.")
    if not places:
        lines.append("No row of the result fits.")
    question = fill(pick.question, picture.incident, at.run)
    yield SectionBlock(text=markup(f"*{safe(question, 400)}*"))
    if not brief and (pick.many or len(places) > FEW or not places):
        yield paragraphs(("", "\n".join(lines)), limit=2000)
    if at.item.picked is not None:
        chosen = "; ".join(_label(rows[place]) for place in at.item.picked) or "none of them"
        yield SectionBlock(text=markup(f":white_check_mark: *Picked:* {safe(chosen, 400)}"))


def rows_elements(picture: Picture, at: At, carried: Carried) -> list[InteractiveElement]:
    """One row is picked where the rows stand; several, or one of very many, in a form."""
    pick = pick_of(at.step)
    rows = rows_of(pick, at.item) if pick else None
    places = offered(picture.incident, at.run, at.step, at.item)
    if pick is None or rows is None or not places:
        return []
    if pick.many or len(places) > IN_A_MENU:
        style: Style | None = None if at.item.picked is not None else "primary"
        return [button("open:rows", "Pick rows…" if pick.many else "Pick a row…", carried, style=style)]
    options = [_carrying(carried, place, rows[place]) for place in places]
    picked = at.item.picked or ()
    initial = next((one for place, one in zip(places, options, strict=True) if place in picked), None)
    if len(places) <= FEW:
        return [RadioButtonsElement(action_id="do:rows", options=options, initial_option=initial)]
    return [
        StaticSelectElement(
            action_id="do:rows",
            options=options,
            initial_option=initial,
            placeholder=plain("Pick a row", 150),
        )
    ]


def rows_form(picture: Picture, at: At) -> View:
    """All rows that may be picked; with boxes where several may be."""
    pick = pick_of(at.step)
    assert pick is not None, "only a step with a pick opens this form"
    rows = rows_of(pick, at.item) or ()
    places = offered(picture.incident, at.run, at.step, at.item)
    options = [option(str(place), _label(rows[place]), _rest(rows[place])) for place in places]
    picked = [one for one in options if int(one.value) in (at.item.picked or ())]
    question = fill(pick.question, picture.incident, at.run)
    hint = "Leave it empty if none of them fits." if pick.many else ""
    field = labelled("rows", question, _chooser(pick, options, picked), optional=pick.many, hint=hint)
    carried = Carried(picture.incident.id, at.run.id, at.visit.number)
    return form("rows", "Pick rows" if pick.many else "Pick a row", "Pick", carried, [field])


def _chooser(pick: RowPick, options: Sequence[Option], picked: Sequence[Option]) -> InputInteractiveElement:
    if pick.many and len(options) <= IN_SIGHT:
        return CheckboxesElement(action_id=VALUE, options=options, initial_options=picked or None)
    placeholder = plain("Choose", 150)
    few = list(options) if len(options) <= IN_A_MENU else None
    groups = None if few else _groups(options)
    if pick.many:
        return StaticMultiSelectElement(
            action_id=VALUE,
            options=few,
            option_groups=groups,
            initial_options=picked[:IN_A_MENU] or None,
            placeholder=placeholder,
        )
    return StaticSelectElement(
        action_id=VALUE,
        options=few,
        option_groups=groups,
        initial_option=picked[0] if picked else None,
        placeholder=placeholder,
    )


def _groups(options: Sequence[Option]) -> list[OptionGroup]:
    """A hundred to a group, as Slack has it."""
    starts = range(0, len(options), IN_A_MENU)
    return [
        OptionGroup(
            label=plain(f"{start + 1} to {min(start + IN_A_MENU, len(options))}", 75),
            options=list(options[start : start + IN_A_MENU]),
        )
        for start in starts
    ][:IN_A_MENU]


def _carrying(carried: Carried, place: int, row: Row) -> Option:
    on = Carried(carried.incident, carried.run, carried.visit, str(place))
    return option(encode(on), f"{place + 1}. {_label(row)}", _rest(row))


def _cells(row: Row) -> list[str]:
    return [shown(value) for value in row.values()]


def _label(row: Row) -> str:
    """The first column tells rows apart; the second is said with it."""
    return " · ".join(_cells(row)[:2])


def _rest(row: Row) -> str:
    return " · ".join(f"{name} {shown(value)}" for name, value in [*row.items()][2:])


def _written(row: Row) -> str:
    return " · ".join(f"{name} {shown(value)}" for name, value in row.items())[:300]
