"""Foreign text in what Handrail says in Slack: could Slack take it for a link, a mention or a format?"""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from slack_sdk.models.blocks import Block

from bot.core.signals import Alert
from bot.engine.alerts import Suggested
from bot.redaction import Redactor
from bot.slack.suggesting import AnnouncedSuggestions
from bot.slack.views.messages import notice, output
from bot.slack.views.text import code, prose, safe
from tests.attack.outcome import Outcome, shows
from tests.core.outage import OUTAGE
from tests.slack.web import FakeClient, FakeSlack


def _drawn(blocks: list[Block]) -> Any:
    return [block.to_dict() for block in blocks]


def _alert(text: str) -> Any:
    slack = FakeSlack()
    found = Suggested(Alert("am/1", {"alertname": "Down"}, {"summary": text}), (OUTAGE,))
    AnnouncedSuggestions(FakeClient(slack), "C0INCIDENTS")(found)
    (posted,) = slack.asked("chat.postMessage")
    return {"text": {"type": "mrkdwn", "text": posted["text"]}, "blocks": posted["blocks"]}


def _marked(text: str) -> Any:
    return {"type": "mrkdwn", "text": text}


SURFACES: Mapping[str, Callable[[str], Any]] = {
    "in a line": lambda text: _marked(safe(text)),
    "in code": lambda text: _marked(code(text)),
    "in prose": lambda text: _marked(prose(text)),
    "a notice": lambda text: _drawn(notice(text)),
    "an output": lambda text: _drawn(output("Look", "ok", "", Redactor().show(text, 2900))),
    "the title of an output": lambda text: _drawn(output(text, "ok", "", "")),
    "trouble": lambda text: _drawn(output("Look", "", text, "")),
    "an alert": _alert,
}


def attack(*, on: str, text: str, markup: str = "", words: str = "") -> Outcome:
    """`on`: one of SURFACES. `markup`: must not stand where Slack parses. `words`: people must read them."""
    drawn = SURFACES[on](text)
    parsed = "\n".join(_texts(drawn, is_parsed=True))
    return shows(parsed, markup) if markup else shows("\n".join(_texts(drawn, is_parsed=False)), words)


def _texts(of: Any, *, is_parsed: bool) -> Iterator[str]:
    """All texts; with `is_parsed` those alone in which Slack looks for mark-up."""
    if isinstance(of, dict):
        text = of.get("text")
        if isinstance(text, str) and (of.get("type") == "mrkdwn" or not is_parsed):
            yield text
        for value in of.values():
            yield from _texts(value, is_parsed=is_parsed)
    elif isinstance(of, list):
        for one in of:
            yield from _texts(one, is_parsed=is_parsed)
