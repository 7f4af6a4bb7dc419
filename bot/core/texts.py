"""Look-ups in a runbook's texts: `{facts.x} {item} {incident.id} {severity} {target}`; `{{` is a brace."""

import re

from bot.core.incident import Incident, Owed, Run
from bot.core.values import shown

_LOOKUP = re.compile(r"\{\{|\}\}|\{([a-z][a-z0-9_.]*)\}")


def fill(
    text: str, incident: Incident, run: Run | None = None, item: str = "", unknown: str = "not known"
) -> str:
    """The text as a person reads it now. What is not known says `unknown`; an unknown name stays."""

    def value(match: re.Match[str]) -> str:
        name = match.group(1)
        if name is None:
            return match.group(0)[0]
        return _value(name, incident, run, item, match.group(0), unknown)

    return _LOOKUP.sub(value, text)


def how_of(owed: Owed, incident: Incident) -> str:
    """How something owed is met, as a person reads it now."""
    return fill(owed.how, incident, incident.runs.get(owed.run))


def _value(name: str, incident: Incident, run: Run | None, item: str, written: str, unknown: str) -> str:
    if name.startswith("facts."):
        known = run.facts.get(name.removeprefix("facts.")) if run else None
        return shown(known.value) if known else unknown
    fixed = {
        "item": item,
        "incident.id": incident.id,
        "severity": incident.severity.value,
        "target": incident.target,
    }
    return fixed.get(name, written)
