from datetime import date
from pathlib import Path

import pytest

from bot.authoring.checks import check_library, warnings_of
from tests.authoring.trees import cases, golden, told, tree

WARNED = cases(Path(__file__).parent / "warned")
TODAY = date(2026, 11, 21)


@pytest.mark.parametrize("case", WARNED, ids=lambda case: case.stem)
def test_what_should_be_looked_at_is_a_warning_and_no_problem(case: Path, tmp_path: Path) -> None:
    loaded = tree(tmp_path, case)

    warnings = warnings_of(loaded, TODAY)

    assert told(warnings, tmp_path) == golden(case)
    assert {warning.code for warning in warnings} == {case.stem.partition("-")[0]}
    assert check_library(loaded) == []


def test_a_sound_tree_warns_of_nothing(tmp_path: Path) -> None:
    assert warnings_of(tree(tmp_path), TODAY) == []


def test_a_review_is_overdue_from_the_day_after(tmp_path: Path) -> None:
    case = Path(__file__).parent / "warned" / "review-overdue.yaml"

    loaded = tree(tmp_path, case)

    assert warnings_of(loaded, date(2026, 11, 20)) == []
    assert len(warnings_of(loaded, TODAY)) == 1


def test_nothing_counts_as_unused_while_a_file_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "demo").mkdir()
    (tmp_path / "demo" / "broken.yaml").write_text("handrail: 1\n")

    loaded = tree(tmp_path, Path(__file__).parent / "warned" / "unused-facts.yaml")

    assert loaded.problems
    assert warnings_of(loaded, TODAY) == []
