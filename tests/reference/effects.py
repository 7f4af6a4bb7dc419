"""The page of effects: what Handrail does in the world, and how each may be repeated."""

from collections.abc import Iterator, Mapping
from dataclasses import MISSING, fields
from typing import Any, get_args

from bot.core.effects import DeliveryClass, Effect, RunCommand, delivery, surface
from bot.core.runbook import Risk
from tests.reference.prose import page, table, told

MEANS: Mapping[DeliveryClass, str] = {
    "idempotent": "Doing it twice is doing it once: repeated freely.",
    "lookup": "Looked for in Slack before it is repeated: perhaps only the reply of the first try was lost.",
    "read": "It only looks. An interrupted try is repeated, three tries at most, each of them in the log.",
    "once": "Never repeated by itself. Interrupted, it may have happened or not: a person decides.",
    "wake": "Handrail's own timer. After a restart it comes late; nothing worse can happen to it.",
}


def effects_page() -> str:
    """The Markdown of docs/reference/effects.md."""
    intro = [
        "# Effects and how they are delivered",
        "",
        "An effect is a value that says one thing to do. It enters the outbox in the transaction of the",
        "events that caused it, is done by the relay, and its result comes back as an event. What happens",
        "when the process dies in between is its delivery class.",
    ]
    classes = [
        "## Delivery classes",
        "",
        *table(
            ("class", "after a lost reply or a crash"),
            [(f"`{name}`", MEANS[name]) for name in get_args(DeliveryClass)],
        ),
    ]
    effects = [
        "## Effects",
        "",
        *table(("effect", "what it does", "class", "message that it keeps"), _rows()),
    ]
    return page(intro, classes, effects)


def _rows() -> Iterator[tuple[str, str, str, str]]:
    for kind in get_args(Effect):
        about = told(kind)
        for risk in (Risk.READ, Risk.CHANGE) if kind is RunCommand else (None,):
            effect = _sample(kind, risk)
            of = (
                ""
                if risk is None
                else " (that reads)"
                if risk is Risk.READ
                else " (that tells, changes or destroys)"
            )
            keeps = surface(effect)
            yield f"`{effect.kind}`{of}", about, f"`{delivery(effect)}`", f"`{keeps}`" if keeps else ""


def _sample(kind: type[Any], risk: Risk | None) -> Any:
    """An effect of the kind, every field that must be given being its own name in angle brackets."""
    given = {
        part.name: f"<{part.name}>"
        for part in fields(kind)
        if part.default is MISSING and part.default_factory is MISSING
    }
    return kind(**given | ({"risk": risk} if risk else {}))
