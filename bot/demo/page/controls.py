"""Forms as a browser sees them: which buttons can be pressed, which fields there are, what would be sent."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TypeAlias

from bot.demo.page.markup import Node

Values: TypeAlias = dict[str, list[str]]
"""What was put into fields, by field name."""


class NotThere(Exception):
    """What was to be pressed, chosen, filled in or read is not on the page."""


@dataclass(frozen=True, slots=True)
class Control:
    """A field of a form, with the choices it offers by their labels; none for a text field."""

    name: str
    choices: dict[str, str]
    is_text: bool
    search: tuple[Node, str]
    """The Find button and the name of its field, for a menu that the bot fills."""

    @property
    def is_search(self) -> bool:
        return self.search[1] != ""

    def offers(self, label: str) -> bool:
        return any(_matches(known, label) for known in self.choices)

    def value_of(self, label: str, who: str) -> str:
        """What is sent for a label; a text is sent as it is."""
        if self.is_text:
            return label
        for known, value in self.choices.items():
            if _matches(known, label):
                return value
        raise NotThere(f"{who} cannot choose “{label}”. There are: {', '.join(self.choices) or 'none'}")


NOWHERE = (Node("none", {}), "")


def front(page: Node) -> Node:
    """The open window, else the page."""
    dialogs = [node for node in page.all("dialog") if node.has("open")]
    return dialogs[-1] if dialogs else page


def buttons(root: Node) -> list[Node]:
    """Everything that can be pressed without opening a menu first, in the order of the page."""
    return [node for node in root.walk() if _is_button(node) and not _is_away(node, root)]


def menu_named(root: Node, label: str) -> Node | None:
    """The newest menu with this label, or one whose closed text reads so."""
    menus = [node for node in root.all("details") if not node.is_of("pins")]
    named = [node for node in menus for summary in node.all("summary")[:1] if _is_named(summary, label)]
    return named[-1] if named else None


def controls(root: Node) -> dict[str, Control]:
    """The fields of a window by their labels."""
    if root.tag != "dialog":
        return {}
    found = {}
    for block in (node for node in root.walk() if node.is_of("block-input")):
        label = next(node for node in block.all("label") if not node.is_of("choice"))
        name = "".join(part for part in label.parts if isinstance(part, str)).strip()
        found[name] = _control(block)
    return found


def offers(control: Control | None) -> list[str]:
    """The labels that a field offers now."""
    return list(control.choices) if control else []


def form_values(form: Node, typed: Values) -> list[tuple[str, str]]:
    """What the form sends: its fields as they stand on the page, those that were typed in replaced."""
    pairs = []
    for field in form.all("input", "textarea", "select"):
        name = field.get("name")
        if name and name not in typed:
            pairs += [(name, value) for value in _values(field)]
    return [*pairs, *((name, value) for name, values in typed.items() for value in values)]


def _control(block: Node) -> Control:
    find = block.first(lambda node: node.tag == "button" and node.get("name") == "find")
    query = block.first(lambda node: node.has("data-query"))
    fields = [node for node in block.all("input", "textarea", "select") if not node.has("data-query")]
    choices = dict(_choices(fields))
    is_text = find is None and not choices
    name = fields[0].get("name") if fields else ""
    if find is not None and query is not None:
        block_and_action = query.get("name").removeprefix("q:")
        return Control(name or block_and_action, choices, is_text, (find, query.get("name")))
    return Control(name, choices, is_text, NOWHERE)


def _choices(fields: list[Node]) -> Iterator[tuple[str, str]]:
    for field in fields:
        if field.tag == "select":
            yield from (
                (option.text, option.get("value")) for option in field.all("option") if option.get("value")
            )
        elif field.get("type") in {"radio", "checkbox"}:
            label = field.above("label")
            yield (label.text.replace("\n", " ") if label else field.get("value")), field.get("value")


def _values(field: Node) -> list[str]:
    if field.tag == "textarea":
        return [field.raw_text.removeprefix("\n")]
    if field.tag == "select":
        options = field.all("option")
        chosen = [option.get("value") for option in options if option.has("selected")]
        return chosen or ([] if field.has("multiple") else [option.get("value") for option in options[:1]])
    if field.get("type") in {"radio", "checkbox"}:
        return [field.get("value")] if field.has("checked") else []
    return [field.get("value")]


def _is_button(node: Node) -> bool:
    is_one = node.tag == "button" or (node.tag == "a" and node.is_of("btn"))
    return is_one and node.get("aria-hidden") != "true" and not node.has("disabled")


def _is_away(node: Node, root: Node) -> bool:
    """Whether it lies in a closed menu or in a hidden part."""
    for above in node.lineage():
        if above is root:
            return False
        is_closed = above.tag == "details" and not above.has("open")
        if is_closed or above.has("hidden"):
            return True
    return False


def _is_named(summary: Node, label: str) -> bool:
    return label in {summary.label, summary.label.partition(": ")[0], summary.text}


def _matches(known: str, label: str) -> bool:
    """A choice is named by its label; a description behind it may be left out."""
    return known == label or known.startswith((f"{label} ", f"{label} · "))
