"""A folder as it was at a revision of its git repository."""

import subprocess
import tarfile
import tempfile
import threading
from pathlib import Path
from typing import Final

from bot.cli.runbook.archive import BadArchive, written

PATIENCE: Final = 60.0
"""Seconds for all of it."""


class NoRevision(Exception):
    """The folder cannot be had at that revision; the text says why."""


def unpack(revision: str, folder: Path, into: Path) -> None:
    """Write the folder, as it was, into another, which is empty. Raises NoRevision."""
    if revision.startswith("-"):
        raise NoRevision(f"`{revision}` is no revision. Name a commit, a branch or a tag.")
    git = ["git", "-C", str(folder), "archive", "--format=tar", revision, "."]
    with tempfile.TemporaryFile() as said:
        try:
            at_work = subprocess.Popen(git, stdout=subprocess.PIPE, stderr=said)  # noqa: S603 - no shell, no option
        except OSError as error:
            raise NoRevision(f"git could not be asked: {error}.") from error
        why = _read(at_work, into)
        if at_work.returncode == 0 and not why:
            return
        said.seek(0)
        why = why or " ".join(said.read().decode(errors="replace").split())
        raise NoRevision(f"{folder} cannot be had at `{revision}`: {why}")


def _read(at_work: "subprocess.Popen[bytes]", into: Path) -> str:
    """Write what comes; why that is not what was asked for, where git itself does not say it."""
    assert at_work.stdout is not None, "it is a pipe"
    watch = threading.Timer(PATIENCE, at_work.kill)
    watch.start()
    try:
        written(at_work.stdout, into)
        while at_work.stdout.read(1 << 16):
            pass  # what fills the last record
    except BadArchive as bad:
        return f"{bad}."
    except tarfile.TarError:
        return "" if at_work.wait() else "what git wrote is no archive."
    finally:
        watch.cancel()
        at_work.stdout.close()
        at_work.wait()
    return ""
