"""A program that the operator binds, when somebody else has got at a file or folder on the way to it."""

import os
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from bot.diagnostics.bindings import Unfit
from bot.diagnostics.examine import examine
from tests.attack.outcome import Outcome, passes, refused

NOBODY = 65534


def attack(*, tree: Sequence[Mapping[str, Any]], bound: str) -> Outcome:
    """`tree`: what is made, in order, in an empty folder: `{folder: a, mode: "755"}`, `{file: a/b, text: …}`,
    `{link: c, to: a/b}`, `{pipe: d}`; with `owner: nobody` it belongs to somebody else.

    `bound`: the path; `{}` stands for the folder.
    """
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        root = Path(home).resolve()
        for one in tree:
            _make(root, one)
        found = examine(Path(bound.replace("{}", str(root))))
    return refused(found.why) if isinstance(found, Unfit) else passes(found)


def _make(root: Path, what: Mapping[str, Any]) -> None:
    (kind,) = what.keys() & {"folder", "file", "link", "pipe"}
    path = root / what[kind]
    match kind:
        case "folder":
            path.mkdir()
        case "file":
            path.write_text(what.get("text", "#!/bin/sh\necho hi\n"), "utf-8")
        case "link":
            path.symlink_to(str(what["to"]).replace("{}", str(root)))
            return
        case _:
            os.mkfifo(path)
    path.chmod(int(what.get("mode", "755"), 8))
    if what.get("owner") == "nobody" and os.geteuid() == 0:  # nobody else can give a file away
        os.chown(path, NOBODY, NOBODY)
