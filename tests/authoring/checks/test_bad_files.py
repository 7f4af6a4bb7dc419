from pathlib import Path

import pytest

from bot.authoring.checks import check_library
from tests.authoring.trees import cases, golden, told, tree

BAD = cases(Path(__file__).parent / "bad")


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_each_mistake_is_told_where_it_stands_and_what_to_write_instead(case: Path, tmp_path: Path) -> None:
    loaded = tree(tmp_path, case)

    problems = check_library(loaded)

    assert told(problems, tmp_path) == golden(case)


@pytest.mark.parametrize("case", BAD, ids=lambda case: case.stem)
def test_a_bad_file_is_named_after_the_property_that_it_breaks(case: Path, tmp_path: Path) -> None:
    loaded = tree(tmp_path, case)

    codes = {problem.code for problem in check_library(loaded)}

    assert codes == {case.stem.partition("-")[0]}


def test_the_tree_that_the_mistakes_are_laid_over_is_sound(tmp_path: Path) -> None:
    loaded = tree(tmp_path)

    assert check_library(loaded) == []
