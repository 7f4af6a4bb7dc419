"""`handrail runbook diff`: two folders, two files, or a revision."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.cli.shell import HERE, golden, typed

GOOD = HERE / "good"


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    """The tree, with a way that leads elsewhere."""
    copied = Path(shutil.copytree(GOOD, tmp_path / "runbooks"))
    file = copied / "demo" / "outage.yaml"
    file.write_text(file.read_text().replace("bad: mend}", "bad: nothing}"))
    return copied


def test_two_folders_are_compared(tree: Path) -> None:
    ended = typed("runbook", "diff", GOOD, tree)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("diff-outage.txt")


def test_two_files_are_compared_as_runbooks_of_their_folders(tree: Path) -> None:
    ended = typed("runbook", "diff", GOOD / "demo" / "outage.yaml", tree / "demo" / "outage.yaml")

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("diff-outage.txt")


def test_equal_folders_differ_in_nothing() -> None:
    ended = typed("runbook", "diff", GOOD, GOOD)

    assert (ended.code, ended.out) == (0, "0 runbooks changed; no safeguard weaker than before.\n")


@pytest.mark.process
def test_the_folder_is_compared_with_a_revision(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(GOOD, tmp_path / "repo" / "runbooks"))
    git = ("git", "-C", str(folder), "-c", "user.name=a", "-c", "user.email=a@example.org")
    for words in (("init", "-q"), ("add", "."), ("commit", "-qm", "a")):
        subprocess.run([*git, *words], check=True, capture_output=True)
    file = folder / "demo" / "outage.yaml"
    file.write_text(file.read_text().replace("bad: mend}", "bad: nothing}"))
    env = {"HANDRAIL_RUNBOOKS": str(folder)}

    all_of_it = typed("runbook", "diff", "--git", "HEAD", env=env)
    one = typed("runbook", "diff", "--git", "HEAD", "demo/outage", env=env)
    unknown = typed("runbook", "diff", "--git", "HEAD", "demo/outag", env=env)
    nowhere = typed("runbook", "diff", "--git", "nowhere", env=env)

    assert all_of_it.out == one.out == golden("diff-outage.txt")
    assert "Did you mean `demo/outage`?" in unknown.errors
    assert (nowhere.code, nowhere.out) == (2, "")
    assert "cannot be had at `nowhere`" in nowhere.errors


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name two folders, or two files"),
        ((GOOD, GOOD / "none.yaml"), "There is no file or folder"),
        ((GOOD / "policy.yaml", GOOD / "policy.yaml"), "is no runbook of a folder"),
        (("--git", "--output=x"), "is no revision"),
    ],
)
def test_what_cannot_be_compared_says_why(words: tuple[object, ...], told: str) -> None:
    ended = typed("runbook", "diff", *words, env={"HANDRAIL_RUNBOOKS": str(GOOD)})

    assert (ended.code, ended.out) == (2, "")
    assert told in ended.errors
