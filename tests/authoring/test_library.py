from datetime import timedelta
from pathlib import Path

import pytest

from bot.authoring.drill import Act, Take
from bot.authoring.library import load
from bot.core.catalogue import Exec, Http, Parameter
from bot.core.runbook import (
    Call,
    Choose,
    Clock,
    Do,
    Evidence,
    Literally,
    Lookup,
    Risk,
    Run,
    Runbook,
    Severity,
    Undo,
    Wait,
)
from bot.core.system import Endpoint
from bot.core.values import BadValue, parse
from tests.authoring.reading import BASE, read_with, told
from tests.authoring.test_pinning import CASE


@pytest.fixture
def case(tmp_path: Path) -> Runbook:
    return read_with(tmp_path, "runbook", CASE.encode()).runbooks["demo/case"]


def test_a_runbook_is_read_into_the_values_of_the_core(case: Runbook) -> None:
    look = case.steps["look"]

    assert (case.id, case.severity, case.start, case.targets) == (
        "demo/case",
        Severity.P2,
        "look",
        ("staging",),
    )
    assert isinstance(look.kind, Run)
    assert look.kind.arguments == {"unit": Lookup("facts.unit"), "target": Lookup("target")}
    assert look.reads() == {"unit"}
    assert case.meanings["demo.look"].verdicts == ("ok", "bad")
    assert case.steps["ask"].outcomes["zebra"].when is not None


def test_everything_around_the_steps_is_read(case: Runbook) -> None:
    stop = case.steps["stop"]

    assert (case.owner, case.roles, case.words, case.covers) == (
        "oncall",
        ("commander", "scribe"),
        ("broken",),
        ("DEM-ONE",),
    )
    assert case.private
    assert case.facts["unit"].input
    assert case.evidence["log"] == Evidence("log", "Log of it", "", "look", True, ("wait",), ("DEM-TWO",))
    assert not case.evidence["copy"].required
    assert case.clocks["all"] == Clock("all", "All of it", timedelta(hours=2), "look", "fixed")
    assert (stop.by, stop.within) == ("scribe", timedelta(minutes=15))
    assert case.steps["look"].approval == ("oncall", "security")
    assert (stop.kind, stop.undo) == (Do("Stop it with jq '{{.id}}'."), Undo("Start it again", "look"))
    assert (stop.why, stop.expect, stop.warn) == (
        "It is {facts.unit}.",
        "Nothing runs.",
        "It cannot be undone.",
    )
    assert case.steps["choose"].kind == Choose("By what is known.")
    assert [(out.name, out.to, out.is_else) for out in case.steps["choose"].outcomes.values()] == [
        ("now", "until", False),
        ("else", "look", True),
    ]
    assert case.steps["which"].kind == Call(
        "demo/names", {"names": Literally(("a", "b")), "when": Lookup("now")}
    )


def test_a_pattern_is_matched_whole(case: Runbook) -> None:
    kind = case.facts["ticket"].type

    assert parse(kind, "OPS-12") == "OPS-12"
    with pytest.raises(BadValue, match="is not one word matching"):
        parse(kind, "OPS-12x")


def test_next_is_spelled_out_for_every_kind(case: Runbook) -> None:
    ways = {name: {out.name: out.to for out in step.outcomes.values()} for name, step in case.steps.items()}

    assert ways["child"] == {"done": "ask", "given-up": "ask"}
    assert ways["wait"] == {"done": "fixed", "timeout": "fixed", "breach": "fixed"}


def test_next_of_an_ask_is_taken_whatever_the_answer() -> None:
    why = load(BASE).runbooks["demo/child"].steps["why"]

    assert [(out.name, out.is_else) for out in why.outcomes.values()] == [("done", True)]


def test_a_wait_is_read_with_its_poll(case: Runbook) -> None:
    wait = case.steps["wait"].kind

    assert isinstance(wait, Wait)
    assert (wait.command, wait.every, wait.duration) == (
        "demo.version",
        timedelta(seconds=10),
        timedelta(minutes=5),
    )
    assert wait.arguments == {"unit": Literally("a")}
    assert wait.at_least == timedelta(minutes=1)
    assert wait.until is not None
    assert wait.until.source == "result.cached"


