"""From a pressed button to what the person wants. A button carries the identity of what it decides."""

from collections.abc import Callable
from typing import get_args

from bot.core.incident import MAIN
from bot.core.refusals import Unknown
from bot.core.signals import (
    Accept,
    AcceptHandover,
    Acknowledge,
    Actor,
    Answer,
    Approve,
    Cancel,
    Claim,
    Close,
    DeclineHandover,
    DraftPostmortem,
    GiveUpRole,
    Hush,
    Mitigate,
    Perform,
    Pick,
    PickRows,
    Resolve,
    SettleAction,
    ShowMap,
    Snooze,
    TakeRole,
    Tick,
    Undone,
    What,
)
from bot.slack.carried import Carried
from bot.slack.declaring import carried as declaration
from bot.slack.intents import DeclareIt, Intent, Join, Offer, Open, OpenDeclare, Page, Sheet, Show
from bot.slack.naming import SNOOZE, length_of, mark_of

_SIGNALS: dict[str, Callable[[Carried, Actor], What]] = {
    "do:ack": lambda on, _: Acknowledge(on.name),
    "do:snooze": lambda _, __: Snooze(length_of(SNOOZE)),
    "do:role": lambda on, by: TakeRole(on.name, by, seen=on.seen),
    "do:accept": lambda on, _: AcceptHandover(on.name),
    "do:decline": lambda on, _: DeclineHandover(on.name),
    "do:release": lambda on, _: GiveUpRole(on.name),
    "do:run": lambda on, _: Perform(on.place, on.name or MAIN),
    "do:retry": lambda on, _: Perform(on.place, on.name or MAIN),
    "do:cancel": lambda on, _: Cancel(on.place, on.name or MAIN),
    "do:pick": lambda on, _: Pick(on.place, on.name),
    "do:rows": lambda on, _: PickRows(on.place, (int(on.name),) if on.name.isdigit() else ()),
    "do:claim": lambda on, _: Claim(on.place, on.name),
    "do:unclaim": lambda on, _: Claim(on.place, on.name, drop=True),
    "do:tick": lambda on, _: Tick(on.place, on.name, mark_of(on.seen)),
    "do:answer": lambda on, _: Answer(on.place, {on.name: on.seen}),
    "do:approve": lambda on, _: Approve(on.name, frozenset()),
    "do:undone": lambda on, _: Undone(on.name),
    "do:mitigated": lambda _, __: Mitigate(),
    "do:resolve": lambda _, __: Resolve(),
    "do:false-alarm": lambda _, __: Resolve(false_alarm=True),
    "do:close": lambda _, __: Close(),
    "do:postmortem": lambda _, __: DraftPostmortem(),
    "do:hush": lambda _, __: Hush(on=True),
    "do:unhush": lambda _, __: Hush(on=False),
    "do:map": lambda _, __: ShowMap(),
    "do:action-done": lambda on, _: SettleAction(on.name, "done"),
    "do:action-open": lambda on, _: SettleAction(on.name, "open"),
    "do:accept-postmortem": lambda on, _: Accept(int(on.seen) if on.seen.isdigit() else None),
}


def read_pressed(action: str, on: Carried, by: Actor) -> Intent:
    """What a press wants. The groups of an approver are added where they are asked for."""
    if action in _SIGNALS:
        return Offer(on.incident, _SIGNALS[action](on, by))
    family, _, name = action.partition(":")
    match family, name:
        case "do", "join":
            return Join(on.incident)
        case "do", "declare-anyway":
            return DeclareIt(declaration(on), anyway=True)
        case "open", "declare":
            return OpenDeclare()
        case "open", _:
            return Open(name, on)
        case "show", "items":
            return Sheet(on)
        case "show", _:
            for page in get_args(Page):
                if name == page:
                    return Show(page, on.incident, on.name, on.seen)
        case _:
            pass
    raise Unknown("This button is of another version of Handrail.", "`/incident` shows the current ones.")
