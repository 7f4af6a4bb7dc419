"""A sandbox counts only when it was seen to hold."""

import stat
from pathlib import Path

import pytest

from bot.diagnostics.probe import Trying, tried
from bot.diagnostics.sandbox import Sandboxes
from bot.diagnostics.supervisor import landlock

pytestmark = pytest.mark.process

LETS_THROUGH = 'while [ "$1" != -- ]; do shift; done; shift; exec "$@"'


def stub(folder: Path, script: str) -> Path:
    path = folder.resolve() / "bwrap"
    path.write_text(f"#!/bin/sh\n{script}\n", encoding="ascii")
    path.chmod(0o755)
    return path


@pytest.fixture
def without_landlock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(landlock, "version", lambda: 0)


def test_where_none_is_wished_for_nothing_is_tried(tmp_path: Path) -> None:
    trying = Trying("none", [stub(tmp_path, "exit 1")])

    assert trying.found == Sandboxes()
    assert trying() == Sandboxes("none", 0, "it was not tried", "", "it was not tried")


def test_what_this_kernel_has_holds(tmp_path: Path) -> None:
    found = Trying("auto", [tmp_path / "bwrap"])()

    assert found.landlock == landlock.version()
    assert (found.bwrap, found.no_bwrap) == ("", "it is not installed")


@pytest.mark.usefixtures("without_landlock")
@pytest.mark.parametrize(
    ("script", "why"),
    [
        (LETS_THROUGH, "a program in it could still read what lies outside"),
        ("echo 'bwrap: No permissions' >&2; exit 1", "bwrap: No permissions"),
        ("exit 0", "it ended before it had begun"),
        ("kill -9 $$", "it ended before it had begun"),
    ],
)
def test_a_bubblewrap_that_does_not_hold_is_none(tmp_path: Path, script: str, why: str) -> None:
    found = tried("auto", [stub(tmp_path, script)])

    assert (found.landlock, found.no_landlock) == (0, "this kernel has none, or it is off")
    assert (found.bwrap, found.no_bwrap) == ("", why)


@pytest.mark.usefixtures("without_landlock")
def test_a_bubblewrap_that_others_could_have_changed_is_not_even_tried(tmp_path: Path) -> None:
    path = stub(tmp_path, "touch tried")
    path.chmod(path.stat().st_mode | stat.S_IWOTH)

    found = tried("bwrap", [path])

    assert "can be written to by others" in found.no_bwrap
    assert found.tier == "by_hand"


@pytest.mark.usefixtures("without_landlock")
def test_a_program_that_does_not_run_in_it_is_told_with_its_last_words(tmp_path: Path) -> None:
    swallows = LETS_THROUGH.replace('exec "$@"', '"$@" >/dev/null')

    assert tried("auto", [stub(tmp_path, swallows)]).no_bwrap == "a program did not run in it: exited"


def test_a_landlock_that_holds_nothing_back_is_none(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.diagnostics.confine.READABLE", ("/",))
    monkeypatch.setattr(landlock, "version", lambda: 1)

    found = tried("landlock", [tmp_path / "bwrap"])

    assert found.landlock == 0
    assert found.no_landlock in {
        "a program in it could still read what lies outside",
        "this kernel has no Landlock",
    }


def test_a_shell_that_is_being_replaced_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("bot.diagnostics.probe._SHELL", str(stub(tmp_path, "exit 0")))
    monkeypatch.setattr("bot.diagnostics.probe.os.path.realpath", lambda _: "/bin/true")
    monkeypatch.setattr(landlock, "version", lambda: 7)

    why = tried("auto", []).no_landlock

    assert why.startswith("it could not be tried: /bin/true has changed")


def test_no_room_to_try_is_a_reason(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "missing"))
    monkeypatch.setattr(landlock, "version", lambda: 7)

    assert tried("auto", []).no_landlock == "it could not be tried: No such file or directory"
