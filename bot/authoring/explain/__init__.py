"""A runbook as prose: for those who review it and do not read YAML."""

from collections.abc import Iterator

from bot.authoring.explain.about import agreement, known, limits, opening, put_back
from bot.authoring.explain.steps import Telling
from bot.authoring.explain.words import bullet, condition, listed, text
from bot.core.rulebook import Rulebook
from bot.core.runbook import INCIDENT_PHASES, PROCEDURE_PHASES, EndKind, Runbook
from bot.core.wording import readable

ENDINGS: dict[EndKind, str] = {
    "fixed": "it is fixed",
    "mitigated": "the impact is over, the cause remains",
    "false_alarm": "it was a false alarm",
    "handed_over": "others have it now",
    "done": "it is done",
    "cancelled": "it is given up",
}


def explain(book: Runbook, rules: Rulebook) -> str:
    """Markdown, wrapped. `rules`: the live catalogue and policy, for commands, groups and who approves."""
    return "\n\n".join(_parts(book, rules)) + "\n"


def _parts(book: Runbook, rules: Rulebook) -> Iterator[str]:
    phases = INCIDENT_PHASES if book.kind == "incident" else PROCEDURE_PHASES
    ordered = [step for phase in phases for step in book.steps.values() if step.phase == phase]
    numbers = {step.id: number for number, step in enumerate(ordered, 1)}
    approvers = {step.id: rules.approvers_of(book, step) for step in ordered}
    telling = Telling(book, rules, numbers, approvers)
    yield from opening(book, rules.policy)
    yield from known(book)
    yield from _evidence(telling)
    yield from agreement(book, rules.policy, approvers)
    yield from put_back(book)
    yield from limits(book)
    yield from _anytime(telling)
    for phase in phases:
        steps = [step for step in ordered if step.phase == phase]
        if steps:
            yield f"## {phase.capitalize()}"
        for step in steps:
            yield from telling.step(step)
    yield "## How it ends"
    yield "\n".join(bullet(f"**{readable(name)}**: {ENDINGS[kind]}.") for name, kind in book.ends.items())


def _evidence(telling: Telling) -> Iterator[str]:
    if not telling.book.evidence:
        return
    yield "## What must be kept as evidence"
    lines: list[str] = []
    for item in telling.book.evidence.values():
        how = f"what {telling.place(item.from_step)} brings" if item.from_step else text(item.how)
        before = listed((telling.place(name) for name in item.before), "and")
        guards = f" Until it is kept, nothing can be done in {before}." if before else ""
        need = "" if item.required else " It is not required."
        lines.append(bullet(f"**{text(item.title).rstrip('.')}**: {how.rstrip('.')}.{guards}{need}"))
    yield "\n".join(lines)


def _anytime(telling: Telling) -> Iterator[str]:
    if not telling.book.anytime:
        return
    yield "## What may happen at any time"
    lines: list[str] = []
    for way in telling.book.anytime.values():
        places = [
            telling.place(name) if name in telling.numbers else f"the phase {name}" for name in way.during
        ]
        during = f"In {listed(places, 'and')}" if places else "Wherever the walk is"
        taken = "the bot goes there by itself" if way.auto else "the bot offers it"
        alert = f" On an alert, when {condition(way.alert.source)}, {taken}." if way.alert else ""
        lines.append(
            bullet(f"**{text(way.label)}**. {during}, a person may go to {telling.place(way.to)}.{alert}")
        )
    yield "\n".join(lines)
