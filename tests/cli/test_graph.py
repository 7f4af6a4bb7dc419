"""`handrail runbook graph`: a runbook, or an incident's way through it, as text or as a picture."""

from pathlib import Path

import pytest

from tests.cli.shell import HERE, golden, typed

GOOD = HERE / "good"
ENV = {"HANDRAIL_RUNBOOKS": str(GOOD)}


def test_a_runbook_is_drawn_as_text_for_other_pages() -> None:
    ended = typed("runbook", "graph", "demo/outage", env=ENV)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("graph-outage.txt")


@pytest.mark.parametrize(
    ("name", "begins"), [("a.svg", b"<svg "), ("a.PNG", b"\x89PNG"), ("a.mmd", b"%% Outage")]
)
def test_the_name_of_the_file_says_the_format(name: str, begins: bytes, tmp_path: Path) -> None:
    ended = typed("runbook", "graph", "demo/outage", "--at", "mend", "--output", tmp_path / name, env=ENV)

    assert ended.out == f"Outage: 2 steps, 2 ends, at “mend”. Drawn to {tmp_path / name}.\n"
    assert (tmp_path / name).read_bytes().startswith(begins)


def test_an_incident_is_drawn_as_it_was_pinned_with_the_way_it_took(database: Path) -> None:
    ended = typed("runbook", "graph", "--incident", "INC-0001", "--database", database, env=ENV)

    assert (ended.code, ended.errors) == (0, "")
    assert "Outage (INC-0001 · P1 · declared · demo/outage · now: Mend it)" in ended.out
    assert 'n0 ==>|"bad"| n1' in ended.out
    assert "class n1 now" in ended.out


def test_an_incident_that_is_not_there_is_said_to_be_missing(database: Path) -> None:
    ended = typed(
        "runbook", "graph", "--incident", "INC-0007", env={**ENV, "HANDRAIL_DATABASE": str(database)}
    )

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == f"There is no incident INC-0007 in {database}. The latest are INC-0001.\n"


@pytest.mark.parametrize(
    ("words", "told"),
    [
        ((), "Name a runbook (`system/name`), or an incident with --incident: one of the two."),
        (("demo/outage", "--incident", "INC-0001"), "Name a runbook (`system/name`), or an incident"),
        (("--incident", "INC-0001", "--at", "look"), "an incident knows where it is"),
        (("demo/outag",), "There is no runbook `demo/outag`. Did you mean `demo/outage`?"),
        (("demo/outage", "--at", "men"), "has no step or end `men`. Did you mean `mend`?"),
        (
            ("demo/outage", "--format", "png"),
            "A PNG is no text. Say where it shall be written: --output FILE.",
        ),
        (("demo/outage", "--output", "/nowhere/a.svg"), "/nowhere/a.svg cannot be written: No such file"),
    ],
)
def test_what_cannot_be_drawn_says_why(words: tuple[str, ...], told: str) -> None:
    ended = typed("runbook", "graph", *words, env=ENV)

    assert (ended.code, ended.out) == (2, "")
    assert told in ended.errors


def test_a_runbook_that_cannot_be_read_tells_its_problems() -> None:
    ended = typed("runbook", "graph", "demo/outage", "--runbooks", HERE / "bad")

    assert ended.code == 2
    assert "outage.yaml:" in ended.errors
    assert ended.errors.endswith("cannot be read as a runbook, so there is nothing to show.\n")
