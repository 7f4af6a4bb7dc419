"""A file that somebody shared, whose address leads elsewhere: with the bot's token in the request."""

from bot.core.signals import Missing
from bot.slack.download import Downloads
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.web import FakeClient, FakeSlack


class _Slack(FakeSlack):
    """Says of every file that it lies at one address."""

    def __init__(self, url: str) -> None:
        super().__init__()
        self.url = url

    def answer(self, method: str, given: dict[str, object]) -> dict[str, object]:
        if method != "files.info":
            return super().answer(method, given)
        return {"ok": True, "file": {"name": "a.png", "size": 3, "url_private_download": self.url}}


class _Fetched(Exception):
    """The request would go out; nothing is fetched in a test."""


class _Stopped(Downloads):
    """Downloads, up to the request itself."""

    def _content(self, url: str) -> bytes:
        raise _Fetched(url)


def attack(*, url: str) -> Outcome:
    """`url`: what is said of where the file lies. It passes when the token would be sent there."""
    slack = _Slack(url)
    downloads = _Stopped(FakeClient(slack), "xoxb-for-tests", 1000, lambda _, __: "")
    try:
        came = downloads.fetch(1, "F1", "a.png")
    except _Fetched as fetched:
        return passes(fetched)
    assert isinstance(came, Missing)
    return refused(came.why)
