"""What a person does in a step that runs no command: takes an outcome, answers, or sends an update.

Where the step wants a second person for it, this is also exactly what that person says yes to.
"""

import hashlib
import json
from dataclasses import asdict, dataclass, field
from typing import Literal, TypeAlias, assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.draft import Draft
from bot.core.incident import Approval, Run
from bot.core.performing import keep_output, set_fact
from bot.core.runbook import Ask, Do, Step, Update
from bot.core.signals import Actor
from bot.core.texts import fill
from bot.core.values import Values, shown
from bot.core.walking import take, take_first_that_holds
from bot.core.wording import outcome_label


@dataclass(frozen=True, slots=True)
class Take:
    """An outcome of the step is taken."""

    outcome: str
    subject: Literal["outcome"] = "outcome"


@dataclass(frozen=True, slots=True)
class Write:
    """The step's question is answered."""

    facts: Values = field(default_factory=dict)
    subject: Literal["answer"] = "answer"


@dataclass(frozen=True, slots=True)
class Tell:
    """The step's update is sent with this text."""

    text: str
    subject: Literal["update"] = "update"


Act: TypeAlias = Take | Write | Tell


def wants_second(step: Step) -> bool:
    """Whether a second person has to say yes to what people do here; a command's approval is its own."""
    return bool(step.approval) and isinstance(step.kind, Do | Ask | Update) and not step.is_side_by_side


def in_words(draft: Draft, run: Run, step: Step, act: Act) -> str:
    """All of it, as the second person reads it."""
    title = fill(step.title, draft.incident, run)
    match act:
        case Take(outcome=name):
            what = f"\n{fill(step.kind.text, draft.incident, run)}" if isinstance(step.kind, Do) else ""
            return f"{title}: {outcome_label(step.outcomes[name])}{what}"
        case Write(facts=facts):
            book = draft.rulebook.of(run)
            answers = (f"{book.facts[name].about} {shown(value)}" for name, value in facts.items())
            return "\n".join([title, *answers])
        case Tell(text=text):
            to = step.kind.to if isinstance(step.kind, Update) else ""
            return f"{title}: an update to {to}\n{text}"
        case _:
            assert_never(act)


def bound(draft: Draft, run: Run, step: Step, act: Act) -> str:
    """Digest of exactly this act at exactly this visit, as it reads now."""
    visit = run.visit.number if run.visit else 0
    parts = [run.id, visit, step.id, asdict(act), in_words(draft, run, step, act)]
    return hashlib.sha256(json.dumps(parts, sort_keys=True).encode()).hexdigest()


def carry_out(draft: Draft, run: Run, step: Step, act: Act, asked: Approval | None = None) -> None:
    """Do it. `asked`: a second person has just said yes to what its requester wanted."""
    who = asked.requester if asked else draft.signal.by
    why = f"asked by {who.name}, approved by {draft.signal.by.name}" if asked else ""
    match act:
        case Take(outcome=name):
            take(draft, run.id, name, "person", why)
        case Write(facts=facts):
            _write(draft, run, step, facts, f"{who.name}, answered{f' ({why})' if why else ''}")
        case Tell(text=text):
            _tell(draft, run, step, text, who if asked else None)
        case _:
            assert_never(act)


def _write(draft: Draft, run: Run, step: Step, facts: Values, source: str) -> None:
    assert run.visit is not None
    for fact, value in facts.items():
        set_fact(draft, run.id, fact, value, source)
    draft.emit(ev.QuestionAnswered(run.id, run.visit.number, tuple(facts)))
    said = "; ".join(f"{name}: {shown(value)}" for name, value in facts.items())
    keep_output(draft, run.id, step.id, said)
    take_first_that_holds(draft, run.id, "person")


def _tell(draft: Draft, run: Run, step: Step, text: str, asked_by: Actor | None) -> None:
    """Sent: by Handrail where it can, else by the person who says so."""
    assert run.visit is not None
    assert isinstance(step.kind, Update)
    kind, visit = step.kind, run.visit
    by_hand = kind.to in draft.rulebook.by_hand
    draft.emit(
        ev.UpdateSent(run.id, visit.number, visit.title, kind.to, text, kind.component, by_hand, asked_by)
    )
    if not by_hand:
        update = fx.PostUpdate(kind.to, text, run.id, visit.number, kind.component)
        draft.queue(update, lane=f"update/{kind.to}")
    keep_output(draft, run.id, step.id, text)
    take(draft, run.id, "done", "person")


def carry_out_agreed(draft: Draft, approval: Approval) -> None:
    """The second person has just said yes: what was asked is done now."""
    run = draft.incident.runs[approval.run]
    step = draft.rulebook.step(run)
    act = asked_act(approval)
    if isinstance(act, Tell) and isinstance(step.kind, Update) and step.kind.to in draft.rulebook.by_hand:
        text = "Approved. Send exactly this by hand, then confirm that it was sent."
        draft.notice(text, users=(approval.requester.user,), run=run.id)
        return
    carry_out(draft, run, step, act, approval)


def asked_act(approval: Approval) -> Act:
    """What was asked for."""
    match approval.subject:
        case "outcome":
            return Take(approval.outcome)
        case "answer":
            return Write(approval.facts)
        case _:
            return Tell(approval.text)
