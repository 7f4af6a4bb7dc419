"""Break each shipped runbook in turn; a proof or a drill must notice. `make mutate-runbooks`.

A mutant lacks an outcome, a step, a `set` or an asked fact, or one of its outcomes leads elsewhere. What is
not noticed has to stand in `undetected.toml` with the reason why that is right.
"""

import os
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias

from bot.authoring.checks import PROOFS, samples
from bot.authoring.drills import rehearse
from bot.authoring.library import Loaded, load
from bot.core.runbook import Ask, Call, Do, ListOf, Outcome, Run, Runbook, Step

ROOT = Path(__file__).resolve().parent.parent
SHIPPED = ROOT / "runbooks"
LIST = Path(__file__).with_name("undetected.toml")
WORKERS = os.cpu_count() or 1
_OF_RUNBOOKS = tuple(prove for prove in PROOFS if prove is not samples.samples)

Kind: TypeAlias = str
KINDS: tuple[Kind, ...] = ("no outcome", "outcome elsewhere", "no step", "no set", "fact not asked")


@dataclass(frozen=True, slots=True)
class Mutant:
    """One break. `where` names the step and what of it."""

    kind: Kind
    where: str
    book: Runbook

    @property
    def name(self) -> str:
        return f"{self.book.id}: {self.kind}: {self.where}"


@dataclass(frozen=True, slots=True)
class Verdict:
    """Who noticed: the code of a check, `drill`, or nobody."""

    kind: Kind
    name: str
    by: str


def mutants(book: Runbook) -> Iterator[Mutant]:
    """Every break of a runbook, in the order of its file."""
    for step in book.steps.values():
        if len(step.outcomes) > 1:
            for name in step.outcomes:
                left = {key: outcome for key, outcome in step.outcomes.items() if key != name}
                yield _with(book, "no outcome", f"{step.id} → {name}", replace(step, outcomes=left))
        for outcome in step.outcomes.values():
            for to in _elsewhere(book, outcome):
                moved = {**step.outcomes, outcome.name: replace(outcome, to=to)}
                where = f"{step.id} → {outcome.name} → {to}"
                yield _with(book, "outcome elsewhere", where, replace(step, outcomes=moved))
        yield from _without_sets(book, step)
        if isinstance(step.kind, Ask) and len(step.kind.facts) > 1:
            for fact in step.kind.facts:
                asked = tuple(one for one in step.kind.facts if one != fact)
                yield _with(book, "fact not asked", f"{step.id}: {fact}", replace(step, kind=Ask(asked)))
        if len(book.steps) > 1:
            yield from _without(book, step)


def _with(book: Runbook, kind: Kind, where: str, step: Step) -> Mutant:
    return Mutant(kind, where, replace(book, steps={**book.steps, step.id: step}))


def _elsewhere(book: Runbook, outcome: Outcome) -> Iterator[str]:
    """The step after the one it leads to, and an end that it does not lead to."""
    steps = list(book.steps)
    after = steps[(steps.index(outcome.to) + 1) % len(steps)] if outcome.to in steps else steps[-1]
    if after != outcome.to:
        yield after
    yield from [end for end in book.ends if end != outcome.to][:1]


def _without_sets(book: Runbook, step: Step) -> Iterator[Mutant]:
    if isinstance(step.kind, Run | Call | ListOf | Do):
        for fact in step.kind.sets:
            left = {name: one for name, one in step.kind.sets.items() if name != fact}
            yield _with(
                book, "no set", f"{step.id}: {fact}", replace(step, kind=replace(step.kind, sets=left))
            )


def _without(book: Runbook, step: Step) -> Iterator[Mutant]:
    """The runbook in which whatever led to the step leads where its first outcome does."""
    onward = next((outcome.to for outcome in step.outcomes.values() if outcome.to != step.id), "")
    if not onward or (book.start == step.id and onward in book.ends):
        return
    left = {name: _past(one, step.id, onward) for name, one in book.steps.items() if name != step.id}
    evidence = {
        key: replace(one, before=tuple(name for name in one.before if name != step.id))
        for key, one in book.evidence.items()
        if one.from_step != step.id
    }
    start = onward if book.start == step.id else book.start
    anytime = {
        key: replace(way, to=onward if way.to == step.id else way.to) for key, way in book.anytime.items()
    }
    mutant = replace(book, steps=left, evidence=evidence, start=start, anytime=anytime)
    yield Mutant("no step", step.id, mutant)


