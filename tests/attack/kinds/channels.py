"""Somebody who may act does it in a channel that others read, or that Slack does not tell of."""

from collections.abc import Mapping
from typing import Any

from tests.attack.acts import ACTS, Watched
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, Stage


def attack(
    *, does: str, channel: Mapping[str, Any] | None, silent: bool = False, nowhere: bool = False
) -> Outcome:
    """`does`: one of ACTS. `channel`: what Slack says of it beside its id; null for nothing.

    `silent`: Slack does not answer. `nowhere`: the payload does not say where it was done.
    """
    stage = Stage()
    stage.declared()
    stage.slack.told[CHANNEL] = {"id": CHANNEL, **channel} if channel is not None else None
    stage.slack.silent = silent
    stage.people.actor("U0BO")
    body = ACTS[does](stage, "U0BO")
    stage.sharing.forget(CHANNEL)
    stage.types("list", "U0BO", CHANNEL)  # that it is shared is known by now, and the incident locked
    watched = Watched(stage)
    if nowhere:
        body = {name: value for name, value in body.items() if not name.startswith("channel")}
    gave, said = watched.gave(stage.send(body))
    return passes(said) if gave else refused(said)
