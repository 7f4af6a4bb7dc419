"""A change that needs a second person: asked for, and then told step by step, through Slack's door."""

from collections.abc import Callable, Mapping, Sequence
from datetime import timedelta

from bot.slack.carried import Carried, encode
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, Json, Stage
from tests.slack.test_pressed import asked

Step = Callable[[Stage], object]

PEOPLE = {"Ana": "U0ANA", "Bo": "U0BO", "Chi": "U0CHI", "Eve": "U0EVE"}
"""Ana asks. Ana and Bo are of the group, Chi is of another one, Eve is a guest."""


def _presses(who: str, action: str, token: str = "") -> Step:
    """The button of the request, perhaps with another token in it."""

    def press(stage: Stage) -> object:
        approval = next(iter(stage.engine.incident.approvals.values()))
        carried = Carried("INC-0001", name=token or approval.token)
        button: Json = {"type": "button", "action_id": f"do:{action}", "value": encode(carried)}
        return stage.presses(button, PEOPLE[who]).body

    return press


def _types(who: str, line: str) -> Step:
    return lambda stage: stage.types(line, PEOPLE[who], CHANNEL)


def _jumps(stage: Stage) -> object:
    stage.types("lead", channel=CHANNEL)
    return stage.types("jump stop it is needed again", channel=CHANNEL)


STEPS: Mapping[str, Step] = {
    **{f"{who} approves": _presses(who, "approve") for who in PEOPLE},
    **{f"{who} types approve": _types(who, "approve") for who in PEOPLE},
    "Bo denies": _types("Bo", "deny no"),
    "Bo approves a request that was never made": _presses("Bo", "approve", "token-99"),
    "Ana takes it back": _types("Ana", "cancel"),
    "what would run changes": lambda stage: setattr(stage.engine.commands, "version", 2),
    "Bo leaves the group": lambda stage: stage.slack.groups.update(S0ONCALL=frozenset({"U0ANA"})),
    "Slack does not answer": lambda stage: setattr(stage.slack, "down", True),
    "14 minutes pass": lambda stage: stage.engine.clock.forward(timedelta(minutes=14)),
    "15 minutes pass": lambda stage: stage.engine.clock.forward(timedelta(minutes=15)),
    "the step is left": _jumps,
}


def attack(*, story: Sequence[str]) -> Outcome:
    """`story`: names of STEPS, in order. It passes when the change ran; twice is wrong in any case."""
    stage = asked(Stage().declared())
    said = ""
    for name in story:
        stage.front.shown.clear()
        said = f"{STEPS[name](stage)} {' '.join(text for _, text, _ in stage.front.shown)}"
    stage.slack.down = False
    stage.engine.settle()
    times = [entry for _, entry in stage.engine.commands.ran].count("app.mend")
    assert times <= 1, "it ran twice"
    return passes(said) if times else refused(said)
