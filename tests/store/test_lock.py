"""One process per file."""

import os
from pathlib import Path

import pytest

from bot.store.lock import FileLock
from bot.store.trouble import StoreTrouble


def test_a_second_one_is_told_who_has_the_file(tmp_path: Path) -> None:
    database = tmp_path / "handrail.db"
    first = FileLock(database).take()

    with pytest.raises(StoreTrouble) as caught:
        FileLock(database).take()

    assert str(caught.value) == (
        f"{database} is in use by another Handrail (process {os.getpid()}). "
        "One process works on one file: stop that one first, or give this one a file of its own."
    )
    first.release()


def test_a_released_file_can_be_taken_again(tmp_path: Path) -> None:
    database = tmp_path / "handrail.db"
    first = FileLock(database).take()
    first.release()
    first.release()

    second = FileLock(database).take()

    assert (tmp_path / "handrail.db.lock").read_text() == f"{os.getpid()}\n"
    second.release()
