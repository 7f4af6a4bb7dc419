"""A whole runbook file (language.md §1)."""

from collections.abc import Iterable
from typing import Literal, cast

from bot.authoring.problem import did_you_mean
from bot.authoring.read_list import resolved
from bot.authoring.read_runbook_parts import read_anytime, read_blocks, read_review, read_schedule
from bot.authoring.read_steps import read_step
from bot.authoring.shape import LABEL, TEXT, TITLE, Fields, Node, Page
from bot.authoring.sheet import ALERT, SEVERITIES, Sheet, Signature, Surroundings
from bot.core.guards import Guard
from bot.core.runbook import (
    INCIDENT_PHASES,
    PROCEDURE_PHASES,
    Call,
    Clock,
    Evidence,
    Runbook,
    Severity,
    SeverityRule,
    Step,
)

_REQUIRED = ("handrail", "title", "start", "steps", "ends")
_OPTIONAL = (
    "kind",
    "owner",
    "review_by",
    "covers",
    "words",
    "private",
    "severity",
    "raise_severity",
    "triggers",
    "targets",
    "roles",
    "facts",
    "evidence",
    "clocks",
    "schedule",
    "blocks",
    "anytime",
)


def read_runbook(name: str, page: Page, own: Signature, around: Surroundings) -> Runbook | None:
    """The runbook, or None when parts are missing: why is said here or in the file it points to."""
    fields = page.root().fields("a runbook", _REQUIRED, _OPTIONAL)
    if fields is None:
        return None
    fields.version()
    sheet = _sheet(page, fields, own, around)
    kind = cast(
        'Literal["incident", "procedure"]', fields.choice("kind", ("incident", "procedure"), "incident")
    )
    steps = _steps(fields, sheet, kind)
    severity = _severity(fields, kind)
    raises = tuple(
        rule for rule in (_raise(item, sheet) for item in fields.items("raise_severity", "rules")) if rule
    )
    evidence = {
        key: item
        for key, node in fields.entries("evidence", "evidence")
        if (item := _evidence(key, node, sheet))
    }
    clocks = {
        key: clock for key, node in fields.entries("clocks", "clock") if (clock := _clock(key, node, sheet))
    }
    start = fields.get("start")
    owner = fields.get("owner")
    phases = PROCEDURE_PHASES if kind == "procedure" else INCIDENT_PHASES
    runbook = Runbook(
        name,
        fields.text("title", TITLE),
        start.reference("step", sheet.steps) if start is not None and sheet.steps else "",
        steps,
        own.ends,
        kind,
        severity,
        raises,
        own.facts,
        evidence,
        clocks,
        sheet.roles,
        _triggers(fields, sheet),
        fields.texts("words", "words"),
        fields.flag("private"),
        sheet.group(owner) if owner is not None else "",
        fields.covers(),
        _targets(fields, around),
        {command: around.meanings[command] for command in commands_of(steps.values())},
        read_anytime(fields, sheet, phases),
        read_schedule(fields, sheet, kind),
        tuple(read_blocks(fields, sheet)),
        read_review(fields),
    )
    is_whole = sheet.complete and len(steps) == len(sheet.steps) and bool(own.ends)
    return runbook if is_whole else None


def commands_of(steps: Iterable[Step]) -> list[str]:
    """The catalogue entries that the steps name, each once."""
    return list(dict.fromkeys(command for step in steps for command in step.commands()))


def calls_of(steps: Iterable[Step]) -> list[str]:
    """The runbooks that the steps call, each once."""
    return list(dict.fromkeys(step.kind.runbook for step in steps if isinstance(step.kind, Call)))


def _sheet(page: Page, fields: Fields, own: Signature, around: Surroundings) -> Sheet:
    written = fields.get("steps")
    steps = written.value if written is not None and isinstance(written.value, dict) else {}
    roles = tuple(name for item in fields.items("roles", "roles") if (name := _role(item, around)))
    return Sheet(page, around, own.facts, frozenset(steps), own.ends, own.untyped, roles or ("commander",))


