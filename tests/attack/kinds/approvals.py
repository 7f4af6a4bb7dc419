"""A change that needs a second person: asked for, and then told step by step, through Slack's door."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

from bot.core.policy import Glass
from bot.core.runbook import Risk
from bot.slack.approvers import SlackApprovers
from bot.slack.carried import Carried, encode
from tests.attack.outcome import Outcome, passes, refused
from tests.slack.stage import CHANNEL, Json, Stage
from tests.slack.test_pressed import asked

Step = Callable[[Stage], object]

PEOPLE = {"Ana": "U0ANA", "Ann": "U0ANN", "Bo": "U0BO", "Chi": "U0CHI", "Eve": "U0EVE"}
"""Ana asks; Ann is her second account. These and Bo are of the group, Chi is of another, Eve is a guest."""
ADDRESSES = {
    "U0ANA": "ana@briefcase.example",
    "U0ANN": " Ana@Briefcase.example",
    "U0BO": "bo@briefcase.example",
}


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


def _changed(user: str, **more: object) -> Step:
    """Slack says something else of a person from now on, and tells so."""

    def change(stage: Stage) -> object:
        stage.slack.people[user] = {**stage.slack.people[user], **more}
        return stage.send(stage.event({"type": "user_change", "user": stage.slack.people[user]}))

    return change


def _leaves(user: str) -> Step:
    return lambda stage: stage.slack.groups.update(S0ONCALL=stage.slack.groups["S0ONCALL"] - {user})


def _policy(**more: Any) -> Step:
    """The policy's file is another one now."""

    def edit(stage: Stage) -> None:
        library = stage.engine.library
        library._policy = replace(library.policy(""), **more)  # noqa: SLF001 - as an operator edits the file

    return edit


def _passes(**time: int) -> Step:
    return lambda stage: stage.engine.clock.forward(timedelta(**time))


def _without_addresses(stage: Stage) -> object:
    for user in ADDRESSES:
        _changed(user, profile={"display_name": user})(stage)
    return ""


def _minutes_of_silence(stage: Stage) -> object:
    stage.engine.clock.forward(timedelta(minutes=6))
    return stage.engine.settle()


STEPS: Mapping[str, Step] = {
    **{f"{who} approves": _presses(who, "approve") for who in PEOPLE},
    **{f"{who} types approve": _types(who, "approve") for who in PEOPLE},
    "Bo denies": _types("Bo", "deny no"),
    "Bo approves a request that was never made": _presses("Bo", "approve", "token-99"),
    "Ana takes it back": _types("Ana", "cancel"),
    "what would run changes": lambda stage: setattr(stage.engine.commands, "version", 2),
    "Bo leaves the group": _leaves("U0BO"),
    "everybody leaves the group": lambda stage: stage.slack.groups.update(S0ONCALL=frozenset()),
    "addresses are hidden": _without_addresses,
    "Ana is deactivated": _changed("U0ANA", deleted=True),
    "Ana becomes a guest": _changed("U0ANA", is_restricted=True),
    "Bo is deactivated": _changed("U0BO", deleted=True),
    "Bo changes his picture": _changed("U0BO", real_name="Bo"),
    "the severity changes": _types("Bo", "severity P0! it grows"),
    "a role changes hands": _types("Bo", "role scribe"),
    "a note is written": _types("Bo", "note as seen on the graph"),
    "the policy names other approvers": _policy(approve={Risk.CHANGE: ("security",)}),
    "the policy lets nobody do it alone": _policy(break_glass=None),
    "the policy asks another group to hear of it": _policy(break_glass=Glass(("oncall",), "oncall")),
    "only security may do it alone": _policy(break_glass=Glass(("security",), "security")),
    "it starts": lambda stage: stage.engine.settle(),
    "Chi denies": _types("Chi", "deny no"),
    "Ana denies": _types("Ana", "deny no"),
    "Ana does it alone": _types("Ana", "break-glass nobody is awake"),
    "Ana does it alone and says not why": _types("Ana", "break-glass"),
    "Bo does it alone": _types("Bo", "break-glass nobody is awake"),
    "Chi does it alone": _types("Chi", "break-glass nobody is awake"),
    "Eve does it alone": _types("Eve", "break-glass nobody is awake"),
    "4 minutes pass": _passes(minutes=4),
    "6 minutes pass in silence": _minutes_of_silence,
    "an hour passes": _passes(hours=1),
    "Slack does not answer": lambda stage: setattr(stage.slack, "down", True),
    "14 minutes pass": lambda stage: stage.engine.clock.forward(timedelta(minutes=14)),
    "15 minutes pass": lambda stage: stage.engine.clock.forward(timedelta(minutes=15)),
    "the step is left": _jumps,
}


def attack(*, story: Sequence[str], destroys: bool = False) -> Outcome:
    """`story`: names of STEPS, in order. It passes when the change ran; twice is wrong in any case.

    `destroys`: what is asked for destroys something.
    """
    stage = _staged(destroys=destroys)
    said = ""
    for name in story:
        stage.front.shown.clear()
        said = f"{STEPS[name](stage)} {' '.join(text for _, text, _ in stage.front.shown)}"
    stage.slack.down = False
    stage.engine.settle()
    times = [entry for _, entry in stage.engine.commands.ran].count("app.mend")
    assert times <= 1, "it ran twice"
    return passes(said) if times else refused(said)


def _staged(*, destroys: bool) -> Stage:
    stage = Stage()
    people = stage.slack.people
    people["U0ANN"] = {**people["U0ANA"], "id": "U0ANN", "name": "ann"}
    for user, address in ADDRESSES.items():
        people[user] = {**people[user], "profile": {**people[user]["profile"], "email": address}}
    stage.slack.groups["S0ONCALL"] |= {"U0ANN"}
    hands = replace(stage.engine.relay.hands, approvers=SlackApprovers(stage.people))
    stage.engine.relay = replace(stage.engine.relay, hands=hands)
    if destroys:
        live = stage.engine.library.live
        live["app.mend"] = replace(live["app.mend"], risk=Risk.DESTROY)
        _policy(approve={Risk.CHANGE: ("oncall",), Risk.DESTROY: ("oncall",)})(stage)
    return asked(stage.declared())
