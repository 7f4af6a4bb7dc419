"""An output with a secret in it, through the one way out."""

from collections.abc import Sequence

from bot.redaction import Redactor
from tests.attack.outcome import Outcome, shows


def attack(*, text: str | bytes, looks_for: str, held: Sequence[str] = (), limit: int = 2900) -> Outcome:
    """`held`: secrets that the bot itself has. `looks_for`: what somebody would like to read in it."""
    return shows(Redactor(held).show(text, limit), looks_for)
