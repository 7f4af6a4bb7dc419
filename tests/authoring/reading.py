"""A sound tree with one file put into it, and what is said about it."""

import shutil
from pathlib import Path

from bot.authoring.library import Loaded, load

BASE = Path(__file__).parent / "base"
PLACES = {
    "commands": "demo/commands.yaml",
    "system": "demo/system.yaml",
    "policy": "policy.yaml",
    "drill": "demo/drills/case.yaml",
    "coverage": "coverage.yaml",
}
"""Where a bad file is put, by the first word of its name; the others are runbooks."""


def read_with(folder: Path, name: str, content: bytes) -> Loaded:
    """The sound tree in the folder, with a file in the place that its name tells."""
    tree = folder / "runbooks"
    shutil.copytree(BASE, tree, dirs_exist_ok=True)
    place = tree / PLACES.get(name.partition("-")[0], "demo/case.yaml")
    place.write_bytes(content)
    return load(tree)


def told(loaded: Loaded, folder: Path) -> str:
    """All problems with their codes, as an author reads them, wherever the tree lies."""
    lines = (f"[{problem.code}] {problem}\n" for problem in loaded.problems)
    return "".join(lines).replace(f"{folder}/runbooks/", "")
