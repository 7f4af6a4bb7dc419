"""`handrail runbook new` and `schema`: what a first author types."""

import json
from pathlib import Path

import pytest

from tests.cli.shell import typed


def test_a_new_runbook_is_written_with_its_drill_and_both_pass(tmp_path: Path) -> None:
    ended = typed("runbook", "new", "payments/checkout-down", tmp_path)
    checked = typed("runbook", "check", tmp_path)
    tested = typed("runbook", "test", tmp_path)

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == (
        f"Wrote {tmp_path}/payments/checkout-down.yaml\n"
        f"Wrote {tmp_path}/payments/drills/checkout-down.yaml\n"
        f"Now edit it, then: handrail runbook check {tmp_path} && handrail runbook test {tmp_path}\n"
    )
    assert checked.out == f"1 runbook and 0 commands of {tmp_path}: no problem.\n"
    assert (tested.code, tested.out.splitlines()[-1]) == (0, "4 drills walked to the end.")


def test_what_is_there_is_not_overwritten(tmp_path: Path) -> None:
    typed("runbook", "new", "payments/checkout-down", tmp_path)
    drill = tmp_path / "payments" / "drills" / "checkout-down.yaml"
    (tmp_path / "payments" / "checkout-down.yaml").unlink()
    drill.write_text("mine", encoding="utf-8")

    ended = typed("runbook", "new", "payments/checkout-down", tmp_path)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == f"{drill} is there already.\nNothing was written. Choose another name.\n"
    assert drill.read_text(encoding="utf-8") == "mine"
    assert not (tmp_path / "payments" / "checkout-down.yaml").exists()


@pytest.mark.parametrize("name", ["payments", "Payments/Down", "../x", "a/b/c"])
def test_a_name_that_cannot_be_one_writes_nothing(name: str, tmp_path: Path) -> None:
    ended = typed("runbook", "new", name, tmp_path)

    assert ended.code == 2
    assert f"`{name}` cannot name a runbook. Write `system/name`" in ended.errors
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("words", [(), ("commands",)])
def test_a_schema_is_printed_for_an_editor(words: tuple[str, ...]) -> None:
    ended = typed("runbook", "schema", *words)
    found = json.loads(ended.out)

    assert (ended.code, ended.errors) == (0, "")
    assert found["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert ("steps" in found["properties"]) == (not words)
