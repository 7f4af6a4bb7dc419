import hashlib
import json
from pathlib import Path

import pytest

from bot.authoring.folder_library import FolderLibrary
from bot.authoring.library import Loaded, load
from bot.authoring.pinning import UnreadablePin, from_pinned
from bot.core.guards import Scope
from bot.core.policy import Policy
from bot.core.result import Output
from bot.core.runbook import Ask, Call, Runbook
from bot.core.system import System
from tests.authoring.reading import BASE, read_with

CASE = """handrail: 1
title: A case
severity: P2
owner: oncall
roles: [commander, scribe]
review_by: 2027-01-31
covers: [DEM-ONE]
words: [broken]
private: true
raise_severity: [{when: facts.lost, to: P0, because: it is lost}]
triggers: ['labels.alertname == "Broken"']
targets: [staging]
facts:
  lost: {type: bool, about: "Is it lost?"}
  unit: {type: slug, input: true, from: labels.unit, about: Unit}
  note: {type: text, about: "Note it, {{please}}"}
  ticket: {type: word, pattern: '[A-Z]+-[0-9]+', about: "Which ticket?"}
evidence:
  log: {title: Log of it, from: look, before: [wait], covers: [DEM-TWO]}
  copy: {title: Copy of it, how: "Copy {facts.unit} on {target}, {severity}, {incident.id}.", required: false}
clocks:
  all: {title: All of it, limit: 2h, from: look, to: fixed}
  short: {title: Mended, limit: 30m}
start: look
steps:
  look:
    phase: diagnose
    title: Look
    run: demo.look
    with: {unit: facts.unit, target: target}
    set: {lost: result.whole}
    approval: [oncall, security]
    outcomes: {ok: ask, bad: child}
  child:
    phase: contain
    title: Call
    call: demo/child
    with: {times: 2}
    set: {note: child.cause}
    next: ask
  ask:
    phase: recover
    title: Ask
    ask: lost
    outcomes:
      zebra: {when: facts.lost, to: stop, label: "{facts.unit} is lost"}
      aardvark: {when: '!facts.lost', to: wait}
  stop:
    phase: recover
    title: Stop it
    why: "It is {facts.unit}."
    expect: Nothing runs.
    warn: It cannot be undone.
    by: scribe
    within: 15m
    do: Stop it with jq '{{.id}}'.
    undo: {title: Start it again, by: look}
    next: choose
  choose:
    phase: recover
    title: Choose
    choose: By what is known.
    outcomes:
      now: {when: true, to: until}
      else: look
  until:
    phase: recover
    title: Until
    wait: {to: now + duration("5m")}
    next: which
  which:
    phase: recover
    title: Which names?
    call: demo/names
    with: {names: [a, b], when: now}
    next: wait
  wait:
    phase: recover
    title: Wait
    wait:
      {run: demo.version, with: {unit: a}, every: 10s, until: result.cached, unless: 'result.version == "0"',
       at_least: 1m, for: 5m}
    next: fixed
ends: {fixed: fixed}
"""


@pytest.fixture
def loaded(tmp_path: Path) -> Loaded:
    return read_with(tmp_path, "runbook", CASE.encode())


@pytest.fixture
def library(loaded: Loaded) -> FolderLibrary:
    return FolderLibrary(loaded)


def without_digest(runbook: Runbook) -> dict[str, object]:
    return {name: getattr(runbook, name) for name in runbook.__dataclass_fields__ if name != "digest"}


def test_a_pinned_runbook_is_rebuilt_as_it_was(loaded: Loaded, library: FolderLibrary) -> None:
    assert loaded.problems == ()
    digest, content = library.pin("demo/case")

    pinned = library.pinned(digest, content)

    assert set(pinned) == {"demo/case", "demo/child", "demo/names"}
    for name, runbook in pinned.items():
        assert without_digest(runbook) == without_digest(loaded.runbooks[name])
        assert runbook.digest == digest == hashlib.sha256(content).hexdigest()


def test_the_order_of_outcomes_survives_the_canonical_form(library: FolderLibrary) -> None:
    case = library.pinned(*library.pin("demo/case"))["demo/case"]

    assert list(case.steps["ask"].outcomes) == ["zebra", "aardvark"]
    assert isinstance(case.steps["ask"].kind, Ask)
    assert isinstance(case.steps["child"].kind, Call)


