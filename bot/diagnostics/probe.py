"""Trying each sandbox once, in a process like that of a command: only what was seen to hold counts."""

import hashlib
import os
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from bot.diagnostics.bindings import Program, Unfit
from bot.diagnostics.confine import confinement
from bot.diagnostics.descriptor import Changed
from bot.diagnostics.examine import examine
from bot.diagnostics.launcher import Ended, Job, launch
from bot.diagnostics.sandbox import Confined, Sandboxes, Wish
from bot.diagnostics.supervisor import landlock

WHERE: Final = (Path("/usr/bin/bwrap"), Path("/usr/local/bin/bwrap"), Path("/bin/bwrap"))
"""Where bubblewrap is looked for."""
_SECONDS: Final = 10.0
_SHELL: Final = "/bin/sh"
_LOOK: Final = 'if (: <"$1") 2>/dev/null; then echo open; else echo shut; fi'


class Trying:
    """Tries when it is first asked, and answers the same from then on; who asks meanwhile waits."""

    def __init__(self, wish: Wish, where: Sequence[Path] = WHERE) -> None:
        self._wish, self._where = wish, where
        self._lock = threading.Lock()
        self.found: Sandboxes | None = Sandboxes() if wish == "none" else None
        """None while it is not known."""

    def __call__(self) -> Sandboxes:
        with self._lock:
            if self.found is None:
                self.found = tried(self._wish, self._where)
            return self.found


def tried(wish: Wish, where: Sequence[Path] = WHERE) -> Sandboxes:
    """What holds on this machine. Nothing is tried where no sandbox is wished for."""
    if wish == "none":
        return Sandboxes()
    if sys.platform != "linux":
        why = "programs are started on Linux only"
        return Sandboxes(wish, 0, why, "", why)
    version = landlock.version()
    no_landlock = (
        _fails(Confined("landlock", version), "") if version else "this kernel has none, or it is off"
    )
    held = 0 if no_landlock else version
    bwrap, no_bwrap = _bubblewrap(held, where)
    return Sandboxes(wish, held, no_landlock, bwrap, no_bwrap)


def _bubblewrap(version: int, where: Sequence[Path]) -> tuple[str, str]:
    """The program, or why there is none."""
    path = next((one for one in where if one.exists()), None)
    if path is None:
        return "", "it is not installed"
    found = examine(path)
    why = found.why if isinstance(found, Unfit) else _fails(Confined("bwrap", version), found.file)
    return ("", why) if why or isinstance(found, Unfit) else (found.file, "")


def _fails(confined: Confined, bwrap: str) -> str:
    """Why a program in the sandbox does not start, or what it could do all the same; empty when it holds."""
    try:
        with tempfile.TemporaryDirectory(prefix="handrail-") as name:
            outside = Path(name, "outside")
            outside.write_text("to be seen by nobody", encoding="ascii")
            return _looks(confined, bwrap, outside, Path(name, "run"))
    except (OSError, Changed) as problem:
        return f"it could not be tried: {problem.strerror if isinstance(problem, OSError) else problem}"


def _looks(confined: Confined, bwrap: str, outside: Path, folder: Path) -> str:
    with open(_SHELL, "rb") as content:  # noqa: PTH123 - a text
        digest = hashlib.file_digest(content, "sha256").hexdigest()
    shell = Program(_SHELL, os.path.realpath(_SHELL), digest)
    words = (_SHELL, "-c", _LOOK, "sh", str(outside))
    sandbox = confinement(confined, bwrap, shell, folder)
    end = launch(Job(shell, words, {}, folder, _SECONDS, {"RLIMIT_CORE": 0}, **sandbox)).wait()
    if not isinstance(end, Ended):
        return end.why
    if end.out == b"open\n":
        return "a program in it could still read what lies outside"
    if (end.cause, end.exit, end.out) != ("exited", 0, b"shut\n"):
        return f"a program did not run in it: {end.err.decode(errors='replace').strip()[-200:] or end.cause}"
    return ""
