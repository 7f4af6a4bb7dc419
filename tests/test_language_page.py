"""The page of the language shows a tree that is sound and whose drill walks."""

import re
from pathlib import Path

import pytest

from bot.authoring.read_steps import KINDS
from bot.core.words import CHOICES, PRESETS
from tests.cli.shell import typed
from tests.reference import DOCS

PAGE = (DOCS / "language.md").read_text(encoding="utf-8")
FILE = re.compile(r"^```yaml\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


@pytest.fixture
def shown(tmp_path: Path) -> Path:
    """The files of the page, as files."""
    for name, text in FILE.findall(PAGE):
        path = tmp_path / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return tmp_path


def test_the_example_is_sound(shown: Path) -> None:
    ended = typed("runbook", "check", shown)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == f"1 runbook and 2 commands of {shown}: no problem.\n"


def test_the_drill_of_the_example_walks(shown: Path) -> None:
    ended = typed("runbook", "test", shown)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out.endswith("2 drills walked to the end.\n")


def test_every_kind_of_step_has_its_row() -> None:
    rows = re.findall(r"^\| `([a-z]+)` \|", PAGE, re.MULTILINE)

    assert sorted(set(rows) & set(KINDS)) == sorted(KINDS)


@pytest.mark.parametrize("name", [*PRESETS, *CHOICES])
def test_every_kind_of_word_is_told(name: str) -> None:
    assert f"`{name}`" in PAGE
