"""The engine's port `Commands`: what an entry would run here, and running it."""

import secrets
import threading
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path
from time import monotonic

from bot.core.catalogue import Entry, Exec, Http
from bot.core.result import Output
from bot.core.runbook import Risk
from bot.core.signals import Plan
from bot.core.values import BadValue, Values
from bot.diagnostics.approval import plan_digest
from bot.diagnostics.bindings import Bindings, Program, Tool, Unfit
from bot.diagnostics.cancel import Cancel
from bot.diagnostics.confine import confinement, reaching
from bot.diagnostics.descriptor import Changed
from bot.diagnostics.identity import fitted, variables
from bot.diagnostics.launcher import CAP, PROCESSES, Ended, Failed, Job, Running, launch
from bot.diagnostics.parameters import fill_endpoint
from bot.diagnostics.plan import ENVIRONMENT, Bound, Planned, Process, Request, by_hand, plan
from bot.diagnostics.resolve import Resolve, resolved
from bot.diagnostics.sandbox import Sandboxes, described
from bot.diagnostics.survivors import end_former, noted
from bot.engine.ports import ByHand, NotRun, Ran, RunResult, Underway

_MIB = 1024 * 1024
_FILE_SIZE: Mapping[Risk, int] = {
    Risk.READ: 64 * _MIB,
    Risk.TELL: 64 * _MIB,
    Risk.CHANGE: 16 * 1024 * _MIB,
    Risk.DESTROY: 16 * 1024 * _MIB,
}
"""Largest file that a command may write; a read may keep a cache or a journal, but not fill the disk."""

_USERS_PROCESSES = 4096
"""All that the bot's user may have while a command starts one; root is not held to it. A second line only."""


@dataclass(slots=True)
class _Live:
    """A command under way: how to end it, since when it runs, and the process if it is one."""

    cancel: Cancel
    since: float
    limit: float
    process: Running | None = None


