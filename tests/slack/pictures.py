"""Pictures of an incident at any step of any runbook, in every state that its item can have."""

import itertools
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

from bot.core.incident import (
    Approval,
    ClockState,
    Dead,
    Incident,
    Item,
    Known,
    Left,
    Message,
    Owed,
    Run,
    Suggestion,
    Visit,
    Waiting,
)
from bot.core.picture import Exact, Picture
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import ListOf, Runbook, Severity, Step, Update
from bot.core.runbook import Run as RunKind
from bot.core.runbook import Wait as WaitKind
from bot.core.values import Row, Values
from tests.core.outage import DIGEST
from tests.core.story import ANA, BO
from tests.fakes.clock import NOON

FIFTEEN = timedelta(minutes=15)
TOKEN = "token-of-the-only-request"
ROWS = 230


def incident_at(book: Runbook, step: Step, items: tuple[Item, ...], title: str) -> Incident:
    """An incident in the second visit of its first run, at the step."""
    left = Left(1, step.id, step.title, next(iter(step.outcomes), "done"), step.id, ANA, NOON)
    waiting = Waiting(NOON, NOON, NOON + timedelta(hours=1), NOON, failures=3)
    visit = Visit(
        2,
        step.id,
        step.title,
        step.phase,
        NOON,
        within=NOON + timedelta(minutes=5) if step.within else None,
        items=items,
        waiting=waiting if isinstance(step.kind, WaitKind) else None,
        moves_at=NOON if all(item.is_over for item in items) else None,
        ticked=items[-1].id if items and items[-1].outcome else "",
        draft=title * 9 if isinstance(step.kind, Update) else "",
        suggested=tuple(Suggestion(way, "a/1", title) for way in book.anytime),
    )
    owed = {
        f"r1/{one.id}": Owed(f"r1/{one.id}", "evidence", one.title, "r1", one.how, gates=())
        for one in book.evidence.values()
    }
    clocks = tuple(
        ClockState(one.id, one.title, one.limit, "", "", NOON + one.limit) for one in book.clocks.values()
    )
    run = Run("r1", book.id, DIGEST, book.title, visit=visit, left=(left,), clocks=clocks)
    return Incident(
        id="INC-0042",
        version=9,
        title=title,
        runbook=book.id,
        severity=Severity.P1,
        target="prod",
        declared_by=ANA,
        declared_at=NOON,
        detected_at=NOON,
        wanted_roles=book.roles,
        roles={"commander": BO},
        runs={"r1": run},
        owed=owed,
        channel="C0INC0042",
        messages={f"approval/{TOKEN}": Message("C1", "1.0", "https://example.org/archives/C1/p10")},
        dead=tuple(Dead(f"INC-0042/1/{n}", "post_output", title * 3, NOON) for n in range(5)),
    )


def items(step: Step) -> Iterator[tuple[Item, ...]]:
    """Every state that the step's items can be in, together."""
    if step.is_side_by_side:
        yield from _side_by_side(step)
        return
    if not isinstance(step.kind, RunKind | WaitKind):
        yield (Item(),)
        return
    rows: tuple[Row, ...] = tuple(
        {"id": f"{number} {'r' * 90}", "size": number, "at": "a" * 300} for number in range(ROWS)
    )
    values: Values = {step.kind.pick.table: rows} if isinstance(step.kind, RunKind) and step.kind.pick else {}
    result = CommandResult(
        reading=Reading(values, next(iter(step.outcomes))), excerpt="what it said\n" * 300, why="w" * 900
    )
    settled = Item(state="settled", verdict=result.reading.verdict, result=result)
    yield (Item(),)
    yield (Item(cleared=True),)
    yield (Item(state="running", effect="INC-0042/1/1", tries=1),)
    yield (Item(state="asked"),)
    yield (settled,)
    yield (replace(settled, picked=(0, 2)),)
    yield (Item(state="stuck", trouble="interrupted", why="Handrail stopped", result=result),)
    yield (Item(state="stuck", trouble="timed_out", why="w" * 900, result=result),)


def _side_by_side(step: Step) -> Iterator[tuple[Item, ...]]:
    names = list(step.kind.items) if isinstance(step.kind, ListOf) else [str(n) for n in range(1, 51)]
    fresh = tuple(Item(name, title="<t> *b* " * 40, element="e" * 90, fix="f" * 900) for name in names)
    states: tuple[Item, ...] = (
        Item(state="settled", outcome="passed", verdict="ok"),
        Item(state="settled", outcome="failed", note="*n*" * 900, claimed_by=BO),
        Item(state="settled", outcome="not_applicable", note="n"),
        Item(state="stuck", trouble="timed_out", why="w" * 900),
        Item(state="running", effect="INC-0042/1/1"),
        Item(state="asked", claimed_by=ANA),
        Item(within=NOON, by="n" * 48),
    )
    mixed = (
        replace(state, id=one.id, title=one.title, fix=one.fix)
        for one, state in zip(fresh, itertools.cycle(states), strict=False)
    )
    done = replace(fresh[0], state="settled", outcome="passed")
    yield fresh
    yield tuple(mixed)
    yield (fresh[0],)
    yield (done,)
    yield tuple(replace(one, state="settled", outcome="passed") for one in fresh)
    yield tuple(replace(one, state="settled", outcome="failed", note="n" * 2900) for one in fresh)


def with_request(incident: Incident, what: str) -> Incident:
    """The same with a request for approval that waits."""
    approval = Approval(
        TOKEN,
        "run",
        "r1",
        2,
        "main",
        "",
        what,
        "p",
        "d",
        ("n" * 48,),
        ANA,
        NOON,
        NOON + timedelta(minutes=15),
    )
    return replace(incident, approvals={TOKEN: approval})


def asked_first(incident: Incident, facts: tuple[str, ...]) -> Incident:
    """The same, where the step needs to know facts first."""
    run = incident.runs["r1"]
    assert run.visit is not None
    return replace(incident, runs={"r1": replace(run, visit=replace(run.visit, needs=facts))})


def gated(incident: Incident) -> Incident:
    """The same, where all that is owed guards the step."""
    run = incident.runs["r1"]
    assert run.visit is not None
    step = run.visit.step
    return replace(incident, owed={key: replace(one, gates=(step,)) for key, one in incident.owed.items()})


def knowing(incident: Incident, text: str) -> Incident:
    """The same, with a text known for each fact that is looked up."""
    run = incident.runs["r1"]
    facts = dict.fromkeys(
        ("flag", "pick", "words", "word", "first_bad", "provenance"), Known(text, "answered")
    )
    return replace(incident, runs={"r1": replace(run, facts=facts)})


def every_picture(
    book: Runbook, rulebook: Rulebook, text: str, *, most: int = 99
) -> Iterator[tuple[str, Picture]]:
    """(what it is, picture) for each step in each state (in so many at most); `text` is title and command."""
    for step in book.steps.values():
        for each in itertools.islice(items(step), most):
            item = each[0]
            incident = incident_at(book, step, each, text[:150])
            if item.state == "asked":
                incident = with_request(incident, text)
            changes = [("plain", incident)]
            if item.state == "open" and not item.cleared:
                changes += [
                    ("knowing", knowing(incident, text)),
                    ("asked first", asked_first(incident, tuple(book.facts))),
                    ("gated", gated(incident)),
                ]
            for name, changed in changes:
                exact = Exact(text)
                yield (
                    f"{step.id}, {len(each)} {item.state} {item.trouble}, {name}",
                    Picture(changed, rulebook, NOON + timedelta(minutes=6), exact),
                )
