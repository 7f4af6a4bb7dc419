"""What people keep in the log: notes, messages, their files; amended and struck, never deleted."""

from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.belonging import link, merge, take_in, unlink
from bot.core.draft import Draft
from bot.core.owing import needs_reason
from bot.core.refusals import NotNow, Unknown
from bot.core.signals import (
    Actor,
    Amend,
    Found,
    KeepMessage,
    Link,
    MarkMessage,
    Merge,
    Missing,
    Note,
    Recording,
    Source,
    Stored,
    Strike,
    TakeIn,
    Unlink,
)

FILES_A_NOTE = 10
"""Slack carries no more with one message."""
REMOVED = (
    "Something in what you gave looked like a secret. It was removed before anything was kept; if it stands "
    "anywhere else, delete it there, and replace the secret."
)
IN_FILE = (
    "Something in the file {name} looked like a secret. It was removed from the copy that was kept; the file "
    "in Slack still has it: delete it there, and replace the secret."
)
HIDDEN = (
    "Something in what you wrote looked like a secret. It was removed before {note} was kept; where you "
    "wrote it, it still stands: delete it there, and replace the secret."
)


def write(draft: Draft, what: Recording) -> None:
    """Write into the log; what was written before stays there."""
    match what:
        case Note(text=text, redacted=redacted):
            if not text.strip():
                raise NotNow("The note is empty.")
            _add(draft, ev.NoteAdded(text.strip(), redacted=redacted))
        case KeepMessage(text=text, source=source, redacted=redacted):
            _keep(draft, text, source, redacted=redacted)
        case MarkMessage():
            _mark(draft, what)
        case Amend():
            _amend(draft, what)
        case Strike():
            _strike(draft, what)
        case Link():
            link(draft, what)
        case Unlink():
            unlink(draft, what)
        case Merge():
            merge(draft, what)
        case TakeIn():
            take_in(draft, what)
        case _:
            assert_never(what)


def _keep(draft: Draft, text: str, source: Source, *, redacted: bool) -> None:
    for number, noted in enumerate(draft.incident.notes, 1):
        if noted.source == source.key:
            raise NotNow(
                f"This message is kept already: it is n{number}, kept by {noted.by.name}.",
                "`/incident timeline notes` shows it.",
            )
    if not text.strip() and not source.files:
        raise NotNow("There is nothing in this message that could be kept.")
    _add(draft, ev.NoteAdded(text.strip(), source, redacted=redacted))


def _mark(draft: Draft, what: MarkMessage) -> None:
    """By a reaction nobody is told that it was done before."""
    key = f"{what.channel}/{what.ts}"
    incident = draft.incident
    sought = (one.source for one in incident.sought.values())
    if key in sought or any(noted.source == key for noted in incident.notes):
        return
    draft.emit(ev.MessageMarked(what.channel, what.ts, draft.next_effect()))
    draft.queue(fx.FetchMessage(what.channel, what.ts))


def _add(draft: Draft, event: ev.NoteAdded) -> None:
    """The note with its number, its files on their way; who wrote a secret is told so, and nobody else."""
    draft.emit(event)
    number, source = len(draft.incident.notes), event.source
    for file in source.files[:FILES_A_NOTE] if source else ():
        draft.queue(fx.KeepFile(number, file.id, file.name))
    if event.redacted:
        author = source.author if source else draft.signal.by
        _whisper(draft, author, HIDDEN.format(note=f"n{number}"), source.channel if source else "")


def _whisper(draft: Draft, to: Actor, text: str, channel: str) -> None:
    if to.is_person:
        draft.queue(fx.Whisper(to.user, text, channel))


def tell_of_secret(draft: Draft) -> None:
    """Whoever wrote a secret anywhere else than in a note is told so, too, and nobody else."""
    if not isinstance(draft.signal.what, Note | KeepMessage | Amend):
        _whisper(draft, draft.signal.by, REMOVED, "")


def _amend(draft: Draft, what: Amend) -> None:
    _standing(draft, what.note)
    text = what.text.strip()
    if not text:
        raise NotNow("The note would be empty.", f"`/incident strike n{what.note} reason` strikes it.")
    reason = needs_reason(what.reason, "amend a note")
    draft.emit(ev.NoteAmended(what.note, text, reason, what.redacted))
    if what.redacted:
        _whisper(draft, draft.signal.by, HIDDEN.format(note=f"n{what.note}"), "")


def _strike(draft: Draft, what: Strike) -> None:
    _standing(draft, what.note)
    draft.emit(ev.NoteStruck(what.note, needs_reason(what.reason, "strike a note")))


def _standing(draft: Draft, number: int) -> None:
    notes = draft.incident.notes
    if not 1 <= number <= len(notes):
        there = f"There are n1 to n{len(notes)}." if len(notes) > 1 else "There is n1." if notes else ""
        raise Unknown(
            f"There is no note n{number} in {draft.incident.id}.",
            there or "`/incident note` writes the first.",
        )
    if notes[number - 1].struck:
        raise NotNow(f"n{number} is struck already.", "`/incident note` writes a new one.")


# -- what came of effects -----------------------------------------------------------------------


def came(draft: Draft, effect: str, done: Found | Stored | Missing) -> None:
    """A message that was looked for, or a file of one."""
    match done:
        case Found():
            _found(draft, effect, done)
        case Stored():
            draft.emit(ev.FileKept(done.note, done.file, done.name, done.media_type, done.size, done.digest))
            if done.redacted:
                _whisper(draft, draft.incident.notes[done.note - 1].by, IN_FILE.format(name=done.name), "")
        case Missing(note=0):
            _gone(draft, effect, done.why)
        case Missing():
            draft.emit(ev.FileNotKept(done.note, done.file, done.name, done.why))
        case _:
            assert_never(done)


def _found(draft: Draft, effect: str, found: Found) -> None:
    sought = draft.incident.sought.get(effect)
    if sought is None:
        return
    if found.own:
        _gone(draft, effect, "Handrail wrote it, and its own messages stand in the log already")
    elif any(noted.source == sought.source for noted in draft.incident.notes):
        draft.emit(ev.MessageNotKept(effect, "it was kept meanwhile"))
    elif not found.text.strip() and not found.source.files:
        _gone(draft, effect, "there is nothing in it that could be kept")
    else:
        _add(draft, ev.NoteAdded(found.text.strip(), found.source, sought.by, found.redacted))


def _gone(draft: Draft, effect: str, why: str) -> None:
    sought = draft.incident.sought.get(effect)
    if sought is None:
        return
    draft.emit(ev.MessageNotKept(effect, why))
    _whisper(draft, sought.by, f"The message is not kept in the timeline: {why}.", sought.channel)