def test_pinned_guards_hold_as_the_live_ones_do(library: FolderLibrary) -> None:
    case = library.pinned(*library.pin("demo/case"))["demo/case"]

    assert case.raises[0].when.holds(Scope(facts={"lost": True})) is True
    assert case.triggers[0].holds(Scope(labels={"alertname": "Broken"})) is True
    source = case.facts["unit"].source
    assert source is not None
    assert source.value(Scope(labels={"unit": "web"})) == "web"


def test_output_is_read_as_the_entry_was_when_it_was_pinned(loaded: Loaded, library: FolderLibrary) -> None:
    digest, content = library.pin("demo/case")
    sample = loaded.readers["demo.version"].samples["ok"]

    later = FolderLibrary(Loaded())

    assert later.interpret(digest, content, "demo.version", sample).verdict == "ok"
    assert later.interpret(digest, content, "demo.gone", Output(exit=0)).trouble == (
        "nothing in the pinned runbook says how to read the output of `demo.gone`"
    )


def test_a_pin_changes_with_what_a_called_runbook_says(tmp_path: Path, library: FolderLibrary) -> None:
    other = read_with(tmp_path / "other", "runbook", CASE.encode())
    child = tmp_path / "other" / "runbooks" / "demo" / "child.yaml"
    child.write_text(child.read_text().replace("Why?", "Why so?"))

    changed = FolderLibrary(load(child.parents[1]))

    assert FolderLibrary(other).pin("demo/case")[0] == library.pin("demo/case")[0]
    assert changed.pin("demo/case")[0] != library.pin("demo/case")[0]


def test_a_pin_changes_with_a_meaning_and_not_with_how_it_runs(
    tmp_path: Path, library: FolderLibrary
) -> None:
    digests = []
    for at, (was, now) in enumerate(
        [("exec: [demo, look,", "exec: [demo, see,"), ("json.ok == true", "json.ok != false")]
    ):
        folder = tmp_path / str(at)
        read_with(folder, "runbook", CASE.encode())
        commands = folder / "runbooks" / "demo" / "commands.yaml"
        commands.write_text(commands.read_text().replace(was, now))
        changed = FolderLibrary(load(commands.parents[1]))
        digests.append((changed.pin("demo/case")[0], changed.entries()["demo.look"].digest))

    ran, meant = digests
    assert ran[0] == library.pin("demo/case")[0] != meant[0]
    assert len({ran[1], meant[1], library.entries()["demo.look"].digest}) == 3


def test_a_pin_is_read_once(library: FolderLibrary) -> None:
    digest, content = library.pin("demo/case")

    assert library.pinned(digest, content)["demo/case"] is library.pinned(digest, content)["demo/case"]
    assert library.pin("demo/case")[1] is content


@pytest.mark.parametrize(
    "damage",
    [
        b"",
        b"[]",
        b"{}",
        b'{"map":[["entries",{"map":[]}]]}',
        json.dumps(
            {"map": [["entries", {"map": [["a.b", {"map": [["means", 5], ["answer", "exit"]]}]]}]]}
        ).encode(),
    ],
)
def test_a_damaged_pin_is_told_as_that(damage: bytes) -> None:
    with pytest.raises(UnreadablePin):
        from_pinned(damage)


def test_a_pin_whose_runbook_lost_a_part_is_told_as_that(library: FolderLibrary) -> None:
    content = library.pin("demo/child")[1].replace(b'"ends"', b'"enss"')

    with pytest.raises(UnreadablePin, match="demo/child"):
        from_pinned(content)


def test_the_library_answers_for_systems_it_does_not_know(library: FolderLibrary) -> None:
    assert library.policy("demo").groups["oncall"].title == "On-call"
    assert library.policy("other").groups["oncall"].title == "On-call"
    assert FolderLibrary(Loaded()).policy("demo") == Policy()
    assert library.system("demo").targets == ("prod", "staging")
    assert library.system("other") == System("other")
    assert set(library.runbooks()) == {"demo/case", "demo/child", "demo/names"}


def test_the_base_tree_pins_too() -> None:
    library = FolderLibrary(load(BASE, compile_all=False))

    assert set(library.pinned(*library.pin("demo/child"))) == {"demo/child"}
