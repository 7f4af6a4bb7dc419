"""Runbooks in memory, pinned as they are; outputs read as JSON `{"verdict": …, "values": {…}}`."""

import json
from collections.abc import Mapping

from bot.core.catalogue import Entry
from bot.core.policy import Policy
from bot.core.result import Output, Reading
from bot.core.runbook import Runbook


class MemoryLibrary:
    """Library and Interpreter over given values."""

    def __init__(
        self, runbooks: Mapping[str, Runbook], entries: Mapping[str, Entry], policy: Policy, digest: str
    ) -> None:
        self._runbooks = runbooks
        self.live = dict(entries)
        self._policy = policy
        self._digest = digest
        self.read: list[Output] = []
        """What was to be interpreted, in order."""

    def become(self, runbooks: Mapping[str, Runbook]) -> None:
        """Hold other runbooks from now on."""
        self._runbooks = runbooks

    def runbooks(self) -> Mapping[str, Runbook]:
        return self._runbooks

    def entries(self) -> Mapping[str, Entry]:
        return self.live

    def policy(self, system: str) -> Policy:
        return self._policy

    def pin(self, runbook: str) -> tuple[str, bytes]:
        """The first runbook has the digest that was given; each other one has its own."""
        own = runbook.encode().hex().ljust(64, "0")[:64]
        return self._digest if runbook == next(iter(self._runbooks)) else own, runbook.encode()

    def pinned(self, digest: str, content: bytes) -> Mapping[str, Runbook]:
        return self._runbooks

    def interpret(self, digest: str, content: bytes, command: str, output: Output) -> Reading:
        self.read.append(output)
        try:
            read = json.loads(output.text)
            values = read.get("values", {}).items()
            found = {name: tuple(value) if isinstance(value, list) else value for name, value in values}
            return Reading(found, read["verdict"])
        except (ValueError, KeyError, TypeError):
            return Reading(trouble="it is not what the command prints")
