"""What a program may touch in its sandbox, as the supervisor is told."""

import os
import sys
from collections.abc import Collection, Iterable
from pathlib import Path
from typing import Any, Final

from bot.diagnostics.bindings import Program, Unfit
from bot.diagnostics.sandbox import Confined
from bot.diagnostics.supervisor import inside

READABLE: Final = (
    *("/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64", "/libx32", "/nix/store"),
    *("/proc", "/sys", "/dev/random", "/dev/urandom"),
    *("/etc/ld.so.cache", "/etc/ld.so.conf", "/etc/ld.so.conf.d", "/etc/ld.so.preload", "/etc/alternatives"),
    *("/etc/os-release", "/etc/localtime", "/etc/timezone", "/etc/locale.alias", "/etc/mime.types"),
    *("/etc/passwd", "/etc/group", "/etc/nsswitch.conf", "/etc/services", "/etc/protocols"),
    *("/etc/hosts", "/etc/host.conf", "/etc/resolv.conf", "/etc/gai.conf"),
    *("/etc/ssl/certs", "/etc/ssl/openssl.cnf", "/etc/ssl/cert.pem", "/etc/ca-certificates"),
    *("/etc/pki/tls/certs", "/etc/pki/tls/cert.pem", "/etc/pki/ca-trust/extracted", "/etc/crypto-policies"),
)
"""What programs, the resolver and TLS need. Of /etc no more: secrets live there."""

WRITABLE: Final = ("/dev/null", "/dev/zero", "/dev/full")

_ROOT: Final = Path(inside.__file__).parents[3]
PYTHON: Final = os.path.realpath(sys.executable)
"""Of a virtual environment the Python behind it."""


def landlocked(program: Program, folder: Path) -> dict[str, Any]:
    """The arguments of the supervisor's `landlock.restrict`."""
    return {
        "read": [*READABLE, *_own(program), *map(str, program.reach.read)],
        "write": [*WRITABLE, str(folder), *map(str, program.reach.write)],
        "connect": None if program.reach.connect is None else list(program.reach.connect),
    }


def wrapped(bwrap: str, program: Program, folder: Path) -> list[str]:
    """The words of bubblewrap up to the number of the descriptor where the command is told.

    A file system of its own with what Landlock would let the program see, and this package, which goes on
    inside; processes of its own; the network only where the program has any.
    """
    reach = program.reach
    ours = (str(_ROOT / "bot"), sys.base_prefix, os.path.dirname(PYTHON))  # noqa: PTH120 - a text
    words = [bwrap, "--unshare-all", "--die-with-parent", "--cap-drop", "ALL"]
    words += ["--share-net"] if reach.connect is None or reach.connect else []
    words += ["--proc", "/proc", "--dev", "/dev", "--tmpfs", "/tmp"]  # noqa: S108 - its own, and it is gone with it
    words += _bound("--ro-bind-try", [*READABLE, *_own(program), *ours, *map(str, reach.read)])
    words += ["--bind", str(folder), str(folder), *_bound("--bind-try", map(str, reach.write))]
    words += ["--chdir", str(folder), "--", PYTHON, "-I", "-S", inside.__file__]
    return words


def confinement(confined: Confined, bwrap: str, program: Program, folder: Path) -> dict[str, Any]:
    """The two keys of a job that say what its program is started in."""
    return {
        "landlock": landlocked(program, folder) if confined.landlock and confined.tier != "none" else None,
        "bwrap": wrapped(bwrap, program, folder) if confined.tier == "bwrap" else [],
    }


def reaching(program: Program | Unfit, secret: Collection[Path]) -> Program | Unfit:
    """The program, unless a secret of the bot lies in what it is let to see."""
    if isinstance(program, Unfit):
        return program
    for path in (*program.reach.read, *program.reach.write):
        for file in (file.resolve() for file in secret):
            if path.resolve() in (file, *file.parents):
                return Unfit(f"handrail.toml lets it see {path}, where the bot keeps {file.name}; name less")
    return program


def _own(program: Program) -> Iterable[str]:
    """The program's file; of a script, its interpreter's too."""
    return (program.file, program.interpreter.file) if program.interpreter else (program.file,)


def _bound(how: str, paths: Iterable[str]) -> list[str]:
    """/proc and /dev are its own, so not bound."""
    bound = (path for path in dict.fromkeys(paths) if not path.startswith(("/proc", "/dev/")))
    return [word for path in bound for word in (how, path, path)]
