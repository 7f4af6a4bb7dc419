"""The last step before the program, in the process that becomes it. Bubblewrap runs it as a file."""

import json
import os
import sys
from typing import Any, NoReturn

if __name__ == "__main__":
    sys.path.append(__file__.rsplit("/", 4)[0])

from bot.diagnostics.supervisor import landlock
from bot.diagnostics.supervisor.kernel import give_up_capabilities


def become(command: dict[str, Any]) -> NoReturn:
    """Give up capabilities and the rights to files, ports and signals, say so, and execute the program."""
    give_up_capabilities()
    if command["landlock"] is not None:
        landlock.restrict(**command["landlock"])
    for descriptor in (command["program"], command["failed"]):
        os.set_inheritable(descriptor, False)
    os.write(command["failed"], b"\0")
    os.execve(command["program"], command["argv"], command["env"])  # noqa: S606 - that is the point: no shell


def main(told: int) -> NoReturn:
    """In bubblewrap: the command is read from where it was left."""
    os.lseek(told, 0, os.SEEK_SET)
    with open(told, encoding="ascii") as file:
        command = json.load(file)
    try:
        become(command)
    except BaseException as problem:  # noqa: BLE001 - whatever it is, it is told
        os.write(
            command["failed"], (getattr(problem, "strerror", None) or repr(problem)).encode(errors="replace")
        )
    os._exit(127)


if __name__ == "__main__":
    main(int(sys.argv[1]))
