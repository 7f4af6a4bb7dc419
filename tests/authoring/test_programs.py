"""What is known of programs whose arguments can do more than they say."""

import pytest

from bot.authoring.cel import pattern
from bot.authoring.programs import findings, nested, rules_of, table
from bot.core.catalogue import Element, Parameter

P = Parameter("p")

SOUND: list[tuple[Element, ...]] = [
    ("tool", "-c", P),
    ("aws", "rds", "describe-db-snapshots", "--db-instance-identifier", P),
    ("kubectl", "get", "pods", "--namespace", P, "--selector", P, "-o", "json"),
    ("kubectl", "exec", "-n", "payments", P, "--container=api", "--", "redis-cli", "-h", "x", "get", P),
    ("oc", "get", "pods"),
    ("docker", "logs", "--tail", "500", P),
    ("docker", "exec", "-u", "postgres", "-it", "db", "psql", "-At", "-c", "select 1"),
    ("docker", "compose", "-f", "compose.yml", "exec", "-T", "db", "pg_isready"),
    ("git", "-C", "/srv/x", "--no-pager", "log", "--oneline", P),
    ("git", "--git-dir=/srv/x", "ls-remote", "origin", P),
    ("psql", "-XAt", "-c", "select 1", "-v", "x=1"),
    ("curl", "-q", "-sS", "-g", "-m", "5", "--max-redirs", "0", "--proto", "=https", P),
    ("openssl", "s_client", "-connect", "db:5432", "-brief"),
    ("ip", "-br", "addr"),
    ("sort", "-rn"),
    ("journalctl", "-u", P, "--since", P),
    ("grep", "-rlF", "-e", P, "/var/log"),
]


@pytest.mark.parametrize("argv", SOUND)
def test_an_ordinary_command_is_sound(argv: tuple[Element, ...]) -> None:
    assert list(findings(argv)) == []


FAULTY: list[tuple[tuple[Element, ...], int, str]] = [
    (("kubectl", P, "pods"), 1, "starts a program of that name"),
    (("kubectl",), 0, "starts a program of that name"),
    (("kubectl", "get", "pods", "--kubeconf", "x"), 3, "`--kubeconfig` of `kubectl` is refused"),
    (("kubectl", "get", "pods", Parameter("p", "--kubeconfig=")), 3, "`--kubeconfig`"),
    (("kubectl", "get", "pods", Parameter("p", "--context=")), 3, "a place or an identity"),
    (("kubectl", "get", "pods", "-o", "jsonpath-file=x"), 4, "it reads a file"),
    (("git", Parameter("p", "--git-dir="), "log"), 1, "a place or an identity"),
    (("git", "log", "--output=x"), 2, "it writes a file"),
    (("git", "log", "-O", "x"), 2, "it opens a program"),
    (("docker", "exec", "-it"), 1, "must be a fixed word"),
    (("docker", "exec", "db", P), 1, "must be a fixed word"),
    (("docker", "exec", "--privileged", "db", "id"), 2, "may not stand behind `exec`"),
    (("sort", "-rno", "x"), 1, "it writes a file"),
    (("dig", "-f", "/etc/passwd"), 1, "it reads questions from a file"),
    (("openssl", "x509", "-out", "x"), 2, "it writes a file"),
    (("redis-cli", "EVAL", "x", "0"), 1, "it runs programs"),
    (("redis-cli", "-h", P, "ping"), 2, "a place or an identity"),
    (("psql", "-X", "-c", "COPY t TO PROGRAM 'id'"), 3, "COPY"),
    (("psql", "-X", "-c", "x" * 50 + " \\! id"), 3, "…` is refused"),
    (("sqlite3", "db", P), 2, "would be code"),
]


@pytest.mark.parametrize(("argv", "at", "says"), FAULTY)
def test_what_a_program_could_do_besides_is_told_at_its_place(
    argv: tuple[Element, ...], at: int, says: str
) -> None:
    found = list(findings(argv))

    assert any(one.at == at and says in one.what for one in found), found


def test_a_program_in_a_container_is_looked_at_in_its_turn() -> None:
    argv = ("docker", "exec", "-it", "db", "psql", "-f", P)

    assert nested(argv) == 4
    assert [one.what for one in findings(argv[4:], is_first=False)] == [
        "`-f` of `psql` is refused: it runs what a file says."
    ]


def test_a_program_that_starts_no_other_ends_with_its_words() -> None:
    assert nested(("kubectl", "exec", "api", "id")) == 4
    assert nested(("tool", "exec", "x", "id")) == 4
    assert nested(("docker", "exec")) == 2


def test_each_row_can_be_used() -> None:
    for rules in table().values():
        for source in rules.values:
            assert pattern(source)
        assert not rules.flags or rules.inside
    assert rules_of("/usr/bin/podman") == rules_of("docker")
    assert rules_of("podman") is not None
    assert rules_of("psql-16.1") == rules_of("psql") != rules_of("tool")
    assert rules_of("sqlite3") is not None
