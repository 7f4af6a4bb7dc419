"""Typed lines about the log: notes amended and struck, incidents that belong together."""

import re
from dataclasses import replace

from bot.core.incident import Incident
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import Amend, Link, Merge, Note, Strike
from bot.slack.carried import Carried
from bot.slack.grammar import Line, Token
from bot.slack.intents import Intent, Offer, Open

_NOTE = re.compile(r"n?(\d{1,6})", re.IGNORECASE)
_INCIDENT = re.compile(r"(?:INC|PRC)-\d{4,}", re.IGNORECASE)


def here_first(line: Line, here: str) -> Line:
    """`link INC-0002` in an incident's channel is about that incident, and names the other."""
    if not (here and line.incident) or line.incident == here:
        return line
    others = any(_INCIDENT.fullmatch(word) for word in line.words)
    return line if others else replace(line, incident="", tokens=(Token(line.incident, 0), *line.tokens))


def read_record(verb: str, line: Line, incident: Incident) -> Intent:
    """What a line about the log wants."""
    match verb:
        case "note":
            text = line.rest()
            return Offer(incident.id, Note(text)) if text else Open("note", Carried(incident.id))
        case "amend":
            return _amend(line, incident)
        case "strike":
            return _strike(line, incident)
        case "link":
            other = _other(line)
            return Offer(incident.id, Link(other)) if other else Open("link", Carried(incident.id))
        case _:
            return _merge(line, incident)


def note_number(text: str) -> int:
    """`n3` or `3`. Raises Unknown."""
    found = _NOTE.fullmatch(text.strip())
    if found is None:
        raise Unknown(
            f"`{text[:40]}` is no note.", "Notes are called `n1`, `n2` …: `/incident timeline notes`."
        )
    return int(found[1])


def _amend(line: Line, incident: Incident) -> Intent:
    """The new text stands in quotes, so that it is clear where the reason begins."""
    if not line.words:
        return Open("amend", Carried(incident.id))
    number = note_number(line.words[0])
    tokens = [token for token in line.tokens if not token.key and not token.user]
    reason = line.rest(2)
    if len(tokens) < 3 or not tokens[1].quoted or not reason:
        return Open("amend", Carried(incident.id, name=str(number)))
    return Offer(incident.id, Amend(number, tokens[1].text, reason))


def _strike(line: Line, incident: Incident) -> Intent:
    if not line.words:
        return Open("strike", Carried(incident.id))
    number, reason = note_number(line.words[0]), line.rest(1)
    if not reason:
        return Open("strike", Carried(incident.id, name=str(number)))
    return Offer(incident.id, Strike(number, reason))


def _merge(line: Line, incident: Incident) -> Intent:
    """`merge INC-0007 into INC-0003`; in the duplicate's own channel, `merge into INC-0003`."""
    words = list(line.words)
    if not words:
        return Open("merge", Carried(incident.id))
    if words[0].lower() != "into":
        raise NotNow(
            "Say which one goes on: the other is closed as its duplicate.",
            "`/incident merge INC-0007 into INC-0003` closes INC-0007.",
        )
    other = _other(line)
    if not other:
        return Open("merge", Carried(incident.id))
    return Offer(incident.id, Merge(other, " ".join(words[2:])))


def _other(line: Line) -> str:
    """The first incident that is named besides the line's own; empty for none."""
    return next((word.upper() for word in line.words if _INCIDENT.fullmatch(word)), "")
