"""Pictures of an incident at any step of any runbook, in every state that its item can have."""

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
    Visit,
    Waiting,
)
from bot.core.result import CommandResult, Reading
from bot.core.rulebook import Rulebook
from bot.core.runbook import Run as RunKind
from bot.core.runbook import Runbook, Severity, Step
from bot.core.runbook import Wait as WaitKind
from bot.slack.views.picture import Exact, Picture
from tests.core.outage import DIGEST
from tests.core.story import ANA, BO
from tests.fakes.clock import NOON

FIFTEEN = timedelta(minutes=15)
TOKEN = "token-of-the-only-request"


def incident_at(book: Runbook, step: Step, item: Item, title: str) -> Incident:
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
        items=(item,),
        waiting=waiting if isinstance(step.kind, WaitKind) else None,
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


def items(step: Step) -> Iterator[Item]:
    """Every state that the step's item can be in."""
    if not isinstance(step.kind, RunKind | WaitKind):
        yield Item()
        return
    result = CommandResult(
        reading=Reading({}, next(iter(step.outcomes))), excerpt="what it said\n" * 300, why="w" * 900
    )
    yield Item()
    yield Item(cleared=True)
    yield Item(state="running", effect="INC-0042/1/1", tries=1)
    yield Item(state="asked")
    yield Item(state="settled", verdict=result.reading.verdict, result=result)
    yield Item(state="stuck", trouble="interrupted", why="Handrail stopped", result=result)
    yield Item(state="stuck", trouble="timed_out", why="w" * 900, result=result)


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


def every_picture(book: Runbook, rulebook: Rulebook, text: str) -> Iterator[tuple[str, Picture]]:
    """(what it is, picture) for each step in each state; `text` is title and command."""
    for step in book.steps.values():
        for item in items(step):
            incident = incident_at(book, step, item, text[:150])
            if item.state == "asked":
                incident = with_request(incident, text)
            changes = [("plain", incident)]
            if item == Item():
                changes += [
                    ("knowing", knowing(incident, text)),
                    ("asked first", asked_first(incident, tuple(book.facts))),
                    ("gated", gated(incident)),
                ]
            for name, changed in changes:
                exact = Exact(text)
                yield (
                    f"{step.id}, {item.state} {item.trouble}, {name}",
                    Picture(changed, rulebook, NOON + timedelta(minutes=6), exact),
                )
