"""A version against which something is known, and what was decided about that."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

import httpx

from tests.attack.outcome import Outcome, passes, refused
from tests.supply.audit import known_against
from tests.supply.decisions import Acceptance
from tests.supply.index import CannotAsk, Configuration, Index
from tests.supply.locks import Pin

PIN = Pin("sample", "1.0")
TODAY = date(2026, 11, 21)


def attack(
    *, known: Sequence[str], accepted: Mapping[str, str] | None = None, answer: str = "whole"
) -> Outcome:
    """`known`: ids against the version; `accepted`: ids with the last day of their acceptance.

    `answer`: what the index gives: `whole`, `another` version, or `nothing`.
    """
    ours = [
        Acceptance(PIN.name, one, "it cannot be reached here", date.fromisoformat(until))
        for one, until in (accepted or {}).items()
    ]
    index = Index(Configuration("https://index.example/simple"), httpx.MockTransport(_Answers(answer, known)))
    try:
        found = known_against([PIN], index, ours, TODAY)
    except CannotAsk as why:
        return refused(why)
    return refused("; ".join((*found.open, *found.unknown))) if found.code else passes(found)


@dataclass(frozen=True, slots=True)
class _Answers:
    answer: str
    known: Sequence[str]

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if self.answer == "nothing":
            return httpx.Response(503)
        said: dict[str, Any] = {
            "info": {"version": PIN.version if self.answer == "whole" else "2.0"},
            "vulnerabilities": [{"id": one, "fixed_in": ["2.0"]} for one in self.known],
        }
        return httpx.Response(200, json=said)
