"""Plays an incident at the rendered page, as named people."""

import re
import threading
from collections.abc import Callable, Sequence
from typing import assert_never

from bot.demo.page.browse import Person
from bot.demo.page.controls import NotThere
from bot.demo.plays.acts import (
    Act,
    Chooses,
    Declares,
    Fills,
    Goes,
    Happens,
    Presses,
    Prints,
    Read,
    Runs,
    Sees,
    Types,
    Value,
)
from bot.demo.stage import Stage

PATIENCE = 30.0
"""Seconds to wait for something to appear."""
MOVED_ON = "Show where it is now"
"""What the bot offers to who presses something that somebody else, or time, has settled."""
TOO_QUICK = 3
"""Times that a press is made again."""
FIELD = 2900
"""Characters that a field of a form takes, with some to spare."""
FIRST = 8
"""Lines from the beginning of a text that is too long; a log begins with what it was started with."""
DECLARED = re.compile(r"(INC-\d+) is declared")


class WentWrong(Exception):
    """The play could not go on: who wanted what, and what there was instead."""


class Player:
    """Plays on a stage that is up; tells each act. `pace`: seconds between two acts."""

    def __init__(self, stage: Stage, tell: Callable[[str], None], pace: float = 0.0) -> None:
        self._stage = stage
        self._tell = tell
        self._pace = pace
        self._people: dict[str, Person] = {}
        self._incident = ""

    def run(self, acts: Sequence[Act]) -> None:
        """Play to the end. Raises WentWrong at the first act that cannot be done."""
        for act in acts:
            line = self._named(told(act))
            self._tell(line)
            try:
                self._do(act)
            except NotThere as missing:
                raise WentWrong(f"The play stops at “{line}”.\n{missing}") from missing

    def _do(self, act: Act) -> None:
        match act:
            case Happens(system=system, fault=fault, options=options):
                self._stage.fault(system, fault, **options)
            case Runs(system=system, command=command):
                self._stage.prints(system, command)
            case Declares(what=what):
                self._declare(self._person(act.who), what)
            case Goes(to=to):
                self._person(act.who).open(self._named(to).lower())
            case Types(text=text):
                self._person(act.who).type(self._named(text))
            case Presses(label=label, near=near):
                self._press(self._person(act.who), label, self._named(near))
            case Chooses(menu=menu, option=option):
                self._person(act.who).choose(menu, option)
            case Fills(values=values, button=button):
                person = self._person(act.who)
                given = {name: self._given(person, value) for name, value in values.items()}
                person.fill(given).submit(button)
            case Sees(text=text):
                self._person(act.who).sees(self._named(text))
            case _:
                assert_never(act)

    def _press(self, person: Person, label: str, near: str) -> None:
        """Press; who was too quick, and is told that it has moved on, presses what is there now."""
        was_there = person.is_offered(MOVED_ON)
        person.press(label, near=near)
        for _ in range(TOO_QUICK):
            if was_there or not person.is_offered(MOVED_ON):
                return
            person.press("Dismiss")
            person.press(label, near=near)

    def _declare(self, person: Person, what: str) -> None:
        """Declare, and go to the channel of the incident that was not there before."""
        person.open("incidents")
        before = len(DECLARED.findall(person.text))
        person.type(f"/incident declare {what}")
        self._incident = person.finds(lambda text: DECLARED.findall(text)[before:], "a new incident")[0]
        person.open(self._incident.lower())

    def _named(self, text: str) -> str:
        return text.replace("{incident}", self._incident)

    def _person(self, name: str) -> Person:
        if name not in self._people:
            people = self._stage.workspace.state.people.values()
            user = next(person.id for person in people if person.handle == name.lower())
            self._people[name] = Person(self._stage.base_url, user, pause=self._pause, patience=PATIENCE)
        return self._people[name]

    def _pause(self) -> None:
        if self._pace:
            threading.Event().wait(self._pace)

    def _given(self, person: Person, value: Value) -> str:
        match value:
            case str():
                return value
            case Prints(system=system, command=command):
                return fitting(self._stage.prints(system, command))
            case Read(pattern=pattern):
                found = re.findall(pattern, person.text)
                if not found:
                    raise NotThere(f"{person.name} finds nothing like {pattern} on the screen.")
                return str(found[-1])
            case _:
                assert_never(value)


def fitting(printed: str) -> str:
    """What a person copies of a long text: its first lines and its last, as many as a field takes."""
    lines = printed.splitlines()
    if len(printed) <= FIELD:
        return printed
    first, last = lines[:FIRST], lines[FIRST:]
    room = FIELD - sum(len(line) + 1 for line in first)
    while last and sum(len(line) + 1 for line in last) > room:
        del last[0]
    return "\n".join([*first, *last])


def told(act: Act) -> str:
    """The act as a line of the transcript."""
    match act:
        case Happens(told=text, fault=fault):
            return f"* {text or fault}"
        case Runs(who=who, command=command):
            return f"{who} runs: {command}"
        case Declares(who=who, what=what):
            return f"{who} types: /incident declare {what}"
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


def _shown(value: Value) -> str:
    match value:
        case str():
            return value
        case Read():
            return "what the screen says"
        case Prints(command=command):
            return f"what `{command}` printed"
        case _:
            assert_never(value)
