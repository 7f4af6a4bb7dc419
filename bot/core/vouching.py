"""A second person for what people do in a step: asked for exactly this outcome, these answers, this text."""

from dataclasses import replace
from typing import assert_never

from bot.core import events as ev
from bot.core.acting import Act, Take, Tell, Write, bound, carry_out, in_words, wants_second
from bot.core.aim import here, item_of, ready
from bot.core.asking import approval_for
from bot.core.draft import Draft
from bot.core.incident import MAIN, Run, Visit
from bot.core.informing import within_limit
from bot.core.refusals import NotNow
from bot.core.runbook import Step, Update
from bot.core.signals import Send


def do_or_ask(draft: Draft, run: Run, visit: Visit, step: Step, act: Act, token: str) -> None:
    """Do it at once, or ask the second person whom the step wants."""
    if not wants_second(step):
        carry_out(draft, run, step, act)
        return
    if item_of(visit, MAIN).state == "asked":
        raise NotNow("A second person has been asked already.", "`/incident cancel` takes the request back.")
    asked = approval_for(
        draft,
        token,
        act.subject,
        in_words(draft, run, step, act),
        bound(draft, run, step, act),
        step.approval,
        run,
        item=MAIN,
        title=visit.title,
    )
    match act:
        case Take(outcome=outcome):
            asked = replace(asked, outcome=outcome)
        case Write(facts=facts):
            asked = replace(asked, facts=facts)
        case Tell(text=text):
            asked = replace(asked, text=text)
        case _:
            assert_never(act)
    draft.emit(ev.ApprovalRequested(asked))


def send(draft: Draft, what: Send) -> None:
    """Send the step's update as it was edited."""
    run, visit, step = here(draft, what.place)
    if not isinstance(step.kind, Update):
        raise NotNow("This step sends no update.", "`/incident` shows what it asks for.")
    ready(draft, run, visit)
    act = Tell(within_limit(what.text))
    if visit.items[0].cleared and _agreed(draft, run, visit, step, act):
        carry_out(draft, run, step, act)
        return
    do_or_ask(draft, run, visit, step, act, what.token)


def _agreed(draft: Draft, run: Run, visit: Visit, step: Step, act: Act) -> bool:
    """Whether a second person said yes to exactly this, which a person sends elsewhere."""
    plan = bound(draft, run, step, act)
    here = (run.id, visit.number)
    return any(
        (one.run, one.visit) == here and one.state == "granted" and one.plan == plan
        for one in draft.incident.approvals.values()
    )
