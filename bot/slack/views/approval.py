"""A request for a second person's yes: in words, then exactly, then the buttons."""

from slack_sdk.models.blocks import Block, ButtonElement, ContextBlock, SectionBlock

from bot.core.incident import Approval, Run
from bot.core.picture import Picture
from bot.core.runbook import Risk, Step
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row, sure
from bot.slack.views.gist import title_now
from bot.slack.views.text import clock_time, code, markup, person, preformatted, safe

_SETTLED = {
    "granted": ":white_check_mark: Approved",
    "denied": ":no_entry: Denied",
    "expired": ":hourglass: Not answered in time",
    "void": ":heavy_minus_sign: Not valid any more",
}


def approval_message(picture: Picture, token: str) -> list[Block]:
    """The request while it waits; one quiet line when it is settled."""
    approval = picture.incident.approvals[token]
    if approval.state != "pending":
        return [ContextBlock(elements=[markup(_settled(approval))])]
    carried = Carried(picture.incident.id, name=token)
    return fit(
        [
            SectionBlock(text=markup(_in_words(picture, approval))),
            preformatted(approval.what, 2500),
            ContextBlock(elements=[markup(_who_and_until(picture, approval))]),
            *row(
                "approval",
                button(
                    "do:approve",
                    "Approve",
                    carried,
                    style="primary",
                    confirm=sure("Approve exactly this?", approval.what, "Approve"),
                ),
                button("open:deny", "Deny…", carried, style="danger"),
                *_alone(picture, approval, carried),
            ),
        ]
    )


def _alone(picture: Picture, approval: Approval, carried: Carried) -> list[ButtonElement]:
    """Offered once nobody has answered for as long as the policy waits."""
    if f"glass/{approval.token}" not in picture.incident.fired:
        return []
    return [button("open:break-glass", "Do it alone…", carried)]


def _in_words(picture: Picture, approval: Approval) -> str:
    who, where = person(approval.requester), picture.incident.id
    asks = f":raised_hand: {who} asks for a second person's yes in *{where}*."
    if approval.subject == "waive":
        owed = picture.incident.owed.get(approval.owed)
        title = safe(owed.title, 150) if owed else "a piece of evidence"
        return f"{asks}\n*Give up evidence that guards something destructive:* {title}."
    run = picture.incident.runs[approval.run]
    if run.visit is None:
        return asks
    step_title = safe(title_now(picture, picture.of(run)), 100)
    match approval.subject:
        case "outcome" | "answer":
            what = "This outcome is" if approval.subject == "outcome" else "These answers are"
            return f"{asks}\n{what} taken for the step “{step_title}”, once somebody agrees to exactly this:"
        case "update":
            return f"{asks}\nAn update is sent, word for word, once somebody agrees to exactly this:"
        case _:
            return f"{asks}\n{_what_runs(picture, approval, step_title)}"


def _what_runs(picture: Picture, approval: Approval, step_title: str) -> str:
    """Of one item or of several: what they are, the worst that they do, and how they run."""
    run = picture.incident.runs[approval.run]
    assert run.visit is not None, "a request dies with its visit"
    step = picture.rulebook.of(run).steps[run.visit.step]
    items = [item for item in run.visit.items if item.id in approval.all_items]
    commands = dict.fromkeys(filter(None, (task_of(step, item).command for item in items)))
    risks = {picture.rulebook.risk(run, command) for command in commands}
    does = (
        "*It destroys something for good.*"
        if Risk.DESTROY in risks
        else "*It changes the system.*"
        if Risk.CHANGE in risks
        else "*It is to be seen by two people.*"
    )
    if Risk.CHANGE in risks or Risk.DESTROY in risks:
        does += f" {_way_back(picture, run, step)}"
    by_hand = any(picture.rulebook.is_by_hand(command) for command in commands)
    how = "A person then runs exactly this:" if by_hand else "This runs, exactly and once:"
    entries = [entry for command in commands if (entry := picture.rulebook.entries.get(command))]
    warnings = [f":warning: {safe(entry.warning, 300)}" for entry in entries if entry.warning][:3]
    titles = ", ".join(safe(picture.rulebook.meaning(run, command).title, 150) for command in [*commands][:4])
    several = f" ({len(items)} items)" if len(items) > 1 else ""
    systems = ", ".join(dict.fromkeys(safe(command.partition(".")[0], 50) for command in commands))
    why = [f"*Why:* {safe(fill(step.why, picture.incident, run, unknown='…'), 300)}"] if step.why else []
    lines = [
        f"*What:* {titles}{several}, for the step “{step_title}”.",
        f"*Where:* {systems}, in *{safe(picture.incident.target, 50)}*.",
        does,
        *why,
        *warnings,
        how,
    ]
    return "\n".join(lines)


def _way_back(picture: Picture, run: Run, step: Step) -> str:
    if step.undo is None:
        return "This runbook knows no way back."
    title = fill(step.undo.title, picture.incident, run, unknown="…")
    return f"The way back is owed afterwards: {safe(title, 150)}."


def _who_and_until(picture: Picture, approval: Approval) -> str:
    groups = " or ".join(safe(picture.group_title(group), 60) for group in approval.groups)
    return (
        f"Anyone of {groups} but {person(approval.requester)} may answer, until "
        f"{clock_time(approval.expires_at)}. Typed: `/incident approve`, `/incident deny`"
    )


def _settled(approval: Approval) -> str:
    """By whom it was answered; what was not answered says why, and who caused it."""
    if approval.broken:
        alone = f":rotating_light: Done by {person(approval.by)} without a second person"
        return f"{alone}: {safe(approval.reason, 200)} · {code(approval.what, 200)}"
    who = person(approval.by) if approval.by and approval.by.is_person else ""
    why = f": {safe(approval.reason, 200)}" if approval.reason else ""
    answered = approval.state in {"granted", "denied"}
    tail = (f" by {who}" if who else "") + why if answered else why + (f" ({who})" if who else "")
    return f"{_SETTLED[approval.state]}{tail} · {code(approval.what, 200)}"
