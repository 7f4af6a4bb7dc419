"""`handrail doctor`: what it finds, with what to do about it, word for word."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from bot.authoring.library import load
from bot.cli.doctor.finding import as_text, exit_code
from bot.cli.doctor.of_database import of_database
from bot.cli.doctor.of_runbooks import of_groups
from bot.cli.doctor.of_sandbox import of_sandbox, wished
from bot.cli.doctor.of_slack import bound_in, of_slack
from bot.diagnostics.sandbox import Sandboxes
from bot.settings import OperatorFile
from bot.slack.checkup import Channel, Seen
from bot.slack.permissions import SCOPES
from bot.store.lock import FileLock, holder_of
from tests.cli.shell import golden, typed
from tests.cli.test_backup import database
from tests.cli.test_outbox import opened
from tests.store.test_restore import flawed

RUNBOOKS = Path(__file__).parents[1] / "acceptance" / "runbooks"
OPERATOR = """
workspace = "T0"
announce = "#incidents"

[groups]
oncall = {usergroup = "S0ONCALL", channel = "#oncall"}
secruity = {users = ["U0ANA", "U0EVE"]}

[roles]
commander = {users = ["U0ANA"]}

[programs]
ledger = "/nowhere/ledger"
legder = "/usr/bin/true"

[endpoints."ledger.bnak".prod]
url = "http://127.0.0.1:1"
"""
GOOD = Seen(
    team="T0",
    team_name="Example",
    user_name="handrail",
    scopes=frozenset(SCOPES),
    channels={"#incidents": Channel("C1", "incidents", is_member=True)},
    usergroups={"S0ONCALL": frozenset({"U0ANA", "U0BO"})},
)


ENV = {"HANDRAIL_DATABASE": "handrail.db", "HANDRAIL_SANDBOX": "none"}


@pytest.fixture
def here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A place with a database, runbooks and an operator's file, at which one is."""
    (tmp_path / "handrail.toml").write_text(OPERATOR)
    (tmp_path / "runbooks").symlink_to(RUNBOOKS)
    database(tmp_path)
    monkeypatch.chdir(tmp_path)
    return tmp_path


def told(*words: str, **env: str) -> tuple[int, str]:
    ended = typed("doctor", *words, env={**ENV, **env})
    assert ended.errors == ""
    return ended.code, ended.out


@pytest.mark.usefixtures("here")
def test_everything_but_slack_is_looked_at_offline() -> None:
    code, out = told("--offline")

    assert out == golden("doctor-offline.txt")
    assert code == 1


def test_a_target_with_nothing_bound_is_one_line(here: Path) -> None:
    (here / "handrail.toml").write_text('workspace = "T0"\n[groups]\noncall = {usergroup = "S1"}\n')

    _, out = told("--offline")

    lines = [line for line in out.splitlines() if "ledger in prod" in line]
    assert len(lines) == 1
    assert lines[0].startswith("  · ledger in prod: nothing is bound, so everything is by hand: ledger.")


def test_what_keeps_it_from_starting_is_told_with_all_else(here: Path) -> None:
    (here / "handrail.toml").write_text('workspace = "W1"\n[groups]\noncall = {}\n')
    (here / "handrail.db").write_bytes(b"a letter" * 100)

    code, out = told(HANDRAIL_LISTN="x")

    assert out == golden("doctor-broken.txt")
    assert code == 2


SECRET = (Path("/var/lib/handrail/handrail.db"), Path("/usr/local/handrail/token"))
OFF = "this kernel has none, or it is off"
SANDBOXES = {
    "landlock": Sandboxes("auto", 7, "", "/usr/bin/bwrap", ""),
    "old-landlock": Sandboxes("landlock", 3, "", "", "it is not installed"),
    "none": Sandboxes("auto", 0, OFF, "", "it is not installed"),
    "off": Sandboxes("none"),
    "by-hand": Sandboxes("bwrap", 7, "", "", "No permissions"),
}


