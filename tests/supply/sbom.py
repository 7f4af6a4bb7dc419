"""The list of all that Handrail is made of, as CycloneDX JSON. `make sbom`.

Made from the locks and the metadata of what is installed: the same locks give the same bytes. It tells no
time, unless SOURCE_DATE_EPOCH gives one.
"""

import argparse
import hashlib
import json
import os
import sys
import tomllib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from importlib.metadata import PackageNotFoundError, distribution
from pathlib import Path
from typing import Any

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from tests.supply.audit import licence
from tests.supply.decisions import Carried, Decisions, decisions
from tests.supply.locks import FOLDER, ROOT, Pin, read_lock, wanted

RUN, DEV = ("run",), ("build", "dev")


@dataclass(frozen=True, slots=True)
class Part:
    """One package of the list: what is locked, its licence, and the parts that it needs."""

    pin: Pin
    licence: str
    needs: tuple[str, ...]

    @property
    def purl(self) -> str:
        return f"pkg:pypi/{self.pin.name}@{self.pin.version}"


def parts(pins: Collection[Pin], asked_for: Collection[str], decided: Decisions) -> list[Part]:
    """Every locked package with what it needs of the others.

    An extra counts only where somebody asks for it; markers of systems and versions do not matter, so that
    the list does not depend on the machine.
    """
    names = {pin.name for pin in pins}
    extras: dict[str, set[str]] = {name: set() for name in names}
    edges: dict[str, set[str]] = {name: set() for name in names}
    waiting = [name for name in asked_for if name in names]
    while waiting:
        name = waiting.pop()
        for wish in wishes(name, extras[name]):
            other = canonicalize_name(wish.name)
            if other not in names:
                continue
            if other not in edges[name] or wish.extras - extras[other]:
                edges[name].add(other)
                extras[other] |= wish.extras
                waiting.append(other)
    return [Part(pin, licence(pin, decided), tuple(sorted(edges[pin.name]))) for pin in sorted(pins)]


def wishes(name: str, extras: Collection[str]) -> Iterator[Requirement]:
    """What an installed package requires, for the extras that somebody asks for."""
    try:
        written = distribution(name).requires or []
    except PackageNotFoundError:  # of another system only
        return
    for wish in map(Requirement, written):
        named = wish.marker is not None and "extra" in str(wish.marker)
        if not named or any(wish.marker and wish.marker.evaluate({"extra": one}) for one in extras):
            yield wish


def bill(
    found: Sequence[Part], asked_for: Collection[str], carried: Sequence[Carried], epoch: int | None
) -> Mapping[str, Any]:
    """The list as CycloneDX 1.6, sorted throughout. `asked_for` is what Handrail itself needs."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    own = f"pkg:generic/{project['name']}@{project['version']}"
    purls = {part.pin.name: part.purl for part in found}
    when = (
        {"timestamp": f"{datetime.fromtimestamp(epoch, UTC):%Y-%m-%dT%H:%M:%SZ}"} if epoch is not None else {}
    )
    inside = [_carried(one) for one in carried]
    needs = {own: sorted([*(purls[name] for name in asked_for), *(one["bom-ref"] for one in inside)])}
    needs |= {part.purl: [purls[name] for name in part.needs] for part in found}
    return {
        "$schema": "http://cyclonedx.org/schema/bom-1.6.schema.json",
        "bomFormat": "CycloneDX",
        "specVersion": "1.6",
        "version": 1,
        "metadata": {
            **when,
            "component": {
                "type": "application",
                "bom-ref": own,
                "name": project["name"],
                "version": project["version"],
                "description": project["description"],
                "licenses": _licences(project["license"]),
                "purl": own,
            },
        },
        "components": sorted([*map(_component, found), *inside], key=lambda one: str(one["bom-ref"])),
        "dependencies": [
            {"ref": ref, "dependsOn": needs[ref]} if needs.get(ref) else {"ref": ref}
            for ref in sorted({*needs, *(one["bom-ref"] for one in inside)})
        ],
    }


def _component(part: Part) -> dict[str, Any]:
    return {
        "type": "library",
        "bom-ref": part.purl,
        "name": part.pin.name,
        "version": part.pin.version,
        "scope": "optional" if part.pin.marker else "required",
        "hashes": [{"alg": "SHA-256", "content": one} for one in part.pin.hashes],
        "licenses": _licences(part.licence),
        "purl": part.purl,
    }


def _carried(one: Carried) -> dict[str, Any]:
    digests = [hashlib.sha256((ROOT / file).read_bytes()).hexdigest() for file in one.files]
    return {
        "type": "file",
        "bom-ref": f"{one.name}@{one.version}".removesuffix("@"),
        "name": one.name,
        **({"version": one.version} if one.version else {}),
        "hashes": [{"alg": "SHA-256", "content": digest} for digest in sorted(digests)],
        "licenses": _licences(one.licence),
    }


def _licences(expression: str) -> list[dict[str, Any]]:
    """One licence by its SPDX id; several as the expression that they are."""
    return [{"expression": expression}] if " " in expression else [{"license": {"id": expression}}]


def made(sets: Sequence[str], epoch: int | None = None) -> str:
    """The text of the list of some sets of requirements."""
    decided = decisions()
    pins = {pin.name: pin for name in sets for pin in read_lock(FOLDER / f"{name}.txt").pins}
    asked_for = sorted({name for one in sets for name in wanted(one)})
    carried = [one for one in decided.carried if one.set in sets]
    found = parts(list(pins.values()), asked_for, decided)
    return json.dumps(bill(found, asked_for, carried, epoch), indent=2, ensure_ascii=False) + "\n"


def main() -> None:
    """Write the list to a file."""
    arguments = argparse.ArgumentParser(description="Write what Handrail is made of, as CycloneDX JSON.")
    arguments.add_argument("file", type=Path)
    arguments.add_argument(
        "--dev", action="store_true", help="what builds and checks it, in place of what runs"
    )
    asked = arguments.parse_args()
    epoch = os.environ.get("SOURCE_DATE_EPOCH")  # noqa: TID251 - the entrance of a command
    text = made(DEV if asked.dev else RUN, int(epoch) if epoch else None)
    asked.file.parent.mkdir(parents=True, exist_ok=True)
    asked.file.write_text(text, encoding="utf-8")
    sys.stdout.write(f"{asked.file}: {len(json.loads(text)['components'])} components\n")


if __name__ == "__main__":
    main()
