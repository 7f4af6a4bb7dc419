"""The list of parts is valid, whole, and the same each time."""

import json
import re
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
from packaging.utils import canonicalize_name

from tests.supply.decisions import decisions
from tests.supply.locks import ROOT, locks, wanted
from tests.supply.sbom import DEV, RUN, made

SCHEMAS = ROOT / "tests" / "vendor" / "cyclonedx"
MADE_BY_OTHERS = ("*.otf", "*.ttf", "*.woff2", "*.min.js", "*/vendor/*.json", "*/contracts/*.json")


@cache
def listed(sets: tuple[str, ...]) -> Any:
    return json.loads(made(sets))


@cache
def validator() -> jsonschema_rs.Validator:
    """CycloneDX's schema; those that it refers to by file are read beside it."""
    schema = json.loads((SCHEMAS / "bom-1.6.SNAPSHOT.schema.json").read_text("utf-8"))
    beside = {
        f"http://cyclonedx.org/schema/{name}.SNAPSHOT.schema.json": json.loads(
            (SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text("utf-8")
        )
        for name in ("spdx", "jsf-0.82")
    }
    registry = jsonschema_rs.Registry(list(beside.items()))
    return jsonschema_rs.validator_for(schema, registry=registry)


@pytest.mark.parametrize("sets", [RUN, DEV])
def test_the_list_is_what_the_schema_says(sets: tuple[str, ...]) -> None:
    assert [str(error) for error in validator().iter_errors(listed(sets))] == []


def test_the_schema_is_one_that_can_be_broken() -> None:
    part = listed(RUN)["components"][0]
    wrong = [{**part, "licenses": [{"license": {"id": "Nobody-1.0"}}]}, {**part, "colour": 1}, {"name": "a"}]

    refused = [not validator().is_valid({**listed(RUN), "components": [one]}) for one in wrong]

    assert refused == [True, True, True]


@pytest.mark.parametrize("sets", [RUN, DEV])
def test_every_locked_package_is_listed_with_hashes_and_a_licence(sets: tuple[str, ...]) -> None:
    pins = {pin.name: pin for name in sets for pin in locks()[name].pins}
    found = {one["name"]: one for one in listed(sets)["components"] if one["type"] == "library"}

    assert set(found) == set(pins)
    assert all(found[name]["version"] == pin.version for name, pin in pins.items())
    assert all(
        [one["content"] for one in found[name]["hashes"]] == list(pin.hashes) for name, pin in pins.items()
    )
    assert all(found[name]["licenses"][0] != {"license": {"id": ""}} for name in pins)


@pytest.mark.parametrize("sets", [RUN, DEV])
def test_every_part_is_there_because_another_needs_it(sets: tuple[str, ...]) -> None:
    """From Handrail itself, all is reached: a lock holds nothing that was left behind."""
    bill = listed(sets)
    needs = {one["ref"]: one.get("dependsOn", []) for one in bill["dependencies"]}
    reached, waiting = set(), [bill["metadata"]["component"]["bom-ref"]]
    while waiting:
        one = waiting.pop()
        if one not in reached:
            reached.add(one)
            waiting += needs[one]

    parts = {one["bom-ref"] for one in bill["components"]}
    elsewhere = {one["bom-ref"] for one in bill["components"] if one.get("scope") == "optional"}
    assert parts - reached <= elsewhere
    assert set(needs) == parts | {bill["metadata"]["component"]["bom-ref"]}


def test_the_graph_follows_what_the_packages_say() -> None:
    needs = {one["ref"].partition("@")[0]: one.get("dependsOn", []) for one in listed(RUN)["dependencies"]}
    of = {name: [one.partition("@")[0] for one in ones] for name, ones in needs.items()}

    assert "pkg:pypi/markupsafe" in of["pkg:pypi/jinja2"]
    assert "pkg:pypi/h11" in of["pkg:pypi/httpcore"]
    assert "pkg:pypi/click" not in of["pkg:pypi/httpx"], "only with an extra that nobody asks for"
    assert {f"pkg:pypi/{canonicalize_name(name)}" for name in wanted("run")} <= set(
        of["pkg:generic/handrail"]
    )


def test_what_others_made_and_stands_in_the_tree_is_listed() -> None:
    git = ["git", "ls-files", "-z", "--", *MADE_BY_OTHERS]
    found = subprocess.run(git, cwd=ROOT, capture_output=True, text=True, check=True)
    carried = {file for one in decisions().carried for file in one.files}

    assert set(filter(None, found.stdout.split("\0"))) == carried
    assert any(one["name"] == "inter" for one in listed(RUN)["components"])


def test_the_list_is_the_same_bytes_each_time_and_tells_no_time(tmp_path: Path) -> None:
    """In another process, with another order of sets and dictionaries."""
    command = [sys.executable, "-m", "tests.supply.sbom", str(tmp_path / "made.json")]
    environment = {"PYTHONHASHSEED": "7", "PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin"}
    subprocess.run(command, cwd=ROOT, env=environment, check=True, capture_output=True)

    assert (tmp_path / "made.json").read_text("utf-8") == made(RUN)
    assert "timestamp" not in made(RUN)


def test_a_time_is_the_one_that_is_given() -> None:
    told = json.loads(made(RUN, epoch=1_795_000_000))["metadata"]["timestamp"]

    assert re.fullmatch(r"2026-11-18T\d\d:\d\d:\d\dZ", told)
