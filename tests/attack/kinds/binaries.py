"""A program that is replaced between the look at it and its start."""

import os
import tempfile
from pathlib import Path

from bot.diagnostics.bindings import Program, Unfit
from bot.diagnostics.descriptor import Changed, opened
from bot.diagnostics.examine import examine
from tests.attack.outcome import Outcome, passes, refused

GOOD, EVIL = b"\x7fELF as it was", b"\x7fELF evil"


def attack(*, becomes: str, opened_first: bool = False) -> Outcome:
    """`becomes`: what is done to the file after it was examined; `opened_first`: and after it was opened."""
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        file = Path(home).resolve() / "tool"
        file.write_bytes(GOOD)
        file.chmod(0o755)
        found = examine(file)
        if isinstance(found, Unfit):
            return refused(found.why)
        return _start(found, file, becomes, opened_first=opened_first)


def _start(found: Program, file: Path, becomes: str, *, opened_first: bool) -> Outcome:
    if not opened_first:
        _change(file, becomes)
    try:
        with opened(found) as image:
            if opened_first:
                _change(file, becomes)
            return passes(os.pread(image.descriptor, 100, 0).decode("latin-1"))
    except Changed as problem:
        return refused(problem)


def _change(file: Path, becomes: str) -> None:
    if becomes == "rewritten":
        file.write_bytes(EVIL)
        return
    if becomes == "itself":
        return
    file.unlink()
    match becomes:
        case "another file":
            file.write_bytes(EVIL)
        case "a link":
            file.symlink_to("/bin/sh")
        case "a pipe":
            os.mkfifo(file)
        case "a folder":
            file.mkdir()
        case _:
            assert becomes == "nothing"
