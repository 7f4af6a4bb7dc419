"""Every exception from a rule of the build says why."""

import io
import re
import tokenize
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
FOLDERS = ("bot", "tests", "benchmarks")
EXCEPTION = re.compile(r"noqa|type:\s*ignore|pragma: no cover|nosec|fmt: off")
_TYPES = re.compile(r"type:\s*ignore\[").search
"""Tests hand the code what its types forbid; the rule that is broken on purpose is enough said there."""
EXPLAINED = re.compile(
    r"# noqa: [A-Z]+[0-9]+(, [A-Z]+[0-9]+)* - \S.+"
    r"|# type: ignore\[[a-z-]+(, ?[a-z-]+)*\] {1,2}# \S.+"
)


def comments(text: str) -> Iterator[tuple[int, str]]:
    """Each comment with its line; texts that look like one are none."""
    for token in tokenize.generate_tokens(io.StringIO(text).readline):
        if token.type == tokenize.COMMENT:
            yield token.start[0], token.string


def unexplained(text: str) -> list[str]:
    """The comments that take a rule away and do not say which and why."""
    return [
        f"{line}: {comment}"
        for line, comment in comments(text)
        if EXCEPTION.search(comment) and not EXPLAINED.fullmatch(comment)
    ]


def test_every_exception_in_a_file_names_its_rule_and_its_reason() -> None:
    found = {
        str(path.relative_to(ROOT)): wrong
        for folder in FOLDERS
        for path in sorted((ROOT / folder).rglob("*.py"))
        if (
            wrong := [
                one for one in unexplained(path.read_text("utf-8")) if folder == "bot" or not _TYPES(one)
            ]
        )
    }

    assert found == {}


@pytest.mark.parametrize(
    "comment",
    [
        "noqa",
        "noqa: S603",
        "noqa: S603 -",
        "type: ignore",
        "type: ignore[arg-type]",
        "nosec",
        "pragma: no cover",
    ],
)
def test_an_exception_without_rule_or_reason_is_noticed(comment: str) -> None:
    assert unexplained(f"a = 1  # {comment}\n") == [f"1: # {comment}"]


def test_an_exception_for_whole_folders_says_why_where_it_stands() -> None:
    """Each rule that is off in pyproject.toml stands on a line that ends with its reason."""
    text = (ROOT / "pyproject.toml").read_text("utf-8")
    lint = tomllib.loads(text)["tool"]["ruff"]["lint"]
    off = {*lint["ignore"], *(rule for rules in lint["per-file-ignores"].values() for rule in rules)}
    unsaid = [
        line
        for line in text.splitlines()
        if any(f'"{rule}"' in line for rule in off) and not re.search(r"# \S.+", line)
    ]

    assert len(off) > 20
    assert unsaid == []


def test_what_bandit_would_find_is_looked_for_everywhere() -> None:
    """The rules of flake8-bandit are on, none is off in `bot`, and few are off in tests."""
    lint = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["ruff"]["lint"]
    off = {
        where: {rule for rule in rules if rule[0] == "S"} for where, rules in lint["per-file-ignores"].items()
    }

    assert lint["select"] == ["ALL"]
    assert {rule for rule in lint["ignore"] if re.match(r"S\d|S$", rule)} == {"S101"}
    assert {where: rules for where, rules in off.items() if rules} == {
        "tests/**": {"S105", "S106", "S107", "S603"},
        "tests/store/test_verify.py": {"S608"},
    }
