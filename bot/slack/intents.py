"""What a person wants, whichever way it was said: typed, pressed, or sent in a form."""

from dataclasses import dataclass
from typing import Literal, TypeAlias

from bot.core.incident import MAIN
from bot.core.signals import Place, What
from bot.engine.incidents import Declaration
from bot.slack.carried import Carried

Page: TypeAlias = Literal[
    "step", "who", "mine", "timeline", "find", "list", "procedures", "help", "papers", "action"
]


@dataclass(frozen=True, slots=True)
class Offer:
    """Offer a signal to an incident."""

    incident: str
    what: What


@dataclass(frozen=True, slots=True)
class Paste:
    """Read a pasted output as the step's own. `ended`: its exit code or status, where that was told."""

    incident: str
    place: Place
    text: str
    ended: int | None = None
    item: str = MAIN


@dataclass(frozen=True, slots=True)
class Open:
    """Open a form; its name is the end of `form:<name>`."""

    form: str
    carried: Carried


@dataclass(frozen=True, slots=True)
class Show:
    """Show a page. `name` is a page's number, `all`, or what is looked for; `only` filters a timeline."""

    page: Page
    incident: str = ""
    name: str = ""
    only: str = ""


@dataclass(frozen=True, slots=True)
class Sheet:
    """Show all items of a step. `carried.name` is the page, `carried.seen` the filter."""

    carried: Carried


@dataclass(frozen=True, slots=True)
class DeclareIt:
    """Declare; `anyway`: although the same was declared a moment ago."""

    request: Declaration
    anyway: bool = False


@dataclass(frozen=True, slots=True)
class StartIt:
    """Begin a procedure in a channel."""

    request: Declaration
    channel: str


@dataclass(frozen=True, slots=True)
class OpenDeclare:
    """Open the declare form, filled in as far as the words went."""

    title: str = ""
    runbook: str = ""
    severity: str = ""
    channel: str = ""
    """Where it was asked for."""


@dataclass(frozen=True, slots=True)
class Join:
    """Come into an incident that is open already."""

    incident: str


Intent: TypeAlias = Offer | Paste | Open | Show | Sheet | DeclareIt | StartIt | OpenDeclare | Join
