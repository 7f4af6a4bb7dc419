"""The message of one stay at a step: all that is needed to do it; one quiet line once it is left."""

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.core.incident import Incident, Run, Visit, surface_of_step
from bot.core.picture import At, Picture
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row
from bot.slack.views.choices import choices
from bot.slack.views.doing import body
from bot.slack.views.gist import LOCKED, left_line, numbered, readable, where
from bot.slack.views.text import markup, safe


def step_message(picture: Picture, run: str, visit: int) -> list[Block]:
    """The step's message as it is now, whether it is still the current one or not."""
    walk = picture.incident.runs[run]
    if walk.visit is not None and walk.visit.number == visit and walk.is_walking:
        child = picture.incident.runs.get(walk.visit.child)
        if child is not None and child.visit is not None and child.is_walking:
            return [ContextBlock(elements=[markup(_called(picture, walk.visit, child))])]
        at = picture.of(walk)
        return fit([*current_step(picture, at), *_new_phase(picture, at)])
    left = next((left for left in walk.left if left.visit == visit), None)
    said = left_line(picture, run, left) if left else f"This step of {safe(walk.title, 150)} is over."
    return [ContextBlock(elements=[markup(said)])]


def _new_phase(picture: Picture, at: At) -> list[Block]:
    """At the first step of another phase, a quiet offer of the picture of the way so far."""
    former = at.book.steps.get(at.run.left[-1].step) if at.run.left else None
    if former is None or former.phase == at.step.phase:
        return []
    look = button("do:map", "Map", Carried(picture.incident.id), more="phase")
    text = f"_From *{former.phase}* to *{at.step.phase}*: see the way so far._"
    return [SectionBlock(text=markup(text), accessory=look, block_id="step:phase")]


def _called(picture: Picture, visit: Visit, child: Run) -> str:
    """One line while another runbook is walked here: which, and where it is now."""
    assert child.visit is not None
    surface = surface_of_step(child.id, child.visit.number)
    message = picture.incident.messages.get(surface)
    now = f"“{safe(child.visit.title, 100)}”"
    link = f"<{message.permalink}|{now}>" if message and message.permalink else now
    return f"↳ *{safe(visit.title, 100)}*: “{safe(child.title, 100)}” is being walked, now at {link}"


def current_step(picture: Picture, at: At, *, brief: bool = False, prefix: str = "step") -> list[Block]:
    """Title, what to do, and the buttons. The brief form stands on the card."""
    now = "*Now* · " if brief else ""
    title = SectionBlock(text=markup(f"{now}{where(picture, at)}"))
    return [title, *body(picture, at, brief=brief), *choices(picture, at, prefix)]


def here_and_now(picture: Picture, *, titled: bool = True) -> list[Block]:
    """What `/incident` alone answers: the current step, or what the incident waits for."""
    at = picture.at()
    incident = picture.incident
    if at is not None:
        lead = ContextBlock(elements=[markup(_name(incident))])
        return fit([*([lead] if titled else []), *current_step(picture, at)])
    return fit([SectionBlock(text=markup(_waits_for(incident))), *_next(incident)])


def _name(incident: Incident) -> str:
    locked = f" · :no_entry: *{LOCKED}*" if incident.is_locked else ""
    return f"*{numbered(incident.id, incident.severity)}* · {safe(incident.title, 150)}{locked}"


def _waits_for(incident: Incident) -> str:
    name = _name(incident)
    owed = len(incident.must())
    if incident.duplicate_of:
        return (
            f"{name}\nIt is a duplicate of {incident.duplicate_of}: `/incident {incident.duplicate_of} step`."
        )
    if incident.closed_at:
        return f"{name}\nIt is closed. Its log stays as it is; notes can still be added."
    if incident.resolved_at:
        rest = f"{owed} thing(s) are still owed before it can be closed." if owed else "It can be closed."
        return f"{name}\nIt is {'a false alarm' if incident.false_alarm else 'resolved'}. {rest}"
    ends = [run for run in incident.top_runs() if run.end]
    end = f" as “{readable(ends[-1].end)}”" if ends else ""
    return f"{name}\nThe walk has ended{end}. A person says whether it is over."


def _next(incident: Incident) -> list[Block]:
    carried = Carried(incident.id)
    if incident.closed_at:
        return row(
            "next", button("show:timeline", "Timeline", carried), button("open:note", "Note…", carried)
        )
    if incident.resolved_at:
        return row(
            "next", button("do:close", "Close it", carried), button("show:timeline", "Timeline", carried)
        )
    return row(
        "next",
        button("do:resolve", "Resolve", carried, style="primary"),
        button("do:false-alarm", "False alarm", carried),
    )
