"""How processes that tests start are measured too: coverage finds its settings in their environment."""

import os


def measuring() -> dict[str, str]:
    """The variables that coverage set for this run; empty when nothing is measured."""
    found = dict(os.environ)  # noqa: TID251 - coverage speaks to processes by the environment only
    return {name: value for name, value in found.items() if name.startswith("COVERAGE_")}
