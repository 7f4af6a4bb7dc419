"""What the test run insists on beside the tests: coverage of the rooms, and that nothing is left out unseen.

Part of pytest's own ending, so that its closing line stays the last word.
"""

import shutil
from collections.abc import Iterator
from dataclasses import dataclass, field
from io import StringIO
from typing import Any

import coverage
import pytest

PURE_ROOMS = ["bot/core/*", "bot/authoring/*", "bot/engine/*"]


@dataclass(frozen=True, slots=True)
class Need:
    """Something that a marked test needs and pip cannot bring."""

    marker: str
    programs: tuple[str, ...]
    install: str

    def is_met(self) -> bool:
        return any(shutil.which(program) for program in self.programs)


NEEDS = (Need("browser", ("chromium", "chromium-browser"), "apt-get install chromium"),)


@dataclass(slots=True)
class _Report:
    left_out: list[str] = field(default_factory=list)
    gaps: list[str] = field(default_factory=list)


_REPORT = pytest.StashKey[_Report]()


def pytest_addoption(parser: pytest.Parser) -> None:
    group = parser.getgroup("handrail")
    group.addoption(
        "--nothing-left-out", action="store_true", help="a test that could not be run is a failure"
    )
    group.addoption("--gate-all", type=float, default=0, help="per cent of all code that tests must cover")
    group.addoption("--gate-pure", type=float, default=0, help="per cent of the rooms that only decide")


def pytest_configure(config: pytest.Config) -> None:
    config.stash[_REPORT] = _Report()


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """Take out the tests whose need is not met, and remember to say so at the end."""
    missing = [need for need in NEEDS if not need.is_met()]
    for item in list(items):
        need = next((need for need in missing if item.get_closest_marker(need.marker)), None)
        if need is not None:
            items.remove(item)
            config.hook.pytest_deselected(items=[item])
            config.stash[_REPORT].left_out.append(f"NOT RUN: {item.nodeid}, install it so: {need.install}")


@pytest.hookimpl(wrapper=True, trylast=True)
def pytest_sessionfinish(session: pytest.Session) -> Iterator[None]:
    """Turn a gap in coverage, or a test left out where none may be, into a failure."""
    yield
    config = session.config
    report = config.stash[_REPORT]
    if hasattr(config, "workeroutput"):
        config.workeroutput["left_out"] = report.left_out  # judged where all workers come together
        return
    gates = (("everything", None, "gate_all"), ("the rooms that only decide", PURE_ROOMS, "gate_pure"))
    for name, files, option in gates:
        gate = config.getoption(option)
        if gate:
            report.gaps.extend(_gap(name, files, gate))
    failed = report.gaps or (report.left_out and config.getoption("nothing_left_out"))
    if failed and session.exitstatus in {pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED}:
        session.exitstatus = pytest.ExitCode.TESTS_FAILED


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    """A worker has ended: remember what it left out. Each worker collects all tests, so once is enough."""
    left_out = getattr(node, "workeroutput", {}).get("left_out", [])
    node.config.stash[_REPORT].left_out[:] = left_out


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    report = config.stash[_REPORT]
    for line in (*report.gaps, *report.left_out):
        terminalreporter.write_line(line)


def _gap(name: str, files: list[str] | None, gate: float) -> list[str]:
    measured = coverage.Coverage()
    measured.load()
    table = StringIO()
    try:
        total = measured.report(include=files, file=table, show_missing=True, skip_covered=True)
    except coverage.exceptions.NoDataError:
        return [f"Coverage of {name} was not measured."]
    if total >= gate:
        return []
    return [table.getvalue(), f"Tests cover {total:.2f} % of {name}; the gate is {gate:g} %."]
