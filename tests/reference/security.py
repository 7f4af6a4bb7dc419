"""The page of threats: what somebody may try, what stands against it, and what tries it."""

from collections.abc import Mapping, Sequence

from tests.attack.suite import Threat, cases, threats
from tests.reference.prose import page, sentence, table

INTRODUCTION = """\
# Security

Handrail reads production systems, with real credentials, at the word of people in a chat window. This page
says who might misuse that, what stands against it, how that is tried, and what is not covered. How to report
a weakness, and what is promised then, stands in [SECURITY.md](../SECURITY.md).

## Who attacks, and what is protected

- **Anybody on the network** who reaches the bot's port: forged, repeated, huge and slow requests.
- **Somebody in the workspace** who may not act: a guest, a bot, a deactivated account, a person of another
  organisation in a shared channel. Or who may act, but not like this: a change without a second person,
  one's own approval, a look into a restricted incident.
- **Whoever writes text that the bot shows**: an alert, a log line, an answer of a broken system, a pasted
  message. Such text is data. It is never a command, a template, an address to fetch, or mark-up.
- **Whoever writes runbooks**, by mistake or by a pull request that nobody read closely.
- **A program that the bot starts**, or something that answers its requests, turned against it.

Protected are the systems that can be reached from the bot, the credentials it holds and those that pass by
in outputs, what restricted incidents say, and the record of what happened.

## The choke points

A rule that has to be remembered in twenty places is no rule. So there is one place for each:

| | where | what passes there |
|---|---|---|
| **People enter** | `bot/slack/door.py` | every command, button, form, shortcut and reaction: who is it? |
| **Requests enter** | `bot/web/routes.py` | every byte from outside: size, time, signature, then parsing |
| **Files enter** | `bot/authoring/yaml_reader.py` | every runbook, catalogue, policy and drill |
| **Decisions are made** | `bot/core/decide.py` | every change of an incident; a refusal leaves no trace |
| **Commands start** | `bot/diagnostics/run.py` | everything that runs: planned anew, compared with the yes |
| **Requests leave** | `bot/diagnostics/backend.py` | every connection, to an address that was checked |
| **Results enter** | `bot/redaction/redactor.py` | every output: cleaned, redacted, cut |

They fit together so: somebody presses a button. The door asks Slack who it is. The core decides whether that
may be, and writes what it decided before anything happens. The command is planned from the catalogue and the
operator's bindings, not from what Slack sent; what would run is hashed, and a change waits for a second
person's yes to exactly that hash. A supervisor starts it with nothing but what it needs and ends it whole.
What it wrote is cleaned and redacted before it is kept, shown or read. A person never types a command line or
an address, and Slack never carries one back.

## How it is tried

Each row below is attacked by at least three cases, and at least one control makes sure that what is like the
attack, but harmless, still works. The cases are data, `tests/attack/cases/<kind>.yaml`, and run against the
real code; the kinds stand in each row. `make check` tries them all. `make attack` also takes each mechanism
out of a copy, one after the other, and expects a case to turn red, and throws random input at the parser of
every surface for some minutes.
"""

AREAS: Mapping[str, str] = {
    "entry": "Requests and alerts that come in",
    "people": "People",
    "channel": "Channels that others read",
    "approval": "Approvals",
    "private": "Restricted incidents",
    "catalogue": "The catalogue of commands",
    "command": "Values and programs",
    "process": "Processes",
    "http": "Requests that go out",
    "output": "What is shown",
    "redaction": "Secrets",
    "template": "Templates",
    "yaml": "Files of runbooks",
    "pattern": "Patterns",
    "json": "JSON",
    "archive": "Back-ups and exports",
    "settings": "Settings",
    "supply": "What Handrail is made of",
}
"""In the order of the page; an area that is not listed comes last, under its own name."""


def security_page() -> str:
    """The Markdown of docs/security.md."""
    listed = list(threats().values())
    areas = [*AREAS, *dict.fromkeys(threat.area for threat in listed if threat.area not in AREAS)]
    own = {area: [threat for threat in listed if threat.area == area] for area in areas}
    sections = [_section(AREAS.get(area, area), found) for area, found in own.items() if found]
    return page([INTRODUCTION.rstrip()], *sections)


def _section(title: str, found: Sequence[Threat]) -> list[str]:
    rows = [_row(threat) for threat in found]
    head = ("threat", "mechanism", "where", "tried by", "what is not covered")
    return [f"## {title}", "", *table(head, rows)]


def _row(threat: Threat) -> tuple[str, ...]:
    return (
        f"{sentence(threat.threat)} `{threat.id}`",
        sentence(threat.mechanism),
        f"`{threat.where}`",
        _tried(threat),
        sentence(threat.not_covered) if threat.not_covered else "-",
    )


def _tried(threat: Threat) -> str:
    kinds = dict.fromkeys(case.kind for case in cases() if case.threat == threat.id)
    return ", ".join(f"`{kind}`" for kind in kinds)
