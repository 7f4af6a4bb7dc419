"""What a kernel of each version can take away."""

import pytest

from bot.diagnostics.supervisor.landlock import READ, WRITE, given_up

BIND, CONNECT = 1, 2
MAKE_CHAR, MAKE_BLOCK, EXECUTE = 1 << 6, 1 << 11, 1 << 0


@pytest.mark.parametrize(
    ("version", "files", "net", "scoped"),
    [
        (1, (1 << 13) - 1, 0, 0),
        (2, (1 << 14) - 1, 0, 0),
        (3, (1 << 15) - 1, 0, 0),
        (4, (1 << 15) - 1, BIND | CONNECT, 0),
        (5, (1 << 16) - 1, BIND | CONNECT, 0),
        (6, (1 << 16) - 1, BIND | CONNECT, 3),
        (9, (1 << 16) - 1, BIND | CONNECT, 3),
    ],
)
def test_an_older_kernel_takes_what_it_knows(version: int, files: int, net: int, scoped: int) -> None:
    assert given_up(version, connects_anywhere=False) == (files, net, scoped)


@pytest.mark.parametrize(("version", "net"), [(3, 0), (4, BIND), (7, BIND)])
def test_where_no_ports_are_named_only_listening_is_taken(version: int, net: int) -> None:
    assert given_up(version, connects_anywhere=True)[1] == net


def test_what_is_written_is_never_executed_and_devices_are_never_made() -> None:
    assert not WRITE & (EXECUTE | MAKE_CHAR | MAKE_BLOCK)
    assert READ & EXECUTE
