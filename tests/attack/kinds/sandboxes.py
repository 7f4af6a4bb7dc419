"""A command that demands a sandbox, or an operator who opens one too far: decided before anything runs."""

from collections.abc import Sequence
from pathlib import Path

from bot.core.catalogue import Sandbox
from bot.diagnostics.bindings import Program, Reach, Unfit
from bot.diagnostics.confine import reaching
from bot.diagnostics.plan import Bound, plan
from bot.diagnostics.sandbox import Sandboxes, Wish, described
from tests.attack.entries import entry_of
from tests.attack.outcome import Outcome, passes, refused

DATABASE = Path("/var/lib/handrail/handrail.db")


def attack(
    *,
    demands: Sandbox = "none",
    wish: Wish = "auto",
    landlock: int = 0,
    bwrap: bool = False,
    read: Sequence[str] = (),
    write: Sequence[str] = (),
) -> Outcome:
    """`landlock`, `bwrap`: what the machine has. What passes is told as what the program would run in."""
    reach = Reach(tuple(map(Path, read)), tuple(map(Path, write)))
    machine = Sandboxes(wish, landlock, "", "/usr/bin/bwrap" if bwrap else "", "")
    program = reaching(Program("/bin/tool", "/bin/tool", "0" * 64, reach=reach), (DATABASE,))
    entry = entry_of({"exec": ["tool"], "min_sandbox": demands})
    planned = plan(entry, {}, Bound(program, confined=machine.chosen(entry.min_sandbox)), "prod")
    confined = machine.chosen(entry.min_sandbox)
    if planned.call is None or isinstance(confined, Unfit):
        return refused(planned.why)
    return passes(described(confined, reach))
