"""A rendered page as a tree, for those who use it without a browser."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

_VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "source", "use", "rect", "path"}
_BLOCKS = {"p", "div", "li", "tr", "h1", "h2", "h3", "pre", "br", "ol", "ul", "blockquote", "figure"}
_BLOCKS |= {"article", "section", "header", "footer", "label", "form", "button", "summary"}
_UNREAD = {"script", "style", "template", "title"}


@dataclass(slots=True, eq=False)
class Node:
    """One element. `parts` are elements and texts in order."""

    tag: str
    attributes: dict[str, str]
    parent: "Node | None" = None
    parts: "list[Node | str]" = field(default_factory=list)

    def get(self, name: str) -> str:
        """An attribute's value; empty when it is absent or has none."""
        return self.attributes.get(name, "")

    def has(self, name: str) -> bool:
        return name in self.attributes

    def is_of(self, class_name: str) -> bool:
        return class_name in self.get("class").split()

    def walk(self) -> "Iterator[Node]":
        """This element and all inside, in the order of the document."""
        yield self
        for part in self.parts:
            if isinstance(part, Node):
                yield from part.walk()

    def all(self, *tags: str) -> "list[Node]":
        return [node for node in self.walk() if node.tag in tags]

    def first(self, wanted: "Callable[[Node], bool]") -> "Node | None":
        return next((node for node in self.walk() if wanted(node)), None)

    def above(self, *tags: str) -> "Node | None":
        """The nearest enclosing element with one of the tags."""
        node = self.parent
        while node is not None and node.tag not in tags:
            node = node.parent
        return node

    def lineage(self) -> "Iterator[Node]":
        node: Node | None = self
        while node is not None:
            yield node
            node = node.parent

    @property
    def text(self) -> str:
        """What a person reads here, spaces made one, lines kept apart."""
        lines = "".join(_words(self)).split("\n")
        return "\n".join(line for line in (" ".join(each.split()) for each in lines) if line)

    @property
    def raw_text(self) -> str:
        return "".join(part if isinstance(part, str) else part.raw_text for part in self.parts)

    @property
    def label(self) -> str:
        """How a screen reader names it."""
        return self.get("aria-label") or self.text.replace("\n", " ")


def parse(html: str) -> Node:
    """The tree of a page that this project rendered, which closes what it opens."""
    reader = _Reader()
    reader.feed(html)
    reader.close()
    return reader.root


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.root = Node("#page", {})
        self._here = self.root

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        node = Node(tag, {name: value or "" for name, value in attrs}, self._here)
        self._here.parts.append(node)
        if tag not in _VOID:
            self._here = node

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._here.parts.append(Node(tag, {name: value or "" for name, value in attrs}, self._here))

    def handle_endtag(self, tag: str) -> None:
        closed = next((node for node in self._here.lineage() if node.tag == tag), None)
        if closed is not None and closed.parent is not None:
            self._here = closed.parent

    def handle_data(self, data: str) -> None:
        self._here.parts.append(data)


def _words(node: Node) -> Iterator[str]:
    if node.tag in _UNREAD or node.has("hidden") or node.get("aria-hidden") == "true" or node.is_of("unseen"):
        return
    if node.tag in {"svg", "img"}:
        yield f" {node.get('aria-label') or node.get('alt')} "
    if node.tag in {"td", "small"}:
        yield " "
    if node.tag in _BLOCKS:
        yield "\n"
    for part in node.parts:
        yield from (
            [part.replace("\n", " ") if node.tag != "pre" else part]
            if isinstance(part, str)
            else _words(part)
        )
    if node.tag in _BLOCKS:
        yield "\n"