def test_the_catalogue_is_read_into_entries() -> None:
    entries = load(BASE).own_entries()

    look, version, restart = (entries[f"demo.{name}"] for name in ("look", "version", "restart"))
    assert look.how == Exec(("demo", "look", Parameter("target", "--target="), Parameter("unit")))
    assert look.timeout == timedelta(minutes=1)
    assert version.how == Http(
        "api", "GET", ("v1", Parameter("unit"), "version"), {"Accept": "application/json"}
    )
    assert restart.how == Http("api", "POST", ("v1", "restart"), {}, '{"now": true}')
    assert (restart.risk, restart.approval, restart.warning) == (
        Risk.CHANGE,
        ("oncall",),
        "Calls fail for a minute.",
    )
    assert (entries["demo.flush"].hand, entries["demo.flush"].meaning.assumed) == (True, True)
    assert len({entry.digest for entry in entries.values()}) == 4


def test_a_system_is_read_with_its_endpoints_and_data() -> None:
    system = load(BASE).systems["demo"]

    assert system.targets == ("prod", "staging")
    assert system.endpoints["api"].default("prod") == "http://127.0.0.1:8080"
    assert system.endpoints["public"].default("staging") == "https://staging.demo.example"
    assert system.endpoints["metrics"] == Endpoint(
        "metrics", {"": "http://127.0.0.1:9090"}, "Where the metrics are", "A token"
    )
    assert system.rotations["key"].every == timedelta(days=90)
    assert system.tables == {"teams": [{"name": "one", "size": 3}]}
    assert list(system.operator) == ["restart-command"]


def test_a_close_wants_a_summary_and_an_action_item_of_the_worst_unless_the_policy_says_otherwise(
    tmp_path: Path,
) -> None:
    usual = read_with(tmp_path, "runbook", CASE.encode()).policies[""].severities
    tree = tmp_path / "runbooks"
    own = (
        "handrail: 1\n"
        "severities:\n"
        "  P0: {means: Out, respond: 5m, close: []}\n"
        "  P2: {means: Slow, respond: 1h, close: [accepted, summary]}\n"
    )
    (tree / "demo" / "policy.yaml").write_text(own)

    other = load(tree).policies["demo"].severities

    assert (usual[Severity.P0].close, usual[Severity.P2].close) == (("summary", "actions"), ())
    assert (other[Severity.P0].close, other[Severity.P2].close) == ((), ("summary", "accepted"))


def test_a_system_replaces_the_organisations_policy_key_by_key(tmp_path: Path) -> None:
    loaded = read_with(tmp_path, "runbook", CASE.encode())
    tree = tmp_path / "runbooks"
    (tree / "demo" / "policy.yaml").write_text(
        "handrail: 1\n"
        "groups: {oncall: {title: Demo on-call}, vets: {title: Vets}}\n"
        "approve: {change: [vets]}\n"
        "ladder: [{after: 1m, page: vets}]\n"
        "status_page: {open: demo.restart, resolve: demo.restart}\n"
        "objectives: {lag: {title: Lag, target: value < 5.0}}\n"
    )

    own = load(tree)

    base, policy = loaded.policies["demo"], own.policies["demo"]
    assert own.problems == ()
    assert policy.groups["oncall"].title == "Demo on-call"
    assert set(policy.groups) == {"oncall", "security", "vets"}
    assert policy.approve == {Risk.CHANGE: ("vets",), Risk.DESTROY: ("security",)}
    assert [rung.page for rung in policy.ladder] == ["vets"]
    assert (policy.respond, policy.severities) == (base.respond, base.severities)
    assert own.policies[""] == loaded.policies[""]
    assert set(own.systems["demo"].objectives) == {"lag"}


def test_a_status_page_names_entries_of_the_catalogue(tmp_path: Path) -> None:
    text = (BASE / "policy.yaml").read_text() + "status_page: {open: demo.restrat, resolve: demo.restart}\n"

    loaded = read_with(tmp_path, "policy", text.encode())

    assert [problem.hint for problem in loaded.problems] == ["Did you mean `demo.restart`?"]


def test_drills_and_coverage_are_read_as_written() -> None:
    loaded = load(BASE)

    (drill,) = loaded.drills
    (case,) = drill.cases
    assert (drill.runbook, case.name, case.given) == (
        "demo/child",
        "it is asked and done",
        {"unit": "a", "times": 2},
    )
    assert (case.severity, case.target, case.labels) == ("P2", "staging", {"unit": "a"})
    assert [type(line) for line in case.walk] == [Take, Act, Act]
    assert case.walk[1] == Act("elapse", "", (*case.path, "walk", 1), timedelta(minutes=5))
    assert (case.expect.end, case.expect.owed, case.expect.never) == ("done", (), ("given-up",))
    assert loaded.coverage["demo"]["DEM-ONE"].has == ("one", "1")


