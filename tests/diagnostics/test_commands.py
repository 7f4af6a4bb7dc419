"""The engine's way to a process or a request."""

import hashlib
import threading
import uuid
from collections.abc import Iterator
from ipaddress import ip_network
from pathlib import Path

import pytest

from bot.core.catalogue import Http, Parameter
from bot.core.runbook import Risk
from bot.core.signals import Plan
from bot.core.values import BadValue, Type
from bot.diagnostics.bindings import Bindings, Site, Tool
from bot.diagnostics.run import Commands
from bot.diagnostics.sandbox import Sandboxes
from bot.engine.ports import ByHand, NotRun, Ran, RunResult
from bot.engine.ports import Commands as Port
from tests.diagnostics.entries import command, entry
from tests.diagnostics.processes import alive, eventually
from tests.diagnostics.servers import page, saying, serving

pytestmark = pytest.mark.process

NAMES = {"PATH", "LANG", "HOME", "TMPDIR", "PWD", "OLDPWD", "SHLVL", "_"}
TEXT = {"p": Type("text")}
SCRIPT = """#!/bin/sh
case "$1" in
  say) printf '%s' "$2"; echo oops >&2; exit 4 ;;
  sleep) setsid sleep "$2" & sleep "$2" ;;
  flood) yes ;;
  env) env; echo "$0" ;;
  limits) cat /proc/self/limits ;;
esac
"""


@pytest.fixture
def tool(tmp_path: Path) -> Path:
    path = tmp_path.resolve() / "tool-1"
    path.write_text(SCRIPT, encoding="ascii")
    path.chmod(0o755)
    return path


@pytest.fixture
def commands(tool: Path) -> Iterator[Commands]:
    yield Commands(Bindings({("", "", "tool"): Tool(tool)}), tool.parent / "running", Sandboxes)
    leftovers = tool.parent / "running"
    assert not leftovers.exists() or list(leftovers.iterdir()) == []


@pytest.fixture
def marker() -> str:
    return f"300.{uuid.uuid4().int % 10**12}"


def run(
    commands: Commands, verb: str, value: str = "", risk: Risk = Risk.READ, approved: str = ""
) -> RunResult:
    what = command(
        "tool", verb, *([Parameter("p")] if value else []), parameters=TEXT if value else {}, risk=risk
    )
    return commands.run("INC-1/1/0", what, {"p": value} if value else {}, "prod", approved)


def test_it_is_what_the_engine_asks_for(commands: Commands) -> None:
    port: Port = commands

    assert port.by_hand([command("tool")], "prod") == {}


def test_a_command_runs_and_its_output_comes_back_raw(commands: Commands, tool: Path) -> None:
    result = run(commands, "say", "a <b> & $HOME \x24(id)")

    assert isinstance(result, Ran)
    assert (result.output.exit, result.output.status) == (4, None)
    assert (result.output.text, result.output.errors) == ("a <b> & $HOME $(id)", "oops\n")
    assert result.raw == b"a <b> & $HOME $(id)oops\n"
    assert result.sandbox == "none"
    shell = hashlib.sha256(Path("/bin/sh").read_bytes()).hexdigest()
    assert result.binary == f"{hashlib.sha256(tool.read_bytes()).hexdigest()} by {shell}"


def test_a_script_is_run_by_its_interpreter_with_nothing_else_around_it(
    commands: Commands, tool: Path
) -> None:
    result = run(commands, "env")

    assert isinstance(result, Ran)
    *env, itself = result.output.text.splitlines()
    assert {line.partition("=")[0] for line in env} <= NAMES
    assert "PATH=/usr/bin:/bin" in env
    assert itself == str(tool)


def test_a_program_has_the_variables_of_its_binding_and_a_target_has_its_own(tool: Path) -> None:
    secret = tool.with_name("secret")
    secret.write_text("s1\n", encoding="ascii")
    prod = Tool(tool, env=(("CTL_MODE", "reads"),), env_files=(("CTL_TOKEN", secret),))
    bindings = Bindings({("", "", "tool"): prod, ("box", "staging", "tool"): Tool(tool)})
    commands = Commands(bindings, tool.parent / "running", Sandboxes)

    told = [commands.run("e1", command("tool", "env"), {}, target, "") for target in ("prod", "staging")]

    assert isinstance(told[0], Ran)
    assert isinstance(told[1], Ran)
    assert {"CTL_MODE=reads", "CTL_TOKEN=s1"} <= {*told[0].output.text.splitlines()}
    assert "CTL_" not in told[1].output.text


