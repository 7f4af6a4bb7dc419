"""A program that turns against the bot: bound, examined, planned and run by the real supervisor."""

import os
import socket
import subprocess
import sys
import tempfile
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cache
from pathlib import Path

import pytest

from bot.core.catalogue import Sandbox
from bot.diagnostics.bindings import Bindings, Reach, Tool
from bot.diagnostics.probe import WHERE
from bot.diagnostics.run import Commands
from bot.diagnostics.sandbox import Sandboxes
from bot.diagnostics.supervisor import landlock
from bot.engine.ports import NotRun
from tests.attack.entries import entry_of
from tests.attack.outcome import Outcome, passes, refused
from tests.diagnostics.processes import alive

PROCESS = True
PLANTED = "HANDRAIL_PLANTED"
"""A variable of this process, as the bot has its tokens."""
SECRET = "a secret of the bot"


def attack(
    *,
    script: str,
    looks_for: str = SECRET,
    survives: bool = False,
    timeout: str = "30s",
    arguments: tuple[str, ...] = (),
    sandbox: Sandbox = "none",
    read: Sequence[str] = (),
    connect: Sequence[int | str] | None = None,
) -> Outcome:
    """`script`: what the program does, for a shell. In it stand `{marker}` for a number that names its
    processes, `{bot}` for this one, `{secret}` for a file beside the program, `{python}` for a Python,
    `{port}` for one that answers, `{socket}` for an abstract socket that does; in `connect` stands `port`.

    It passes when `looks_for` is in what came back, or, with `survives`, when a process of it still lives.
    """
    marker = f"300.{uuid.uuid4().int % 10**12}"
    with (
        _planted(),
        tempfile.TemporaryDirectory(prefix="attack-") as home,
        socket.create_server(("127.0.0.1", 0)) as server,
    ):
        folder = Path(home).resolve()
        port = server.getsockname()[1]
        secret = folder / "secret"
        secret.write_text(f"{SECRET}\n", "utf-8")
        words = {"marker": marker, "bot": os.getpid(), "secret": secret, "port": port, "socket": marker}
        words |= {"python": f"{os.path.realpath(sys.executable)} -I -S"}
        with socket.socket(socket.AF_UNIX) as local:
            local.bind(f"\0{marker}")
            local.listen()
            tool = _tool(folder, script, words)
            reach = Reach(
                tuple(Path(one.format_map(words)) for one in (*read, os.path.realpath(sys.base_prefix))),
                connect=None
                if connect is None
                else tuple(port if one == "port" else int(one) for one in connect),
            )
            commands = Commands(
                Bindings({("", "", "tool"): Tool(tool, reach)}), folder / "running", lambda: _machine(sandbox)
            )
            entry = entry_of({"exec": ["tool", *arguments], "timeout": timeout, "min_sandbox": sandbox})
            came = commands.run("effect", entry, {}, "prod", "")
        said = f"{came.why} {came.output.text if came.output else ''}" if isinstance(came, NotRun) else ""
        said = said or f"{came.output.text}{came.output.errors}"  # type: ignore[union-attr] # Ran has an output
        said += "" if secret.exists() and secret.read_text("utf-8") == f"{SECRET}\n" else "it was changed"
    if survives:
        return passes(said) if alive(marker) else refused(said)
    return passes(said) if looks_for in said else refused(said)


@contextmanager
def _planted() -> Iterator[None]:
    """Taken out again: whatever else this process starts must not have it."""
    os.putenv(PLANTED, SECRET)
    try:
        yield
    finally:
        os.unsetenv(PLANTED)


def _tool(folder: Path, script: str, words: dict[str, object]) -> Path:
    for word, value in words.items():
        script = script.replace(f"{{{word}}}", str(value))
    tool = folder / "tool"
    tool.write_text(f"#!/bin/sh\n{script}\n", "utf-8")
    tool.chmod(0o755)
    return tool


def _machine(sandbox: Sandbox) -> Sandboxes:
    """A machine with the sandbox, as far as this one has it; without it the case is named as not run."""
    if sandbox == "none":
        return Sandboxes()
    version, bwrap = landlock.version(), _bubblewrap() if sandbox == "bwrap" else ""
    if not version or (sandbox == "bwrap" and not bwrap):
        pytest.skip(f"this machine has no {sandbox}")
    return Sandboxes("auto", version, "", bwrap, "")


@cache
def _bubblewrap() -> str:
    """Where it lies; empty when it is not there, or may not do here what it does."""
    path = next((str(path) for path in WHERE if path.exists()), "")
    words = (path, "--unshare-all", "--ro-bind", "/", "/", "true")
    return path if path and subprocess.run(words, check=False, capture_output=True).returncode == 0 else ""
