"""Every help text, word for word; and what a misspelt command is told."""

import pytest

from tests.cli.shell import golden, typed

COMMANDS = {
    "handrail": (),
    "run": ("run",),
    "demo": ("demo",),
    "runbook": ("runbook",),
    "runbook-check": ("runbook", "check"),
    "runbook-test": ("runbook", "test"),
    "runbook-record": ("runbook", "record"),
    "runbook-graph": ("runbook", "graph"),
    "runbook-coverage": ("runbook", "coverage"),
    "runbook-explain": ("runbook", "explain"),
    "runbook-diff": ("runbook", "diff"),
    "runbook-new": ("runbook", "new"),
    "runbook-schema": ("runbook", "schema"),
    "walk": ("walk",),
    "doctor": ("doctor",),
    "manifest": ("manifest",),
    "postmortem": ("postmortem",),
    "outbox": ("outbox",),
    "backup": ("backup",),
    "restore": ("restore",),
    "export": ("export",),
    "verify": ("verify",),
}


@pytest.mark.parametrize("name", COMMANDS)
def test_a_help_text_reads_word_for_word(name: str) -> None:
    ended = typed(*COMMANDS[name], "--help")

    assert (ended.code, ended.errors) == (0, "")
    assert ended.out == golden(f"help-{name}.txt")


def test_help_has_a_short_name() -> None:
    assert typed("-h") == typed("--help")


@pytest.mark.parametrize(
    ("word", "meant"), [("verfy", "'verify'"), ("outbux", "'outbox'"), ("runbooks", "'runbook'")]
)
def test_a_misspelt_command_is_told_what_was_meant(word: str, meant: str) -> None:
    ended = typed(word)

    assert ended.code == 2
    assert f"No such command '{word}'. Did you mean" in ended.errors
    assert meant in ended.errors


def test_a_command_that_resembles_none_is_refused_plainly() -> None:
    ended = typed("xyzzy")

    assert ended.code == 2
    assert "No such command 'xyzzy'.\n" in ended.errors
    assert "Did you mean" not in ended.errors


def test_a_misspelt_subcommand_is_told_what_was_meant() -> None:
    ended = typed("runbook", "tset")

    assert ended.code == 2
    assert "No such command 'tset'. Did you mean 'test'?" in ended.errors


def test_the_version_is_told() -> None:
    ended = typed("--version")

    assert ended.code == 0
    assert ended.out.startswith("handrail 0.")
