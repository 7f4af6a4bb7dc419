"""What is done in a step or by an item of a list: a text for a person, or a command of the catalogue."""

from collections.abc import Mapping

from bot.authoring.cel_faults import in_words
from bot.authoring.problem import did_you_mean, nearest
from bot.authoring.read_arguments import read_arguments, read_sets
from bot.authoring.shape import COMMAND, NAME, TEXT, Fields, Node
from bot.authoring.sheet import Sheet
from bot.core.runbook import Do, Meaning, RowPick, Run
from bot.core.values import Type


def read_do(fields: Fields, sheet: Sheet) -> Do:
    """A person does what the text says, once or for each element."""
    each = read_list_fact("each", fields, sheet)
    said = sheet.words(fields, "do", TEXT, item="each" in fields)
    if "set" in fields and "each" not in fields:
        hint = "Ask for the fact in a step of its own, or add `each`."
        fields.nodes["set"].say("shape", "`set` does not go with a `do` that has no `each`.", hint, key=True)
    return Do(said, each, read_sets(fields, sheet, lambda: sheet.with_items(_element(each, sheet))))


def read_run(node: Node, fields: Fields, sheet: Sheet) -> Run | None:
    """A command with its arguments; None when it cannot be read (reported here or at the command)."""
    meaning = read_meaning_of(node, sheet)
    if meaning is None:
        return None
    each = read_list_fact("each", fields, sheet)
    parameters = None if sheet.around.parameters is None else sheet.around.parameters.get(meaning.id)
    element = _element(each, sheet) if "each" in fields else None
    arguments = read_arguments(fields, sheet, parameters, meaning.id, element)
    if parameters is not None:
        _check_complete(node, fields, parameters, meaning.id)
    return Run(
        meaning.id,
        arguments,
        read_sets(
            fields, sheet, lambda: sheet.with_items(element) if element else sheet.with_result(meaning)
        ),
        fields.flag("auto"),
        _pick(fields, sheet, meaning),
        each,
        _passes(fields, meaning),
    )


def read_meaning_of(node: Node, sheet: Sheet) -> Meaning | None:
    """What the entry means that is named; None when there is none, or it could not be read."""
    name = node.name("command", COMMAND)
    if not name:
        return None
    meaning = sheet.around.meanings.get(name)
    if meaning is None:
        if name not in sheet.around.commands:
            near = did_you_mean(name, sheet.around.commands)
            node.say("name", f"`{name}` is not a command of the catalogue.", near)
        sheet.complete = False
    return meaning


def read_list_fact(key: str, fields: Fields, sheet: Sheet) -> str:
    """The list fact that `each` or `only` names, without its `facts.`."""
    node = fields.get(key)
    if node is None:
        return ""
    text = node.text()
    name = text.removeprefix("facts.")
    if text and not (text.startswith("facts.") and name in sheet.fact_names):
        node.say(
            "name", f"`{text}` is not a fact.", did_you_mean(text, [f"facts.{fact}" for fact in sheet.facts])
        )
        return ""
    fact = sheet.facts.get(name)
    if fact is not None and fact.type.name != "list":
        said = f"`{text}` is {in_words(fact.type)}; a list is needed here."
        node.say("type", said, "Give the fact `type: list`.")
    return name


def _element(each: str, sheet: Sheet) -> Type:
    fact = sheet.facts.get(each)
    return (fact.type.of if fact else None) or Type("text")


def _check_complete(node: Node, fields: Fields, parameters: Mapping[str, Type], command: str) -> None:
    written = fields.get("with")
    given = written.value if written is not None else {}
    lacking = _lacking(parameters, given) if isinstance(given, dict) else []
    if lacking:
        place = written or node
        said = f"`{command}` needs {', '.join(f'`{name}`' for name in lacking)}."
        place.say("name", said, "Add it to `with`.", key=written is not None)


def _lacking(parameters: Mapping[str, Type], given: Mapping[str, object]) -> list[str]:
    """Parameters that are not given; one that is only misspelled is reported as that."""
    meant = {nearest(name, parameters) for name in given if name not in parameters}
    return [name for name in parameters if name not in given and name not in meant]


def _passes(fields: Fields, meaning: Meaning) -> tuple[str, ...]:
    node = fields.get("pass")
    if node is None:
        return ("ok",)
    known = dict.fromkeys(meaning.verdicts)
    named = tuple(item.reference(f"verdict of {meaning.id}", known) for item in node.one_or_more("verdicts"))
    if node.value == []:
        node.say("shape", "no verdict passes.", "Name one or more verdicts, or leave `pass` out for `ok`.")
    return tuple(name for name in named if name)


def _pick(fields: Fields, sheet: Sheet, meaning: Meaning) -> RowPick | None:
    node = fields.get("pick")
    inner = None if node is None else node.fields("a pick", ("from", "question", "set"), ("where",))
    if inner is None:
        return None
    columns = _columns(inner, meaning)
    where = inner.get("where")
    sets: dict[str, str] = {}
    for fact, column in inner.entries("set", "fact", NAME):
        name = _column(fact, column, sheet, columns)
        if name:
            sets[fact] = name
    lists = {fact for fact in sets if fact in sheet.facts and sheet.facts[fact].type.name == "list"}
    if lists and lists != sets.keys():
        said = "some of these facts are lists and some are not, so it is unclear how many rows are picked."
        inner.nodes["set"].say("type", said, "Make all of them lists, or none.")
    if inner.get("set") and inner.nodes["set"].value == {}:
        inner.nodes["set"].say("shape", "a pick sets at least one fact.")
    return RowPick(
        inner.text("from").removeprefix("result."),
        sheet.words(inner, "question"),
        sets,
        None if where is None else sheet.guard(where, sheet.with_row(columns.items())),
        many=bool(lists),
    )


def _columns(inner: Fields, meaning: Meaning) -> dict[str, Type]:
    """The columns of the table that is picked from."""
    node = inner.get("from")
    text = node.text() if node is not None else ""
    tables = {f"result.{name}": kind for name, kind in meaning.returns.items() if kind.name == "table"}
    if text and text not in tables and node is not None:
        node.say("name", f"`{text}` is not a table that `{meaning.id}` returns.", did_you_mean(text, tables))
    return dict(tables[text].columns) if text in tables else {}


def _column(fact: str, node: Node, sheet: Sheet, columns: Mapping[str, Type]) -> str:
    text = node.text()
    name = text.removeprefix("row.")
    if fact not in sheet.fact_names:
        node.say("name", f"`{fact}` is not a fact.", did_you_mean(fact, sheet.fact_names), key=True)
    if not columns or not text:
        return name
    if not text.startswith("row.") or name not in columns:
        node.say(
            "name", f"`{text}` is not a column here.", did_you_mean(text, [f"row.{key}" for key in columns])
        )
        return ""
    known = sheet.facts.get(fact)
    into = known.type if known else None
    if into is not None and into.name == "list":
        into = into.of or Type("text")
    if into is not None and not into.accepts(columns[name]):
        node.say("type", f"`{text}` is {in_words(columns[name])}; {in_words(into)} is needed here.")
    return name
