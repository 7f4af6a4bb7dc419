"""A request for a second person's yes: in words, then exactly, then the buttons."""

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.core.incident import Approval
from bot.core.runbook import Risk, Run
from bot.slack.carried import Carried
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button, row, sure
from bot.slack.views.gist import title_now
from bot.slack.views.picture import Picture
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
    carried = Carried(picture.incident.id, approval.run, approval.visit, token)
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
            ),
        ]
    )


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
    step = picture.rulebook.of(run).steps[run.visit.step]
    if not isinstance(step.kind, Run):
        return asks
    meaning = picture.rulebook.meaning(run, step.kind.command)
    risk = picture.rulebook.risk(run, step.kind.command)
    does = {
        Risk.DESTROY: "*It destroys something for good*",
        Risk.CHANGE: "It changes the system",
    }.get(risk, "It is to be seen by two people")
    by_hand = picture.rulebook.is_by_hand(step.kind.command)
    how = "A person then runs exactly this:" if by_hand else "This runs, exactly and once:"
    entry = picture.rulebook.entries.get(step.kind.command)
    beware = f"\n:warning: {safe(entry.warning, 300)}\n" if entry and entry.warning else " "
    step_title = safe(title_now(picture, picture.of(run)), 100)
    return (
        f"{asks}\n*{safe(meaning.title, 150)}*, for the step “{step_title}”, "
        f"in {safe(picture.incident.target, 50)}. {does}.{beware}{how}"
    )


def _who_and_until(picture: Picture, approval: Approval) -> str:
    groups = " or ".join(safe(picture.group_title(group), 60) for group in approval.groups)
    return (
        f"Anyone of {groups} but {person(approval.requester)} may answer, until "
        f"{clock_time(approval.expires_at)}. Typed: `/incident approve`, `/incident deny`"
    )


def _settled(approval: Approval) -> str:
    """By whom it was answered; what was not answered says why, and who caused it."""
    who = person(approval.by) if approval.by and approval.by.is_person else ""
    why = f": {safe(approval.reason, 200)}" if approval.reason else ""
    answered = approval.state in {"granted", "denied"}
    tail = (f" by {who}" if who else "") + why if answered else why + (f" ({who})" if who else "")
    return f"{_SETTLED[approval.state]}{tail} · {code(approval.what, 200)}"
