"""The folder of a local workspace: made anew by each, used by one at a time, and never somebody else's."""

import fcntl
import shutil
from pathlib import Path
from typing import IO

MARK = ".handrail-demo"
"""Tells our folders from all others. Held locked by whoever is at work in it."""


class FolderRefused(Exception):
    """The folder cannot be emptied; the text says why, and what to do instead."""


def claimed(folder: Path) -> IO[str]:
    """Empty the folder and hold it until what is returned is closed, or the process ends."""
    if folder.exists() and not folder.is_dir():
        raise FolderRefused(f"{folder} is a file. Name a folder with --data.")
    if folder.exists() and any(folder.iterdir()) and not (folder / MARK).exists():
        raise FolderRefused(
            f"{folder} is not empty and was not made by `handrail demo`, so nothing in it was touched.\n"
            "Name another folder with --data, or empty this one."
        )
    try:
        folder.mkdir(parents=True, exist_ok=True)
        mark = (folder / MARK).open("a", encoding="utf-8")
    except OSError as error:
        raise FolderRefused(
            f"{folder} cannot be made: {error.strerror}. Name a folder of your own with --data."
        ) from error
    try:
        fcntl.flock(mark, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        mark.close()
        raise FolderRefused(
            f"Another `handrail demo` is at work in {folder}. Stop it, or name another folder with --data."
        ) from None
    for each in folder.iterdir():
        if each.name == MARK:
            continue
        if each.is_dir() and not each.is_symlink():
            shutil.rmtree(each)
        else:
            each.unlink()
    return mark
