"""An archive as git writes it, read as it comes: regular files below a folder, and nothing else."""

import re
import tarfile
from pathlib import Path
from typing import IO, Final

MOST_FILES: Final = 5_000
MOST_BYTES: Final = 64 << 20
"""Of all files; a folder of runbooks has less than a hundredth."""
_NAME: Final = re.compile(r"[^\x00-\x1f\x7f-\x9f\\]{1,400}")


class BadArchive(Exception):
    """It holds what a folder of runbooks does not; the text says what."""


def written(stream: IO[bytes], into: Path) -> int:
    """Write the files below `into`, which is empty; how many they were. Raises BadArchive, or TarError.

    Links and devices are passed over, so that no name leads through one. A name that is there twice, or that
    leads elsewhere, ends it.
    """
    names: set[str] = set()
    room = MOST_BYTES
    with tarfile.open(fileobj=stream, mode="r|") as archive:
        for member in archive:
            name = _plain(member.name)
            if name in names:
                raise BadArchive(f"{member.name!r} is in it twice")
            names.add(name)
            if len(names) > MOST_FILES:
                raise BadArchive(f"it holds more than {MOST_FILES} entries")
            room -= max(0, member.size)
            if room < 0:
                raise BadArchive(f"it holds more than {MOST_BYTES} bytes")
            if member.isfile() and (content := archive.extractfile(member)) is not None:
                target = into / name
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(content.read())
    return len(names)


def _plain(name: str) -> str:
    parts = [part for part in name.split("/") if part not in {"", "."}]
    if not _NAME.fullmatch(name) or name.startswith("/") or ".." in parts:
        raise BadArchive(f"{name[:100]!r} is no name of a file in a folder")
    return "/".join(parts)
