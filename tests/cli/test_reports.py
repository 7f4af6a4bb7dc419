"""`handrail runbook check --format …`: the same findings for people, builds and other tools."""

import json
import shutil
from pathlib import Path

import jsonschema_rs
import pytest

from bot.authoring.checks import ABOUT
from bot.authoring.problem import Problem
from bot.cli.runbook.reports import Report, as_json, github, sarif
from tests.cli.shell import HERE, golden, typed

BAD = HERE / "bad"
TODAY = ("--today", "2026-11-21")
FORMATS = ("text", "json", "github", "sarif")
SARIF = jsonschema_rs.validator_for((HERE / "sarif.schema.json").read_text(), validate_formats=True)


def anywhere(shown: str, folder: Path) -> str:
    """What was shown, wherever the tree lies and whichever version says it."""
    if "sarif" in shown:
        content = json.loads(shown)
        driver = content["runs"][0]["tool"]["driver"]
        driver |= {"version": "0", "rules": []}  # what the rules say is on the page of the checks
        shown = json.dumps(content, indent=2, ensure_ascii=False) + "\n"
    return shown.replace(folder.as_uri(), "runbooks").replace(str(folder), "runbooks")


@pytest.fixture
def warned(tmp_path: Path) -> Path:
    """A sound tree with one warning."""
    tree = Path(shutil.copytree(HERE / "good", tmp_path / "runbooks"))
    book = tree / "demo" / "outage.yaml"
    book.write_text(book.read_text().replace("handrail: 1", "handrail: 1\nreview_by: 2026-01-31", 1))
    return tree


@pytest.mark.parametrize("form", FORMATS)
def test_problems_are_told_in_each_format_and_end_with_exit_code_2(form: str) -> None:
    ended = typed("runbook", "check", BAD, "--format", form, *TODAY)

    assert ended.code == 2
    assert anywhere(ended.out + ended.errors, BAD) == golden(f"check-bad.{form}")


@pytest.mark.parametrize("form", FORMATS)
def test_a_warning_is_told_in_each_format_and_is_no_failure(form: str, warned: Path) -> None:
    ended = typed("runbook", "check", warned, "--format", form, *TODAY)

    assert (ended.code, ended.errors) == (0, "")
    assert anywhere(ended.out, warned) == golden(f"check-warned.{form}")


def test_with_strict_a_warning_is_a_failure(warned: Path) -> None:
    assert typed("runbook", "check", warned, "--strict", *TODAY).code == 2
    assert typed("runbook", "check", warned, "--strict", "--today", "2026-01-31").code == 0


@pytest.mark.parametrize("folder", [BAD, HERE / "good"], ids=lambda folder: folder.name)
def test_sarif_is_sarif(folder: Path) -> None:
    shown = json.loads(typed("runbook", "check", folder, "--format", "sarif", *TODAY).out)

    SARIF.validate(shown)
    (run,) = shown["runs"]
    rules = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert rules == [*ABOUT]
    assert all(rules[result["ruleIndex"]] == result["ruleId"] for result in run["results"])
    assert bool(run["results"]) == (folder == BAD)


def test_what_would_break_a_format_is_escaped() -> None:
    odd = Problem("a b,c:d%.yaml", 1, 2, "name", "x", 'one\ntwo 100% "quoted" ä')
    report = Report(Path(), (odd,), 1, 1, {})

    assert github(report) == (
        '::error file=a b%2Cc%3Ad%25.yaml,line=1,col=2,title=name::x: one%0Atwo 100%25 "quoted" ä'
    )
    assert json.loads(as_json(report))["findings"][0]["message"] == 'one\ntwo 100% "quoted" ä'
    (result,) = json.loads(sarif(report))["runs"][0]["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b%2Cc%3Ad%25.yaml"


def test_a_sound_tree_says_nothing_to_github() -> None:
    assert typed("runbook", "check", HERE / "good", "--format", "github", *TODAY).out == ""
