"""Buttons and menus. An action id is `<family>:<name>` and perhaps `:<more>`, to be alone in its message."""

from collections.abc import Sequence
from typing import Literal

from slack_sdk.models.blocks import (
    ActionsBlock,
    Block,
    ButtonElement,
    ConfirmObject,
    InteractiveElement,
    Option,
    OverflowMenuElement,
)

from bot.slack.carried import Carried, encode, encode_entry
from bot.slack.views.text import plain

Style = Literal["primary", "danger"]


def button(
    action: str,
    label: str,
    carried: Carried,
    *,
    style: Style | None = None,
    more: str = "",
    confirm: ConfirmObject | None = None,
) -> ButtonElement:
    """A button. `more` tells it from others of the same action in the same message."""
    return ButtonElement(
        text=plain(label, 75),
        action_id=f"{action}:{more}" if more else action,
        value=encode(carried),
        style=style,
        confirm=confirm,
    )


def sure(title: str, text: str, yes: str) -> ConfirmObject:
    """A question before a press that is hard to take back."""
    return ConfirmObject(
        title=plain(title, 100), text=plain(text, 300), confirm=plain(yes, 30), deny=plain("Not yet", 30)
    )


def menu(where: str, entries: Sequence[tuple[str, str, Carried]]) -> OverflowMenuElement:
    """An overflow menu of (action, label, carried); at most five entries, as Slack has it."""
    options = [
        Option(value=encode_entry(action, carried), text=plain(label, 75))
        for action, label, carried in entries[:5]
    ]
    return OverflowMenuElement(action_id=f"more:{where}", options=options)


def row(block_id: str, *elements: InteractiveElement) -> list[Block]:
    """One actions block for every 25 elements; none for none."""
    return [
        ActionsBlock(elements=list(part), block_id=f"{block_id}:{number}" if number else block_id)
        for number, part in enumerate([elements[at : at + 25] for at in range(0, len(elements), 25)])
    ]
