"""`handrail runbook coverage`: where each fact of the documents stands."""

import json
import shutil
from pathlib import Path

import pytest

from tests.cli.shell import HERE, typed

FACTS = """handrail: 1
demo:
  DEM-DOWN: {says: it can be down, encoded: true, conflict: true}
  DEM-LATER-ON: {says: it can be slow as well, silent: true}
other:
  OTH-ALL: {says: nothing is known of it}
"""


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    tree = Path(shutil.copytree(HERE / "good", tmp_path / "runbooks"))
    (tree / "coverage.yaml").write_text(FACTS, encoding="utf-8")
    outage = tree / "demo" / "outage.yaml"
    outage.write_text(f"covers: [DEM-DOWN]\n{outage.read_text(encoding='utf-8')}", encoding="utf-8")
    system = tree / "demo" / "system.yaml"
    system.write_text(f"{system.read_text(encoding='utf-8')}\ncovers: [DEM-DOWN]\n", encoding="utf-8")
    return tree


def test_each_fact_is_told_with_its_places_and_what_is_missing(tree: Path) -> None:
    ended = typed("runbook", "coverage", env={"HANDRAIL_RUNBOOKS": str(tree)})

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out.replace(f"{tree}/", "") == (
        "demo: 1 of 2 facts are encoded.\n"
        "  DEM-DOWN      demo/system.yaml:1: the whole file (the documents disagree)\n"
        "                demo/outage.yaml:1: the whole file\n"
        "  Not yet encoded:\n"
        "  DEM-LATER-ON  it can be slow as well\n"
        "\n"
        "other: 0 of 1 facts are encoded.\n"
        "  Not yet encoded:\n"
        "  OTH-ALL  nothing is known of it\n"
    )


def test_tools_get_all_of_it(tree: Path) -> None:
    found = json.loads(typed("runbook", "coverage", "demo", tree, "--format", "json").out)

    assert [(one["id"], one["conflict"], one["silent"], len(one["where"])) for one in found] == [
        ("DEM-DOWN", True, False, 2),
        ("DEM-LATER-ON", False, True, 0),
    ]
    assert found[0]["where"][1]["file"] == f"{tree}/demo/outage.yaml"


def test_a_system_that_is_not_there_is_told_with_the_nearest(tree: Path) -> None:
    ended = typed("runbook", "coverage", "dmeo", tree)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == "coverage.yaml has no system `dmeo`. Did you mean `demo`?\n"
