"""Plays an incident at the rendered page, as named people."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import assert_never

from bot.demo.page.browse import Person
from bot.demo.page.controls import NotThere
from bot.demo.plays.acts import Act, Chooses, Fills, Goes, Happens, Presses, Read, Sees, Types
from bot.demo.stage import Stage

PATIENCE = 30.0
"""Seconds to wait for something to appear."""


class WentWrong(Exception):
    """The play could not go on: who wanted what, and what there was instead."""


class Player:
    """Plays on a stage that is up; tells each act. `pace`: seconds between two acts."""

    def __init__(self, stage: Stage, tell: Callable[[str], None], pace: float = 0.0) -> None:
        self._stage = stage
        self._tell = tell
        self._pace = pace
        self._people: dict[str, Person] = {}

    def run(self, acts: Sequence[Act]) -> None:
        """Play to the end. Raises WentWrong at the first act that cannot be done."""
        for act in acts:
            self._tell(told(act))
            try:
                self._do(act)
            except NotThere as missing:
                raise WentWrong(f"The play stops at “{told(act)}”.\n{missing}") from missing

    def _do(self, act: Act) -> None:
        match act:
            case Happens(fault=fault, options=options):
                self._stage.fault(fault, **options)
            case Goes(to=to):
                self._person(act.who).open(to)
            case Types(text=text):
                self._person(act.who).type(text)
            case Presses(label=label, near=near):
                self._person(act.who).press(label, near=near)
            case Chooses(menu=menu, option=option):
                self._person(act.who).choose(menu, option)
            case Fills(values=values, button=button):
                person = self._person(act.who)
                given = {name: _read(person, value) for name, value in values.items()}
                person.fill(given).submit(button)
            case Sees(text=text):
                self._person(act.who).sees(text)
            case _:
                assert_never(act)

    def _person(self, name: str) -> Person:
        if name not in self._people:
            people = self._stage.workspace.state.people.values()
            user = next(person.id for person in people if person.handle == name.lower())
            self._people[name] = Person(self._stage.base_url, user, pause=self._pause, patience=PATIENCE)
        return self._people[name]

    def _pause(self) -> None:
        if self._pace:
            threading.Event().wait(self._pace)


def _read(person: Person, value: str | Read) -> str:
    if isinstance(value, str):
        return value
    found = re.findall(value.pattern, person.text)
    if not found:
        raise NotThere(f"{person.name} finds nothing like {value.pattern} on the screen.")
    return str(found[-1])


def told(act: Act) -> str:
    """The act as a line of the transcript."""
    match act:
        case Happens(told=text, fault=fault):
            return f"* {text or fault}"
        case Goes(who=who, to=to):
            return f"{who} opens #{to}"
        case Types(who=who, text=text):
            return f"{who} types: {text}"
        case Presses(who=who, label=label):
            return f"{who} presses [{label}]"
        case Chooses(who=who, menu=menu, option=option):
            return f"{who} chooses {option} in {menu}"
        case Fills(who=who, values=values):
            given = ", ".join(f"{name}: {_shown(value)}" for name, value in values.items())
            return f"{who} sends the form ({given})" if given else f"{who} sends the form"
        case Sees(who=who, text=text):
            return f"{who} sees “{text}”"
        case _:
            assert_never(act)


def _shown(value: str | Read) -> str:
    return value if isinstance(value, str) else "what the screen says"
