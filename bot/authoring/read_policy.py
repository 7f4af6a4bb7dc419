"""`policy.yaml`: the organisation's, and a system's own laid over it (language.md §7)."""

from dataclasses import dataclass, field
from typing import TypeVar

from bot.authoring.read_system import read_objectives
from bot.authoring.shape import COMMAND, TITLE, Fields, Node, Page
from bot.authoring.sheet import SEVERITIES
from bot.core.policy import (
    ACTS,
    AFTER,
    APPROVAL_LASTS,
    CLOSING,
    NEEDS,
    Act,
    Glass,
    Group,
    Need,
    Policy,
    Role,
    Rung,
    SeverityRules,
)
from bot.core.runbook import Risk, Severity
from bot.core.system import Objective

T = TypeVar("T")

_KEYS = (
    "respond",
    "roles",
    "groups",
    "approve",
    "break_glass",
    "ladder",
    "severities",
    "status_page",
    "objectives",
    "covers",
)
_SEVERITY = ("update", "resolve", "postmortem", "page", "tell", "ticket", "close", "may", "covers")


@dataclass(frozen=True, slots=True)
class PolicyFile:
    """One policy file: what it says, and the references that can be checked once it is laid over another."""

    policy: Policy = field(default_factory=Policy)
    objectives: dict[str, Objective] = field(default_factory=dict)
    groups: tuple[Node, ...] = ()
    """Where groups are named."""
    commands: tuple[Node, ...] = ()
    """Where catalogue entries are named (`status_page`)."""


def read_policy(page: Page) -> PolicyFile:
    """What the file says; what cannot be read is left out."""
    fields = page.root().fields("a policy", ("handrail",), _KEYS)
    if fields is None:
        return PolicyFile()
    fields.version()
    named: list[Node] = []
    policy = Policy(
        respond=_groups(fields.get("respond"), named),
        roles={
            key: role for key, node in fields.entries("roles", "role") if (role := _role(key, node, named))
        },
        groups={
            key: group for key, node in fields.entries("groups", "group") if (group := _group(key, node))
        },
        approve=_approve(fields, named),
        break_glass=_break_glass(fields, named),
        ladder=tuple(rung for node in fields.items("ladder", "rungs") if (rung := _rung(node, named))),
        severities=_severities(fields, named),
    )
    fields.covers()
    objectives = read_objectives(fields)
    return PolicyFile(policy, objectives, tuple(named), tuple(_status_page(fields)))


def laid_over(base: Policy, own: Policy) -> Policy:
    """A system's policy: its lists replace the organisation's, its mappings do so key by key."""
    return Policy(
        respond=own.respond or base.respond,
        roles={**base.roles, **own.roles},
        groups={**base.groups, **own.groups},
        approve={**base.approve, **own.approve},
        break_glass=own.break_glass or base.break_glass,
        ladder=own.ladder or base.ladder,
        severities={**base.severities, **own.severities},
    )


def check_groups(file: PolicyFile, policy: Policy) -> None:
    """Report groups that neither this file nor the organisation's knows."""
    for node in file.groups:
        node.reference("group", policy.groups)


def _groups(node: Node | None, named: list[Node]) -> tuple[str, ...]:
    """Names of groups, to be checked later."""
    if node is None:
        return ()
    found = [(item, item.name("group")) for item in node.one_or_more("groups")]
    named += [item for item, name in found if name]
    return tuple(name for _, name in found if name)


def _role(name: str, node: Node, named: list[Node]) -> Role | None:
    fields = node.fields("a role", ("title",), ("about", "groups"))
    if fields is None:
        return None
    return Role(name, fields.text("title", TITLE), fields.text("about"), _groups(fields.get("groups"), named))


def _group(name: str, node: Node) -> Group | None:
    fields = node.fields("a group", ("title",), ("channel", "page"))
    if fields is None:
        return None
    return Group(name, fields.text("title", TITLE), fields.text("channel", 80), fields.text("page", TITLE))


