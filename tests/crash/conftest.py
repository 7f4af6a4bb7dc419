"""How much of the crash test runs."""

import pytest


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("handrail")
    group.addoption(
        "--every-kill-point", action="store_true", help="kill the bot at every point, not at one of each kind"
    )
