"""One process per file."""

import os
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.store.lock import FileLock
from bot.store.store import SqlStore
from bot.store.trouble import NotWritable, StoreTrouble
from tests.fakes.clock import FakeClock


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


@pytest.mark.parametrize("name", ["handrail.db", "folder/handrail.db"])
def test_where_nothing_can_be_written_that_is_told_and_not_how_it_failed(tmp_path: Path, name: str) -> None:
    (tmp_path / "file").touch()
    path = tmp_path / "file" / name

    with pytest.raises(NotWritable) as caught:
        SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)

    assert str(caught.value).startswith(f"{path} cannot be opened: ")
    assert "HANDRAIL_DATABASE says where that is." in str(caught.value)
