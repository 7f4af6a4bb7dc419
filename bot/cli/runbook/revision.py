"""A folder as it was at a revision of its git repository."""

import io
import subprocess
import tarfile
from pathlib import Path


class NoRevision(Exception):
    """The folder cannot be had at that revision; the text says why."""


def unpack(revision: str, folder: Path, into: Path) -> None:
    """Write the folder, as it was, into another. Raises NoRevision."""
    if revision.startswith("-"):
        raise NoRevision(f"`{revision}` is no revision. Name a commit, a branch or a tag.")
    git = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    try:
        done = subprocess.run(git, capture_output=True, check=False, timeout=60)  # noqa: S603 - no shell, no option
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NoRevision(f"git could not be asked: {error}.") from error
    if done.returncode != 0:
        why = " ".join(done.stderr.decode(errors="replace").split())
        raise NoRevision(f"{folder} cannot be had at `{revision}`: {why}")
    with tarfile.open(fileobj=io.BytesIO(done.stdout)) as archive:
        for member in archive:
            _write(archive, member, into)


def _write(archive: tarfile.TarFile, member: tarfile.TarInfo, into: Path) -> None:
    """One regular file, below the folder; Python before 3.11.4 has no filter that sees to that."""
    content = archive.extractfile(member) if member.isfile() else None
    target = (into / member.name).resolve()
    if content is None or not target.is_relative_to(into.resolve()):
        return
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content.read())
