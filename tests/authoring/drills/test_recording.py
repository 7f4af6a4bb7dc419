"""A recorded walk is a drill that walks the same way: proven on every drill there is."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.authoring.drill import Case, Drill
from bot.authoring.drills import _begun, _walk, rehearse
from bot.authoring.drills.recording import Recorder, recorded
from bot.authoring.drills.stage import Stage
from bot.authoring.library import Loaded, load
from bot.authoring.read_drill import read_drill
from bot.authoring.shape import Page
from bot.authoring.sheet import Signature
from bot.authoring.yaml_reader import read_yaml
from bot.core.apply import apply
from bot.core.events import AnytimeTaken, FactSet, Jumped, OutcomeTaken, RunArrived
from bot.core.incident import Incident
from tests.authoring.drills.test_drills import HERE
from tests.authoring.trees import SHIPPED, cases
from tests.authoring.trees import tree as planted

MOVES = (OutcomeTaken, Jumped, AnytimeTaken, RunArrived)


@pytest.fixture(scope="module")
def trees(tmp_path_factory: pytest.TempPathFactory) -> list[Loaded]:
    folder = tmp_path_factory.mktemp("demo")
    planted(folder, HERE / "base")
    (folder / "demo" / "drills").mkdir()
    for drill in cases(HERE / "good"):
        (folder / "demo" / "drills" / drill.name).write_text(drill.read_text())
    return [load(folder), load(SHIPPED)]


def walked(loaded: Loaded, drill: Drill, case: Case) -> Stage:
    stage = _begun(loaded, drill, case)
    _walk(stage, case)
    return stage


def record(loaded: Loaded, stage: Stage) -> str:
    states: list[Incident] = []
    for event, stamp in stage.log:
        states.append(apply(states[-1] if states else None, event, stamp))
    recorder = Recorder({"": loaded.runbooks}, loaded.readers, states)
    return recorded(recorder, stage.incident, stage.log)


def again(loaded: Loaded, text: str) -> Drill:
    document, problems = read_yaml("drill.yaml", text.encode())
    assert document is not None, text
    page = Page(document, problems)
    signatures = {name: Signature(book.facts, book.ends) for name, book in loaded.runbooks.items()}
    drill = read_drill(page, signatures)
    assert drill is not None, text
    assert page.problems == [], f"{page.problems}\n{text}"
    return drill


def moves(stage: Stage) -> list[tuple[str, ...]]:
    told = [event for event, _ in stage.log if isinstance(event, MOVES)]
    return [
        (type(event).__name__, event.run, getattr(event, "outcome", "") or getattr(event, "to", ""))
        for event in told
    ]


def facts(stage: Stage) -> list[tuple[str, str, str]]:
    events = (event for event, _ in stage.log if isinstance(event, FactSet))
    return [(event.run, event.fact, str(event.value)) for event in events]


def samples(trees: list[Loaded]) -> Iterator[tuple[Loaded, Drill, Case]]:
    """All that was written for the sake of drills, and one drill of each runbook that is shipped."""
    for loaded, most in zip(trees, (None, 1), strict=True):
        for drill in loaded.drills:
            yield from ((loaded, drill, case) for case in drill.cases[:most])


def test_a_recorded_drill_walks_the_same_way_again(trees: list[Loaded]) -> None:
    wrong: list[str] = []
    for loaded, drill, case in samples(trees):
        stage = walked(loaded, drill, case)
        text = record(loaded, stage)
        copy = again(loaded, text)
        problems = rehearse(loaded, copy).problems
        if problems:
            wrong.append(f"{drill.runbook}: {case.name}\n{problems[0]}\n{text}")
            continue
        other = walked(loaded, copy, copy.cases[0])
        if (moves(stage), facts(stage)) != (moves(other), facts(other)):
            wrong.append(f"{drill.runbook}: {case.name} walks otherwise\n{text}")

    assert wrong == []


def test_a_recording_reads_as_its_author_would_have_written_it(trees: list[Loaded]) -> None:
    loaded = trees[1]
    drill = next(one for one in loaded.drills if one.runbook == "briefcase/receipt-chain")

    text = record(loaded, walked(loaded, drill, drill.cases[0]))

    assert text == (Path(__file__).parent / "recorded.yaml").read_text()
    assert not re.search(r"Robin|Sasha|U1", text)
