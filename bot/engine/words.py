"""What people write and what outputs hold, without the secrets that were not meant to be kept."""

from collections.abc import Callable
from dataclasses import replace
from typing import TypeVar

from bot.core.result import Reading
from bot.core.signals import (
    Abort,
    AddAction,
    Alert,
    Amend,
    Answer,
    BreakGlass,
    Collect,
    Correct,
    Declare,
    DeclineHandover,
    Deny,
    EffectDone,
    Found,
    GiveBack,
    Inform,
    Jump,
    KeepMessage,
    Merge,
    Missing,
    NoActions,
    Note,
    PageGroup,
    Record,
    Reopen,
    Resolve,
    Restrict,
    Send,
    SetSeverity,
    SettleAction,
    Skip,
    Stored,
    Strike,
    Tick,
    Waive,
    What,
    WriteSection,
)
from bot.core.values import Row, Scalar, Value, Values
from bot.engine.ports import Redactor
from bot.redaction import MARK


def without_secrets(what: What, redactor: Redactor) -> What:
    """The same signal, its free text redacted before anything of it is kept."""
    match what:
        case SettleAction(why=why) | PageGroup(why=why):
            return replace(what, why=redactor.text(why))
        case Tick(note=note):
            return replace(what, note=redactor.text(note))
        case Note(text=text):
            return _noted(what, text, redactor)
        case KeepMessage(text=text):
            return _noted(what, text, redactor)
        case Amend(text=text):
            return _noted(what, text, redactor)
        case EffectDone(done=Found(text=text) as found):
            return replace(what, done=_noted(found, text, redactor))
        case EffectDone(done=Stored(name=name) | Missing(name=name) as done):
            return replace(what, done=replace(done, name=redactor.text(name)))
        case (
            Collect(text=text)
            | Send(text=text)
            | Inform(text=text)
            | WriteSection(text=text)
            | AddAction(text=text)
        ):
            return replace(what, text=redactor.text(text))
        case Skip(reason=reason, facts=facts):
            return replace(what, reason=redactor.text(reason), facts=_answers(facts, redactor))
        case (
            Jump(reason=reason)
            | Deny(reason=reason)
            | SetSeverity(reason=reason)
            | Resolve(reason=reason)
            | Waive(reason=reason)
            | Abort(reason=reason)
            | Reopen(reason=reason)
            | Restrict(reason=reason)
            | Strike(reason=reason)
            | Merge(reason=reason)
            | NoActions(reason=reason)
            | GiveBack(reason=reason)
            | DeclineHandover(reason=reason)
            | BreakGlass(reason=reason)
        ):
            return replace(what, reason=redactor.text(reason))
        case Answer(facts=facts) | Record(facts=facts):
            return replace(what, facts=_answers(facts, redactor))
        case Correct(value=value):
            return replace(what, value=redactor.text(value))
        case Alert(labels=labels, annotations=annotations):
            return replace(what, labels=_texts(labels, redactor), annotations=_texts(annotations, redactor))
        case Declare(title=title, inputs=inputs, labels=labels, annotations=annotations):
            return replace(
                what,
                title=redactor.text(title),
                inputs=_answers(inputs, redactor),
                labels=_texts(labels, redactor),
                annotations=_texts(annotations, redactor),
            )
        case _:
            return what


_Written = TypeVar("_Written", Note, KeepMessage, Amend, Found)


def _noted(what: _Written, text: str, redactor: Redactor) -> _Written:
    """What a person wrote and the names of its files, without secrets; it says whether there were any."""
    kept = redactor.text(text)
    after = replace(what, text=kept, redacted=kept.count(MARK) > text.count(MARK))
    if isinstance(after, Amend):
        return replace(after, reason=redactor.text(after.reason))
    if isinstance(after, KeepMessage | Found):
        files = tuple(replace(file, name=redactor.text(file.name)) for file in after.source.files)
        return replace(after, source=replace(after.source, files=files))
    return after


def lost_something(before: object, after: object) -> bool:
    """Whether redaction took something out between the two: there are more marks in it than there were."""
    return after != before and repr(after).count(MARK) > repr(before).count(MARK)


def _texts(named: dict[str, str], redactor: Redactor) -> dict[str, str]:
    return {redactor.text(name): redactor.text(text) for name, text in named.items()}


def _answers(facts: Values, redactor: Redactor) -> Values:
    return {name: redactor.text(value) if isinstance(value, str) else value for name, value in facts.items()}


def hidden(reading: Reading, raw: str, kept: str, redactor: Redactor) -> Reading:
    """The reading without what redaction took out of the raw output; `kept` is what it left.

    A value has lost the place that gave it away (`password=…`), so it is looked for in both.
    """

    def text(value: str) -> str:
        shown = redactor.text(value)
        return MARK if shown and shown in raw and shown not in kept else shown

    values = {name: _each(value, text) for name, value in reading.values.items()}
    return replace(reading, values=values, trouble=redactor.text(reading.trouble))


def _each(value: Value, text: Callable[[str], str]) -> Value:
    """The value with each text in it changed."""

    def scalar(one: Scalar) -> Scalar:
        return text(one) if isinstance(one, str) else one

    if not isinstance(value, tuple):
        return scalar(value)
    rows: list[Row] = [
        {name: scalar(cell) for name, cell in row.items()} for row in value if isinstance(row, dict)
    ]
    return tuple(rows) if rows else tuple(text(one) for one in value if isinstance(one, str))
