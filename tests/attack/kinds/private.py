"""A restricted incident, and somebody who is not in it."""

import json

from tests.attack.acts import ACTS
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, ELSEWHERE, Json, Stage

KNOWN, UNKNOWN = "INC-0001", "INC-0009"
CONTENT = ("Outage", "app/outage", "How bad", "Stop it")


def attack(*, types: str = "", does: str = "", who: str = "U0CHI") -> Outcome:
    """`types`: a line, with `{}` for the incident's number; `does`: one of ACTS, with what they still have.

    A line passes when its answer is not the one for an incident that does not exist; an act, when anything of
    the incident is shown.
    """
    if does:
        stage = Stage().declared()
        body = ACTS[does](stage, who)
        said = _said(_restricted(stage), body)
        return passes(said) if any(word in said for word in CONTENT) else refused(said)
    said = _answer(types.format(KNOWN), who)
    is_same = said.replace(KNOWN, UNKNOWN) == _answer(types.format(UNKNOWN), who)
    return refused(said) if is_same else passes(said)


def _answer(line: str, who: str) -> str:
    stage = _restricted(Stage().declared())
    return _said(stage, stage.slash(line, who, ELSEWHERE))


def _restricted(stage: Stage) -> Stage:
    stage.types("restrict a person may be behind it", channel=CHANNEL)
    stage.front.shown.clear()
    return stage


def _said(stage: Stage, body: Json) -> str:
    answer = stage.send(body)
    return json.dumps(stage.front.shown) + (answer.body or "")
