"""What starting a program costs: on its own, under its supervisor, and in each sandbox of this machine.

    python -m benchmarks.commands

All kinds in turn, many times over, so that what else the machine does weighs on each alike. `true` does
nothing, so all that is measured is the way there and back.
"""

import secrets
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

from benchmarks.figures import Figures, figures, took
from bot.diagnostics.bindings import Program, Unfit
from bot.diagnostics.confine import confinement
from bot.diagnostics.examine import examine
from bot.diagnostics.launcher import Ended, Job, launch
from bot.diagnostics.plan import ENVIRONMENT
from bot.diagnostics.probe import tried
from bot.diagnostics.sandbox import UNCONFINED, Confined, Sandboxes

TRUE = Path("/usr/bin/true")
ROUNDS = 40
ALONE = "the program alone"


def measured(rounds: int = ROUNDS) -> Mapping[str, Figures]:
    """Milliseconds by kind, the program alone first."""
    program, machine = examine(TRUE), tried("auto")
    assert isinstance(program, Program), program
    with tempfile.TemporaryDirectory() as folder:
        times: dict[str, list[float]] = {}
        for _ in range(rounds):
            times.setdefault(ALONE, []).append(took(lambda: subprocess.run([TRUE], check=True)))  # noqa: S603 - a fixed program
            for confined in _kinds(machine):
                job = _job(program, confined, machine.bwrap, Path(folder))
                times.setdefault(_name(confined), []).append(took(lambda job=job: _run(job)))
    return {name: figures(each) for name, each in times.items()}


def _kinds(machine: Sandboxes) -> list[Confined]:
    found = [machine.chosen(tier) for tier in ("landlock", "bwrap")]
    return [UNCONFINED, *(one for one in found if not isinstance(one, Unfit))]


def _name(confined: Confined) -> str:
    return {"none": "supervised", "landlock": "  in Landlock", "bwrap": "  in bubblewrap"}[confined.tier]


def _job(program: Program, confined: Confined, bwrap: str, folder: Path) -> Job:
    own = folder / secrets.token_hex(8)
    return Job(program, (str(TRUE),), ENVIRONMENT, own, 30, {}, **confinement(confined, bwrap, program, own))


def _run(job: Job) -> None:
    end = launch(job).wait()
    assert isinstance(end, Ended), end
    assert end.exit == 0, end


def main() -> None:
    """Print the table; the last column is beside the supervised program without a sandbox."""
    found = measured()
    base = found["supervised"].median
    print(f"{'':24} {'median':>8} {'p99':>8}          {'added':>8}")
    for name, each in found.items():
        added = f"{each.median - base:+8.1f}" if name.startswith(" ") else ""
        print(f"{name:24} {each.median:8.1f} {each.p99:8.1f} ms  {each.median / base:5.2f} {added}".rstrip())


if __name__ == "__main__":
    main()
