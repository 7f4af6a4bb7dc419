"""The rulebook of an incident at this moment: what was pinned, what is live, what is by hand."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import timedelta

from bot.core.incident import Incident
from bot.core.rulebook import GRACE, Rulebook
from bot.core.runbook import STATUS_PAGE, Runbook
from bot.engine.ports import Commands, Library, Reader

NOT_CONNECTED = {STATUS_PAGE: "no status page is connected"}
"""Where updates go by a person's hand."""


class Rules:
    """Reads pinned runbooks from the store, and whether an entry may run from the catalogue as it is now."""

    def __init__(
        self, library: Library, commands: Commands, grace: timedelta = GRACE, haste: float = 1.0
    ) -> None:
        self._library = library
        self._commands = commands
        self._grace = grace
        self._haste = haste

    def of(self, reader: Reader, incident: Incident) -> Rulebook:
        """For an incident that is in the store."""
        digests = sorted({run.digest for run in incident.runs.values()})
        pinned = {digest: self._library.pinned(digest, document_of(reader, digest)) for digest in digests}
        rules = self.by(incident.runbook.partition("/")[0], pinned, incident.target)
        if not incident.restricted:
            return rules
        outside = dict.fromkeys(rules.policy.groups, "nothing of a restricted incident is posted outside")
        return replace(rules, by_hand={**rules.by_hand, **outside})

    def by(self, system: str, pinned: Mapping[str, Mapping[str, Runbook]], target: str) -> Rulebook:
        """For given pinned runbooks of a system."""
        named = {name for books in pinned.values() for book in books.values() for name in book.meanings}
        live = self._library.entries()
        entries = {name: live[name] for name in sorted(named) if name in live}
        gone = dict.fromkeys(named - set(entries), "it is no longer in the catalogue")
        by_hand = {**self._commands.by_hand(entries.values(), target), **gone, **NOT_CONNECTED}
        return Rulebook(pinned, entries, by_hand, self._library.policy(system), self._grace, self._haste)


def document_of(reader: Reader, digest: str) -> bytes:
    """The pinned document of a run."""
    content = reader.document(digest)
    assert content is not None, "a run's document is stored in the transaction that starts it"
    return content
