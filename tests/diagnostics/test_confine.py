"""What a program may touch, as the supervisor is told."""

from pathlib import Path

import pytest

from bot.diagnostics.bindings import Interpreter, Program, Reach, Unfit
from bot.diagnostics.confine import READABLE, confinement, landlocked, reaching, wrapped
from bot.diagnostics.sandbox import UNCONFINED, Confined

FOLDER = Path("/var/lib/handrail/commands/command-1")
SHELL = Interpreter("/bin/sh", "/usr/bin/dash", (), "b" * 64)
REACH = Reach((Path("/etc/tool"),), (Path("/var/cache/tool"),), (443,))
TOOL = Program("/opt/tool", "/opt/tool-1", "a" * 64, SHELL, REACH)


def test_a_program_may_read_the_system_its_own_files_and_what_the_operator_names() -> None:
    left = landlocked(TOOL, FOLDER)

    assert left["read"] == [*READABLE, "/opt/tool-1", "/usr/bin/dash", "/etc/tool"]
    assert left["write"] == ["/dev/null", "/dev/zero", "/dev/full", str(FOLDER), "/var/cache/tool"]
    assert left["connect"] == [443]


def test_nothing_that_every_program_may_read_holds_secrets() -> None:
    folders = {"/", "/etc", "/home", "/root", "/var", "/run", "/opt", "/srv", "/etc/ssl", "/dev"}

    assert not folders & set(READABLE)


def test_bubblewrap_shows_the_same_and_goes_on_inside() -> None:
    words = wrapped("/usr/bin/bwrap", TOOL, FOLDER)

    bound = {
        words[n + 1] for n, word in enumerate(words) if word in {"--ro-bind-try", "--bind", "--bind-try"}
    }
    asked = {path for path in landlocked(TOOL, FOLDER)["read"] if not path.startswith(("/proc", "/dev"))}
    assert bound > asked
    assert words[words.index("--bind") :][1] == str(FOLDER)
    assert words[-1].endswith("supervisor/inside.py")
    assert "--share-net" in words


@pytest.mark.parametrize(("connect", "shares"), [(None, True), ((443,), True), ((), False)])
def test_bubblewrap_has_no_network_where_no_port_is_left(
    connect: tuple[int, ...] | None, shares: bool
) -> None:
    program = Program("/opt/tool", "/opt/tool", "a" * 64, reach=Reach(connect=connect))

    assert ("--share-net" in wrapped("/usr/bin/bwrap", program, FOLDER)) is shares


@pytest.mark.parametrize(
    ("confined", "landlock", "bwrap"),
    [
        (UNCONFINED, False, False),
        (Confined("landlock", 7), True, False),
        (Confined("bwrap", 7), True, True),
        (Confined("bwrap"), False, True),
    ],
)
def test_a_tier_is_what_it_is_made_of(confined: Confined, landlock: bool, bwrap: bool) -> None:
    told = confinement(confined, "/usr/bin/bwrap", TOOL, FOLDER)

    assert (told["landlock"] is not None, bool(told["bwrap"])) == (landlock, bwrap)


def test_a_program_that_could_not_be_examined_stays_unfit() -> None:
    assert reaching(Unfit("gone"), ()) == Unfit("gone")


def test_a_link_to_the_bots_data_is_seen_through(tmp_path: Path) -> None:
    database = tmp_path / "var" / "handrail.db"
    database.parent.mkdir()
    link = tmp_path / "link"
    link.symlink_to(database.parent)
    program = Program("/opt/tool", "/opt/tool", "a" * 64, reach=Reach(read=(link,)))

    refused = reaching(program, (database,))

    assert refused == Unfit(f"handrail.toml lets it see {link}, where the bot keeps handrail.db; name less")
