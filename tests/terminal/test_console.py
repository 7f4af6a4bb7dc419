"""Lines from a pipe and from a terminal, and who has typed them."""

import io
import os
import pty
from collections.abc import Iterator
from pathlib import Path

import pytest

from bot.app import walker_of
from bot.core.signals import Actor
from bot.settings import Account, Group, OperatorFile
from bot.terminal.console import Changed, Left, Terminal, never, plain_console, terminal
from bot.terminal.who import Login, Walker, login


def piped(text: bytes) -> tuple[Terminal, io.StringIO]:
    reading, writing = os.pipe()
    os.write(writing, text)
    os.close(writing)
    out = io.StringIO()
    return Terminal(plain_console(file=out, width=80), reading), out


@pytest.fixture
def keyboard() -> Iterator[tuple[Terminal, int]]:
    """A terminal, and where its keys are pressed."""
    keys, source = pty.openpty()
    yield Terminal(plain_console(file=io.StringIO(), width=80), source), keys
    os.close(keys)
    os.close(source)


def test_lines_come_one_by_one_and_then_the_person_has_left() -> None:
    console, out = piped(b"one\r\ntwo [bold]\nthree")

    lines = [console.line("?"), console.line("?"), console.line("?")]

    assert lines == ["one", "two [bold]", "three"]
    assert out.getvalue() == "? one\n? two [bold]\n? three\n"
    with pytest.raises(Left):
        console.line("?")


def test_a_question_is_shown_as_it_is() -> None:
    console, out = piped(b"x\n")

    console.line("one word matching `[/a-z]+[bold]`:")

    assert out.getvalue() == "one word matching `[/a-z]+[bold]`: x\n"


def test_a_change_is_told_while_nothing_is_typed(keyboard: tuple[Terminal, int]) -> None:
    console, keys = keyboard

    with pytest.raises(Changed):
        console.line("?", lambda: True)
    os.write(keys, b"yes\n")

    assert console.line("?", never) == "yes"


def test_it_waits_while_something_is_busy() -> None:
    console, _ = piped(b"")
    answers = iter([True, False])

    console.during("Waiting", lambda: next(answers))

    assert next(answers, None) is None


def test_a_line_is_no_wider_than_is_read_with_ease(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "400")

    console = terminal(0)

    assert console.width == 100


def test_who_logged_in_is_who_it_is_whatever_account_that_has_become(tmp_path: Path) -> None:
    source = tmp_path / "loginuid"

    source.write_text("0", encoding="ascii")
    root = login(source)
    source.write_text("4294967294", encoding="ascii")
    nobody_knows = login(source)

    assert root.account == "root"
    assert (nobody_knows.account, nobody_knows.name) == ("4294967294", "4294967294")


@pytest.mark.parametrize("kept", ["4294967295", "", "?"])
def test_without_a_login_it_is_the_account_of_the_process(tmp_path: Path, kept: str) -> None:
    source = tmp_path / "loginuid"
    source.write_text(kept, encoding="ascii")
    own = tmp_path / "own"
    own.write_text(str(os.getuid()), encoding="ascii")

    assert login(source) == login(own) == login(tmp_path / "none")


def test_an_account_is_who_the_operator_says_it_is_in_slack() -> None:
    operator = OperatorFile(
        workspace="T1",
        groups={"dba": Group(users=("U1",)), "oncall": Group(usergroup="S1"), "web": Group(users=("U2",))},
        accounts={"ana": Account(user="U1", groups=("oncall",))},
    )

    ana = walker_of(operator, Login("ana", "Ana Lee"), "")
    named = walker_of(operator, Login("ana", "Ana Lee"), "Somebody")
    other = walker_of(operator, Login("kim", "Kim"), "")

    assert ana == Walker(Actor("T1", "U1", "Ana Lee"), frozenset({"dba", "oncall"}))
    assert named.actor.is_same_person(ana.actor)
    assert other == Walker(Actor("local", "kim", "Kim"), frozenset())
