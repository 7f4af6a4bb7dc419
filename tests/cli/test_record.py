"""`handrail runbook record`: a past incident as a drill."""

from pathlib import Path

from tests.cli.shell import HERE, golden, typed

ENV = {"HANDRAIL_RUNBOOKS": str(HERE / "good")}


def test_an_incident_becomes_a_drill(database: Path) -> None:
    ended = typed("runbook", "record", "INC-0001", "--database", database, env=ENV)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden("record.txt")


def test_it_goes_into_a_new_file_and_never_over_an_old_one(database: Path, tmp_path: Path) -> None:
    file = tmp_path / "past.yaml"
    wish = ("runbook", "record", "INC-0001", "--database", database, "--output", file)

    first, second = typed(*wish, env=ENV), typed(*wish, env=ENV)

    assert (first.code, first.out) == (
        0,
        f"INC-0001 is recorded in {file}. `handrail runbook test` walks it.\n",
    )
    assert file.read_text() == golden("record.txt")
    assert (second.code, second.errors) == (2, f"{file} cannot be written: File exists.\n")


def test_an_incident_that_is_not_there_is_said_to_be_missing(database: Path) -> None:
    ended = typed("runbook", "record", "INC-0007", "--database", database, env=ENV)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == f"There is no incident INC-0007 in {database}. The latest are INC-0001.\n"
