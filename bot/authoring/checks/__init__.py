"""The proofs of runbook-language.md §6 over what was read. Each is a pure function of a whole tree.

They are about walks: sequences of declared outcomes. What people may do besides (skip, jump, by hand) is the
machine's to survive, not the checker's to exclude. `shape`, `name`, `type`, `argv` and `targets` are reported
by the reader; a file in which it found one is left out here, so that nothing is said twice.
"""

from collections.abc import Iterator

from bot.authoring.checks.approval import approval
from bot.authoring.checks.before import before
from bot.authoring.checks.calls import calls
from bot.authoring.checks.covers import covers, not_yet_encoded
from bot.authoring.checks.decided import decided
from bot.authoring.checks.finding import Finding, Proof, problem
from bot.authoring.checks.outcomes import outcomes
from bot.authoring.checks.phase import phase
from bot.authoring.checks.reach import finish, reach
from bot.authoring.checks.samples import samples
from bot.authoring.checks.spin import spin
from bot.authoring.checks.undo import undo
from bot.authoring.checks.unset import unset
from bot.authoring.library import Loaded
from bot.authoring.problem import Problem

PROOFS: tuple[Proof, ...] = (
    outcomes,
    decided,
    reach,
    finish,
    spin,
    unset,
    before,
    undo,
    phase,
    approval,
    samples,
    calls,
)
"""The proofs over runbooks and catalogues, in the order of runbook-language.md §6."""

__all__ = ["PROOFS", "Finding", "check_library", "not_yet_encoded", "proofs_of"]


def check_library(loaded: Loaded) -> list[Problem]:
    """Everything that is wrong with a tree, the reader's problems included, by file, line and column."""
    return sorted({*loaded.problems, *proofs_of(loaded)})


def proofs_of(loaded: Loaded) -> Iterator[Problem]:
    """What the proofs find, without the reader's problems."""
    for prove in PROOFS:
        yield from (problem(loaded, finding) for finding in prove(loaded))
    yield from covers(loaded)
