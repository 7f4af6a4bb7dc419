from pathlib import Path

import pytest
from pydantic import ValidationError

from bot.settings import Address, InvalidSettings, Settings

ENOUGH = {"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_SIGNING_SECRET": "s3cret"}


def refused(**env: str) -> list[str]:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_env({**ENOUGH, **env})
    return [str(problem) for problem in caught.value.problems]


def test_two_secrets_are_enough() -> None:
    settings = Settings.from_env(ENOUGH)

    assert settings.slack_bot_token.get_secret_value() == "xoxb-1"
    assert settings.slack_api_url == "https://slack.com/api/"
    assert settings.database == Path("var/handrail.db")
    assert settings.listen == Address("127.0.0.1", 3000)
    assert settings.relay_threads == 4


def test_every_variable_is_read() -> None:
    settings = Settings.from_env(
        {
            **ENOUGH,
            "HANDRAIL_SLACK_API_URL": "http://127.0.0.1:9/api",
            "HANDRAIL_DATABASE": "/data/h.db",
            "HANDRAIL_RUNBOOKS": "/data/runbooks",
            "HANDRAIL_CONFIG": "/etc/handrail.toml",
            "HANDRAIL_POSTMORTEMS": "/data/drafts",
            "HANDRAIL_LISTEN": "[::1]:0",
            "HANDRAIL_SANDBOX": "bwrap",
            "HANDRAIL_LOG_LEVEL": "DEBUG",
            "HANDRAIL_POST_PACE": "0",
            "HANDRAIL_POST_BURST": "9",
            "HANDRAIL_NUMBER_GAPS": "20",
            "HANDRAIL_KEEP_EMOJI": "floppy_disk",
            "HANDRAIL_FILE_LIMIT": "5",
            "HANDRAIL_SOCKET_SILENCE": "12",
            "HANDRAIL_RETRY_BASE": "0.5",
            "HANDRAIL_RETRY_LIMIT": "2",
            "HANDRAIL_LOOK_DELAY": "0.25",
            "HANDRAIL_TICK_GRACE": "0",
            "HANDRAIL_WAIT_SPEED": "10",
            "HANDRAIL_RELAY_THREADS": "1",
            "HANDRAIL_KEEP_DELIVERED": "7",
            "HANDRAIL_DRAIN": "1.5",
        }
    )

    values = {name: getattr(settings, name) for name in Settings.model_fields}
    assert {
        name: value for name, value in values.items() if "secret" not in name and "token" not in name
    } == {
        "slack_api_url": "http://127.0.0.1:9/api/",
        "database": Path("/data/h.db"),
        "runbooks": Path("/data/runbooks"),
        "config": Path("/etc/handrail.toml"),
        "postmortems": Path("/data/drafts"),
        "listen": Address("::1", 0),
        "sandbox": "bwrap",
        "log_level": "DEBUG",
        "post_pace": 0,
        "post_burst": 9,
        "number_gaps": 20,
        "keep_emoji": "floppy_disk",
        "file_limit": 5,
        "socket_silence": 12.0,
        "retry_base": 0.5,
        "retry_limit": 2,
        "look_delay": 0.25,
        "tick_grace": 0.0,
        "wait_speed": 10.0,
        "relay_threads": 1,
        "keep_delivered": 7,
        "drain": 1.5,
    }


def test_variables_of_others_are_left_alone() -> None:
    settings = Settings.from_env({**ENOUGH, "PATH": "/bin", "HOME": "/root"})

    assert settings == Settings.from_env(ENOUGH)


def test_an_empty_variable_counts_as_not_set() -> None:
    settings = Settings.from_env({**ENOUGH, "HANDRAIL_DATABASE": ""})

    assert settings.database == Path("var/handrail.db")


def test_settings_do_not_change() -> None:
    settings = Settings.from_env(ENOUGH)

    with pytest.raises(ValidationError, match="frozen"):
        settings.drain = 3


