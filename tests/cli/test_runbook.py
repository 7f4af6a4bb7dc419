"""`handrail runbook`: check and rehearse."""

import shutil
from pathlib import Path

import pytest

from tests.cli.shell import HERE, golden, typed

GOOD = HERE / "good"
BAD = HERE / "bad"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    return Path(shutil.copytree(GOOD, tmp_path / "runbooks"))


def test_a_sound_tree_has_no_problem() -> None:
    ended = typed("runbook", "check", GOOD)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == f"1 runbook and 1 command of {GOOD}: no problem.\n"


def test_all_problems_of_a_bad_tree_are_told_at_once() -> None:
    ended = typed("runbook", "check", BAD)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors.replace(f"{BAD}", "runbooks") == golden("check-bad.text")


def test_one_problem_is_one_problem(tree: Path) -> None:
    (tree / "demo" / "system.yaml").write_text("handrail: 1\ntitle: Demo\nowner: nobody\n")

    ended = typed("runbook", "check", tree)

    assert ended.code == 2
    assert ended.errors.endswith(f"\n1 problem in {tree}.\n")


def test_what_the_runbooks_do_not_encode_yet_is_told_and_is_no_problem(tree: Path) -> None:
    shutil.copy(HERE / "coverage.yaml", tree / "coverage.yaml")

    ended = typed("runbook", "check", tree)

    assert ended.code == 0, ended.errors
    assert "Facts of the documents that no runbook encodes yet: demo 1.\n" in ended.out


def test_drills_that_end_as_they_say_are_counted_and_what_none_walks_is_named() -> None:
    ended = typed("runbook", "test", GOOD)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("test-walked.txt")


def test_a_tree_that_has_to_be_complete_fails_for_an_outcome_that_no_drill_walks() -> None:
    ended = typed("runbook", "test", "--complete", GOOD)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == (
        "no drill walks demo/outage: look → ok\n1 outcome of the runbooks that no drill walks.\n"
    )


def test_a_drill_that_goes_astray_says_where(tree: Path) -> None:
    drill = tree / "demo" / "drills" / "outage.yaml"
    drill.write_text(drill.read_text().replace("expect: {end: mended}", "expect: {end: nothing}"))

    ended = typed("runbook", "test", tree)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors.replace(f"{tree}", "runbooks") == golden("test-astray.txt")


def test_nothing_is_rehearsed_from_files_that_cannot_be_read() -> None:
    ended = typed("runbook", "test", BAD)

    assert (ended.code, ended.out) == (2, "")
    assert "`demo.lok` is not a command" in ended.errors
    assert ended.errors.endswith("These files cannot be read, so nothing was rehearsed.\n")


@pytest.mark.parametrize("verb", ["check", "test"])
def test_the_folder_is_the_one_that_the_bot_reads(verb: str) -> None:
    ended = typed("runbook", verb, env={"HANDRAIL_RUNBOOKS": str(GOOD)})

    assert ended.code == 0


@pytest.mark.parametrize("verb", ["check", "test"])
def test_a_folder_that_is_not_there_is_said_to_be_missing(verb: str, tmp_path: Path) -> None:
    ended = typed("runbook", verb, tmp_path / "none")

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == (
        f"There is no folder {tmp_path / 'none'}. Name the one that holds policy.yaml and the systems.\n"
    )


def test_a_runbook_is_told_in_words() -> None:
    ended = typed("runbook", "explain", "demo/outage", env={"HANDRAIL_RUNBOOKS": str(GOOD)})

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("explain-outage.md")