def test_documents_are_found_by_what_they_hold() -> None:
    loaded = load(BASE)

    assert loaded.document("demo/child").file.endswith("demo/child.yaml")
    assert loaded.document("demo.look") is loaded.document("demo.commands")
    assert loaded.document("demo.look").place(("commands", "look"), key=True) == (3, 3)


def test_what_calls_a_broken_runbook_is_left_out_with_it(tmp_path: Path) -> None:
    read_with(tmp_path, "runbook", CASE.encode())
    child = tmp_path / "runbooks" / "demo" / "child.yaml"
    child.write_text(child.read_text().replace("next: done", "next: dome"))

    loaded = load(tmp_path / "runbooks")

    assert [problem.hint for problem in loaded.problems] == ["Did you mean `done`?"]
    assert set(loaded.runbooks) == {"demo/names"}


def test_a_step_that_names_a_broken_entry_is_not_blamed_for_it(tmp_path: Path) -> None:
    read_with(tmp_path, "runbook", CASE.encode())
    commands = tmp_path / "runbooks" / "demo" / "commands.yaml"
    commands.write_text(commands.read_text().replace("risk: read", "risk: reed", 1))

    loaded = load(tmp_path / "runbooks")

    assert [problem.hint for problem in loaded.problems] == ["Did you mean `read`?"]
    assert set(loaded.runbooks) == {"demo/child", "demo/names"}


def test_files_that_nothing_reads_are_told(tmp_path: Path) -> None:
    read_with(tmp_path, "runbook", CASE.encode())
    tree = tmp_path / "runbooks"
    for name in ("stray.yaml", "demo/Case.yaml", "demo/other.yml", "demo/drills/case.yml", "README.md"):
        (tree / name).write_text("handrail: 1\n")
    for name in ("handrail", "Demo", ".git", "demo/notes"):
        (tree / name).mkdir()
    (tree / "demo" / "gone.yaml").symlink_to(tree / "nowhere")
    (tree / "demo" / "drills" / "gone.yaml").symlink_to(tree / "nowhere")

    loaded = load(tree)

    assert told(loaded, tmp_path) == (
        "[name] Demo:1:1: `Demo` cannot name a system. Small letters, digits, `-` and `_`.\n"
        "[name] demo/Case.yaml:1:1: this file is none of those that are read. "
        "A runbook is `<name>.yaml` of small letters, digits, `-` and `_`.\n"
        "[name] demo/drills/case.yml:1:1: this file is none of those that are read. "
        "A drill is `<name>.yaml`.\n"
        "[shape] demo/drills/gone.yaml:1:1: the file cannot be read: No such file or directory.\n"
        "[shape] demo/gone.yaml:1:1: the file cannot be read: No such file or directory.\n"
        "[name] demo/other.yml:1:1: this file is none of those that are read. "
        "A runbook is `<name>.yaml` of small letters, digits, `-` and `_`.\n"
        "[name] handrail:1:1: `handrail` cannot name a system. It is the bot's own.\n"
        "[name] stray.yaml:1:1: this file is none of those that are read. "
        "policy.yaml, coverage.yaml and a folder for each system stand here.\n"
    )


def test_a_missing_folder_is_a_problem_and_no_traceback(tmp_path: Path) -> None:
    loaded = load(tmp_path / "nowhere")

    assert [problem.problem for problem in loaded.problems] == ["there is no such folder of runbooks."]


def test_a_tree_without_policy_still_reads(tmp_path: Path) -> None:
    read_with(tmp_path, "runbook", CASE.encode())
    (tmp_path / "runbooks" / "policy.yaml").unlink()
    (tmp_path / "runbooks" / "demo" / "system.yaml").unlink()
    (tmp_path / "runbooks" / "coverage.yaml").unlink()

    loaded = load(tmp_path / "runbooks")

    assert {problem.code for problem in loaded.problems} == {"name", "targets"}
    assert loaded.coverage == {}


def test_reading_without_compiling_finds_the_same_runbooks(tmp_path: Path) -> None:
    read_with(tmp_path, "runbook", CASE.encode())

    lazy, eager = (load(tmp_path / "runbooks", compile_all=each) for each in (False, True))

    assert lazy.runbooks == eager.runbooks
    assert lazy.problems == eager.problems == ()
