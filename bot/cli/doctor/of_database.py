"""The database: there, whole, not full, and nobody else's. Looked at beside a running bot."""

import os
import shutil
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Final

from bot.cli.backup import holding
from bot.cli.doctor.finding import Finding, Level
from bot.cli.telling import counted
from bot.core.apply import apply
from bot.store.lock import holder_of
from bot.store.look import extent_of, undone_rows
from bot.store.seal import key_of
from bot.store.trouble import StoreTrouble
from bot.store.verify import verify

AREA: Final = "Database"
LOW: Final = 1024**3
"""Bytes; commands' outputs, back-ups and the copy before a migration need room."""
NONE: Final = 64 * 1024**2
Free = Callable[[Path], int]


def free_bytes(folder: Path) -> int:
    """What an ordinary user can still write there."""
    return shutil.disk_usage(folder).free


def of_database(path: Path, free: Free = free_bytes) -> Iterator[Finding]:
    """What the file and its folder come to."""
    if not path.parent.is_dir():
        yield from _writable(path)
        yield Finding(AREA, "note", f"{path} is not there yet: the first start makes it, and its folder.")
        return
    yield from _writable(path)
    yield from _room(path, free(path.parent))
    if not path.is_file():
        yield Finding(AREA, "note", f"{path} is not there yet: the first start makes it.")
        return
    yield from _readable_by_others(path)
    try:
        yield from _content(path)
    except StoreTrouble as trouble:
        yield Finding(AREA, "problem", trouble.problem, trouble.hint)
        return
    holder = holder_of(path)
    what = f"held by process {holder}: the bot runs" if holder else "held by nobody: the bot does not run"
    yield Finding(AREA, "ok", what)


def _writable(path: Path) -> Iterator[Finding]:
    """Whether this account may write what is there, or the nearest folder that is."""
    there = next(one for one in (path, *path.absolute().parents) if one.exists())
    places = (there, path.parent) if there == path else (there,)
    for place in places:
        if not os.access(place, os.W_OK):
            do = "Ask the doctor with the bot's account, or give that account the folder."
            yield Finding(AREA, "warning", f"This account may not write {place}.", do)
            return


def _room(path: Path, free: int) -> Iterator[Finding]:
    needed = LOW + 2 * (path.stat().st_size if path.is_file() else 0)
    if free >= needed:
        return
    level: Level = "problem" if free < NONE else "warning"
    what = f"{free // 1024**2} MiB are free where {path} is."
    yield Finding(AREA, level, what, "On a full disk nothing is taken and nothing delivered: make room.")


def _readable_by_others(path: Path) -> Iterator[Finding]:
    for file in (path, key_of(path)):
        mode = stat.S_IMODE(file.stat().st_mode) if file.exists() else 0
        if mode & 0o077:
            yield Finding(AREA, "warning", f"{file} is open to other accounts.", f"`chmod 600 {file}`")


def _content(path: Path) -> Iterator[Finding]:
    flaws = verify(path, apply)
    if flaws:
        do = "Nobody but Handrail may write it: find out who did. `handrail restore` puts a back-up back."
        what = f"{path} was changed after it was written"
        yield Finding(AREA, "problem", what, do, tuple(map(str, flaws)))
    else:
        yield Finding(AREA, "ok", f"{path}: {holding(extent_of(path))}, all as they were written")
    dead = [row for row in undone_rows(path) if row.state == "dead"]
    if dead:
        what = f"{counted(len(dead), 'effect')} could not be delivered"
        do = "`handrail outbox` says why; they stand on the incidents' cards."
        yield Finding(AREA, "warning", what, do, tuple(row.id for row in dead))
