"""What a change of runbooks means: weakened safety first, then the walk, the words, and the proofs."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from bot.authoring.checks import check_library
from bot.authoring.compare.pair import Change, Pair, Weight
from bot.authoring.compare.safety import safety
from bot.authoring.compare.walking import known, rest, walking, wording
from bot.authoring.explain.words import bullet, text
from bot.authoring.library import Loaded
from bot.authoring.problem import Problem
from bot.core.policy import Policy
from bot.core.rulebook import Rulebook

HEADINGS: Mapping[Weight, str] = {
    "weaker": "Weaker than before",
    "stronger": "Stronger than before",
    "walk": "The walk",
    "known": "What is known, and when it is taken",
    "wording": "Words",
}
BESIDE = "beside the runbooks"
"""Stands for the files that are no runbooks."""


@dataclass(frozen=True, slots=True)
class Compared:
    """One runbook: what changed, and which proofs fail now or hold now."""

    name: str
    title: str
    standing: str = ""
    """`new`, `gone`, `unreadable`, or nothing when both can be read."""
    changes: tuple[Change, ...] = ()
    fails: tuple[Problem, ...] = ()
    holds: tuple[Problem, ...] = ()

    @property
    def is_same(self) -> bool:
        return not (self.standing or self.changes or self.fails or self.holds)

    @property
    def weakened(self) -> int:
        return sum(change.weight == "weaker" for change in self.changes)


def compare(old: Loaded, new: Loaded) -> list[Compared]:
    """Every runbook that either tree holds, in the order of their names."""
    before, now = _by_runbook(old), _by_runbook(new)
    names = sorted(name for name in old.files.keys() | new.files.keys() if "/" in name)
    found = [_one(name, old, new, before.get(name, ()), now.get(name, ())) for name in names]
    fails, holds = _proofs(before.get(BESIDE, ()), now.get(BESIDE, ()))
    beside = Compared(BESIDE, "catalogues, policies, coverage, drills", "", (), fails, holds)
    return found if beside.is_same else [*found, beside]


def _one(
    name: str, old: Loaded, new: Loaded, before: tuple[Problem, ...], now: tuple[Problem, ...]
) -> Compared:
    one, other = old.runbooks.get(name), new.runbooks.get(name)
    known_book = other or one
    title = known_book.title if known_book else name
    fail, hold = _proofs(before, now)
    if name not in old.files:
        return Compared(name, title, "new", fails=fail)
    if name not in new.files:
        return Compared(name, title, "gone")
    if one is None or other is None:
        return Compared(name, title, "unreadable", fails=fail, holds=hold)
    pair = Pair.of(one, other, _rules(old, name), _rules(new, name))
    changes = (*safety(pair), *walking(pair), *known(pair), *wording(pair))
    return Compared(name, title, "", (*changes, *rest(pair, changes)), fail, hold)


def _rules(loaded: Loaded, name: str) -> Rulebook:
    policy = loaded.policies.get(name.partition("/")[0], Policy())
    return Rulebook({}, loaded.entries, policy=policy)


def _by_runbook(loaded: Loaded) -> dict[str, tuple[Problem, ...]]:
    """Runbook → its problems; those of other files under one name."""
    names = {file: name for name, file in loaded.files.items() if "/" in name}
    found: dict[str, tuple[Problem, ...]] = {}
    for problem in check_library(loaded):
        name = names.get(problem.file, BESIDE)
        found[name] = (*found.get(name, ()), problem)
    return found


def _proofs(
    before: tuple[Problem, ...], now: tuple[Problem, ...]
) -> tuple[tuple[Problem, ...], tuple[Problem, ...]]:
    """Which fail now, and which hold again; a line that moved is no change."""
    failed, fails = {_said(problem) for problem in before}, {_said(problem) for problem in now}
    return (
        tuple(problem for problem in now if _said(problem) not in failed),
        tuple(problem for problem in before if _said(problem) not in fails),
    )


def _said(problem: Problem) -> tuple[str, str, str]:
    return problem.code, problem.path, problem.problem


def told(compared: Compared) -> Iterator[str]:
    """The comparison as people read it."""
    yield f"# {compared.name}: {text(compared.title)}"
    match compared.standing:
        case "new":
            yield "\nThis runbook is new. `handrail runbook explain` tells it whole."
        case "gone":
            yield "\nThis runbook is gone: nobody can declare it any more. Open runs keep their pinned copy."
        case "unreadable":
            yield "\nOne of the two versions cannot be read, so only their problems are compared."
        case _ if compared.is_same:
            yield "\nNothing changes."
        case _:
            pass
    for weight, heading in HEADINGS.items():
        lines = [change.text for change in compared.changes if change.weight == weight]
        if lines:
            yield f"\n## {heading}\n"
            yield from (bullet(line) for line in dict.fromkeys(lines))
    for heading, problems in (
        ("Proofs that fail now", compared.fails),
        ("Proofs that hold again", compared.holds),
    ):
        if problems:
            yield f"\n## {heading}\n"
            yield from (
                bullet(f"`{problem.code}` {_place(compared.name, problem)}: {problem.problem}")
                for problem in problems
            )


def _place(name: str, problem: Problem) -> str:
    file = f"{Path(problem.file).name}, " if name == BESIDE else ""
    where = f", {problem.path}" if problem.path else ""
    return f"{file}line {problem.line}{where}"