class Commands:
    """Plans from what the operator bound, as it is at that moment; runs what is planned and nothing else.

    `folder` holds the private working directories of running commands and the notes about them. `sandboxes`
    may wait for what is being tried; only programs ask. `secret`: files that no program may be let to see.
    """

    def __init__(
        self,
        bindings: Bindings,
        folder: Path,
        sandboxes: Callable[[], Sandboxes],
        *,
        secret: Collection[Path] = (),
        resolve: Resolve = resolved,
    ) -> None:
        self._bindings = bindings
        self._folder = folder
        self._sandboxes = sandboxes
        self._secret = secret
        self._resolve = resolve
        self._lock = threading.Lock()
        self._running: dict[str, _Live] = {}

    def by_hand(self, entries: Iterable[Entry], target: str) -> dict[str, str]:
        """By id, why only a person can run it on the target; what the bot can run is left out."""
        look = cache(fitted)  # once for each program: this is asked at every click, of every entry
        found = ((entry.id, by_hand(entry, self._bound(entry, target, look), target)) for entry in entries)
        return {name: why for name, why in found if why}

    def plan(self, entry: Entry, arguments: Values, target: str) -> Plan | ByHand:
        """Exactly what would run, now. Raises BadValue for an argument that its type refuses."""
        planned = self.planned(entry, arguments, target)
        if planned.call is None:
            return ByHand(planned.text, planned.why)
        return Plan(planned.text, plan_digest(planned))

    def planned(self, entry: Entry, arguments: Values, target: str) -> Planned:
        """The plan with all its parts."""
        return plan(entry, arguments, self._bound(entry, target, fitted, arguments), target)

    def run(self, effect: str, entry: Entry, arguments: Values, target: str, approved: str) -> RunResult:
        """Plan once more, compare with what was approved, run to the end or the deadline."""
        try:
            planned = self.planned(entry, arguments, target)
        except BadValue as problem:
            return NotRun("refused", str(problem))
        if planned.call is None:
            return NotRun("not_started", f"only a person can run it: {planned.why}")
        if entry.risk.needs_approval and not approved:
            return NotRun("refused", "it changes something, and nobody has approved it")
        if approved and approved != plan_digest(planned):
            return NotRun("refused", "what would run is no longer what was approved; ask again")
        with self._live(effect, planned) as live:
            match planned.call:
                case Process() as process:
                    return self._process(process, planned, live)
                case Request() as request:
                    return self._request(request, planned.timeout, live.cancel)

    def cancel(self, effect: str) -> None:
        """Stop the command of that effect, whole; nothing when it is not running."""
        with self._lock:
            live = self._running.get(effect)
        if live is not None:
            live.cancel.set()

    def underway(self) -> Sequence[Underway]:
        """What runs now."""
        with self._lock:
            running = dict(self._running)
        now = monotonic()
        return [
            Underway(effect, now - live.since, live.limit, live.process.last_line if live.process else "")
            for effect, live in running.items()
        ]

    def cancel_all(self) -> None:
        """Stop every running command, as when the bot shuts down."""
        with self._lock:
            running = list(self._running.values())
        for live in running:
            live.cancel.set()

    def end_former(self) -> int:
        """End what a former run of the bot left, before the first command; how many processes there were."""
        return end_former(self._folder)

    @contextmanager
    def _live(self, effect: str, planned: Planned) -> Iterator[_Live]:
        live = _Live(Cancel(), monotonic(), planned.timeout.total_seconds())
        with self._lock:
            assert effect not in self._running, "an effect is leased to one worker at a time"
            self._running[effect] = live
        try:
            yield live
        finally:
            with self._lock:
                del self._running[effect]

    def _bound(
        self, entry: Entry, target: str, look: Callable[[Tool], Program | Unfit], values: Values | None = None
    ) -> Bound:
        """What stands behind it; without values, behind what could be picked."""
        match entry.how:
            case Exec(argv=argv):
                tool = self._bindings.tool(str(argv[0]), entry.system, target)
                if tool is None:
                    return Bound()
                program = reaching(look(tool), self._secret)
                return Bound(program, confined=self._sandboxes().chosen(entry.min_sandbox))
            case Http(endpoint=endpoint):
                picked = "" if values is None else fill_endpoint(endpoint, entry.parameters, values)
                names = (picked,) if picked else entry.endpoints
                sites = (self._bindings.endpoints.get(f"{entry.system}.{name}", {}) for name in names)
                return Bound(
                    site=next((site[target] for site in sites if target in site), None), endpoint=picked
                )

    def _request(self, request: Request, timeout: timedelta, cancel: Cancel) -> RunResult:
        from bot.diagnostics.http import fetch  # noqa: PLC0415 - 40 ms of start-up that no process needs

        return fetch(request, timeout.total_seconds(), cancel, resolve=self._resolve)

    def _process(self, process: Process, planned: Planned, live: _Live) -> RunResult:
        try:
            job = self._job(process, planned)
            running = launch(job)
        except Changed as problem:
            return NotRun("refused", f"{problem}; ask again")
        live.process = running
        forget = live.cancel.calls(running.cancel)
        try:
            with noted(running, job.folder):
                end = running.wait()
        except BaseException:
            running.cancel()
            running.wait()
            raise
        finally:
            forget()
        return _result(end, planned.timeout, process)

    def _job(self, process: Process, planned: Planned) -> Job:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        program, script = process.program, process.program.interpreter
        seconds = planned.timeout.total_seconds()
        folder = self._folder.absolute() / f"command-{secrets.token_hex(8)}"
        words = (script.path, *script.arguments, program.file, *process.argv[1:]) if script else process.argv
        return Job(
            program=program,
            argv=words,
            env={**ENVIRONMENT, "TMPDIR": str(folder), **variables(program)},
            folder=folder,
            seconds=seconds,
            limits={
                "RLIMIT_CORE": 0,
                "RLIMIT_FSIZE": _FILE_SIZE[planned.risk],
                "RLIMIT_NOFILE": 1024,
                "RLIMIT_NPROC": _USERS_PROCESSES,
                "RLIMIT_CPU": int(seconds * 4) + 10,
            },
            **confinement(process.confined, self._sandboxes().bwrap, program, folder),
        )


def _result(end: Ended | Failed, timeout: timedelta, process: Process) -> RunResult:
    if isinstance(end, Failed):
        return NotRun("interrupted" if end.started else "not_started", end.why)
    output = Output(
        exit=end.exit,
        text=end.out.decode("utf-8", "replace"),
        errors=end.err.decode("utf-8", "replace"),
        truncated=end.truncated,
        duration_ms=end.duration_ms,
    )
    raw = end.out + end.err
    evidence = (process.program.digests, described(process.confined, process.program.reach))
    left = f" {end.left} of its processes could not be killed." if end.left else ""
    match end.cause:
        case "exited":
            return Ran(output, raw, *evidence)
        case "cap":
            why = f"it wrote more than {CAP // 1024} KiB and was killed.{left}"
            return NotRun("unreadable", why, output, raw, *evidence)
        case "processes":
            why = f"it had more than {PROCESSES} processes and was killed.{left}"
            return NotRun("unreadable", why, output, raw, *evidence)
        case "deadline":
            why = f"it was still running after {timeout.total_seconds():g} s and was killed.{left}"
            return NotRun("timed_out", why, output, raw, *evidence)
        case "cancelled" | "orphaned":
            return NotRun("cancelled", f"it was cancelled and killed.{left}", output, raw, *evidence)
