import shutil
from pathlib import Path

import pytest

from bot.authoring.checks import check_library
from bot.authoring.drills import Seen, rehearse_all, unwalked
from bot.authoring.library import Loaded, load
from tests.authoring.trees import SHIPPED, cases, golden, told, tree

HERE = Path(__file__).parent
BAD = cases(HERE / "bad")


def demo(folder: Path, *drills: Path) -> Loaded:
    """The demo system with its runbooks of every kind, and some drills of it."""
    tree(folder, HERE / "base")
    (folder / "demo" / "drills").mkdir()
    for drill in drills:
        shutil.copy(drill, folder / "demo" / "drills" / drill.name)
    return load(folder)


def test_drills_walk_every_kind_of_step_on_the_core(tmp_path: Path) -> None:
    loaded = demo(tmp_path, *cases(HERE / "good"))

    rehearsal = rehearse_all(loaded)

    assert told(check_library(loaded), tmp_path) == ""
    assert told(rehearsal.problems, tmp_path) == ""
    assert rehearsal.cases == 31


def test_outcomes_that_no_drill_takes_are_listed_in_the_order_of_the_file(tmp_path: Path) -> None:
    loaded = demo(tmp_path, BAD[0])

    left = [
        (one.step, one.name) for one in unwalked(loaded, rehearse_all(loaded)) if one.runbook == "demo/care"
    ]

    assert ("look", "bad") not in left
    assert left[:3] == [("look", "ok"), ("watch", "done"), ("watch", "breach")]


def test_a_step_that_was_skipped_was_not_walked(tmp_path: Path) -> None:
    loaded = demo(tmp_path, HERE / "good" / "care.yaml")

    walked = rehearse_all(loaded).walked

    assert Seen("outcomes", "demo/care", "by-hand", "none") in walked
    assert Seen("outcomes", "demo/care", "worse", "high") in walked
    assert Seen("outcomes", "demo/care", "worse", "else") in walked


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_a_drill_that_goes_astray_says_where_and_what_happened(case: Path, tmp_path: Path) -> None:
    loaded = demo(tmp_path, case)

    rehearsal = rehearse_all(loaded)

    assert told((*loaded.problems, *rehearsal.problems), tmp_path) == golden(case)


def test_a_drill_of_a_runbook_that_cannot_be_read_is_left_out(tmp_path: Path) -> None:
    drill = HERE / "good" / "child.yaml"
    demo(tmp_path, drill)
    (tmp_path / "demo" / "child.yaml").write_text("handrail: 1\ntitle: Broken\n", encoding="utf-8")

    rehearsal = rehearse_all(load(tmp_path))

    assert rehearsal.cases == 0


def test_the_shipped_runbooks_are_sound_and_every_outcome_is_drilled() -> None:
    loaded = load(SHIPPED)

    rehearsal = rehearse_all(loaded)

    assert told(check_library(loaded), SHIPPED) == ""
    assert told(rehearsal.problems, SHIPPED) == ""
    assert unwalked(loaded, rehearsal) == ()
    assert {drill.runbook for drill in loaded.drills} == set(loaded.runbooks)
