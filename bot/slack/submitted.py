"""From a form that was sent to what the person wants."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import replace

from pydantic import TypeAdapter

from bot.core.incident import MAIN, Incident
from bot.core.refusals import BadAnswers, NotNow, Unknown
from bot.core.runbook import Runbook, Severity
from bot.core.signals import (
    Abort,
    Actor,
    Amend,
    Answer,
    BreakGlass,
    Collect,
    Correct,
    Deny,
    HandOver,
    Inform,
    Jump,
    KeepMessage,
    Link,
    Merge,
    Note,
    PageGroup,
    PickRows,
    Record,
    Reopen,
    Resolve,
    Restrict,
    Send,
    SetSeverity,
    Skip,
    Strike,
    TakeAnytime,
    TakeRole,
    Tick,
    Waive,
    What,
)
from bot.core.values import Values
from bot.engine.incidents import Declaration
from bot.engine.ports import Scene
from bot.slack.carried import Carried, encode
from bot.slack.intents import DeclareIt, Intent, Offer, Paste
from bot.slack.naming import mark_of
from bot.slack.submitted_papers import FORMS, papers_signal
from bot.slack.typed_record import note_number
from bot.slack.views.inputs import FACT
from bot.slack.views.text import cut

_MESSAGE = TypeAdapter(KeepMessage)
_LONGEST = 3000
"""Slack keeps no more with a form."""


def read_declare(values: Mapping[str, str], channel: str = "") -> DeclareIt:
    """The declare form: a class, perhaps a title, perhaps a severity."""
    if not values.get("class"):
        raise BadAnswers({"class": "choose what is wrong"})
    severity = values.get("severity", "")
    return DeclareIt(
        Declaration(
            values["class"],
            values.get("title", ""),
            Severity(severity) if severity else None,
            channel=channel,
        )
    )


def read_submitted(
    form: str, on: Carried, values: Mapping[str, str], scene: Scene, actor_of: Callable[[str], Actor]
) -> Intent:
    """What a form about an incident wants."""
    if form == "paste":
        return Paste(
            on.incident, on.place, values.get("text", ""), _ended(values.get("ended", "")), on.name or MAIN
        )
    return Offer(on.incident, _signal(form, on, values, scene, actor_of))


def _ended(text: str) -> int | None:
    """An exit code or a status; None where it was not told."""
    word = text.strip()
    if not word:
        return None
    if not (word.isascii() and word.isdigit() and len(word) <= 5):
        raise BadAnswers({"ended": "a whole number such as 0 or 200; leave it empty if you do not know"})
    return int(word)


def _signal(
    form: str, on: Carried, values: Mapping[str, str], scene: Scene, actor_of: Callable[[str], Actor]
) -> What:
    if form in FORMS:
        return papers_signal(form, on, values, scene.now, actor_of)
    reason = values.get("reason", "")
    match form:
        case "answer":
            return Answer(on.place, _facts(on, values, scene))
        case "byhand":
            verdict, facts = values.get("verdict", ""), _facts(on, values, scene)
            return Record(on.place, verdict, facts, item=on.name or MAIN)
        case "tick":
            return Tick(on.place, on.name, mark_of(values.get("outcome", "")), values.get("note", ""))
        case "rows":
            rows = (int(place) for place in values.get("rows", "").split(",") if place.isdigit())
            return PickRows(on.place, tuple(rows))
        case "update":
            return Send(on.place, values.get("text", ""))
        case "anytime":
            return _way_out(values, scene)
        case "restrict":
            return Restrict(reason)
        case "abort":
            return Abort(on.run, reason)
        case "reopen":
            return Reopen(values.get("class", ""), reason)
        case "skip":
            return Skip(on.place, values.get("outcome", ""), reason, _facts(on, values, scene))
        case "jump" | "other":
            return Jump(on.place, values.get("to", ""), reason, saw=form == "other")
        case "deny":
            return Deny(on.name, frozenset(), reason)
        case "break-glass":
            return BreakGlass(on.name, reason)
        case "evidence":
            return Collect(_owed(scene.incident, values), values.get("text", ""))
        case "waive":
            return Waive(_owed(scene.incident, values), reason)
        case "inform":
            return Inform(on.name, values.get("text", ""))
        case "note" | "amend" | "strike" | "link" | "merge":
            return _record(form, on, values)
        case "correct":
            return Correct(on.run, values.get("fact", ""), values.get("value", ""))
        case "severity":
            seen = Severity(on.seen) if on.seen else None
            return SetSeverity(Severity(values.get("severity", scene.incident.severity)), reason, seen)
        case "page":
            return PageGroup(values.get("group", ""), values.get("why", ""))
        case "role":
            return TakeRole(values.get("role", ""), actor_of(values.get("person", "")))
        case "handover":
            return HandOver(values.get("role", ""), actor_of(values.get("person", "")))
        case "resolve":
            return Resolve(values.get("how") == "false-alarm", reason)
        case _:
            raise Unknown("This form is of another version of Handrail.", "Open it again.")


def _record(form: str, on: Carried, values: Mapping[str, str]) -> What:
    """What a form about the log wants; the note was chosen before it was opened, or in it."""
    text, reason = values.get("text", ""), values.get("reason", "")
    match form:
        case "note":
            return Note(text)
        case "amend":
            return Amend(note_number(on.name or values.get("note", "")), text, reason)
        case "strike":
            return Strike(note_number(on.name or values.get("note", "")), reason)
        case "link":
            return Link(values.get("other", ""))
        case _:
            return Merge(values.get("into", ""), reason)


def read_keep(on: Carried, values: Mapping[str, str]) -> Offer:
    """A message that is to be kept in the timeline that was chosen."""
    return Offer(values.get("incident", ""), _MESSAGE.validate_json(on.seen))


def carried_message(message: KeepMessage) -> Carried:
    """A message as a form carries it; of a very long one, the head."""
    text, room = message.text, 2600
    while True:
        seen = _MESSAGE.dump_json(replace(message, text=text)).decode()
        if len(encode(Carried(seen=seen))) <= _LONGEST or not text:
            return Carried(seen=seen)
        room = room * 3 // 4
        text = cut(message.text, room)


def _way_out(values: Mapping[str, str], scene: Scene) -> TakeAnytime:
    """The way that was chosen, by its id: what was offered then may not be what is offered now."""
    run, _, way = values.get("way", "").partition("/")
    walk = scene.incident.runs.get(run)
    return TakeAnytime(run, way, walk.visit.number if walk and walk.visit else 0)


def _facts(on: Carried, values: Mapping[str, str], scene: Scene) -> Values:
    """Facts as they were typed; the core parses them by their types. An enum's option came by its place."""
    book = _book(on, scene)
    found: Values = {}
    for block, text in values.items():
        if not block.startswith(FACT):
            continue
        name = block.removeprefix(FACT)
        fact = book.facts.get(name)
        options = fact.type.options if fact and fact.type.name == "enum" else ()
        found[name] = options[int(text)] if text.isdigit() and int(text) < len(options) else text
    return found


def _book(on: Carried, scene: Scene) -> Runbook:
    run = scene.incident.runs.get(on.run)
    if run is None:
        raise Unknown(f"There is no run `{on.run}` in {scene.incident.id}.")
    return scene.rulebook.of(run)


def _owed(incident: Incident, values: Mapping[str, str]) -> str:
    names, place = list(incident.owed), values.get("owed", "")
    if not place.isdigit() or int(place) >= len(names):
        raise NotNow("Nothing is owed.", "The card shows what is.")
    return names[int(place)]


def by_block(bad: BadAnswers, inputs: Collection[str]) -> dict[str, str]:
    """The text of each bad answer at its own input; what belongs to none stands at the first."""
    first = next(iter(inputs), "")
    errors: dict[str, str] = {}
    for name, text in bad.fields.items():
        block = next((one for one in (FACT + name, name) if one in inputs), "")
        errors[block or first] = text[:150] if block else f"{name}: {text}"[:150]
    return errors
