"""The first author's guide, word for word: its files are written, its commands typed, outputs compared."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.shell import typed

GUIDE = Path(__file__).parents[1] / "docs" / "authoring.md"
_PART = re.compile(
    r"<!-- (?P<mark>file|append|edit): (?P<what>.*?) -->"
    r"|^```(?P<language>\w*)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)


def parts() -> Iterator[tuple[str, str]]:
    """(`file` | `append` | `edit`, what) and (language, body), in the order of the page."""
    for found in _PART.finditer(GUIDE.read_text(encoding="utf-8")):
        if found["mark"]:
            yield found["mark"], found["what"]
        else:
            yield found["language"], found["body"]


def sessions(body: str) -> Iterator[tuple[list[str], str]]:
    """Each command of a console block, as words, and what it prints."""
    for part in body.split("$ ")[1:]:
        command, _, printed = part.partition("\n")
        yield command.removeprefix("handrail ").split(), printed


def test_what_the_guide_says_is_what_an_author_sees(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    runbook = Path("runbooks/mail/queue-stuck.yaml")
    Path("runbooks").mkdir()
    place, mode, commands = runbook, "w", 0

    for kind, said in parts():
        if kind in {"file", "append"}:
            place, mode = Path(said), "a" if kind == "append" else "w"
        elif kind == "edit":
            old, _, new = said.partition(" -> ")
            before = runbook.read_text(encoding="utf-8")
            assert before.count(old) == 1
            runbook.write_text(before.replace(old, new), encoding="utf-8")
        elif kind == "yaml":
            with place.open(mode, encoding="utf-8") as file:
                file.write(said)
        elif kind == "console":
            for words, printed in sessions(said):
                ended = typed(*words)
                commands += 1
                assert ended.errors + ended.out == printed

    assert commands == 9
    assert Path("queue-stuck.svg").read_text(encoding="utf-8").startswith("<svg")
