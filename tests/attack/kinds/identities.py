"""Whom a program acts as, when somebody changes what says so."""

import tempfile
from dataclasses import replace
from pathlib import Path

from bot.diagnostics.approval import plan_digest
from bot.diagnostics.bindings import Program, Tool, Unfit
from bot.diagnostics.descriptor import Changed
from bot.diagnostics.identity import fitted, variables
from bot.diagnostics.plan import Bound, plan
from bot.settings import InvalidSettings, OperatorFile
from tests.attack.entries import entry_of
from tests.attack.outcome import Outcome, passes, refused

PROGRAM = b"\x7fELF ctl"


def attack(*, change: str = "", before: str = "the plan", env: str = "", pin: str = "") -> Outcome:
    """`change`: what is done to the program, or to a file that says whom it acts as.

    `before`: the plan, the start (after the yes), or the secret is read. `env`: a variable that the operator
    is made to bind. `pin`: a sha256.
    """
    if env:
        return _bound(env)
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        folder = Path(home).resolve()
        tool = replace(_tool(folder), sha256=pin)
        approved = "" if before == "the plan" else _digest(tool)
        if before != "the secret":
            _change(folder, change)
        found = fitted(tool)
        if isinstance(found, Unfit):
            return refused(found.why)
        if approved and before == "the start" and approved != _digest(tool):
            return refused("what would run is no longer what was approved")
        return _started(found, folder, change if before == "the secret" else "")


def _bound(env: str) -> Outcome:
    try:
        return passes(
            OperatorFile.parse(f'workspace = "T1"\nprograms.ctl = {{path = "/bin/ctl", env = {{{env}}}}}')
        )
    except InvalidSettings as problem:
        return refused(problem)


def _started(found: Program, folder: Path, change: str) -> Outcome:
    _change(folder, change)
    try:
        return passes(sorted(variables(found)))
    except Changed as problem:
        return refused(problem)


def _digest(tool: Tool) -> str:
    found = fitted(tool)
    return plan_digest(plan(entry_of({"exec": ["ctl"]}), {}, Bound(program=found), "prod"))


def _tool(folder: Path) -> Tool:
    for name, content in (("ctl", PROGRAM), ("config", b"reads"), ("secret", b"s1")):
        (folder / name).write_bytes(content)
        (folder / name).chmod(0o755)
    return Tool(
        folder / "ctl",
        env=(("CTL_CONFIG", str(folder / "config")),),
        env_files=(("CTL_TOKEN", folder / "secret"),),
    )


def _change(folder: Path, change: str) -> None:
    match change:
        case "others can write to the configuration":
            (folder / "config").chmod(0o666)
        case "the configuration says more":
            (folder / "config").write_bytes(b"reads and writes")
        case "the configuration is gone":
            (folder / "config").unlink()
        case "the secret is another":
            (folder / "secret").write_bytes(b"s2")
        case "the secret is gone":
            (folder / "secret").unlink()
        case "the program is another":
            (folder / "ctl").write_bytes(PROGRAM + b"2")
        case _:
            assert not change
