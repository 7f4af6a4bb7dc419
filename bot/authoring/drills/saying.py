"""What people do in a step without a command; a second person says yes where that is due."""

from bot.authoring.drills.answers import any_answers
from bot.authoring.drills.astray import Astray
from bot.authoring.drills.running import ask, pending, runs_next
from bot.authoring.drills.stage import SECOND, Stage
from bot.core.acting import wants_second
from bot.core.runbook import Ask, Do, Run, Update
from bot.core.signals import Answer, Approve, Pick, Send


def say(stage: Stage, what: Pick | Answer | Send) -> None:
    """Offer it, and have it approved if it asks for that."""
    stage.send(what)
    if not stage.is_over():
        agree(stage)


def agree(stage: Stage) -> None:
    """The second person says yes to what is asked at this step."""
    approval = pending(stage)
    if approval is not None:
        stage.send(Approve(approval.token, frozenset(approval.groups)), SECOND)


def request(stage: Stage) -> None:
    """Ask a second person for what the step does, unless that was asked: its first way, whatever answers."""
    run, visit, step = stage.at()
    if any(item.state == "asked" for item in visit.items):
        return
    runs = isinstance(step.kind, Run) or (step.is_side_by_side and step.commands())
    if not runs and not wants_second(step):
        raise Astray(f"`{stage.here()}` asks nobody for an approval.")
    place, token = stage.place(), stage.token()
    match step.kind:
        case Do():
            stage.send(Pick(place, next(iter(step.outcomes)), token))
        case Ask(facts=facts):
            stage.send(Answer(place, any_answers(stage.rulebook.of(run), facts), token))
        case Update():
            stage.send(Send(place, visit.draft, token))
        case _:
            ask(stage, runs_next(stage, asking=True))