def _approve(fields: Fields, named: list[Node]) -> dict[Risk, tuple[str, ...]]:
    node = fields.get("approve")
    inner = None if node is None else node.fields("`approve`", (), ("change", "destroy"))
    if inner is None:
        return {}
    found = {Risk(key): _groups(groups, named) for key, groups in inner.nodes.items()}
    for risk, groups in found.items():
        if inner.nodes[risk.value].value == [] and not groups:
            inner.nodes[risk.value].say("approval", "nobody would be asked.", "Name one or more groups.")
    return found


def _break_glass(fields: Fields, named: list[Node]) -> Glass | None:
    """Who may do alone what changes. `change: []` says over the organisation that nobody may."""
    node = fields.get("break_glass")
    if node is None:
        return None
    if isinstance(node.value, dict) and "destroy" in node.value:
        Node(node.page, (*node.path, "destroy"), node.value["destroy"]).say(
            "approval", "what destroys always takes a second person.", "Take this line out.", key=True
        )
        return None
    inner = node.fields("`break_glass`", ("change",), ("announce", "after"))
    if inner is None:
        return None
    change, announce = _groups(inner.get("change"), named), _groups(inner.get("announce"), named)
    if change and len(announce) != 1:
        node.say("approval", "nobody would hear of it.", "Name one group: `announce: security`.")
        return None
    after = inner.duration("after") or AFTER
    if after >= APPROVAL_LASTS:
        inner.nodes["after"].say(
            "approval", "a request for approval has expired by then.", "Write less than 15m."
        )
        return None
    return Glass(change, announce[0] if announce else "", after)


def _rung(node: Node, named: list[Node]) -> Rung | None:
    fields = node.fields("a rung", ("after", "page"))
    if fields is None:
        return None
    after, page = fields.duration("after", zero=True), _groups(fields.get("page"), named)
    if len(page) > 1:
        fields.nodes["page"].say("shape", "a rung pages one group.", "Write one rung for each.")
    return None if after is None or not page else Rung(after, page[0])


def _severities(fields: Fields, named: list[Node]) -> dict[Severity, SeverityRules]:
    node = fields.get("severities")
    inner = None if node is None else node.fields("`severities`", (), SEVERITIES)
    rules: dict[Severity, SeverityRules] = {}
    for name, severity in inner.nodes.items() if inner is not None else ():
        rule = _severity(Severity(name), severity, named)
        if rule is not None:
            rules[Severity(name)] = rule
    return rules


def _severity(severity: Severity, node: Node, named: list[Node]) -> SeverityRules | None:
    fields = node.fields("a severity", ("means", "respond"), _SEVERITY)
    if fields is None:
        return None
    means, respond = fields.text("means", 300), fields.duration("respond")
    if respond is None:
        return None
    return SeverityRules(
        means,
        respond,
        fields.duration("update"),
        fields.duration("resolve"),
        fields.duration("postmortem"),
        _groups(fields.get("page"), named),
        _groups(fields.get("tell"), named),
        fields.flag("ticket"),
        _close(severity, fields),
        fields.covers(),
        _may(fields, named),
    )


def _may(fields: Fields, named: list[Node]) -> dict[Act, tuple[str, ...]]:
    node = fields.get("may")
    inner = None if node is None else node.fields("`may`", (), ACTS)
    if inner is None:
        return {}
    found = {act: _groups(inner.get(act), named) for act in ACTS if act in inner}
    for act, groups in found.items():
        if inner.nodes[act].value == [] and not groups:
            inner.nodes[act].say(
                "approval", "nobody could do it.", "Name one or more groups, or leave it out."
            )
    return found


def _close(severity: Severity, fields: Fields) -> tuple[Need, ...]:
    """What of the postmortem must be there before the close; `[]` for nothing."""
    if "close" not in fields:
        return CLOSING.get(severity, ())
    found = [node.choice(NEEDS) for node in fields.items("close", "parts of the postmortem")]
    return tuple(need for need in NEEDS if need in found)


def _status_page(fields: Fields) -> list[Node]:
    """The entries that speak to the status page. `update` steps will use them; their names are checked."""
    node = fields.get("status_page")
    inner = None if node is None else node.fields("`status_page`", ("open", "resolve"), ("update",))
    if inner is None:
        return []
    return [command for command in inner.nodes.values() if command.name("command", COMMAND)]
