"""The proofs that search a graph say what walking every walk says."""

from hypothesis import given

from bot.authoring.checks.before import before
from bot.authoring.checks.blocks import blocks
from bot.authoring.checks.finish import finish
from bot.authoring.checks.reach import reach
from bot.authoring.checks.undo import undo
from bot.authoring.library import Loaded
from bot.core.runbook import Block, Runbook
from tests.authoring.checks.drawn import ASKING, UNHURRIED, runbooks, walked, ways


class Always:
    """A guard that holds."""

    source = "true"
    reads: frozenset[str] = frozenset()

    def holds(self, _scope: object) -> bool:
        return True


def tree(*books: Runbook) -> Loaded:
    return Loaded(runbooks={book.id: book for book in books})


def ended(book: Runbook, place: str) -> bool:
    """Whether some walk along outcomes alone ends."""
    seen, todo = {place}, [place]
    while todo:
        for outcome, target in ways(book, todo.pop()):
            if outcome and target not in seen:
                seen.add(target)
                todo.append(target)
    return bool(seen & book.ends.keys())


@UNHURRIED
@given(runbooks())
def test_what_no_walk_comes_to_is_told(book: Runbook) -> None:
    reached = {place for place, _ in walked(book)}

    told = {finding.path[1] for finding in reach(tree(book))}

    assert told == {*book.steps, *book.ends} - reached


@UNHURRIED
@given(runbooks())
def test_a_step_from_which_no_outcomes_lead_to_an_end_is_told_once_for_its_knot(book: Runbook) -> None:
    trapped = {place for place, _ in walked(book) if place in book.steps and not ended(book, place)}

    told = {finding.path[1] for finding in finish(tree(book))}

    assert told <= trapped
    assert bool(told) == bool(trapped)


@UNHURRIED
@given(runbooks())
def test_evidence_that_some_walk_goes_around_is_told(book: Runbook) -> None:
    around = {
        (item.id, guarded)
        for item in book.evidence.values()
        for guarded in item.before
        for place, done in walked(book)
        if place == guarded and item.from_step not in {step for step, _ in done}
    }

    findings = list(before(tree(book)))

    assert {finding.path[1] for finding in findings} == {guarded for _, guarded in around}
    assert len(findings) == len(around)


@UNHURRIED
@given(runbooks())
def test_an_end_as_done_without_having_asked_is_told(book: Runbook) -> None:
    asking = {name for name, step in book.steps.items() if step.kind == ASKING}
    unasked = any(place == "end" and not asking & {step for step, _ in done} for place, done in walked(book))
    blocker = Runbook("demo/other", "Other", "x", {}, {}, blocks=(Block(book.id, Always(), "it is"),))

    told = [finding.path for finding in blocks(tree(book, blocker))]

    assert told == ([("ends", "end")] if unasked else [])


@UNHURRIED
@given(runbooks())
def test_an_undo_that_no_walk_leads_to_is_told(book: Runbook) -> None:
    lost = set()
    for step in book.steps.values():
        seen: set[str] = set()
        todo = [target for outcome, target in ways(book, step.id) if outcome]
        while todo:
            place = todo.pop()
            if place not in seen:
                seen.add(place)
                todo += [target for outcome, target in ways(book, place) if outcome]
        if step.undo and (step.undo.by not in seen or step.undo.by == step.id):
            lost.add(step.id)

    assert {finding.path[1] for finding in undo(tree(book))} == lost


def test_what_blocks_a_runbook_that_could_not_be_read_blocks_nothing() -> None:
    blocker = Runbook("demo/other", "Other", "x", {}, {}, blocks=(Block("demo/gone", Always(), "it is"),))

    assert list(blocks(tree(blocker))) == []
