from pathlib import Path

from benchmarks.sixty import WANTED, sixty
from bot.authoring.checks import check_library
from bot.authoring.library import load
from tests.authoring.trees import SHIPPED


def test_the_runbooks_that_checking_is_measured_with_are_sound_and_different(tmp_path: Path) -> None:
    loaded = load(sixty(tmp_path / "runbooks"))

    shipped = load(SHIPPED).runbooks
    copied = [name for book in loaded.runbooks.values() if book.id not in shipped for name in book.facts]
    assert check_library(loaded) == []
    assert len(loaded.runbooks) >= WANTED
    assert len(set(copied)) == len(copied)
