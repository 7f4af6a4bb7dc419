"""`system.yaml`: endpoints, targets and what the documents hold as data (language.md §7)."""

from urllib.parse import urlsplit

from bot.authoring.canonical import is_whole
from bot.authoring.cel import Program, Vocabulary
from bot.authoring.cel_faults import faults
from bot.authoring.shape import TEXT, TITLE, Fields, Node, Page
from bot.core.system import Endpoint, Objective, Rotation, System
from bot.core.values import Type

_KEYS = ("title", "about", "targets", "endpoints", "objectives", "rotations", "tables", "operator", "covers")
_VALUE = Vocabulary({"value": Type("number")})


def read_system(name: str, page: Page) -> System:
    """What the file says; what cannot be read is left out."""
    fields = page.root().fields("a system", ("handrail",), _KEYS)
    if fields is None:
        return System(name)
    fields.version()
    targets = _targets(fields)
    rotations = {
        key: item for key, node in fields.entries("rotations", "rotation") if (item := _rotation(key, node))
    }
    return System(
        name,
        fields.text("title", TITLE),
        fields.text("about"),
        targets,
        {key: _endpoint(key, node) for key, node in fields.entries("endpoints", "endpoint")},
        read_objectives(fields),
        rotations,
        {key: node.value for key, node in fields.entries("tables", "table") if is_whole(node.value)},
        _operator(fields),
        fields.covers(),
    )


def read_objectives(fields: Fields) -> dict[str, Objective]:
    """Objectives stand here or in the policy."""
    found = {key: _objective(key, node) for key, node in fields.entries("objectives", "objective")}
    return {key: objective for key, objective in found.items() if objective is not None}


def _targets(fields: Fields) -> tuple[str, ...]:
    node = fields.get("targets")
    if node is None:
        return ("prod",)
    targets = tuple(name for item in node.items("targets") if (name := item.name("target")))
    if node.value == []:
        node.say("shape", "there is no target.", "Leave it out for the one target `prod`.")
    return targets or ("prod",)


def _endpoint(name: str, node: Node) -> Endpoint:
    if isinstance(node.value, str):
        return Endpoint(name, {"": _address(node)})
    words = {"about", "default", "needs"}
    if isinstance(node.value, dict) and not words & node.value.keys():
        return Endpoint(
            name,
            {key: _address(inner) for key, inner in node.entries("target")},
        )
    fields = node.fields("an endpoint", ("about",), ("default", "needs"))
    if fields is None:
        return Endpoint(name)
    default = fields.get("default")
    addresses = {} if default is None else {"": _address(default)}
    return Endpoint(name, addresses, fields.text("about"), fields.text("needs"))


def _address(node: Node) -> str:
    text = node.text(500)
    try:
        parts = urlsplit(text)
        fits = (
            parts.scheme in {"http", "https"}
            and bool(parts.hostname)
            and (parts.port is None or parts.port > 0)
        )
    except ValueError:
        fits = False
    if text and (not fits or "@" in text or any(mark in text for mark in "?# \t\n")):
        node.say(
            "type",
            f"`{text}` is not an address.",
            "Write http://host:port or https://host, without user or query.",
        )
    return text


def _objective(name: str, node: Node) -> Objective | None:
    fields = node.fields("an objective", ("title", "target"), ("alert", "limit", "covers"))
    if fields is None:
        return None
    title = fields.text("title", TITLE)
    target, alert, limit = (_condition(fields, key) for key in ("target", "alert", "limit"))
    return Objective(name, title, target, alert, limit, fields.covers())


def _condition(fields: Fields, key: str) -> str:
    """CEL over `value`."""
    node = fields.get(key)
    if node is None:
        return ""
    text = node.text(TITLE)
    for fault in faults(Program(text, _VALUE), Type("bool")) if text else ():
        node.say_inside(text, fault.offset, fault.code, fault.problem, fault.hint)
    return text


def _rotation(name: str, node: Node) -> Rotation | None:
    fields = node.fields("a rotation", ("title", "every", "where"), ("covers",))
    if fields is None:
        return None
    title, every, where = fields.text("title", TITLE), fields.duration("every"), fields.text("where", TEXT)
    return None if every is None else Rotation(name, title, every, where, fields.covers())


def _operator(fields: Fields) -> dict[str, str]:
    """A list of one-key mappings: id and what the documents leave open."""
    left: dict[str, str] = {}
    for item in fields.items("operator", "what is left open"):
        for key, node in item.entries("question"):
            if key in left:
                node.say("shape", f"`{key}` stands twice.", key=True)
            left[key] = node.text()
    return left
