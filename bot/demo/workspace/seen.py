"""What a person sees at once after doing something, and what cannot be done at all."""

from dataclasses import dataclass, field

from bot.demo.workspace.model import Ephemeral, Json, View


class NotPossible(Exception):
    """The person cannot do that: the button is not there, the channel is not theirs to write in."""


@dataclass(frozen=True, slots=True)
class Seen:
    """The answer to a person's action. `notice` is Slack's own complaint; with it, `ok` is false.

    `ephemerals` are the ones shown or changed meanwhile, `view` the modal now on top (None: none is open),
    `errors` what a submission was refused with, `options` what an external menu offers, `ts` what was
    written.
    """

    ok: bool = True
    notice: str = ""
    ephemerals: tuple[Ephemeral, ...] = ()
    view: View | None = None
    errors: dict[str, str] = field(default_factory=dict)
    options: tuple[Json, ...] = ()
    ts: str = ""
