"""Reading a declaration out of a typed line."""

import re
from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta

from pydantic import TypeAdapter

from bot.core.incident import Incident
from bot.core.refusals import BadAnswers, Unknown
from bot.core.runbook import Runbook, Severity
from bot.core.values import BadValue, Values, parse
from bot.engine.incidents import Declaration
from bot.engine.ports import Summary
from bot.slack.carried import Carried
from bot.slack.grammar import Line
from bot.slack.intents import DeclareIt, OpenDeclare, Show, StartIt
from bot.slack.ranking import clear_best, only_names

SAME_THING = timedelta(minutes=5)
_LONGEST_CARRIED = 1500
_DECLARATION = TypeAdapter(Declaration)


def wanted(line: Line, classes: Sequence[Runbook], channel: str) -> DeclareIt | OpenDeclare:
    """A declaration in one line where the class is clear; else the form, filled in as far as it goes."""
    words = list(line.words)
    severity = _severity(words)
    by_id = {book.id: book for book in classes}
    book = by_id.get(words[0].lower()) if words else None
    if book is not None:
        words = words[1:]
    title = " ".join(words)
    if book is None:
        book = clear_best(title, classes) if title else None
        if book is None:
            return OpenDeclare(title, severity=severity, channel=channel)
        if only_names(title, book):
            title = ""
    facts = dict(line.facts)
    target = facts.pop("target", "")
    return DeclareIt(
        Declaration(
            book.id,
            title[:1].upper() + title[1:150],
            Severity(severity) if severity else None,
            target,
            inputs=_inputs(book, facts),
            channel=channel,
        )
    )


def procedure(line: Line, known: Sequence[Runbook], channel: str) -> StartIt | Show:
    """A procedure to begin, by its id or the end of it; without one, the list of them."""
    if not line.words:
        return Show("procedures")
    named = line.words[0].lower()
    fitting = [book for book in known if named in {book.id, book.id.partition("/")[2]}]
    if len(fitting) != 1:
        said = f"`{named[:60]}` may mean several." if fitting else f"There is no procedure `{named[:60]}`."
        choices = ", ".join(f"`{book.id}`" for book in fitting or known[:20]) or "none"
        raise Unknown(said, f"There are: {choices}.")
    facts = dict(line.facts)
    target, title = facts.pop("target", ""), " ".join(line.words[1:])
    request = Declaration(fitting[0].id, title, target=target, inputs=_inputs(fitting[0], facts))
    return StartIt(request, channel)


def to_add(line: Line, known: Sequence[Runbook], incident: Incident) -> str:
    """The runbook that is meant, of the incident's own system: by its id, the end of it, or words."""
    system = incident.runbook.partition("/")[0]
    ours = [book for book in known if book.system == system]
    words = line.rest()
    named = [book for book in ours if words.lower() in {book.id, book.id.partition("/")[2]}]
    found = named[0] if named else clear_best(words, ours) if words else None
    if found is None:
        said = f"`{words[:60]}` names no runbook of {system}." if words else "Say which runbook is added."
        raise Unknown(said, f"There are: {', '.join(f'`{book.id}`' for book in ours[:40])}.")
    return found.id


def _inputs(book: Runbook, given: Mapping[str, str]) -> Values:
    """Facts known at the start, of their types; BadAnswers names each that does not fit."""
    good: Values = {}
    bad: dict[str, str] = {}
    for name, text in given.items():
        if name not in book.facts:
            bad[name] = f"“{book.title}” has no such fact"
            continue
        try:
            good[name] = parse(book.facts[name].type, text)
        except BadValue as problem:
            bad[name] = str(problem)
    if bad:
        raise BadAnswers(bad)
    return good


def _severity(words: list[str]) -> str:
    """Takes the first word that is a severity out of the words."""
    for number, word in enumerate(words):
        if re.fullmatch(r"[Pp][0-9]", word):
            level = words.pop(number).upper()
            if level not in Severity.__members__:
                raise Unknown(f"`{level}` is not a severity.", "There are P0, P1, P2 and P3.")
            return level
    return ""


def same_thing(runbook: str, open_now: Sequence[Summary], now: datetime) -> Summary | None:
    """An incident of the same class that was declared a moment ago."""
    recent = (one for one in open_now if one.runbook == runbook and now - one.declared_at < SAME_THING)
    return next(recent, None)


def carry(request: Declaration) -> Carried:
    """A declaration as a button carries it, to be declared anyway."""
    kept = _DECLARATION.dump_json(request, exclude_defaults=True).decode()
    if len(kept) > _LONGEST_CARRIED:
        kept = _DECLARATION.dump_json(Declaration(request.runbook, request.title, request.severity)).decode()
    return Carried(name=request.runbook, seen=kept)


def carried(value: Carried) -> Declaration:
    """What `carry` wrote. Raises pydantic's ValidationError for anything else."""
    return _DECLARATION.validate_json(value.seen)
