"""`coverage.yaml`: what the documents behind the runbooks say, statement by statement."""

from dataclasses import dataclass

from bot.authoring.shape import FACTS_ID, Node, Page


@dataclass(frozen=True, slots=True)
class Statement:
    """One fact of a seed document that something must cite."""

    id: str
    says: str
    has: tuple[str, ...] = ()
    """Literals that must stand in the element that cites it."""
    data: bool = False
    conflict: bool = False
    """The documents disagree."""
    silent: bool = False
    """The documents leave a hole, which the operator fills."""
    encoded: bool = False
    """Something must cite it. The others are not yet encoded, which is reported and no problem."""


def read_coverage(page: Page) -> dict[str, dict[str, Statement]]:
    """System → id → statement."""
    found: dict[str, dict[str, Statement]] = {}
    for system, node in page.root().entries("system"):
        if system == "handrail":
            continue
        statements = ((key, _statement(key, inner)) for key, inner in node.entries("statement", FACTS_ID))
        found[system] = {key: statement for key, statement in statements if statement is not None}
    return found


def _statement(name: str, node: Node) -> Statement | None:
    fields = node.fields("a statement", ("says",), ("has", "data", "conflict", "silent", "encoded"))
    if fields is None:
        return None
    return Statement(
        name,
        fields.text("says", 500),
        fields.texts("has", "literals", 500),
        fields.flag("data"),
        fields.flag("conflict"),
        fields.flag("silent"),
        fields.flag("encoded"),
    )
