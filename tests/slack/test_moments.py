from typing import Any

import pytest

from tests.slack.blockkit import assert_blocks
from tests.slack.moments import GOLDEN, as_golden, everything

ALL = list(everything())


@pytest.mark.parametrize(("name", "blocks"), ALL, ids=[name for name, _ in ALL])
def test_a_moment_looks_as_it_was_agreed(name: str, blocks: list[Any]) -> None:
    golden = (GOLDEN / f"{name}.json").read_text(encoding="utf-8")

    assert as_golden(blocks) == golden
    assert_blocks([block.to_dict() for block in blocks])


def test_no_golden_file_is_left_over() -> None:
    assert {path.stem for path in GOLDEN.glob("*.json")} == {name for name, _ in ALL}