def test_another_secret_than_the_approved_one_starts_nothing(tool: Path) -> None:
    secret = tool.with_name("secret")
    secret.write_text("s1", encoding="ascii")
    bound = Bindings({("", "", "tool"): Tool(tool, env_files=(("CTL_TOKEN", secret),))})
    commands = Commands(bound, tool.parent / "running", Sandboxes)
    plan = commands.plan(CHANGE, {"p": "x"}, "prod")
    assert isinstance(plan, Plan)

    secret.write_text("s2", encoding="ascii")
    result = commands.run("e1", CHANGE, {"p": "x"}, "prod", plan.digest)

    assert isinstance(result, NotRun)
    assert result.trouble == "refused"
    assert "no longer what was approved" in result.why


def test_a_value_that_could_be_an_option_never_starts_anything(commands: Commands) -> None:
    result = run(commands, "say", "--help")

    assert isinstance(result, NotRun)
    assert result.trouble == "refused"
    assert "dash" in result.why


def test_the_kernel_limits_what_a_command_can_use(commands: Commands) -> None:
    result = run(commands, "limits")

    assert isinstance(result, Ran)
    found = {line[:26].strip(): line[26:47].strip() for line in result.output.text.splitlines()[1:]}
    assert (found["Max core file size"], found["Max open files"], found["Max processes"]) == (
        "0",
        "1024",
        "4096",
    )
    assert (found["Max file size"], found["Max cpu time"]) == (str(64 * 1024 * 1024), "50")


def test_too_much_output_is_trouble_and_the_beginning_is_kept(commands: Commands) -> None:
    result = run(commands, "flood")

    assert isinstance(result, NotRun)
    assert (result.trouble, result.why) == ("unreadable", "it wrote more than 1024 KiB and was killed.")
    assert result.output is not None
    assert result.output.truncated
    assert len(result.raw) == 1 << 20


def test_out_of_time_is_trouble_and_nothing_is_left(commands: Commands, marker: str) -> None:
    what = command("tool", "sleep", Parameter("p"), parameters=TEXT, seconds=0.5)

    result = commands.run("e1", what, {"p": marker}, "prod", "")

    assert isinstance(result, NotRun)
    assert (result.trouble, result.why) == ("timed_out", "it was still running after 0.5 s and was killed.")
    assert not alive(marker)


def cancelling(commands: Commands, marker: str, cancel: object) -> RunResult:
    """The result of a command that `cancel` ends from another thread once it runs."""

    def when_it_runs() -> None:
        eventually(lambda: len(alive(marker)) >= 3)
        assert callable(cancel)
        cancel()

    thread = threading.Thread(target=when_it_runs)
    thread.start()
    result = run(commands, "sleep", marker)
    thread.join()
    return result


def test_a_cancelled_command_ends_whole(commands: Commands, marker: str) -> None:
    result = cancelling(commands, marker, lambda: commands.cancel("INC-1/1/0"))

    assert isinstance(result, NotRun)
    assert result.trouble == "cancelled"
    assert not alive(marker)


def test_all_commands_can_be_cancelled_at_once(commands: Commands, marker: str) -> None:
    result = cancelling(commands, marker, commands.cancel_all)

    assert isinstance(result, NotRun)
    assert result.trouble == "cancelled"


def test_cancelling_what_does_not_run_does_nothing(commands: Commands) -> None:
    commands.cancel("INC-1/1/0")

    assert isinstance(run(commands, "env"), Ran)


def test_what_is_not_bound_is_by_hand_and_never_runs(tool: Path) -> None:
    commands = Commands(Bindings(), tool.parent / "running", Sandboxes)
    what = command("tool", "say", Parameter("p"), parameters=TEXT)

    assert commands.by_hand([what], "prod") == {what.id: "the program `tool` is not bound"}
    assert commands.plan(what, {"p": "a b"}, "prod") == ByHand(
        "tool say 'a b'", "the program `tool` is not bound"
    )
    result = commands.run("e1", what, {"p": "x"}, "prod", "")
    assert isinstance(result, NotRun)
    assert result.trouble == "not_started"


def test_what_a_person_runs_never_runs_here(commands: Commands) -> None:
    result = commands.run("e1", command("tool", "env", hand=True), {}, "prod", "")

    assert isinstance(result, NotRun)
    assert result.trouble == "not_started"


