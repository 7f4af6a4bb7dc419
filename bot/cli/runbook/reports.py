"""What a check found, as people, builds and other tools read it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import Literal, TypeAlias
from urllib.parse import quote

from bot import __version__
from bot.authoring.checks import ABOUT
from bot.authoring.checks.about import About
from bot.authoring.problem import WARNINGS, Problem
from bot.cli.telling import counted

Format: TypeAlias = Literal["text", "json", "github", "sarif"]
SARIF_SCHEMA = "https://docs.oasis-open.org/sarif/sarif/v2.1.0/os/schemas/sarif-schema-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Report:
    """One check of one folder."""

    folder: Path
    findings: tuple[Problem, ...]
    """Problems and warnings, by file, line and column."""
    runbooks: int
    commands: int
    later: Mapping[str, int]
    """By system: how many facts of the documents no runbook encodes yet."""

    @property
    def problems(self) -> int:
        return len(self.findings) - self.warnings

    @property
    def warnings(self) -> int:
        return sum(finding.is_warning for finding in self.findings)


def text(report: Report) -> str:
    """A line for each finding and one for the whole, for a terminal."""
    lines = [str(finding) for finding in report.findings]
    if report.problems:
        warned = f" and {counted(report.warnings, 'warning')}" if report.warnings else ""
        return "\n".join([*lines, f"{counted(report.problems, 'problem')}{warned} in {report.folder}."])
    if report.later:
        systems = ", ".join(f"{system} {count}" for system, count in sorted(report.later.items()))
        lines.append(f"Facts of the documents that no runbook encodes yet: {systems}.")
    books, entries = counted(report.runbooks, "runbook"), counted(report.commands, "command")
    warned = f", {counted(report.warnings, 'warning')}" if report.warnings else ""
    return "\n".join([*lines, f"{books} and {entries} of {report.folder}: no problem{warned}."])


def as_json(report: Report) -> str:
    """One object, for whatever reads JSON."""
    return _dumped(
        {
            "version": 1,
            "folder": str(report.folder),
            "runbooks": report.runbooks,
            "commands": report.commands,
            "problems": report.problems,
            "warnings": report.warnings,
            "not_yet_encoded": dict(sorted(report.later.items())),
            "findings": [
                {
                    "level": _level(finding),
                    "code": finding.code,
                    "file": finding.file,
                    "line": finding.line,
                    "column": finding.column,
                    "path": finding.path,
                    "message": finding.problem,
                    "hint": finding.hint,
                }
                for finding in report.findings
            ],
        }
    )


def github(report: Report) -> str:
    """Workflow commands, each of which GitHub shows beside its line of the change. Empty for no finding."""
    return "\n".join(_command(finding) for finding in report.findings)


def sarif(report: Report) -> str:
    """SARIF 2.1.0, with every check as a rule."""
    places = {code: place for place, code in enumerate(ABOUT)}
    results = [
        {
            "ruleId": finding.code,
            "ruleIndex": places[finding.code],
            "level": _level(finding),
            "message": {"text": _said(finding)},
            "locations": [_location(finding)],
        }
        for finding in report.findings
    ]
    driver = {"name": "handrail", "version": __version__, "rules": [_rule(about) for about in ABOUT.values()]}
    run = {"tool": {"driver": driver}, "columnKind": "unicodeCodePoints", "results": results}
    return _dumped({"$schema": SARIF_SCHEMA, "version": "2.1.0", "runs": [run]})


FORMATS: Mapping[Format, Callable[[Report], str]] = {
    "text": text,
    "json": as_json,
    "github": github,
    "sarif": sarif,
}


def _dumped(content: object) -> str:
    return json.dumps(content, indent=2, ensure_ascii=False)


def _level(finding: Problem) -> str:
    return "warning" if finding.is_warning else "error"


def _said(finding: Problem) -> str:
    """The message without its place in the file, for tools that show that themselves."""
    place = f"{finding.path}: " if finding.path else ""
    return f"{place}{finding.problem} {finding.hint}".rstrip()


def _command(finding: Problem) -> str:
    place = {"file": finding.file, "line": finding.line, "col": finding.column, "title": finding.code}
    properties = ",".join(f"{name}={_escaped(str(value), ':,')}" for name, value in place.items())
    return f"::{_level(finding)} {properties}::{_escaped(_said(finding))}"


def _escaped(written: str, more: str = "") -> str:
    """As GitHub wants it: percent, line ends, and in properties what separates them."""
    return "".join(f"%{ord(char):02X}" if char in f"%\r\n{more}" else char for char in written)


def _location(finding: Problem) -> dict[str, object]:
    physical = {
        "artifactLocation": {"uri": _uri(finding.file)},
        "region": {"startLine": finding.line, "startColumn": finding.column},
    }
    logical = {"logicalLocations": [{"fullyQualifiedName": finding.path}]} if finding.path else {}
    return {"physicalLocation": physical, **logical}


def _uri(file: str) -> str:
    path = PurePath(file)
    return path.as_uri() if path.is_absolute() else quote(path.as_posix())


def _rule(about: About) -> dict[str, object]:
    return {
        "id": about.code,
        "shortDescription": {"text": f"{about.holds}."},
        "fullDescription": {"text": f"{about.why}."},
        "help": {"text": f"{about.how}."},
        "defaultConfiguration": {"level": "warning" if about.code in WARNINGS else "error"},
    }
