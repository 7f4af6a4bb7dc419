"""What people write, without the secrets they did not mean to write."""

from dataclasses import replace

from bot.core.signals import Collect, Deny, Jump, Note, Resolve, SetSeverity, Skip, Waive, What
from bot.engine.ports import Redactor


def without_secrets(what: What, redactor: Redactor) -> What:
    """The same signal, its free text redacted before anything of it is kept."""
    match what:
        case Note(text=text) | Collect(text=text):
            return replace(what, text=redactor.text(text))
        case (
            Skip(reason=reason)
            | Jump(reason=reason)
            | Deny(reason=reason)
            | SetSeverity(reason=reason)
            | Resolve(reason=reason)
            | Waive(reason=reason)
        ):
            return replace(what, reason=redactor.text(reason))
        case _:
            return what