def _role(item: Node, around: Surroundings) -> str:
    """A role. Where the policy declares none, a runbook names its own."""
    name = item.name("role")
    if name and around.roles and name not in around.roles | {"commander"}:
        item.say(
            "name", f"`{name}` is not a role of the policy.", did_you_mean(name, around.roles | {"commander"})
        )
    return name


def _steps(fields: Fields, sheet: Sheet, kind: str) -> dict[str, Step]:
    phases = PROCEDURE_PHASES if kind == "procedure" else INCIDENT_PHASES
    steps: dict[str, Step] = {}
    nodes = dict(fields.entries("steps", "step"))
    for name, node in nodes.items():
        if name in sheet.ends:
            node.say("name", f"`{name}` names a step and an end.", "Rename one of them.", key=True)
        step = read_step(name, node, sheet, phases)
        if step is not None:
            steps[name] = step
    for key in ("steps", "ends"):
        if key in fields and fields.nodes[key].value == {}:
            fields.nodes[key].say("shape", f"there are no {key}.", key=True)
    return resolved(steps, nodes)


def _severity(fields: Fields, kind: str) -> Severity | None:
    node = fields.get("severity")
    if kind == "procedure":
        for key in ("severity", "raise_severity"):
            if key in fields:
                fields.nodes[key].say("shape", f"a procedure has no `{key}`.", "Remove it.", key=True)
        return None
    if node is None:
        fields.node.say(
            "shape", "an incident needs `severity`.", "Write `severity: P1`, or `kind: procedure`.", key=True
        )
        return None
    chosen = node.choice(SEVERITIES)
    return Severity(chosen) if chosen else None


def _raise(node: Node, sheet: Sheet) -> SeverityRule | None:
    fields = node.fields("a rule", ("when", "to", "because"))
    if fields is None:
        return None
    to, because = fields.choice("to", SEVERITIES), sheet.words(fields, "because")
    when = fields.get("when")
    if when is None or not to:
        return None
    return SeverityRule(sheet.guard(when, sheet.vocabulary), Severity(to), because)


def _evidence(name: str, node: Node, sheet: Sheet) -> Evidence | None:
    fields = node.fields("evidence", ("title",), ("how", "from", "required", "before", "covers"))
    if fields is None:
        return None
    if ("how" in fields) == ("from" in fields):
        node.say(
            "shape",
            "evidence has either `how` or `from`.",
            "Say how to keep it, or from which step.",
            key=True,
        )
    source = fields.get("from")
    before = tuple(item.reference("step", sheet.steps) for item in fields.items("before", "steps"))
    return Evidence(
        name,
        sheet.words(fields, "title", LABEL),
        sheet.words(fields, "how", TEXT),
        source.reference("step", sheet.steps) if source is not None else "",
        fields.flag("required", default=True),
        tuple(step for step in before if step),
        fields.covers(),
    )


def _clock(name: str, node: Node, sheet: Sheet) -> Clock | None:
    fields = node.fields("a clock", ("title", "limit"), ("from", "to"))
    if fields is None:
        return None
    limit = fields.duration("limit")
    start, to = fields.get("from"), fields.get("to")
    title = sheet.words(fields, "title", LABEL)
    from_step = start.reference("step", sheet.steps) if start is not None else ""
    until = sheet.place(to) if to is not None else ""
    return None if limit is None else Clock(name, title, limit, from_step, until)


def _triggers(fields: Fields, sheet: Sheet) -> tuple[Guard, ...]:
    return tuple(sheet.guard(item, ALERT) for item in fields.items("triggers", "expressions"))


def _targets(fields: Fields, around: Surroundings) -> tuple[str, ...]:
    node = fields.get("targets")
    if node is None:
        return around.targets
    known = dict.fromkeys(around.targets)
    named = (item.reference("target of system.yaml", known) for item in node.items("targets"))
    return tuple(name for name in named if name) or around.targets
