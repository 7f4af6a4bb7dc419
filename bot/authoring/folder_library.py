"""The engine's `Library` and `Interpreter` over a loaded tree and pinned documents."""

import hashlib
from collections.abc import Collection, Mapping
from dataclasses import replace

from bot.authoring.interpret import OutputReader
from bot.authoring.library import Loaded
from bot.authoring.needs import policy_of
from bot.authoring.pinning import Pinned, from_pinned, pin
from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.result import Output, Reading
from bot.core.runbook import Runbook
from bot.core.system import System


class FolderLibrary:
    """The runbooks as they were when the folder was read, and as runs pinned them.

    Safe from any thread: what is remembered is immutable, and remembering it twice changes nothing.
    """

    def __init__(self, loaded: Loaded, bound: Collection[str] | None = None) -> None:
        """`bound` are the groups that the operator has bound people to; without it, somebody is in each."""
        self._loaded = loaded
        self._bound = bound
        self._pins: dict[str, tuple[str, bytes]] = {}
        self._pinned: dict[str, Pinned] = {}

    def runbooks(self) -> Mapping[str, Runbook]:
        return self._loaded.runbooks

    def entries(self) -> Mapping[str, Entry]:
        return self._loaded.entries

    def readers(self) -> Mapping[str, OutputReader]:
        """What the output of each entry means, and its samples."""
        return self._loaded.readers

    def policy(self, system: str) -> Policy:
        """The system's policy; the organisation's for a system that is not in the folder."""
        found = policy_of(self._loaded, system)
        if self._bound is None:
            return found
        return replace(found, nobody=frozenset(found.groups).difference(self._bound))

    def system(self, name: str) -> System:
        return self._loaded.systems.get(name) or System(name)

    def pin(self, runbook: str) -> tuple[str, bytes]:
        """Digest and canonical bytes of the runbook, of all it may call, and of what their entries mean."""
        if runbook not in self._pins:
            loaded = self._loaded
            documents = {name: loaded.documents[file] for name, file in loaded.files.items()}
            content = pin(runbook, loaded.runbooks, documents)
            self._pins[runbook] = (hashlib.sha256(content).hexdigest(), content)
        return self._pins[runbook]

    def pinned(self, digest: str, content: bytes) -> Mapping[str, Runbook]:
        """The runbooks of a pinned document, by id. Cached by digest. Raises UnreadablePin."""
        return self._read(digest, content).runbooks

    def interpret(self, digest: str, content: bytes, command: str, output: Output) -> Reading:
        """What an output means, as the entry was pinned."""
        reader = self._read(digest, content).readers.get(command)
        if reader is None:
            return Reading(
                trouble=f"nothing in the pinned runbook says how to read the output of `{command}`"
            )
        return reader.interpret(output)

    def _read(self, digest: str, content: bytes) -> Pinned:
        if digest not in self._pinned:
            self._pinned[digest] = from_pinned(content)
        return self._pinned[digest]
