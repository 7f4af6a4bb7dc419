"""Looking at a bound program: that nobody else can have changed it, and which bytes it is."""

import hashlib
import os
import pwd
import stat
import sys
from contextlib import suppress
from functools import lru_cache
from pathlib import Path

from bot.authoring.argv import is_interpreter
from bot.diagnostics.bindings import Interpreter, Program, Unfit
from bot.diagnostics.supervisor.identity import identity

SEARCH_PATH = "/usr/bin:/bin"
_MOST_LINKS = 40


def examine(path: Path) -> Program | Unfit:
    """The program behind an absolute path, or why it may not run. What runs is hashed anew."""
    if sys.platform != "linux":
        return Unfit("Handrail starts programs only on Linux")
    try:
        file, found = _file(path)
        if not os.access(file, os.X_OK):
            return Unfit(f"{file} is not executable")
        if is_interpreter(file):
            return Unfit(f"{path} is {Path(file).name}, which runs whatever its arguments say")
        script = _interpreter(file)
        return Program(str(path), file, _digest(file, found), script)
    except Untrusted as problem:
        return Unfit(str(problem))
    except OSError as problem:
        return Unfit(f"{problem.filename or path}: {problem.strerror}")


class Untrusted(Exception):
    """Somebody else could change what runs."""


def trusted(path: Path) -> tuple[str, bool]:
    """The file or folder behind the path, and whether it is a file. Raises Untrusted, OSError."""
    file, found = _walked(path)
    if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
        raise Untrusted(f"{path} is neither a file nor a folder")
    return file, stat.S_ISREG(found.st_mode)


def _file(path: Path) -> tuple[str, os.stat_result]:
    """The regular file behind the path."""
    file, found = _walked(path)
    if not stat.S_ISREG(found.st_mode):
        raise Untrusted(f"{path} is not a file")
    return file, found


def _walked(path: Path) -> tuple[str, os.stat_result]:
    """What is behind the path, after each step of the way was found trustworthy."""
    if not path.is_absolute() or ".." in path.parts or "\0" in str(path):
        raise Untrusted(f"{path} is not an absolute path without ..")
    todo, done, links = list(path.parts[1:]), "/", 0
    found = _trusted("/")
    while todo:
        step = f"{done.rstrip('/')}/{todo.pop(0)}"
        found = _trusted(step)
        if stat.S_ISLNK(found.st_mode):
            links += 1
            if links > _MOST_LINKS:
                raise Untrusted(f"{path} runs in circles")
            target = Path(step).readlink()
            todo = [*(target.parts[1:] if target.is_absolute() else target.parts), *todo]
            done = "/" if target.is_absolute() else done
        elif step.endswith("/.."):
            done = os.path.dirname(done)  # noqa: PTH120 - byte for byte
        else:
            done = step
    return done, found


def _trusted(path: str) -> os.stat_result:
    """The state of one element of a path, which root or the bot's user owns and nobody else may write to."""
    found = os.lstat(path)
    if found.st_uid not in {0, os.geteuid()}:
        raise Untrusted(f"{path} belongs to {_user(found.st_uid)}, not to root or the bot's own user")
    if stat.S_ISLNK(found.st_mode):
        return found
    # In a sticky directory (/tmp) nobody can replace what is not theirs; what is theirs is refused.
    sticky = stat.S_ISDIR(found.st_mode) and bool(found.st_mode & stat.S_ISVTX)
    others = found.st_mode & stat.S_IWOTH
    group = found.st_mode & stat.S_IWGRP and (_has_list(path) or not _is_private_group(found.st_gid))
    if (others or group) and not sticky:
        raise Untrusted(f"{path} can be written to by others; chmod go-w it")
    return found


def _has_list(path: str) -> bool:
    """Whether an access control list names more people; what the group may is the most that they may."""
    with suppress(OSError):
        return "system.posix_acl_access" in os.listxattr(path, follow_symlinks=False)
    return False


def _is_private_group(gid: int) -> bool:
    """Whether nobody but root and the bot's user is in the group (each user's own group, as on Debian)."""
    if gid == 0:
        return True
    import grp  # noqa: PLC0415 - only Unix has it, and only a group that may write needs it

    with suppress(KeyError):
        trusted = {pwd.getpwuid(uid).pw_name for uid in {0, os.geteuid()}}
        members = set(grp.getgrgid(gid).gr_mem) | {one.pw_name for one in pwd.getpwall() if one.pw_gid == gid}
        return members <= trusted
    return False


def _interpreter(file: str) -> Interpreter | None:
    """What the first line of a script names; None for a program of its own."""
    first = _first_line(file)
    if not first.startswith(b"#!"):
        return None
    path, _, argument = first[2:].decode("utf-8", "surrogateescape").strip().partition(" ")
    arguments = (argument.strip(),) if argument.strip() else ()
    if Path(path).name == "env":
        path, arguments = _searched(file, arguments), ()
    found_file, found = _file(Path(path))
    if _first_line(found_file).startswith(b"#!"):
        raise Untrusted(
            f"{file} is run by {path}, which is a script itself; name a program in its first line"
        )
    return Interpreter(path, found_file, arguments, _digest(found_file, found))


def _first_line(file: str) -> bytes:
    with open(file, "rb") as script:  # noqa: PTH123 - byte for byte
        return script.readline(256)


def _searched(file: str, arguments: tuple[str, ...]) -> str:
    """`#!/usr/bin/env x` is looked up now, in the path that commands get, and not when it runs."""
    name = arguments[0] if arguments else ""
    for folder in SEARCH_PATH.split(":"):
        if name and "/" not in name and " " not in name and Path(folder, name).exists():
            return f"{folder}/{name}"
    raise Untrusted(f"{file} asks env for `{name}`; name its interpreter by a whole path")


def _digest(file: str, found: os.stat_result) -> str:
    return _sha256(file, identity(found))


@lru_cache(maxsize=256)
def _sha256(file: str, _: tuple[int, ...]) -> str:
    """Remembered as long as the file is the same."""
    with open(file, "rb") as content:  # noqa: PTH123 - byte for byte
        return hashlib.file_digest(content, "sha256").hexdigest()


def _user(uid: int) -> str:
    with suppress(KeyError):
        return pwd.getpwuid(uid).pw_name
    return f"user {uid}"
