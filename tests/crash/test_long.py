"""What takes longer than a build should: run by `make crash` only."""

from pathlib import Path

import pytest

from tests.acceptance.ground import Ground
from tests.acceptance.test_waiting import refused_while_declaring

pytestmark = pytest.mark.process


def test_slack_may_refuse_the_channel_for_twenty_seconds(tmp_path: Path) -> None:
    with Ground(tmp_path / "stage", latency_ms=80) as ground:
        refused_while_declaring(ground, 20.0)
