"""The store under its contract, once as the fake and once as the real one."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.contracts.bench import Bench, MemoryBench, SqlBench


@pytest.fixture(params=["memory", "sqlite"])
def bench(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Bench]:
    made: Bench = MemoryBench() if request.param == "memory" else SqlBench(tmp_path / "handrail.db")
    yield made
    made.close()
