"""The proofs of language.md §6 over what was read. Each is a pure function of a whole tree.

They are about walks: sequences of declared outcomes. What people may do besides (skip, jump, by hand) is the
machine's to survive, not the checker's to exclude. `shape`, `name`, `type`, `argv` and `targets` are reported
by the reader; a file in which it found one is left out here, so that nothing is said twice.
"""

from collections.abc import Iterator, Mapping
from datetime import date

from bot.authoring.checks import (
    alike,
    approval,
    before,
    blocks,
    calls,
    covers,
    decided,
    finish,
    outcomes,
    phase,
    reach,
    reading,
    review,
    samples,
    spin,
    undo,
    unset,
    unused,
)
from bot.authoring.checks.about import About
from bot.authoring.checks.covers import not_yet_encoded
from bot.authoring.checks.finding import Finding, Proof, problem
from bot.authoring.library import Loaded
from bot.authoring.problem import Code, Problem

PROOFS: tuple[Proof, ...] = (
    outcomes.outcomes,
    decided.decided,
    reach.reach,
    finish.finish,
    spin.spin,
    unset.unset,
    before.before,
    undo.undo,
    phase.phase,
    approval.approval,
    samples.samples,
    calls.calls,
    blocks.blocks,
)
"""The proofs over runbooks and catalogues, in the order of language.md §6."""

ABOUT: Mapping[Code, About] = {
    about.code: about
    for about in (
        reading.SHAPE,
        reading.NAME,
        reading.TYPE,
        outcomes.ABOUT,
        decided.ABOUT,
        reach.ABOUT,
        finish.ABOUT,
        spin.ABOUT,
        unset.ABOUT,
        before.ABOUT,
        undo.ABOUT,
        phase.ABOUT,
        approval.ABOUT,
        reading.ARGV,
        samples.ABOUT,
        calls.ABOUT,
        blocks.ABOUT,
        reading.TARGETS,
        covers.ABOUT,
        reading.DRILLS,
        unused.ABOUT,
        alike.ABOUT,
        review.ABOUT,
    )
}
"""What each check is about, in the order of language.md §6; the warnings last."""

__all__ = ["ABOUT", "PROOFS", "Finding", "check_library", "not_yet_encoded", "proofs_of", "warnings_of"]


def check_library(loaded: Loaded) -> list[Problem]:
    """Everything that is wrong with a tree, the reader's problems included, by file, line and column."""
    return sorted({*loaded.problems, *proofs_of(loaded)})


def proofs_of(loaded: Loaded) -> Iterator[Problem]:
    """What the proofs find, without the reader's problems."""
    for prove in PROOFS:
        yield from (problem(loaded, finding) for finding in prove(loaded))
    yield from covers.covers(loaded)


def warnings_of(loaded: Loaded, today: date) -> list[Problem]:
    """What is not wrong, but should be looked at, by file, line and column."""
    findings = (*unused.unused(loaded), *alike.alike(loaded), *review.review(loaded, today))
    return sorted({problem(loaded, finding) for finding in findings})