def test_what_programs_run_in_is_told_with_what_it_leaves_open() -> None:
    told = {name: as_text([*of_sandbox(found, SECRET)]) for name, found in SANDBOXES.items()}

    assert "\n\n".join(f"{name}\n{text}" for name, text in told.items()) + "\n" == golden(
        "doctor-sandbox.txt"
    )


@pytest.mark.parametrize(("said", "wish"), [("bwrap", "bwrap"), ("", "auto"), ("firejail", "auto")])
def test_the_sandbox_that_is_wished_for_is_known_without_the_other_settings(said: str, wish: str) -> None:
    assert wished({"HANDRAIL_SANDBOX": said}) == wish


@pytest.mark.usefixtures("here")
def test_a_tool_reads_all_that_a_person_is_told_in_part() -> None:
    code, out = told("--offline", "--format", "json")

    found = json.loads(out)
    unbound = next(one for one in found["findings"] if "is not bound" in one["what"])
    assert (code, found["version"], found["problems"]) == (1, 1, 0)
    assert found["warnings"] == len([one for one in found["findings"] if one["level"] == "warning"])
    assert set(unbound) == {"area", "level", "what", "do", "about"}
    assert unbound["about"]


@pytest.mark.parametrize(
    ("name", "seen"),
    [
        ("good", GOOD),
        ("away", Seen("Slack cannot be reached at https://slack.com/api/: timed out.", away=True)),
        (
            "bad",
            Seen(
                team="T9",
                team_name="Elsewhere",
                user_name="handrail",
                scopes=frozenset(SCOPES) - {"pins:write"} | {"admin"},
                ahead=-301.0,
                channels={
                    "#incidents": Channel("C1", "incidents", is_member=False, is_shared=True),
                    "#ops": Channel("C2", "ops", is_member=True, is_shared=None),
                    "#oncall": "no such channel",
                },
                usergroups={"S0ONCALL": "there is no such group."},
                people={"U0ANA": "", "U0EVE": "Guests cannot act in incidents."},
                socket="apps.connections.open: invalid_auth.",
            ),
        ),
    ],
)
def test_what_slack_says_is_held_against_what_is_needed(name: str, seen: Seen) -> None:
    found = list(of_slack(seen, OperatorFile.parse(OPERATOR)))

    out = as_text(found).replace(f"{len(SCOPES)} scopes", "N scopes")
    assert f"{out}\n" == golden(f"doctor-slack-{name}.txt")
    assert exit_code(found) == (0 if name == "good" else 2)


@pytest.mark.parametrize(("ahead", "level"), [(3.0, "ok"), (-6.0, "warning"), (121.0, "problem")])
def test_a_clock_that_is_off_is_told_before_requests_are_refused(ahead: float, level: str) -> None:
    found = of_slack(replace(GOOD, ahead=ahead), OperatorFile.parse(OPERATOR))

    assert [one.level for one in found if "clock" in one.what] == [level]


def test_slack_is_asked_for_everything_that_is_bound() -> None:
    bound = bound_in(OperatorFile.parse(OPERATOR))

    assert bound.channels == ("#incidents", "#oncall")
    assert bound.usergroups == ("S0ONCALL",)
    assert bound.people == ("U0ANA", "U0EVE")


def test_names_that_no_file_knows_are_told_with_the_nearest_that_is(here: Path) -> None:
    (here / "handrail.toml").write_text(
        'workspace = "T0"\n[groups]\noncall = {usergroup = "S1"}\n[roles]\ncomander = {users = ["U1"]}\n'
        '[endpoints."ledger.bank".prd]\nurl = "http://127.0.0.1:1"\n[programs]\nunlike = "/bin/true"\n'
        '[systems.ledgr.programs]\nledger = "/bin/true"\n'
        '[systems.ledger.targets.prd.programs]\nledger = "/bin/true"\n'
    )

    _, out = told("--offline", "--format", "json")

    found = [one for one in json.loads(out)["findings"] if one["what"].startswith("handrail.toml binds")]
    assert [(one["area"], one["what"].split()[2].rstrip(","), one["do"]) for one in found] == [
        ("Commands", "programs.unlike", "There are: ledger."),
        ("Commands", "systems.ledgr.programs.ledger", "Did you mean ledger?"),
        ("Commands", "systems.ledger.targets.prd.programs.ledger", "Did you mean prod?"),
        ("Commands", 'endpoints."ledger.bank".prd', "Did you mean prod?"),
        ("Groups", "roles.comander", "Did you mean commander?"),
    ]


