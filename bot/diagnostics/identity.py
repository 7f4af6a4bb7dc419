"""A bound program with its pin and with whom it acts as, which is never the bot itself."""

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import replace
from pathlib import Path

from bot.diagnostics.bindings import Identity, Program, Reach, Tool, Unfit
from bot.diagnostics.descriptor import Changed
from bot.diagnostics.examine import Untrusted, examine, trusted

Look = Callable[[Path], Program | Unfit]

LARGEST = 1024 * 1024
"""Bytes of a file that says whom a program acts as."""


def fitted(tool: Tool, look: Look = examine) -> Program | Unfit:
    """The program as it would be started now, or why it may not be."""
    found = look(tool.path)
    if isinstance(found, Unfit):
        return found
    if tool.sha256 not in {"", found.sha256}:
        return Unfit(
            f"{tool.path} is not the program that handrail.toml pins: its sha256 is {found.sha256[:12]}…, "
            f"not {tool.sha256[:12]}…; look who changed it"
        )
    named = [Path(value) for _, value in tool.env if value.startswith("/")]
    secret = [path for _, path in tool.env_files]
    try:
        files = tuple((str(path), _digest(path)) for path in dict.fromkeys([*named, *secret]))
    except Untrusted as problem:
        return Unfit(f"who {tool.path.name} acts as is not certain: {problem}")
    except OSError as problem:
        return Unfit(f"who {tool.path.name} acts as cannot be read: {problem.filename}: {problem.strerror}")
    reach = Reach((*tool.reach.read, *named), tool.reach.write, tool.reach.connect)
    return replace(found, reach=reach, identity=Identity(tool.env, tool.env_files, files))


def variables(program: Program) -> Mapping[str, str]:
    """All that the program has of its own. Raises Changed when a secret is not the one of the plan."""
    known = dict(program.identity.files)
    found = dict(program.identity.variables)
    for name, path in program.identity.secret:
        try:
            content = path.read_bytes()
        except OSError as problem:
            raise Changed(f"{path}: {problem.strerror}") from None
        if _sha256(content) != known[str(path)]:
            raise Changed(f"{path} has changed since it was examined")
        found[name] = content.decode("utf-8", "replace").strip()
    return found


def _digest(path: Path) -> str:
    """Of a file its bytes; a folder only has to be trusted."""
    file, found = trusted(path)
    if not found:
        return ""
    with open(file, "rb") as content:  # noqa: PTH123 - the very path that was found
        head = content.read(LARGEST + 1)
    if len(head) > LARGEST:
        raise Untrusted(f"{path} is larger than {LARGEST // 1024} KiB")
    return _sha256(head)


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
