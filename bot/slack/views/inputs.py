"""Input blocks. The block id names what is asked; the answer's action id is always `value`."""

from collections.abc import Mapping, Sequence

from slack_sdk.models.blocks import (
    Block,
    ExternalDataSelectElement,
    InputBlock,
    Option,
    PlainTextInputElement,
    RadioButtonsElement,
    StaticSelectElement,
    UserSelectElement,
)
from slack_sdk.models.blocks.block_elements import InputInteractiveElement

from bot.core.incident import Known
from bot.core.runbook import Fact
from bot.core.values import TEXT_LIMIT, Type, shown
from bot.slack.views.text import cut, is_in_slack, plain

VALUE = "value"
FACT = "fact:"
"""Block ids of facts begin with this."""


def labelled(
    block_id: str, label: str, element: InputInteractiveElement, *, optional: bool = False, hint: str = ""
) -> InputBlock:
    """An input block."""
    return InputBlock(
        block_id=block_id,
        label=plain(label, 2000),
        element=element,
        optional=optional,
        hint=plain(hint, 2000) if hint else None,
    )


def line_input(initial: str = "", placeholder: str = "", *, most: int = 300) -> PlainTextInputElement:
    """One line of text."""
    return PlainTextInputElement(
        action_id=VALUE,
        initial_value=cut(initial, most) or None,
        placeholder=plain(placeholder, 150) if placeholder else None,
        max_length=most,
    )


def text_input(initial: str = "", placeholder: str = "") -> PlainTextInputElement:
    """Several lines of text."""
    return PlainTextInputElement(
        action_id=VALUE,
        multiline=True,
        initial_value=cut(initial, TEXT_LIMIT) or None,
        placeholder=plain(placeholder, 150) if placeholder else None,
        max_length=TEXT_LIMIT,
    )


def option(value: str, label: str, about: str = "") -> Option:
    """An option of a menu; the value at most 75 characters."""
    return Option(value=value, text=plain(label, 75), description=plain(about, 75) if about else None)


def select(options: Sequence[Option], chosen: str = "", placeholder: str = "Choose") -> StaticSelectElement:
    """At most a hundred options, as Slack has it; at least one."""
    given = list(options[:100])
    return StaticSelectElement(
        action_id=VALUE,
        options=given,
        initial_option=next((one for one in given if one.value == chosen), None),
        placeholder=plain(placeholder, 150),
    )


def radio(options: Sequence[Option], chosen: str = "") -> RadioButtonsElement:
    """At most ten options, all in sight."""
    given = list(options[:10])
    return RadioButtonsElement(
        action_id=VALUE,
        options=given,
        initial_option=next((one for one in given if one.value == chosen), None),
    )


def class_select(initial: Option | None) -> ExternalDataSelectElement:
    """Found by typing; the options come from the listener."""
    return ExternalDataSelectElement(
        action_id="class",
        min_query_length=0,
        initial_option=initial,
        placeholder=plain("Type what you see: receipts, sync, login …", 150),
    )


def person_select(chosen: str = "") -> UserSelectElement:
    """Slack's own list of people."""
    return UserSelectElement(
        action_id=VALUE,
        initial_user=chosen if is_in_slack(chosen) else None,
        placeholder=plain("Choose a person", 150),
    )


def fact_inputs(
    facts: Mapping[str, Fact], names: Sequence[str], known: Mapping[str, Known], *, optional: bool = False
) -> list[Block]:
    """One input a fact, of the kind that fits its type; what is known is filled in."""
    blocks: list[Block] = []
    for name in names[:40]:
        fact = facts.get(name)
        if fact is None:
            continue
        now = known.get(name)
        element = _fitting(fact.type, shown(now.value) if now else "")
        blocks.append(
            labelled(FACT + name, fact.about or name, element, optional=optional, hint=_hint(fact.type))
        )
    return blocks


def _hint(kind: Type) -> str:
    """What would fit; nothing where the form itself shows it."""
    if kind.name in {"bool", "enum"}:
        return ""
    says = kind.says().replace("`", "")
    return says[:1].upper() + says[1:]


def _fitting(kind: Type, now: str) -> InputInteractiveElement:
    """Options of an enum travel by their place, since an option may be longer than a value may be."""
    if kind.name == "bool":
        return radio([option("yes", "Yes"), option("no", "No")], now)
    if kind.name == "enum":
        options = [option(str(number), text) for number, text in enumerate(kind.options)]
        chosen = str(kind.options.index(now)) if now in kind.options else ""
        return radio(options, chosen) if len(options) <= 5 else select(options, chosen)
    if kind.name == "text":
        return text_input(now)
    if kind.name == "time":
        return line_input(now, "2024-01-15T00:30:00Z", most=40)
    return line_input(now, kind.says(), most=TEXT_LIMIT if kind.name == "list" else 300)
