"""A real store on a file of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.core.apply import apply
from bot.store.store import SqlStore
from tests.fakes.clock import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "handrail.db"


@pytest.fixture
def store(path: Path, clock: FakeClock) -> Iterator[SqlStore]:
    opened = SqlStore.open(path, bot="test", clock=clock, fold=apply)
    yield opened
    opened.close()
