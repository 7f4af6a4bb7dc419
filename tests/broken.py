"""Copies of the package and its tests in which something may be broken; the sources stay as they are."""

import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from queue import SimpleQueue

ROOT = Path(__file__).resolve().parent.parent
COPIED = ("bot", "tests", "pyproject.toml")


@dataclass(frozen=True, slots=True)
class Patch:
    """One break: `old` stands exactly once in `file`, and becomes `new`."""

    file: str
    old: str
    new: str


def patched(patch: Patch, root: Path = ROOT) -> str:
    """The file as the patch has it. Raises LookupError when its text is not there exactly once."""
    content = (root / patch.file).read_text("utf-8")
    if (count := content.count(patch.old)) != 1:
        raise LookupError(f"{patch.file} holds {patch.old!r} {count} times")
    return content.replace(patch.old, patch.new)


@contextmanager
def broken(patches: Sequence[Patch], scratch: Path) -> Iterator[None]:
    """All of the patches in the copy; sound again afterwards."""
    sound: dict[Path, str] = {}
    try:
        for patch in patches:
            path = scratch / patch.file
            text = patched(patch, scratch)
            sound.setdefault(path, path.read_text("utf-8"))
            path.write_text(text, "utf-8")
        yield
    finally:
        for path, text in sound.items():
            path.write_text(text, "utf-8")


@contextmanager
def scratches(count: int) -> Iterator[SimpleQueue[Path]]:
    """Copies, to be taken and given back."""
    with tempfile.TemporaryDirectory(prefix="broken-") as home:
        free: SimpleQueue[Path] = SimpleQueue()
        for number in range(count):
            scratch = Path(home) / str(number)
            scratch.mkdir()
            for name in COPIED:
                copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy2
                copy(ROOT / name, scratch / name)
            free.put(scratch)
        yield free
