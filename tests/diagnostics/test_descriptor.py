"""What was hashed is what runs, whatever becomes of its path."""

import os
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from bot.diagnostics.bindings import Interpreter, Program
from bot.diagnostics.descriptor import Changed, Image, opened
from bot.diagnostics.examine import examine
from bot.diagnostics.launcher import Ended, Failed, Job, _launch, launch
from bot.diagnostics.plan import ENVIRONMENT
from tests.diagnostics.processes import program


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path.resolve()


@pytest.fixture
def echo(folder: Path) -> Path:
    return Path(shutil.copy("/bin/echo", folder / "tool"))


def job(what: Program, *argv: str) -> Job:
    return Job(what, argv, ENVIRONMENT, Path(what.file).parent / "run", 20.0, {})


@pytest.mark.process
def test_a_program_that_is_replaced_after_its_bytes_were_read_runs_as_it_was(echo: Path) -> None:
    what = program(str(echo))
    with opened(what) as image:
        shutil.copy("/bin/false", echo.with_name("evil"))
        echo.with_name("evil").replace(echo)

        end = _launch(job(what, "tool", "as it was"), image).wait()

    assert isinstance(end, Ended)
    assert (end.exit, end.out) == (0, b"as it was\n")


@pytest.mark.process
def test_a_script_that_is_replaced_after_its_bytes_were_read_does_not_start(folder: Path) -> None:
    script = folder / "tool"
    script.write_text("#!/bin/sh\necho as it was\n", encoding="ascii")
    script.chmod(0o755)
    what = examine(script)
    assert isinstance(what, Program)
    with opened(what) as image:
        script.with_name("evil").write_text("#!/bin/sh\necho evil\n", encoding="ascii")
        script.with_name("evil").replace(script)

        end = _launch(job(what, "/bin/sh", str(script)), image).wait()

    assert end == Failed(f"{script} was changed while it was being started", started=False)


@pytest.mark.process
def test_nothing_of_the_bot_stays_open_in_the_command(folder: Path) -> None:
    what = replace(program("/bin/ls"), path=str(folder / "ls"))

    end = launch(replace(job(what, "ls", "/proc/self/fd"), folder=folder / "run")).wait()

    assert isinstance(end, Ended)
    assert end.out.split() == [b"0", b"1", b"2", b"3"]  # the fourth is the folder that it lists


def test_other_bytes_than_the_examined_ones_are_not_opened(echo: Path) -> None:
    what = program(str(echo))
    echo.write_bytes(echo.read_bytes() + b"\0")

    with pytest.raises(Changed, match="has changed since it was examined"), opened(what):
        pass


def test_other_bytes_of_an_interpreter_are_not_opened(echo: Path) -> None:
    what = replace(program(str(echo)), interpreter=Interpreter("/bin/sh", str(echo), (), "0" * 64))

    with pytest.raises(Changed, match="has changed since it was examined"), opened(what):
        pass


@pytest.mark.parametrize("became", ["nothing", "a link", "a folder", "a pipe"])
def test_what_is_no_file_any_more_is_not_opened(echo: Path, became: str) -> None:
    what = program(str(echo))
    echo.unlink()
    if became == "a link":
        echo.symlink_to("/bin/echo")
    elif became == "a folder":
        echo.mkdir()
    elif became == "a pipe":
        os.mkfifo(echo)

    with pytest.raises(Changed), opened(what):
        pass


def test_an_image_is_closed_in_the_end(echo: Path) -> None:
    with opened(program(str(echo))) as image:
        assert os.fstat(image.descriptor)
        assert image == Image(image.descriptor)

    with pytest.raises(OSError, match="Bad file descriptor"):
        os.fstat(image.descriptor)
