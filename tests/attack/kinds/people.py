"""Somebody presses, types, sends or reacts: through Bolt, the real door and the engine."""

from collections.abc import Mapping
from typing import Any

from tests.attack.acts import ACTS, Watched
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import MEMBER, Stage

WHO = "U0MAL"


def attack(
    *,
    does: str,
    person: Mapping[str, Any] | None,
    payload: Mapping[str, Any] | None = None,
    slack_is_down: bool = False,
) -> Outcome:
    """`does`: one of ACTS. `person`: what Slack says of them beside a full member's facts; null for nothing.

    `payload`: what the payload says otherwise than an honest one.
    """
    stage = Stage()
    if person is not None:
        stage.slack.people[WHO] = {**MEMBER, "id": WHO, "name": "mal", **person}
    watched = Watched(stage.declared())
    body = ACTS[does](stage, WHO) | dict(payload or {})
    stage.slack.down = slack_is_down
    gave, said = watched.gave(stage.send(body))
    return passes(said) if gave else refused(said)
