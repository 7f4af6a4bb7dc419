"""The ways out of a step."""

from bot.authoring.possible import possible
from bot.authoring.shape import TITLE, Fields, Node
from bot.authoring.sheet import Sheet
from bot.core.runbook import Kind, Outcome


def read_outcomes(kind: Kind | None, fields: Fields, sheet: Sheet) -> dict[str, Outcome] | None:
    """The ways out. `next` is spelled out: every outcome that the kind can have leads there."""
    decides = "ask" in fields or "choose" in fields
    onward, written = fields.get("next"), fields.get("outcomes")
    if (onward is None) == (written is None):
        said = "a step has either `next` or `outcomes`"
        fields.node.say(
            "shape", f"{said}, not both." if onward else f"{said}; this one has neither.", key=True
        )
        return None
    if onward is not None:
        to = sheet.place(onward)
        signatures = {name: child.ends for name, child in sheet.around.signatures.items()}
        names = (kind and possible(kind, sheet.around.meanings, signatures)) or ("done",)
        return {name: Outcome(name, to, is_else=decides) for name in names}
    assert written is not None
    outcomes: dict[str, Outcome] = {}
    nodes = dict(written.entries("outcome"))
    for name, node in nodes.items():
        outcome = _outcome(name, node, sheet, decides=decides)
        if outcome is not None:
            outcomes[name] = outcome
    if decides and "else" in nodes and list(nodes)[-1] != "else":
        nodes["else"].say(
            "shape", "`else` must be the last outcome: what follows is never looked at.", key=True
        )
    if written.value == {}:
        written.say("shape", "a step needs a way out.")
    return outcomes


def _outcome(name: str, node: Node, sheet: Sheet, *, decides: bool) -> Outcome | None:
    if isinstance(node.value, str):
        if decides and name != "else":
            node.say(
                "shape", f"`{name}` does not say when it is taken.", "Write `{when: …, to: …}`.", key=True
            )
        return Outcome(name, sheet.place(node), is_else=decides and name == "else")
    fields = node.fields("an outcome", ("to",), ("label", "when"))
    if fields is None:
        return None
    when, to = fields.get("when"), fields.get("to")
    if when is not None and (not decides or name == "else"):
        said = "`when` decides in `ask` and `choose` only." if not decides else "`else` has no `when`."
        when.say("shape", said, "Remove it.", key=True)
    if decides and when is None and name != "else":
        node.say("shape", f"`{name}` does not say when it is taken.", "Add `when`.", key=True)
    return Outcome(
        name,
        sheet.place(to) if to is not None else "",
        sheet.words(fields, "label", TITLE),
        sheet.guard(when, sheet.vocabulary) if when is not None and decides and name != "else" else None,
        is_else=decides and name == "else",
    )
