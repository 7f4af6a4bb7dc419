"""`handrail walk` before there is anything to walk: each mistake is told, and nothing is declared."""

from pathlib import Path

import pytest

from tests.cli.shell import HERE, typed


@pytest.fixture
def env(tmp_path: Path) -> dict[str, str]:
    config = tmp_path / "handrail.toml"
    config.write_text('workspace = "T1"\n', encoding="utf-8")
    return {
        "HANDRAIL_CONFIG": str(config),
        "HANDRAIL_RUNBOOKS": str(HERE / "good"),
        "HANDRAIL_DATABASE": str(tmp_path / "var" / "handrail.db"),
        "SLACK_BOT_TOKEN": "",
        "HANDRAIL_NUMBER_GAPS": "0",
    }


def test_a_runbook_that_is_not_there_is_told_with_the_nearest(env: dict[str, str]) -> None:
    ended = typed("walk", "demo/outag", env=env)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors == "There is no runbook `demo/outag`. Did you mean `demo/outage`?\n"
    assert not Path(env["HANDRAIL_DATABASE"]).exists()


def test_runbooks_that_are_not_proven_are_not_walked(env: dict[str, str]) -> None:
    ended = typed("walk", "demo/outage", env={**env, "HANDRAIL_RUNBOOKS": str(HERE / "bad")})

    assert ended.code == 2
    assert "Handrail does not start with runbooks that are not proven." in ended.errors


def test_a_file_of_the_operator_is_needed(env: dict[str, str]) -> None:
    ended = typed("walk", "demo/outage", env={**env, "HANDRAIL_CONFIG": "/nowhere/handrail.toml"})

    assert ended.code == 2
    assert "Handrail needs its operator's file:" in ended.errors


def test_a_database_that_cannot_be_opened_says_whose_account_can(env: dict[str, str]) -> None:
    ended = typed("walk", "demo/outage", env={**env, "HANDRAIL_DATABASE": "/proc/none/handrail.db"})

    assert ended.code == 2
    assert "/proc/none/handrail.db cannot be opened:" in ended.errors
    assert "sudo -u handrail handrail walk" in ended.errors
