"""`handrail manifest`: for one way to reach the bot, and one only."""

import pytest

from bot.slack.manifest import manifest
from tests.cli.shell import typed


@pytest.mark.parametrize(
    "url", ["https://bot.example.org", "https://bot.example.org/slack/events", "https://bot.example.org/"]
)
def test_the_manifest_is_for_the_address_given_with_or_without_its_path(url: str) -> None:
    ended = typed("manifest", "--url", url)

    assert (ended.code, ended.out) == (0, manifest("https://bot.example.org"))


def test_the_manifest_is_for_socket_mode_when_that_is_said() -> None:
    assert typed("manifest", "--socket").out == manifest()


@pytest.mark.parametrize("words", [(), ("--socket", "--url", "https://bot.example.org")])
def test_one_way_has_to_be_chosen(words: tuple[str, ...]) -> None:
    ended = typed("manifest", *words)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors.startswith("Say how Slack reaches the bot: --url https://")


@pytest.mark.parametrize(
    "url", ["http://bot.example.org", "bot.example.org", "https://", "https://a@b", "https://[::1"]
)
def test_an_address_that_slack_would_not_take_is_refused(url: str) -> None:
    ended = typed("manifest", "--url", url)

    assert (ended.code, ended.out) == (2, "")
    assert ended.errors.startswith(f"--url: {url} must be https://, a host")
