"""Who may import whom: import-linter contracts made from `bot/rooms.toml`, and two that it cannot express.

Run as a script with the folder that holds the package: prints what is broken and exits 1.
"""

import ast
import json
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

LINT_IMPORTS = Path(sys.executable).with_name("lint-imports")
CORE = "the core imports only what is pure"
LISTED = "every library is in the table"


@dataclass(frozen=True, slots=True)
class Import:
    """One import statement of a file, its module written in full."""

    file: Path
    line: int
    module: str


def broken(root: Path, cache: Path | None = None) -> tuple[frozenset[str], str]:
    """The names of the contracts that the package in `root` breaks, and the places.

    `cache` is a folder for what is read of files that several packages have alike.
    """
    package = root / "bot"
    table = tomllib.loads((package / "rooms.toml").read_text(encoding="utf-8"))
    names, text = _linted(root, contracts(table, package), cache)
    strays = {CORE: _impure(table, package), LISTED: _unlisted(table, package)}
    for name, imports in strays.items():
        if imports:
            names.add(name)
            text += f"\n{name}:\n"
            text += "".join(f"- {stray.file}:{stray.line}: {stray.module}\n" for stray in imports)
    return frozenset(names), text


def contracts(table: dict[str, Any], package: Path) -> list[dict[str, Any]]:
    """The table as import-linter's contracts, for the rooms that exist."""
    rooms = [f"bot.{room}" for room in _rooms(package)]
    made: list[dict[str, Any]] = [
        {
            "name": "layers",
            "type": "layers",
            "layers": table["layers"],
            "containers": ["bot"],
            "exhaustive": True,
        },
        {"name": "no cycles", "type": "acyclic_siblings", "ancestors": ["bot"]},
    ]
    for library, allowed in sorted({**table["libraries"], **table["standard_library"]}.items()):
        sources = [room for room in rooms if room.removeprefix("bot.") not in allowed]
        made.append(_forbidden(f"only some rooms know {library}", sources, [library], indirect=True))
    for room, allowed in table["protected"].items():
        if f"bot.{room}" in rooms:
            importers = [name for name in rooms if name.removeprefix("bot.") in allowed]
            made.append(
                {
                    "name": f"{room} is protected",
                    "type": "protected",
                    "protected_modules": [f"bot.{room}"],
                    "allowed_importers": importers,
                    "as_packages": True,
                }
            )
    for rule in table["forbidden"]:
        targets = [f"bot.{name}" for name in rule["may_not_import"] if _exists(package, name)]
        if _exists(package, rule["room"]) and targets:
            made.append(_forbidden(rule["name"], [f"bot.{rule['room']}"], [*targets, *rule["libraries"]]))
    return made


def _forbidden(
    name: str, sources: list[str], targets: list[str], *, indirect: bool = False
) -> dict[str, Any]:
    return {
        "name": name,
        "type": "forbidden",
        "source_modules": sources,
        "forbidden_modules": targets,
        "allow_indirect_imports": indirect,
    }


def _linted(root: Path, made: list[dict[str, Any]], cache: Path | None) -> tuple[set[str], str]:
    """Run import-linter. Every contract has to be named in its report, else something else went wrong."""
    lines = ["[tool.importlinter]", 'root_package = "bot"', "include_external_packages = true"]
    for contract in made:
        lines.append("[[tool.importlinter.contracts]]")
        lines.extend(f"{key} = {json.dumps(value)}" for key, value in contract.items())
    with tempfile.TemporaryDirectory() as folder:
        config = Path(folder) / "importlinter.toml"
        config.write_text("\n".join(lines), encoding="utf-8")
        kept = ["--cache-dir", str(cache)] if cache else ["--no-cache"]
        command = [str(LINT_IMPORTS), "--config", str(config), *kept, "--no-logo"]
        done = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    report = done.stdout + done.stderr
    verdicts = {name: verdict for name, _, verdict in (line.rpartition(" ") for line in report.splitlines())}
    unseen = [
        contract["name"] for contract in made if verdicts.get(contract["name"]) not in {"KEPT", "BROKEN"}
    ]
    if unseen:
        message = f"import-linter said nothing of {', '.join(unseen)}:\n{report}"
        raise RuntimeError(message)
    return {name for name, verdict in verdicts.items() if verdict == "BROKEN"}, report


def _impure(table: dict[str, Any], package: Path) -> list[Import]:
    allowed = set(table["core"]["may_import"])
    return [
        found
        for found in _imports(package / "core", "bot.core")
        if found.module.partition(".")[0] not in allowed and not f"{found.module}.".startswith("bot.core.")
    ]


def _unlisted(table: dict[str, Any], package: Path) -> list[Import]:
    known = {"bot", *table["libraries"], *sys.stdlib_module_names}
    return [found for found in _imports(package, "bot") if found.module.partition(".")[0] not in known]


def _imports(folder: Path, package: str) -> Iterator[Import]:
    for file in sorted(folder.rglob("*.py")):
        inside = ".".join([package, *file.relative_to(folder).parent.parts])
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Import):
                for alias in node.names:
                    yield Import(file, node.lineno, alias.name)
            elif isinstance(node, ast.ImportFrom):
                yield Import(file, node.lineno, _in_full(node, inside))


def _in_full(node: ast.ImportFrom, package: str) -> str:
    """`from . import x` in package a.b is a.b; one more dot is one package up."""
    if not node.level:
        return node.module or ""
    parts = package.split(".")
    base = parts[: len(parts) - (node.level - 1)]
    return ".".join([*base, node.module] if node.module else base)


def _rooms(package: Path) -> list[str]:
    files = [path.stem for path in package.glob("*.py") if path.stem != "__init__"]
    return sorted([*files, *(path.parent.name for path in package.glob("*/__init__.py"))])


def _exists(package: Path, name: str) -> bool:
    place = package.joinpath(*name.split("."))
    return place.with_suffix(".py").is_file() or (place / "__init__.py").is_file()


def main(root: Path) -> int:
    names, text = broken(root)
    if names:
        sys.stdout.write(f"{text}\nBroken: {'; '.join(sorted(names))}. The table is bot/rooms.toml.\n")
    return 1 if names else 0


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]).resolve()))
