"""Drill files and coverage, as written. Whether a drill passes is found by walking it."""

from collections.abc import Mapping
from typing import cast, get_args

from bot.authoring.canonical import is_whole
from bot.authoring.drill import Act, Case, Deed, Drill, Expect, Line, Plain, Take
from bot.authoring.problem import did_you_mean
from bot.authoring.shape import NAME, RUNBOOK, Fields, Node, Page
from bot.authoring.sheet import SEVERITIES, Signature

DEEDS: tuple[Deed, ...] = get_args(Deed)
_BARE: dict[str, Deed] = {"kill": "kill", "abort": "abort"}
"""Deeds that may stand alone."""
_GIVEN = ("severity", "labels", "target")


def read_drill(page: Page, runbooks: Mapping[str, Signature]) -> Drill | None:
    """The drill, or None when it names no runbook."""
    root = page.root()
    fields = root.fields("a drill", ("drill", "runbook", "cases"))
    if fields is None:
        return None
    version = fields.get("drill")
    if version is not None and (version.value != 1 or isinstance(version.value, bool)):
        version.say("shape", "this version reads `drill: 1`.")
    named = fields.get("runbook")
    name = named.name("runbook", RUNBOOK) if named is not None else ""
    if named is not None and name and name not in runbooks:
        named.say("name", f"`{name}` is not a runbook.", did_you_mean(name, runbooks))
        return None
    cases = tuple(case for key, node in _cases(fields) if (case := _case(key, node, runbooks.get(name))))
    return Drill(name, cases, page.document) if name else None


def _cases(fields: Fields) -> list[tuple[str, Node]]:
    node = fields.get("cases")
    if node is None:
        return []
    if not isinstance(node.value, dict):
        node.wanted("a mapping from what a case shows")
        return []
    return [(key, Node(node.page, (*node.path, key), value)) for key, value in node.value.items()]


def _case(name: str, node: Node, runbook: Signature | None) -> Case | None:
    fields = node.fields("a case", ("walk", "expect"), ("given",))
    if fields is None:
        return None
    given, beside = _given(fields, runbook)
    walk = tuple(line for item in fields.items("walk", "lines") if (line := _line(item)))
    severity, target, labels = (beside.get(key) for key in ("severity", "target", "labels"))
    return Case(
        name,
        given,
        severity.choice(SEVERITIES) if severity is not None else "",
        target.name("target") if target is not None else "",
        _texts(labels) if labels is not None else {},
        walk,
        _expect(fields),
        node.path,
    )


def _given(fields: Fields, runbook: Signature | None) -> tuple[dict[str, Plain], dict[str, Node]]:
    node = fields.get("given")
    if node is None:
        return {}, {}
    if not isinstance(node.value, dict):
        node.wanted("a mapping from inputs")
        return {}, {}
    nodes = {key: Node(node.page, (*node.path, key), value) for key, value in node.value.items()}
    beside = {key: nodes.pop(key) for key in _GIVEN if key in nodes}
    for key, inner in nodes.items():
        if runbook is not None and key not in runbook.facts:
            known = (*runbook.facts, *_GIVEN)
            inner.say("name", f"`{key}` is not a fact of the runbook.", did_you_mean(key, known), key=True)
    return {key: cast("Plain", inner.value) for key, inner in nodes.items() if is_whole(inner.value)}, beside


def _texts(node: Node) -> dict[str, str]:
    if not isinstance(node.value, dict):
        node.wanted("a mapping of texts")
        return {}
    return {key: Node(node.page, (*node.path, key), value).text() for key, value in node.value.items()}


def _line(node: Node) -> Line | None:
    if isinstance(node.value, str) and node.value in _BARE:
        return Act(_BARE[node.value], "", node.path)
    if not isinstance(node.value, dict) or len(node.value) != 1:
        node.wanted("one step and what happens there", "Write `- step: outcome`.")
        return None
    key, value = next(iter(node.value.items()))
    inner = Node(node.page, (*node.path, key), value)
    if key in DEEDS:
        return _act(key, inner)
    return Take(key, cast("Plain", value), node.path) if is_whole(value) else None


def _act(deed: Deed, node: Node) -> Act | None:
    if deed == "elapse":
        passed = node.duration()
        return None if passed is None else Act(deed, "", node.path[:-1], passed)
    if deed == "alert":
        labels = _texts(node) if isinstance(node.value, dict) else {"alertname": node.text()}
        return Act(deed, "", node.path[:-1], labels=labels)
    name = node.name("step, evidence or outcome")
    return Act(deed, name, node.path[:-1]) if name else None


def _expect(fields: Fields) -> Expect:
    node = fields.get("expect")
    known = ("end", "severity", "owed", "never", "facts")
    inner = None if node is None else node.fields("what is expected", (), known)
    if inner is None:
        return Expect()
    owed = inner.texts("owed", "what is owed") if "owed" in inner else None
    facts = {name: cast("Plain", fact.value) for name, fact in inner.entries("facts", "fact", NAME)}
    return Expect(
        inner.text("end"), inner.choice("severity", SEVERITIES), owed, inner.texts("never", "steps"), facts
    )
