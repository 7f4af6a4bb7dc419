"""Two people who look at the screen and do what is asked next, whatever happened before."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, TypeAlias

from tests.acceptance.ground import ANA, BO, Ground, Json

INCIDENTS = "C0INCIDENTS"
AUDIT = "Are all pages sound?"


@dataclass(frozen=True, slots=True)
class Screen:
    """The workspace as it is now, read as a person reads it."""

    state: Json
    ground: Ground
    acts: Sequence[str] = ()
    """What was done so far, whatever came of it."""

    @property
    def room(self) -> Json | None:
        """The channel of the incident."""
        return next((c for c in self.state["channels"] if c["name"].startswith("inc-0001")), None)

    @property
    def messages(self) -> list[Json]:
        return self.room["messages"] if self.room else []

    def offering(self, label: str) -> Json | None:
        """The newest message with a button of that label, the card apart."""
        return next((m for m in reversed(self.messages) if label in labels(m) and m != self.card), None)

    def says(self, text: str) -> bool:
        return any(text in words(m) for m in self.messages)

    @property
    def card(self) -> Json | None:
        return next((m for m in self.messages if m["text"].startswith("INC-0001 · ")), None)

    @property
    def present(self) -> str:
        """The text of the step that is not over."""
        steps = [words(m) for m in self.messages if "more:step" in json.dumps(m) and m != self.card]
        return steps[-1] if steps else ""

    @property
    def tells_interrupted(self) -> bool:
        """The card says that a command was cut short."""
        return self.card is not None and "Handrail stopped while it ran" in words(self.card)

    @property
    def topic(self) -> str:
        return str(self.room["topic"]) if self.room else ""


def labels(message: Json) -> list[str]:
    """What the buttons of a message read."""
    rows = (block.get("elements", ()) for block in message.get("blocks", ()) if block["type"] == "actions")
    return [each["text"]["text"] for row in rows for each in row if each["type"] == "button"]


def words(said: Any) -> str:
    """Every text in a message, in order."""
    return "\n".join(_texts(said.get("blocks") or said["text"]))


def _texts(part: Any) -> Iterator[str]:
    match part:
        case str():
            yield part
        case list():
            for each in part:
                yield from _texts(each)
        case {"type": "button"} | {"type": "overflow"}:
            return
        case dict():
            for name in ("text", "elements", "fields"):
                if name in part:
                    yield from _texts(part[name])
        case _:
            return


Act: TypeAlias = Callable[[Screen], Any]
Seen: TypeAlias = Callable[[Screen], bool]


def types(text: str) -> Act:
    return lambda screen: screen.ground.act(
        ANA, "type", channel=screen.room["id"] if screen.room else INCIDENTS, text=text
    )


def presses(person: str, label: str) -> Act:
    def press(screen: Screen) -> Any:
        message = screen.offering(label)
        assert message is not None
        assert screen.room is not None
        return screen.ground.act(person, "press", channel=screen.room["id"], ts=message["ts"], label=label)

    return press


def _offers(label: str, step: str = "") -> Seen:
    return lambda screen: step in screen.present and screen.offering(label) is not None


def _happened(screen: Screen) -> bool:
    return bool(screen.ground.lines("ledger"))


def _interrupted(screen: Screen) -> bool:
    return "Handrail stopped while it ran" in screen.present


def _card_says(screen: Screen, text: str) -> bool:
    return screen.card is not None and text in words(screen.card)


def _unknown(screen: Screen) -> bool:
    """No incident is listed: the declaration was lost."""
    if screen.room is not None:
        return False
    listed = screen.ground.act(ANA, "type", channel=INCIDENTS, text="/incident list")
    return bool(listed["ok"]) and "INC-0001" not in json.dumps(listed)


RULES: Sequence[tuple[str, Seen, Act]] = (
    ("declares", _unknown, types("/incident declare ledger/books")),
    ("approves", _offers("Approve"), presses(BO, "Approve")),
    ("stops the audit", _offers("Stop it", AUDIT), presses(ANA, "Stop it")),
    (
        "records the audit",
        lambda s: _offers("Run it", AUDIT)(s) and "stops the audit" in s.acts,
        types("/incident byhand ok"),
    ),
    ("runs the audit", _offers("Run it", AUDIT), presses(ANA, "Run it")),
    ("goes on", _offers("Ok"), presses(ANA, "Ok")),
    (
        "has told",
        lambda s: _offers("Done", "Tell the owners")(s) and s.says("The owners are told: the limit is over"),
        presses(ANA, "Done"),
    ),
    ("asks", _offers("Ask for approval"), presses(ANA, "Ask for approval")),
    ("records it", lambda s: _interrupted(s) and _happened(s), types("/incident byhand ok")),
    (
        "asks again",
        lambda s: _interrupted(s) and not _happened(s),
        presses(ANA, "Ask for approval again"),
    ),
    (
        "resolves",
        lambda s: s.card is not None and "The walk is at its end" in words(s.card),
        types("/incident resolve"),
    ),
    (
        "writes",
        lambda s: "· resolved" in s.topic and _card_says(s, "0 of 5 sections"),
        types("/incident write summary An entry was missing."),
    ),
    (
        "gives Bo something to do",
        lambda s: "· resolved" in s.topic and _card_says(s, "no action items"),
        types("/incident action add Watch the books @bo due=2w"),
    ),
    (
        "closes",
        lambda s: "· resolved" in s.topic,
        types("/incident close"),
    ),
)
"""What somebody does, when it is seen that it is to be done."""


def is_over(screen: Screen) -> bool:
    return "· closed" in screen.topic


def next_act(screen: Screen) -> tuple[str, Act] | None:
    """What is to be done now; None when there is only waiting."""
    return next(((name, act) for name, seen, act in RULES if seen(screen)), None)
