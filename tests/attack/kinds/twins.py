"""Somebody looks for a restricted incident, in the workspace where it is and in its twin, where it never was.

What they can tell apart, they know.
"""

import json
import tempfile
from functools import cache
from pathlib import Path

from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import ELSEWHERE
from tests.slack.twins import How, World, logged, outside


@cache
def worlds(how: How, who: str) -> tuple[World, World, list[str], list[str]]:
    """The one with the secret, its twin, and what was logged in each. Only `who` acts in them."""
    folder = Path(tempfile.mkdtemp(prefix="twins-"))
    with logged() as lines:
        one = World(folder / "one", how, how).live()
        here = list(lines())
    with logged() as lines:
        twin = World(folder / "twin", "never", how).live()
        there = list(lines())
    return one, twin, here, there


def attack(
    *,
    how: How = "by its class",
    user: str = "U0CHI",
    types: str = "",
    inside: bool = False,
    presses: str = "",
    suggests: str | None = None,
    home: bool = False,
    reads: str = "",
) -> Outcome:
    """`types` a line (`SECRET` stands for the number; `inside`: in its channel), `presses` what begins so.

    `reads`: something that needs no act: `metrics`, `log`, `messages outside` and what else `outside` has.
    """
    one, twin, here, there = worlds(how, "" if reads else user)
    if reads == "log":
        return _compared(json.dumps(here), json.dumps(there))
    if reads:
        return _compared(outside(one)[reads], outside(twin)[reads])
    room = one.engine.incidents.scene(one.secret).incident.channel if inside else ELSEWHERE
    line = types.replace("SECRET", one.secret)
    seen = []
    for world in (one, twin):
        stage = world.stage
        if presses:
            buttons = [each for each in one.buttons if str(each["action_id"]).startswith(presses)]
            assert buttons, f"no button begins with {presses}"
            bodies = [stage.press(each, user, where="ephemeral", ts=user) for each in buttons]
        elif suggests is not None:
            bodies = [stage.suggestion(suggests, user)]
        elif home:
            bodies = [stage.event({"type": "app_home_opened", "user": user, "tab": "home"})]
        else:
            bodies = [stage.slash(line, user, room)]
        seen.append("".join(world.seen(body) for body in bodies))
    return _compared(*seen)


def _compared(here: str, there: str) -> Outcome:
    return refused(here) if here == there else passes(here)
