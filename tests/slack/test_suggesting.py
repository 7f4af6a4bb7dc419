"""An alert that may be an incident: what is announced of it, and what its button declares."""

import pytest

from bot.core.signals import Alert
from bot.engine.alerts import Suggested
from bot.engine.incidents import Declaration
from bot.engine.ports import Permanent, Retry
from bot.slack.carried import decode
from bot.slack.declaring import carried
from bot.slack.suggesting import AnnouncedSuggestions
from tests.core.outage import OUTAGE
from tests.slack.web import FakeClient, FakeSlack

LABELS = {"alertname": "Down", "team": "a"}
FOUND = Suggested(Alert("am/1", LABELS, {"summary": "<!channel> it is down"}), (OUTAGE,))


def test_an_alert_is_said_with_a_button_that_declares_with_what_it_says() -> None:
    slack = FakeSlack()

    AnnouncedSuggestions(FakeClient(slack), "C0INCIDENTS")(FOUND)

    (posted,) = slack.asked("chat.postMessage")
    assert posted["channel"] == "C0INCIDENTS"
    said, buttons = posted["blocks"]
    assert "<!channel>" not in posted["text"] + said["text"]["text"]
    assert "It may be *Outage*. Nothing is declared yet." in said["text"]["text"]
    (button,) = buttons["elements"]
    assert button["action_id"] == "do:declare-anyway:app/outage"
    wanted = Declaration("app/outage", labels=LABELS, annotations={"summary": "<!channel> it is down"})
    assert carried(decode(button["value"])) == wanted


def test_without_a_channel_for_announcements_nobody_is_told() -> None:
    slack = FakeSlack()

    AnnouncedSuggestions(FakeClient(slack), "")(FOUND)

    assert slack.calls == []


@pytest.mark.parametrize(("error", "raised"), [("not_in_channel", Permanent), ("ratelimited", Retry)])
def test_what_slack_does_not_take_is_raised(error: str, raised: type[Exception]) -> None:
    slack = FakeSlack(fails={"chat.postMessage": [error]})

    with pytest.raises(raised):
        AnnouncedSuggestions(FakeClient(slack), "C0INCIDENTS")(FOUND)
