"""The schemas say what the reader says: the same keys; valid is what is sound and of the right shape."""

import json
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeAlias

import jsonschema_rs
import pytest

from bot.authoring.library import load
from bot.authoring.schema import FILES, schema_of
from bot.authoring.schema.parts import READ_AS, Schema
from bot.authoring.shape import Fields, Node
from bot.authoring.yaml_reader import read_yaml
from tests.authoring.reading import PLACES, read_with

Names: TypeAlias = Sequence[str]

HERE = Path(__file__).parent
TESTS, ROOT = HERE.parent, HERE.parents[1]
TREES = (
    ROOT / "runbooks",
    HERE / "base",
    TESTS / "cli" / "good",
    TESTS / "acceptance" / "runbooks",
)
SOUND = sorted(file for tree in TREES for file in tree.rglob("*.yaml") if file.name != "coverage.yaml")
BAD = sorted((HERE / "bad").glob("*.yaml"))
BEYOND: Mapping[str, str] = {
    "shape-else-not-last": "a mapping has no order in a schema",
    "shape-stray-brace": "what stands in braces is looked up among names of this very file",
}
"""Files of a wrong shape that their schema lets pass, and why it cannot tell."""
TODAY = date(2026, 11, 21)


def validator(schema: Schema) -> jsonschema_rs.Validator:
    return jsonschema_rs.validator_for(json.dumps(schema), validate_formats=True)


VALIDATORS = {name: validator(schema_of(name)) for name in FILES}


def kind_of(file: Path) -> str:
    """Which schema a file of a tree is for."""
    if file.parent.name == "drills":
        return "drill"
    return file.stem if file.stem in FILES else "runbook"


def data_of(file: Path) -> object:
    document, problems = read_yaml(file.name, file.read_bytes())
    assert document is not None, problems
    return document.data


def told_wrong_shape(file: Path) -> bool:
    """Whether the reader says of the file itself that its shape is wrong."""
    kind = file.stem.partition("-")[0]
    place = PLACES.get(kind, "demo/case.yaml")
    lines = file.with_suffix(".txt").read_text(encoding="utf-8").splitlines()
    return kind not in {"yaml", "coverage"} and any(line.startswith(f"[shape] {place}:") for line in lines)


@dataclass
class Keys:
    """The keys of one kind of mapping."""

    required: set[str] = field(default_factory=set)
    known: set[str] = field(default_factory=set)


def objects(schema: object) -> Iterator[Schema]:
    """Every part of a schema that says what the reader calls it."""
    if isinstance(schema, dict):
        if READ_AS in schema:
            yield schema
        for part in schema.values():
            yield from objects(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from objects(part)


def keys_of_the_schemas() -> dict[str, Keys]:
    found: dict[str, Keys] = defaultdict(Keys)
    for name in FILES:
        for part in objects(schema_of(name)):
            found[part[READ_AS]].required |= set(part.get("required", ()))
            found[part[READ_AS]].known |= set(part["properties"])
    return found


def test_a_schema_has_the_keys_that_the_reader_reads(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    read: dict[str, Keys] = defaultdict(Keys)
    original = Node.fields

    def fields(
        node: Node, what: str, required: Names, optional: Names = (), later: Names = ()
    ) -> Fields | None:
        read[what].required |= set(required)
        read[what].known |= {*required, *optional}
        return original(node, what, required, optional)

    monkeypatch.setattr(Node, "fields", fields)
    for tree in TREES:
        load(tree)
    for number, file in enumerate(BAD):
        read_with(tmp_path / str(number), file.stem, file.read_bytes())
    del read["a statement"]  # of coverage.yaml, which nobody writes by hand
    read.pop("a coverage", None)

    assert read == keys_of_the_schemas()


@pytest.mark.parametrize("file", SOUND, ids=lambda file: str(file.relative_to(ROOT)))
def test_what_the_reader_accepts_is_valid(file: Path) -> None:
    errors = [error.message for error in VALIDATORS[kind_of(file)].iter_errors(data_of(file))]

    assert errors == []


@pytest.mark.parametrize("file", [file for file in BAD if told_wrong_shape(file)], ids=lambda file: file.stem)
def test_what_has_a_wrong_shape_is_not_valid(file: Path) -> None:
    kind = file.stem.partition("-")[0]

    valid = VALIDATORS[kind if kind in FILES else "runbook"].is_valid(data_of(file))

    assert valid == (file.stem in BEYOND)


@pytest.mark.parametrize("name", FILES)
def test_every_key_has_a_description_for_a_hover(name: str) -> None:
    silent = [
        f"{part[READ_AS]}: {key}"
        for part in objects(schema_of(name))
        for key, value in part["properties"].items()
        if not value.get("description")
    ]

    assert silent == []
    jsonschema_rs.meta.validate(schema_of(name))
