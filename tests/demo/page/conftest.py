from collections.abc import Iterator

import pytest

from tests.demo.page.stage import Stage, stage


@pytest.fixture
def at() -> Iterator[Stage]:
    with stage() as made:
        yield made
