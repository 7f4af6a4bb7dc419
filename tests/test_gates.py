"""The gates themselves: each must be seen to close."""

from pathlib import Path

import pytest

pytest_plugins = ["pytester"]

CONFTEST = Path(__file__).with_name("gates.py").read_text(encoding="utf-8")
A_BROWSER_TEST = """
import pytest

@pytest.mark.browser
def test_it_looks_right():
    pass

def test_it_adds():
    assert 1 + 1 == 2
"""


@pytest.fixture
def project(pytester: pytest.Pytester) -> pytest.Pytester:
    pytester.makeini("[pytest]\nmarkers = browser: needs Chromium\n")
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(A_BROWSER_TEST)
    return pytester


def test_a_test_that_cannot_be_run_is_named_last_with_how_to_install_it(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = project.runpytest_inprocess()

    result.assert_outcomes(passed=1, deselected=1)
    result.stdout.fnmatch_lines(["NOT RUN: *test_it_looks_right, install it so: apt-get install chromium"])
    assert result.ret == pytest.ExitCode.OK


def test_where_nothing_may_be_left_out_it_is_a_failure(
    project: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", "/nowhere")

    result = project.runpytest_inprocess("--nothing-left-out")

    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_a_gap_in_coverage_is_a_failure_that_says_where(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(sums="def add(a, b):\n    return a + b\n\ndef take(a, b):\n    return a - b\n")
    pytester.makepyfile(test_sums="import sums\n\ndef test_add():\n    assert sums.add(1, 1) == 2\n")

    result = pytester.runpytest_subprocess("--cov=sums", "--cov-report=", "--gate-all=95")

    result.stdout.fnmatch_lines(["sums.py*75%*5*", "Tests cover 75.00 % of everything; the gate is 95 %."])
    assert result.ret == pytest.ExitCode.TESTS_FAILED


def test_enough_coverage_passes_in_silence(pytester: pytest.Pytester) -> None:
    pytester.makeconftest(CONFTEST)
    pytester.makepyfile(sums="def add(a, b):\n    return a + b\n")
    pytester.makepyfile(test_sums="import sums\n\ndef test_add():\n    assert sums.add(1, 1) == 2\n")

    result = pytester.runpytest_subprocess("--cov=sums", "--cov-report=", "--gate-all=95")

    result.stdout.no_fnmatch_line("Tests cover*")
    assert result.ret == pytest.ExitCode.OK
