"""Lists: things that are done side by side."""

from collections.abc import Mapping
from dataclasses import replace

from bot.authoring.read_arguments import read_sets
from bot.authoring.read_work import read_do, read_list_fact, read_run
from bot.authoring.shape import TITLE, Fields, Node
from bot.authoring.sheet import ITEM_ID, Sheet
from bot.core.runbook import ListItem, ListOf, Step
from bot.core.values import LIST_LIMIT

_KEYS = ("do", "run", "title", "with", "set", "by", "within", "fix", "pass", "covers")
_OF_A_RUN = ("with", "set", "pass")


def read_list(node: Node, fields: Fields, sheet: Sheet) -> ListOf:
    """Items written here, or those of another step again (`resolved` fills them in)."""
    again, items = "", dict[str, ListItem]()
    if isinstance(node.value, dict):
        for name, inner in node.entries("item"):
            item = _item(name, inner, sheet)
            if item is not None:
                items[name] = item
        if not node.value:
            node.say("shape", "the list has no items.")
        elif len(node.value) > LIST_LIMIT:
            node.say(
                "shape", f"the list has {len(node.value)} items, {LIST_LIMIT} are the most.", "Split it."
            )
    elif isinstance(node.value, str):
        again = node.reference("step", sheet.steps)
    else:
        node.wanted("items (a mapping) or the name of a step whose items are done again")
    only = read_list_fact("only", fields, sheet)
    return ListOf(
        items, again, only, read_sets(fields, sheet, lambda: sheet.with_items(ITEM_ID)), fields.flag("auto")
    )


def resolved(steps: Mapping[str, Step], nodes: Mapping[str, Node]) -> dict[str, Step]:
    """The steps, where `list: <step>` has the items of that step."""
    found = dict(steps)
    for name, step in steps.items():
        if not isinstance(step.kind, ListOf) or not step.kind.again:
            continue
        source = steps.get(step.kind.again)
        if source is None:
            continue  # why it could not be read is said at that step
        if isinstance(source.kind, ListOf) and not source.kind.again:
            found[name] = replace(step, kind=replace(step.kind, items=source.kind.items))
        else:
            said = f"`{source.id}` has no items of its own."
            nodes[name].say("name", said, "Name a step with a `list: {…}` of its own.", key=True)
    return found


def _item(name: str, node: Node, sheet: Sheet) -> ListItem | None:
    fields = node.fields("an item", (), _KEYS)
    if fields is None:
        return None
    if ("do" in fields) == ("run" in fields):
        node.say("shape", "an item has either `do` or `run`.", key=True)
        return None
    by = fields.get("by")
    who = sheet.who(by) if by is not None else ""
    title, fix = sheet.words(fields, "title", TITLE), sheet.words(fields, "fix")
    within, covers = fields.duration("within"), fields.covers()
    if "do" in fields:
        for key in _OF_A_RUN:
            if key in fields:
                fields.nodes[key].say(
                    "shape", f"`{key}` does not go with `do`.", "It goes with run.", key=True
                )
        fields = Fields(node, {key: inner for key, inner in fields.nodes.items() if key not in _OF_A_RUN})
        done = read_do(fields, sheet)
        return ListItem(name, title or done.text, done, who, within, fix, covers)
    run = read_run(fields.nodes["run"], fields, sheet)
    if run is None:
        return None
    return ListItem(name, title or sheet.around.meanings[run.command].title, run, who, within, fix, covers)
