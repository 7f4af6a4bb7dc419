"""What somebody types or an alert says, on its way into the log: what of it is kept?"""

from dataclasses import replace
from typing import Any

from bot.core import signals
from bot.core.signals import Actor, Alert, Place
from bot.engine.words import without_secrets
from bot.redaction import Redactor
from bot.slack.names import called
from tests.attack.outcome import Outcome, shows

HELD = "hold-this-back-0123456789"
HERE = Place("r1", 1)
SAMPLES: dict[str, Any] = {
    "note": signals.Note("TEXT"),
    "page": signals.PageGroup("oncall", "TEXT"),
    "decline": signals.DeclineHandover("h1", "TEXT"),
    "jump": signals.Jump(HERE, "stop", "TEXT"),
    "label": Alert("a/1", {"TEXT": "x"}, {}),
    "annotation": Alert("a/1", {}, {"summary": "TEXT"}),
}


class _Port:
    """The engine's port, as the composition root makes it."""

    def text(self, raw: str) -> str:
        return Redactor([HELD]).safe(raw)

    def excerpt(self, text: str) -> str:
        return Redactor([HELD]).show(text, 2400)


def attack(*, at: str, text: str, looks_for: str) -> Outcome:
    """`at`: a kind of SAMPLES, or the `name` of a person. `HELD` in the text is a secret of the bot's."""
    said = text.replace("HELD", HELD)
    if at == "name":
        return shows(repr(Actor("T1", "U1", called(said)).name), looks_for)
    return shows(repr(without_secrets(_filled(SAMPLES[at], said), _Port())), looks_for.replace("HELD", HELD))


def _filled(sample: Any, text: str) -> Any:
    values = {name: getattr(sample, name) for name in sample.__slots__}
    return replace(
        sample,
        **{
            name: text
            if value == "TEXT"
            else {
                text if key == "TEXT" else key: text if inner == "TEXT" else inner
                for key, inner in value.items()
            }
            for name, value in values.items()
            if value == "TEXT" or isinstance(value, dict)
        },
    )
