"""Requests that the rules decline. Nothing has changed; each says what is possible instead.

The texts are written for the responder who reads them in Slack at night.
"""

from collections.abc import Mapping
from datetime import datetime


class Refusal(Exception):
    """A request declined by the rules."""

    def __init__(self, problem: str, instead: str = "") -> None:
        super().__init__(f"{problem} {instead}".strip())
        self.problem = problem
        self.instead = instead


class Stale(Refusal):
    """What the button decides has moved meanwhile; `when`, if it is known."""

    def __init__(self, problem: str, instead: str = "", when: datetime | None = None) -> None:
        super().__init__(problem, instead)
        self.when = when


class Gated(Refusal):
    """Evidence must be kept before anything is done in this step."""


class NotNow(Refusal):
    """The step, the item or the incident is in a state in which this does nothing."""


class CommanderOnly(Refusal):
    """Only the commander may; where there is none, the refusal offers to take command."""

    def __init__(self, problem: str, instead: str, *, vacant: bool) -> None:
        super().__init__(problem, instead)
        self.vacant = vacant


class NotAllowed(Refusal):
    """This person may not do this."""


class Overtaken(Refusal):
    """Somebody has written the section since it was opened; nothing is overwritten."""

    def __init__(self, section: str, title: str, by: str, when: datetime | None) -> None:
        super().__init__(
            f"{by} has written “{title}” since you opened it.", "Read what stands there now, then send yours."
        )
        self.section = section
        self.when = when


class Unwritten(Refusal):
    """The postmortem lacks what the policy wants before the close; `missing` names each part."""

    def __init__(self, problem: str, instead: str, missing: tuple[str, ...]) -> None:
        super().__init__(problem, instead)
        self.missing = missing


class BadAnswers(Refusal):
    """Answers that their types refuse, one text a field."""

    def __init__(self, fields: Mapping[str, str]) -> None:
        super().__init__(
            "Some answers do not fit: " + "; ".join(f"{k}: {v}" for k, v in fields.items()) + "."
        )
        self.fields = dict(fields)


class Unknown(Refusal):
    """There is no such thing here."""