def test_all_problems_are_told_at_once_with_what_to_do() -> None:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_env({"SLACK_BOT_TOKEN": "xapp-1", "HANDRAIL_LISTEN": "3000", "HANDRAIL_DATABSE": "x"})

    assert str(caught.value) == (
        "Handrail cannot start with these environment variables:\n"
        "  SLACK_BOT_TOKEN: is another kind of token. The bot's token, from OAuth & Permissions; it starts"
        " with xoxb-.\n"
        "  SLACK_SIGNING_SECRET: is not set. Proves that a request is Slack's; from Basic Information. Needed"
        " unless SLACK_APP_TOKEN is set; without it /slack/events does not exist.\n"
        "  HANDRAIL_LISTEN: must be HOST:PORT, as 127.0.0.1:3000 or [::1]:3000. Host and port that Slack,"
        " alerts and probes reach. Port 0 takes a free one.\n"
        "  HANDRAIL_DATABSE: there is no such setting. Did you mean HANDRAIL_DATABASE?"
    )


def test_an_app_token_does_without_a_signing_secret() -> None:
    settings = Settings.from_env({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"})

    assert settings.slack_signing_secret is None
    assert settings.slack_app_token is not None
    assert "xapp-1" not in repr(settings)


def test_a_wrong_app_token_is_told_once() -> None:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_env({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xoxb-2"})

    (problem,) = [str(problem) for problem in caught.value.problems]
    assert problem.startswith("SLACK_APP_TOKEN: is another kind of token. For Socket Mode")


def test_an_unknown_name_near_to_none_gets_the_list() -> None:
    (problem,) = refused(SLACK_XYZ="1")

    assert problem.startswith(
        "SLACK_XYZ: there is no such setting. Known: HANDRAIL_ALERTS_TOKEN, HANDRAIL_CONFIG,"
    )


@pytest.mark.parametrize(
    ("name", "value", "problem"),
    [
        ("HANDRAIL_SOCKET_SILENCE", "0", "must be 0.5 or more."),
        ("HANDRAIL_LISTEN", "::1:80", "must be HOST:PORT"),
        ("HANDRAIL_LISTEN", "localhost:65536", "must be HOST:PORT"),
        ("HANDRAIL_LISTEN", "localhost:", "must be HOST:PORT"),
        ("HANDRAIL_LISTEN", ":80", "must be HOST:PORT"),
        ("HANDRAIL_SLACK_API_URL", "slack.com/api", "must be the address of an API"),
        ("HANDRAIL_SLACK_API_URL", "https://slack.com/api?x=1", "must be the address of an API"),
        ("HANDRAIL_LOG_LEVEL", "loud", "must be one of DEBUG, INFO, WARNING or ERROR."),
        ("HANDRAIL_RETRY_LIMIT", "0", "must be 1 or more."),
        ("HANDRAIL_RELAY_THREADS", "65", "must be 64 or less."),
        ("HANDRAIL_RELAY_THREADS", "four", "must be a whole number."),
        ("HANDRAIL_DRAIN", "soon", "must be a number."),
        ("HANDRAIL_DRAIN", "nan", "must be a number."),
        ("HANDRAIL_DRAIN", "-1", "must be 0 or more."),
    ],
)
def test_a_value_that_does_not_fit_is_refused_with_its_name(name: str, value: str, problem: str) -> None:
    (told,) = refused(**{name: value})

    assert told.startswith(f"{name}: {problem}")


def test_no_message_and_no_repr_shows_a_secret() -> None:
    with pytest.raises(InvalidSettings) as caught:
        Settings.from_env({"SLACK_BOT_TOKEN": "xoxp-hush", "SLACK_SIGNING_SECRET": "hush-too"})
    settings = Settings.from_env({**ENOUGH, "SLACK_SIGNING_SECRET": "hush-too"})

    assert "hush" not in f"{caught.value!s} {caught.value!r} {settings!r} {settings}"


def test_an_address_is_shown_as_it_is_written() -> None:
    assert [str(Address("localhost", 80)), str(Address("::1", 80))] == ["localhost:80", "[::1]:80"]


def test_a_token_for_alerts_that_can_be_guessed_is_refused_and_not_told() -> None:
    (problem,) = refused(HANDRAIL_ALERTS_TOKEN="hunter2")

    assert problem.startswith("HANDRAIL_ALERTS_TOKEN: must have at least 20 characters")
    assert "hunter2" not in problem