CHANGE = command("tool", "say", Parameter("p"), parameters=TEXT, risk=Risk.CHANGE)


def test_a_change_runs_with_the_approval_of_exactly_that(commands: Commands) -> None:
    plan = commands.plan(CHANGE, {"p": "x"}, "prod")

    assert isinstance(plan, Plan)
    assert isinstance(commands.run("e1", CHANGE, {"p": "x"}, "prod", plan.digest), Ran)


@pytest.mark.parametrize(("value", "target"), [("y", "prod"), ("x", "staging")])
def test_an_approval_of_something_else_runs_nothing(commands: Commands, value: str, target: str) -> None:
    plan = commands.plan(CHANGE, {"p": "x"}, "prod")
    assert isinstance(plan, Plan)

    result = commands.run("e1", CHANGE, {"p": value}, target, plan.digest)

    assert isinstance(result, NotRun)
    assert result.trouble == "refused"
    assert "no longer what was approved" in result.why


def test_a_program_that_was_replaced_after_the_approval_does_not_run(commands: Commands, tool: Path) -> None:
    plan = commands.plan(CHANGE, {"p": "x"}, "prod")
    assert isinstance(plan, Plan)
    tool.write_text(SCRIPT + "\n", encoding="ascii")

    result = commands.run("e1", CHANGE, {"p": "x"}, "prod", plan.digest)

    assert isinstance(result, NotRun)
    assert result.trouble == "refused"


@pytest.mark.parametrize("risk", [Risk.CHANGE, Risk.DESTROY])
def test_without_an_approval_nothing_changes(commands: Commands, risk: Risk) -> None:
    result = run(commands, "say", "x", risk=risk)

    assert isinstance(result, NotRun)
    assert (result.trouble, result.why) == ("refused", "it changes something, and nobody has approved it")


def test_a_program_that_others_can_write_to_does_not_run(commands: Commands, tool: Path) -> None:
    tool.chmod(0o777)

    result = run(commands, "env")

    assert isinstance(result, NotRun)
    assert "can be written to by others" in result.why


def test_a_bad_value_is_refused_in_the_plan(commands: Commands) -> None:
    with pytest.raises(BadValue, match="dash"):
        commands.plan(CHANGE, {"p": "-x"}, "prod")


def test_a_request_goes_to_what_is_bound_for_its_target(tool: Path) -> None:
    what = entry(Http("daemon", path=("v1",)))
    with serving(saying(page(b"prod"))) as server:
        site = Site(server.url, network=(ip_network("127.0.0.0/8"),))
        commands = Commands(Bindings(endpoints={"box.daemon": {"prod": site}}), tool.parent, Sandboxes)

        result = commands.run("e1", what, {}, "prod", "")
        elsewhere = commands.run("e2", what, {}, "staging", "")

    assert isinstance(result, Ran)
    assert (result.output.status, result.output.text, result.binary) == (200, "prod", "")
    assert isinstance(elsewhere, NotRun)
    assert "`box.daemon` is not bound for staging" in elsewhere.why


def test_a_request_goes_to_the_endpoint_that_was_picked(tool: Path) -> None:
    kind = Type("enum", preset="endpoint", options=("a", "b"))
    what = entry(Http(Parameter("where"), path=("v1",)), {"where": kind})
    with serving(saying(page(b"here"))) as server:
        site = Site(server.url, network=(ip_network("127.0.0.0/8"),))
        commands = Commands(Bindings(endpoints={"box.b": {"prod": site}}), tool.parent, Sandboxes)

        there = commands.run("e1", what, {"where": "b"}, "prod", "")
        nowhere = commands.run("e2", what, {"where": "a"}, "prod", "")
        odd = commands.run("e3", what, {"where": "c"}, "prod", "")

    assert isinstance(there, Ran)
    assert there.output.text == "here"
    assert isinstance(nowhere, NotRun)
    assert "`box.a` is not bound for prod" in nowhere.why
    assert isinstance(odd, NotRun)
    assert odd.trouble == "refused"
    assert commands.by_hand([what], "prod") == {}


def test_a_former_runs_notes_are_tidied_away(tool: Path) -> None:
    folder = tool.parent / "running"
    folder.mkdir()
    (folder / "command-1.json").write_text("{}", encoding="ascii")

    assert Commands(Bindings(), folder, Sandboxes).end_former() == 0
    assert list(folder.iterdir()) == []
