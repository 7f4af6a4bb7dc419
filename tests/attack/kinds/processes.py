"""A program that turns against the bot: bound, examined, planned and run by the real supervisor."""

import os
import tempfile
import uuid
from pathlib import Path

from bot.diagnostics.bindings import Bindings, Tool
from bot.diagnostics.run import Commands
from bot.diagnostics.sandbox import Sandboxes
from bot.engine.ports import NotRun
from tests.attack.entries import entry_of
from tests.attack.outcome import Outcome, passes, refused
from tests.diagnostics.processes import alive

PROCESS = True
PLANTED = "HANDRAIL_PLANTED"
"""A variable of this process, as the bot has its tokens."""


def attack(
    *,
    script: str,
    looks_for: str = "",
    survives: bool = False,
    timeout: str = "30s",
    arguments: tuple[str, ...] = (),
) -> Outcome:
    """`script`: what the program does, for a shell; `{marker}` stands for a number that names its processes.

    It passes when `looks_for` is in what came back, or, with `survives`, when a process of it still lives.
    """
    os.putenv(PLANTED, "a secret of the bot")
    marker = f"300.{uuid.uuid4().int % 10**12}"
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        folder = Path(home).resolve()
        tool = folder / "tool"
        tool.write_text(f"#!/bin/sh\n{script.replace('{marker}', marker)}\n", "utf-8")
        tool.chmod(0o755)
        commands = Commands(Bindings({("", "", "tool"): Tool(tool)}), folder / "running", Sandboxes)
        entry = entry_of({"exec": ["tool", *arguments], "timeout": timeout})
        came = commands.run("effect", entry, {}, "prod", "")
    said = f"{came.why} {came.output.text if came.output else ''}" if isinstance(came, NotRun) else ""
    said = said or f"{came.output.text}{came.output.errors}"  # type: ignore[union-attr] # Ran has an output
    if survives:
        return passes(said) if alive(marker) else refused(said)
    return passes(said) if looks_for in said else refused(said)
