"""Everything that a person can do in Slack, as payloads, and what an incident gave away to who did it."""

import json
from collections.abc import Callable, Mapping

from slack_bolt import BoltResponse

from tests.slack.stage import CHANNEL, Json, Stage
from tests.slack.test_pressed import the, typed

Make = Callable[[Stage, str], Json]

_NOTE = {"type": "modal", "callback_id": "form:note", "blocks": []}

ACTS: Mapping[str, Make] = {
    "a command that writes": lambda stage, user: stage.slash("note It is bad", user, CHANNEL),
    "a command that reads": lambda stage, user: stage.slash("list", user),
    "a declaration": lambda stage, user: stage.slash("declare app/outage", user),
    "a button of a message": lambda stage, user: stage.press(the(stage, "do:role:commander"), user),
    "a button of a form": lambda stage, user: stage.press(
        the(stage, "do:role:commander"), user, where="view"
    ),
    "a button that opens a form": lambda stage, user: stage.press(the(stage, "open:note"), user),
    "a form": lambda stage, user: stage.submission(
        {**_NOTE, "private_metadata": the(stage, "open:note")["value"]}, {"text": typed("It is bad")}, user
    ),
    "the message shortcut": lambda stage, user: stage.shortcut("It fell at 13:57", user),
    "a menu that suggests": lambda stage, user: stage.suggestion("out", user),
    "a reaction": lambda stage, user: stage.event(
        {
            "type": "reaction_added",
            "user": user,
            "reaction": "pushpin",
            "item": {"type": "message", "channel": CHANNEL, "ts": "1760000000.000100"},
        }
    ),
    "the home tab": lambda stage, user: stage.event({"type": "app_home_opened", "user": user, "tab": "home"}),
}


class Watched:
    """A declared incident, and what is different after somebody did something."""

    def __init__(self, stage: Stage) -> None:
        self.stage = stage
        self._before = self._state()
        stage.front.shown.clear()

    def _state(self) -> object:
        store = self.stage.engine.store
        return [len(store.log(one.id)) for one in self.stage.engine.incidents.summaries()]

    def gave(self, answer: BoltResponse) -> tuple[bool, str]:
        """Whether anything changed or was told of the incident; and all that was said."""
        shown = json.dumps(self.stage.front.shown) + (answer.body or "")
        told = any(word in shown for word in ("INC-0001", "INC-0002", "Outage", '"open"', '"push"'))
        return self._state() != self._before or told, shown
