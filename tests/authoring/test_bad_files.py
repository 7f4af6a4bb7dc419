from pathlib import Path

import pytest

from bot.authoring.library import load
from tests.authoring.reading import BASE, read_with, told

BAD = sorted((Path(__file__).parent / "bad").glob("*.yaml"))
TWELVE = Path(__file__).parent / "twelve.yaml"


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_each_mistake_is_told_with_line_column_and_hint(file: Path, tmp_path: Path) -> None:
    loaded = read_with(tmp_path, file.stem, file.read_bytes())

    assert told(loaded, tmp_path) == file.with_suffix(".txt").read_text()


@pytest.mark.parametrize("file", BAD, ids=lambda file: file.stem)
def test_a_bad_file_is_not_sound_and_harms_no_other(file: Path, tmp_path: Path) -> None:
    loaded = read_with(tmp_path, file.stem, file.read_bytes())

    structural = any(p.code in {"shape", "name"} and p.file.endswith("case.yaml") for p in loaded.problems)
    assert "demo/child" in loaded.runbooks
    assert not structural or "demo/case" not in loaded.runbooks


def test_a_sound_tree_has_no_problems() -> None:
    assert load(BASE).problems == ()


def test_twelve_planted_mistakes_are_exactly_twelve_problems(tmp_path: Path) -> None:
    loaded = read_with(tmp_path, "runbook", TWELVE.read_bytes())

    assert len(loaded.problems) == 12
    assert told(loaded, tmp_path) == TWELVE.with_suffix(".txt").read_text()