def test_a_program_that_is_not_the_pinned_one_is_told(here: Path) -> None:
    (here / "handrail.toml").write_text(
        f'workspace = "T0"\n[programs.ledger]\npath = "/bin/true"\nsha256 = "{"0" * 64}"\n'
    )

    _, out = told("--offline", "--format", "json")

    assert any(
        "is not the program that handrail.toml pins" in one["what"] and one["level"] == "warning"
        for one in json.loads(out)["findings"]
    )


def test_a_workspace_in_which_nobody_may_do_anything_is_told() -> None:
    loaded = load(RUNBOOKS, compile_all=False)
    policies = {name: replace(one, respond=("oncall",)) for name, one in loaded.policies.items()}

    found = list(of_groups(replace(loaded, policies=policies), OperatorFile.parse('workspace = "T0"')))

    assert [(one.level, one.what) for one in found] == [
        ("problem", "Nobody may respond: nobody is in oncall."),
        ("warning", "Nobody is in oncall, so nobody can say yes at 1 step"),
        ("note", "Nobody is in"),
    ]
    assert found[1].about == ("ledger/books: append",)


def test_runbooks_that_are_not_proven_are_a_problem_and_a_missing_folder_is(here: Path) -> None:
    bad = Path(__file__).parent / "bad"

    answers = [told("--offline", HANDRAIL_RUNBOOKS=str(folder)) for folder in (bad, here / "none")]

    assert [code for code, _ in answers] == [2, 2]
    assert "`handrail runbook check` tells all of them." in answers[0][1]
    assert f"There is no folder {here / 'none'}." in answers[1][1].replace("\n    ", " ")


def levels(path: Path, free: int = 10**12) -> list[tuple[str, str]]:
    return [(one.level, one.what.replace(str(path.parent), "…")) for one in of_database(path, lambda _: free)]


def test_a_database_is_looked_at_beside_a_running_bot(tmp_path: Path) -> None:
    path = database(tmp_path)
    store = opened(path)

    found = levels(path)

    store.close()
    assert [level for level, _ in found] == ["ok", "ok"]
    assert found[1][1].startswith("held by process ")
    assert levels(path)[1][1] == "held by nobody: the bot does not run"


def test_a_lock_is_looked_at_without_being_tried(tmp_path: Path) -> None:
    path = tmp_path / "handrail.db"
    lock = FileLock(path).take()

    assert holder_of(path) is not None
    assert holder_of(path, locks=tmp_path / "none") is None
    lock.release()
    assert holder_of(path) is None


def test_a_database_that_is_not_well_is_told(tmp_path: Path) -> None:
    path = database(tmp_path)
    flawed(path)
    path.chmod(0o640)
    store = opened(path)
    store.transact(lambda tx: tx.bury("INC-0001/1/0", "is_archived"))
    store.close()

    found = levels(path, free=10**7)

    assert [level for level, _ in found] == ["problem", "warning", "problem", "warning", "ok"]
    assert [what for _, what in found][:4] == [
        "9 MiB are free where …/handrail.db is.",
        "…/handrail.db is open to other accounts.",
        "…/handrail.db was changed after it was written",
        "1 effect could not be delivered",
    ]


def test_a_place_that_this_account_may_not_write_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.access", lambda *_: False)

    assert levels(database(tmp_path))[0] == ("warning", "This account may not write …/handrail.db.")
    missing = levels(tmp_path / "no" / "handrail.db")[0]
    assert missing == ("warning", f"This account may not write {tmp_path}.")


def test_without_a_database_the_first_start_makes_one(tmp_path: Path) -> None:
    assert [level for level, _ in levels(tmp_path / "handrail.db")] == ["note"]
    assert [level for level, _ in levels(tmp_path / "no" / "handrail.db")] == ["note"]
