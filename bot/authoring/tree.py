"""The files of a tree of runbooks, each parsed and known for what it is."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path as Folder

from bot.authoring.cel import Pool
from bot.authoring.problem import Problem
from bot.authoring.shape import ID, Page
from bot.authoring.yaml_reader import SIZE_LIMIT, read_yaml

RESERVED = "handrail"
"""The system of the bot's own commands."""


@dataclass(slots=True)
class Tree:
    """Pages by what they are. Files that are not YAML have only a problem."""

    problems: list[Problem] = field(default_factory=list)
    systems: list[str] = field(default_factory=list)
    policies: dict[str, Page] = field(default_factory=dict)
    """By system; "" is the organisation's."""
    system_files: dict[str, Page] = field(default_factory=dict)
    catalogues: dict[str, Page] = field(default_factory=dict)
    runbooks: dict[str, Page] = field(default_factory=dict)
    drills: list[Page] = field(default_factory=list)
    coverage: Page | None = None
    pool: Pool = field(default_factory=Pool)
    """Expressions of all files are compiled in one, so that what they share is built once."""

    def pages(self) -> Iterator[Page]:
        """Every page, in no special order."""
        for group in (self.policies, self.system_files, self.catalogues, self.runbooks):
            yield from group.values()
        yield from self.drills
        if self.coverage is not None:
            yield self.coverage


def read_tree(folder: Folder) -> Tree:
    """Parse all files of the folder. What cannot be read is a problem."""
    tree = Tree()
    if not folder.is_dir():
        tree.problems.append(Problem(str(folder), 1, 1, "shape", "", "there is no such folder of runbooks."))
        return tree
    for entry in sorted(folder.iterdir()):
        if entry.is_dir() and not entry.name.startswith("."):
            _read_system(tree, entry)
        elif entry.name == "policy.yaml":
            _place(tree.policies, "", _page(tree, entry))
        elif entry.name == "coverage.yaml":
            tree.coverage = _page(tree, entry)
        else:
            _check_stray(tree, entry, "policy.yaml, coverage.yaml and a folder for each system stand here.")
    return tree


def _read_system(tree: Tree, folder: Folder) -> None:
    system = folder.name
    if not ID.fullmatch(system) or system == RESERVED:
        said = f"`{system}` cannot name a system."
        hint = "It is the bot's own." if system == RESERVED else "Small letters, digits, `-` and `_`."
        tree.problems.append(Problem(str(folder), 1, 1, "name", "", said, hint))
        return
    tree.systems.append(system)
    for entry in sorted(folder.iterdir()):
        if entry.is_dir():
            if entry.name == "drills":
                _read_drills(tree, entry)
        elif entry.name == "policy.yaml":
            _place(tree.policies, system, _page(tree, entry))
        elif entry.name == "system.yaml":
            _place(tree.system_files, system, _page(tree, entry))
        elif entry.name == "commands.yaml":
            _place(tree.catalogues, system, _page(tree, entry))
        elif entry.suffix == ".yaml" and ID.fullmatch(entry.stem):
            _place(tree.runbooks, f"{system}/{entry.stem}", _page(tree, entry))
        else:
            _check_stray(tree, entry, "A runbook is `<name>.yaml` of small letters, digits, `-` and `_`.")


def _read_drills(tree: Tree, folder: Folder) -> None:
    for entry in sorted(folder.iterdir()):
        if entry.suffix == ".yaml":
            page = _page(tree, entry)
            if page is not None:
                tree.drills.append(page)
        else:
            _check_stray(tree, entry, "A drill is `<name>.yaml`.")


def _page(tree: Tree, file: Folder) -> Page | None:
    try:
        with file.open("rb") as opened:
            content = opened.read(SIZE_LIMIT + 1)
    except OSError as error:
        said = f"the file cannot be read: {error.strerror or error}."
        tree.problems.append(Problem(str(file), 1, 1, "shape", "", said))
        return None
    document, problems = read_yaml(str(file), content)
    if document is None:
        tree.problems += problems
        return None
    return Page(document, problems, tree.pool)


def _place(group: dict[str, Page], name: str, page: Page | None) -> None:
    if page is not None:
        group[name] = page


def _check_stray(tree: Tree, file: Folder, hint: str) -> None:
    """YAML files that nothing would read are problems; other files are nobody's business."""
    if file.suffix in {".yaml", ".yml"}:
        said = "this file is none of those that are read."
        tree.problems.append(Problem(str(file), 1, 1, "name", "", said, hint))
