"""Trees of runbooks for tests: a sound one, with a case laid over it, and what is said about it."""

import shutil
from collections.abc import Iterable
from pathlib import Path

from bot.authoring.library import Loaded, load
from bot.authoring.problem import Problem

BASE = Path(__file__).parent / "checks" / "base"
SHIPPED = Path(__file__).parents[2] / "runbooks"


def tree(folder: Path, case: Path | None = None, at: str = "demo/case.yaml") -> Loaded:
    """The sound tree in `folder`, with a case over it: a file that is put at `at`, or a folder of files."""
    shutil.copytree(BASE, folder, dirs_exist_ok=True)
    if case is not None and case.is_dir():
        shutil.copytree(case, folder, dirs_exist_ok=True)
    elif case is not None:
        (folder / at).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy(case, folder / at)
    return load(folder)


def cases(folder: Path) -> list[Path]:
    """Every case of a folder; its golden text stands beside it."""
    return sorted(path for path in folder.iterdir() if path.suffix != ".txt")


def golden(case: Path) -> str:
    """What must be said about the case."""
    return case.with_suffix(".txt").read_text(encoding="utf-8")


def told(problems: Iterable[Problem], folder: Path) -> str:
    """All problems, as an author reads them, wherever the tree lies."""
    return "".join(f"{problem}\n" for problem in problems).replace(f"{folder}/", "")
