"""Reading the seed: who and what a new workspace begins with."""

import json
from pathlib import Path
from typing import Any

from bot.demo.workspace.clock import Clock
from bot.demo.workspace.model import Channel, Person, Team, UserGroup
from bot.demo.workspace.state import State


def seeded(path: Path, clock: Clock) -> State:
    """A fresh state. The file is part of the project: a mistake in it is ours and ends in a traceback."""
    seed: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    team = Team(**seed["team"])
    people = [Person(**{"team_id": team.id, **person}) for person in seed["people"]]
    groups = [UserGroup(**{**group, "members": tuple(group["members"])}) for group in seed["groups"]]
    created = int(clock().timestamp())
    channels = [Channel(created=created, **channel) for channel in seed["channels"]]
    return State(
        clock=clock,
        team=team,
        bot_id=seed["bot"],
        people={person.id: person for person in people},
        groups={group.id: group for group in groups},
        channels={channel.id: channel for channel in channels},
    )