def _past(step: Step, gone: str, onward: str) -> Step:
    outcomes = {
        name: replace(one, to=onward if one.to == gone else one.to) for name, one in step.outcomes.items()
    }
    undo = replace(step.undo, by="") if step.undo and step.undo.by == gone else step.undo
    return replace(step, outcomes=outcomes, undo=undo)


def noticed(loaded: Loaded, mutant: Mutant) -> str:
    """Who notices the mutant: the code of a check, `drill`, or nobody (empty)."""
    around = _around(loaded.runbooks, mutant.book.id)
    books = {name: loaded.runbooks[name] for name in around} | {mutant.book.id: mutant.book}
    broken = replace(loaded, runbooks=books)
    for prove in _OF_RUNBOOKS:
        for finding in prove(broken):
            return finding.code
    for drill in loaded.drills:
        if drill.runbook in books:
            for case in drill.cases:
                if rehearse(broken, replace(drill, cases=(case,))).problems:
                    return "drill"
    return ""


def _around(books: Mapping[str, Runbook], name: str) -> set[str]:
    """The runbook, all that call it and all that these call, however far."""
    calls = {
        key: {step.kind.runbook for step in book.steps.values() if isinstance(step.kind, Call)}
        for key, book in books.items()
    }
    around = {name}
    while True:
        more = around | {key for key, called in calls.items() if called & {name}}
        more |= {callee for key in more for callee in calls[key]}
        if more == around:
            return around
        around = more


def judged(name: str) -> list[Verdict]:
    """Every mutant of one shipped runbook."""
    loaded = load(SHIPPED)
    return [
        Verdict(mutant.kind, mutant.name, noticed(loaded, mutant))
        for mutant in mutants(loaded.runbooks[name])
    ]


def undetected() -> Mapping[str, str]:
    """What may go unnoticed, with the reason."""
    return {one["mutant"]: one["why"] for one in tomllib.loads(LIST.read_text("utf-8")).get("undetected", [])}


def table(verdicts: Sequence[Verdict]) -> Iterator[str]:
    """How many of each kind there were, and who noticed them."""
    yield f"{'':18} {'mutants':>8} {'proofs':>8} {'drills':>8} {'nobody':>8}"
    for kind in KINDS:
        by = Counter(_who(verdict) for verdict in verdicts if verdict.kind == kind)
        yield f"{kind:18} {by.total():8} {by['proofs']:8} {by['drills']:8} {by['nobody']:8}"
    codes = Counter(verdict.by for verdict in verdicts if _who(verdict) == "proofs")
    yield "by proof: " + ", ".join(f"{code} {count}" for code, count in codes.most_common())


def _who(verdict: Verdict) -> str:
    return {"": "nobody", "drill": "drills"}.get(verdict.by, "proofs")


def main(names: Sequence[str]) -> int:
    """Judge the runbooks (all when none is named); 1 when something goes unnoticed without a reason."""
    shipped = list(load(SHIPPED, compile_all=False).runbooks)
    chosen = list(names) or shipped
    with ProcessPoolExecutor(WORKERS) as pool:
        verdicts = [verdict for found in pool.map(judged, chosen) for verdict in found]
    sys.stdout.write("".join(f"{line}\n" for line in table(verdicts)))
    reasons, missed = undetected(), [verdict.name for verdict in verdicts if not verdict.by]
    for name in missed:
        sys.stdout.write(
            f"nobody notices {name}\n  {reasons.get(name, 'and nothing says why that is right')}\n"
        )
    stale = [] if names else sorted(reasons.keys() - set(missed))
    for name in stale:
        sys.stdout.write(f"listed, and noticed by now: {name}\n")
    return 1 if stale or any(name not in reasons for name in missed) else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
