import shutil
from pathlib import Path

import pytest

from bot.authoring.checks import check_library, not_yet_encoded
from bot.authoring.checks.covers import holds, literal_text
from bot.authoring.library import load
from tests.authoring.trees import SHIPPED


@pytest.mark.parametrize(
    ("held", "literal", "is_held"),
    [
        ("respond within 5m", "5", True),
        ("respond within 15m", "5", False),
        ("value <= 150.0", "150", True),
        ("value <= 150.5", "150", False),
        ("value >= 99.99", "99.9", False),
        ("value >= 99.9", "99.9", True),
        ("version 1.5", "5", False),
        ("briefcase  diagnostics check", "briefcase diagnostics check", False),
        ("run briefcase diagnostics check now", "briefcase  diagnostics\ncheck", True),
    ],
)
def test_a_literal_is_found_as_written_and_a_figure_only_where_it_stands_alone(
    held: str, literal: str, is_held: bool
) -> None:
    assert holds(held, literal) is is_held


def test_an_argv_is_read_as_it_is_typed() -> None:
    entry = {"exec": ["briefcase", "backups", "restore", "--id", {"param": "backup"}], "covers": ["BRF-X"]}

    assert "briefcase backups restore --id <backup>" in literal_text(entry)
    assert "BRF-X" not in literal_text(entry)


def test_what_is_not_yet_encoded_is_counted_by_system() -> None:
    left = not_yet_encoded(load(SHIPPED))

    assert left["cryprq"] == ()
    assert "BRF-IC4-C2" not in left["briefcase"]
    assert "WTN-FLOW" in left["wiretuner"]


def test_a_folder_above_the_runbooks_may_be_called_as_a_system(tmp_path: Path) -> None:
    folder = tmp_path / "lumenlink" / "runbooks"
    shutil.copytree(SHIPPED, folder)

    assert check_library(load(folder)) == []
