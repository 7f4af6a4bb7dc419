"""Which bound programs are trusted."""

import hashlib
import os
import struct
from pathlib import Path

import pytest

from bot.diagnostics.bindings import Program, Unfit
from bot.diagnostics.examine import examine


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A folder that nobody else can write to, without symbolic links in its path."""
    found = tmp_path.resolve() / "bin"
    found.mkdir(mode=0o755)
    return found


def script(path: Path, text: str = "#!/bin/sh\necho hi\n", mode: int = 0o755) -> Path:
    path.write_text(text, encoding="utf-8")
    path.chmod(mode)
    return path


def why(path: Path) -> str:
    found = examine(path)
    assert isinstance(found, Unfit)
    return found.why


def test_a_program_is_known_by_its_bytes(folder: Path) -> None:
    tool = script(folder / "tool")

    found = examine(tool)

    assert isinstance(found, Program)
    assert found.sha256 == hashlib.sha256(tool.read_bytes()).hexdigest()
    assert found.path == found.file == str(tool)


def test_a_scripts_interpreter_is_examined_with_it(folder: Path) -> None:
    found = examine(script(folder / "tool", "#!/bin/sh -e\n"))

    assert isinstance(found, Program)
    assert found.interpreter is not None
    assert found.interpreter.path == "/bin/sh"
    assert found.interpreter.arguments == ("-e",)
    assert found.interpreter.file == str(Path("/bin/sh").resolve())
    assert found.interpreter.sha256 == hashlib.sha256(Path("/bin/sh").read_bytes()).hexdigest()


def test_env_in_a_first_line_is_looked_up_now(folder: Path) -> None:
    found = examine(script(folder / "tool", "#!/usr/bin/env sh\n"))

    assert isinstance(found, Program)
    assert found.interpreter is not None
    assert found.interpreter.path in {"/usr/bin/sh", "/bin/sh"}
    assert "asks env for `no-such-thing`" in why(script(folder / "other", "#!/usr/bin/env no-such-thing\n"))
    assert "asks env" in why(script(folder / "third", "#!/usr/bin/env -S sh -e\n"))


def test_links_are_followed_to_the_file_that_runs(folder: Path) -> None:
    tool = script(folder / "tool-1.2")
    (folder / "inner").symlink_to("tool-1.2")
    (folder / "tool").symlink_to("../bin/inner")

    found = examine(folder / "tool")

    assert isinstance(found, Program)
    assert found.path == str(folder / "tool")
    assert found.file == str(tool)


def test_links_in_a_circle_end(folder: Path) -> None:
    (folder / "a").symlink_to("b")
    (folder / "b").symlink_to("a")

    assert "circles" in why(folder / "a")


def test_changed_bytes_are_another_program(folder: Path) -> None:
    tool = script(folder / "tool")
    before = examine(tool)

    script(tool, "#!/bin/sh\necho ho\n")

    after = examine(tool)
    assert isinstance(before, Program)
    assert isinstance(after, Program)
    assert before.sha256 != after.sha256


def test_a_script_run_by_a_script_is_refused(folder: Path) -> None:
    inner = script(folder / "inner")

    assert "is a script itself" in why(script(folder / "tool", f"#!{inner}\n"))


@pytest.mark.parametrize("mode", [0o757, 0o777])
def test_a_program_that_others_can_write_is_refused(folder: Path, mode: int) -> None:
    assert "can be written to by others" in why(script(folder / "tool", mode=mode))


def test_an_access_control_list_that_lets_somebody_write_is_seen(folder: Path) -> None:
    tool = script(folder / "tool")
    user, named, group, mask, other = 1, 2, 4, 16, 32
    rights = [(user, 7, -1), (named, 6, 65534), (group, 5, -1), (mask, 7, -1), (other, 5, -1)]
    listed = b"".join(struct.pack("<HHi", *entry) for entry in rights)
    try:
        os.setxattr(tool, "system.posix_acl_access", struct.pack("<I", 2) + listed)
    except OSError:
        pytest.skip("the file system of the tests has no access control lists")

    assert "can be written to by others" in why(tool)


def test_a_folder_on_the_way_that_others_can_write_is_refused(folder: Path) -> None:
    tool = script(folder / "tool")
    folder.chmod(0o777)

    assert f"{folder} can be written to by others" in why(tool)


def test_a_sticky_folder_is_safe_because_nobody_can_replace_what_is_not_theirs(folder: Path) -> None:
    tool = script(folder / "tool")
    folder.chmod(0o1777)

    assert isinstance(examine(tool), Program)


def test_a_link_into_a_folder_that_others_can_write_is_refused(folder: Path) -> None:
    loose = folder.parent / "loose"
    loose.mkdir()
    script(loose / "tool")
    loose.chmod(0o777)
    (folder / "tool").symlink_to(loose / "tool")

    assert "loose can be written to" in why(folder / "tool")


def test_what_somebody_else_owns_is_refused(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    tool = script(folder / "tool")
    if os.geteuid() == 0:
        os.chown(tool, 65534, 65534)
    else:
        monkeypatch.setattr(os, "geteuid", lambda: 0)

    assert "not to root or the bot's own user" in why(tool)


def test_what_is_no_program_is_refused(folder: Path) -> None:
    assert "is not a file" in why(folder)
    assert "No such file" in why(folder / "missing")
    assert "is not executable" in why(script(folder / "tool", mode=0o644))
    assert "absolute path" in why(Path("bin/tool"))
    assert "absolute path" in why(folder / ".." / "bin" / "tool")
    os.mkfifo(folder / "pipe", 0o700)
    assert "is not a file" in why(folder / "pipe")


def test_a_program_that_runs_its_arguments_is_refused_under_any_name(folder: Path) -> None:
    (folder / "harmless").symlink_to("/bin/sh")
    (folder / "checker").symlink_to("/usr/bin/env")

    assert "runs whatever its arguments say" in why(folder / "harmless")
    assert "runs whatever its arguments say" in why(folder / "checker")
    assert "runs whatever" in why(script(folder / "python3.11"))
