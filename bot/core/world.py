"""What the world sends back: time, results, and what was cut short by a crash."""

from dataclasses import replace
from typing import assert_never

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.actions import action_overdue
from bot.core.aim import live, may_have_begun
from bot.core.asking import plan_of_item
from bot.core.breaking import glass_offered
from bot.core.clocks import Deadline, due
from bot.core.closing import unfinished
from bot.core.draft import Draft
from bot.core.incident import Approval, Incident, Message, Run, Visit, surface_of_draft
from bot.core.locking import unlock
from bot.core.overdue import item_overdue, limit_over, severity_overdue, step_overdue, step_overdue_again
from bot.core.paging import page_by_rung, reached
from bot.core.performing import commander_of, reads, start_command
from bot.core.record import came
from bot.core.result import CommandResult, Reading
from bot.core.roles import lapse
from bot.core.runbook import Wait
from bot.core.settling import judge_poll, look_again, settle, time_up
from bot.core.signals import (
    Channelled,
    EffectDone,
    Failed,
    Filed,
    Found,
    Interrupted,
    Missing,
    Nothing,
    Posted,
    Ran,
    Reached,
    Stored,
    Unshared,
)
from bot.core.snoozing import snooze_over
from bot.core.tasks import task_of, title_of
from bot.core.voiding import ran_out, tell, withdraw
from bot.core.walking import take

TRIES_OF_A_READ = 3


def time(draft: Draft) -> None:
    """Tell and do all that is due, once, in the order it became due."""
    for deadline in due(draft.incident):
        if deadline.at > draft.now:
            break
        if deadline in due(draft.incident):  # an earlier one may have made it moot
            _passed(draft, deadline)


def _passed(draft: Draft, deadline: Deadline) -> None:
    run = draft.incident.runs.get(deadline.run)
    match deadline.kind:
        case "approval":
            asked = draft.incident.approvals[deadline.subject]
            _expired(draft, asked)
        case "glass":
            glass_offered(draft, deadline)
        case "handover":
            lapse(draft, deadline.subject)
        case "poll":
            assert run is not None
            look_again(draft, run.id)
        case "wait":
            assert run is not None
            time_up(draft, run.id)
        case "moves":
            assert run is not None
            take(draft, run.id, "done", "itself")
        case "severity":
            severity_overdue(draft, deadline)
        case "snooze":
            snooze_over(draft, deadline)
        case "rung":
            page_by_rung(draft, deadline)
        case "within" | "again" | "item" | "clock":
            assert run is not None
            _TOLD[deadline.kind](draft, deadline, run)
        case "action":
            action_overdue(draft, deadline)
        case "unfinished":
            unfinished(draft)
        case _:
            assert_never(deadline.kind)


def _expired(draft: Draft, asked: Approval) -> None:
    """Nobody answered, or what was approved could not start before the yes ran out."""
    if asked.state == "pending":
        draft.emit(ev.ApprovalSettled(asked.token, "expired", "nobody answered in time"))
        text = "Nobody answered the request for approval in time. Ask again if it is still needed."
        draft.notice(text, users=(asked.requester.user,), run=asked.run)
        return
    ran_out(draft, asked)


_TOLD = {"within": step_overdue, "again": step_overdue_again, "item": item_overdue, "clock": limit_over}


def effect_done(draft: Draft, what: EffectDone) -> None:
    """Remember what an effect brought back."""
    match what.done:
        case Channelled(channel=channel, name=name):
            if not draft.incident.channel:
                draft.emit(ev.ChannelCreated(channel, name))
        case Posted(channel=channel, ts=ts) if _is_outside(draft.incident, channel):
            # It was on its way when the incident was restricted. Nothing happened that the log would tell.
            draft.queue(fx.Withdraw(((channel, ts),)), name=f"{what.effect}/withdrawn")
        case Posted(channel=channel, ts=ts, permalink=link):
            if what.surface and draft.incident.messages.get(what.surface) != Message(channel, ts, link):
                draft.emit(ev.MessagePosted(what.surface, channel, ts, link))
        case Filed(what="postmortem", digest=digest, path=path):
            _draft_written(draft, digest, path)
        case Filed(digest=digest, about=about):
            draft.emit(ev.MapDrawn(digest, about))
            incident = draft.incident.id
            draft.post(fx.PostFile(f"{incident}-map.png", f"Map of {incident}", digest, about))
        case Reached():
            reached(draft, what.done)
        case CommandResult():
            _result(draft, what, what.done)
        case Found() | Stored() | Missing():
            came(draft, what.effect, what.done)
        case Unshared(channel=channel):
            unlock(draft, channel)
        case Nothing():
            pass
        case Failed(why=why):
            draft.emit(ev.EffectDied(what.effect, what.kind, why))
        case _:
            assert_never(what.done)


def _is_outside(incident: Incident, channel: str) -> bool:
    """Whether something of a restricted incident was posted where others read."""
    return incident.restricted and channel != incident.channel and not channel.startswith("D")


def _draft_written(draft: Draft, digest: str, path: str) -> None:
    if digest == draft.incident.draft:
        return
    draft.emit(ev.DraftWritten(digest, path))
    number = draft.incident.postmortem.versions[-1].number
    message = draft.draw_postmortem(number)
    incident = draft.incident.id
    draft.post(
        fx.PostFile(
            f"{incident}-postmortem-{number}.md",
            f"Postmortem draft {number} of {incident}",
            digest,
            under=surface_of_draft(number),
        ),
        after=(message,),
    )


def _result(draft: Draft, what: EffectDone, result: CommandResult) -> None:
    found = live(draft.incident, what.effect)
    if found is None:
        _late(draft, what, result)
        return
    run, visit, item = found
    step = draft.rulebook.step(run)
    task = task_of(step, item)
    meaning = draft.rulebook.meaning(run, task.command)
    if not result.trouble and result.reading.verdict not in meaning.verdicts:
        why = f"`{result.reading.verdict}` is not a verdict of this command"
        result = replace(result, trouble="unreadable", why=why, reading=Reading())
    if isinstance(step.kind, Wait):
        judge_poll(draft, run.id, result)
        return
    title = title_of(item, meaning.title)
    draft.emit(
        ev.CommandFinished(
            run.id,
            visit.number,
            item.id,
            task.command,
            title,
            what.effect,
            result,
            outcome=task.judge(result),
        )
    )
    post_output(draft, run, visit, title, result)
    settle(draft, run.id, item.id, result)


def post_output(draft: Draft, run: Run, visit: Visit, title: str, result: CommandResult) -> None:
    """Show what the command showed, in the thread of its step."""
    draft.post(
        fx.PostOutput(
            run.id, visit.number, title, result.reading.verdict, result.why, result.excerpt, result.output
        )
    )


def _late(draft: Draft, what: EffectDone, result: CommandResult) -> None:
    """A result that came after its step was left, or after it was cancelled: recorded, it moves nothing."""
    if result.trouble == "cancelled":
        return
    ran = what.ran or Ran(next(iter(draft.incident.runs), ""))
    title = ran.title or "A command of an earlier step"
    draft.emit(
        ev.CommandFinished(
            ran.run, ran.visit, ran.item, ran.command, title, what.effect, result, counts=False
        )
    )


def interrupted(draft: Draft, what: Interrupted) -> None:
    """Handrail died while it ran. A read is done again; anything else never is: a person looks."""
    found = live(draft.incident, what.effect)
    if found is None:
        _interrupted_elsewhere(draft, what)
        return
    run, visit, item = found
    if not may_have_begun(draft.incident, item):
        asked = draft.incident.approvals[item.token]
        why = "Handrail could not start it"
        withdraw(draft, asked, "void", why)
        tell(draft, asked, f"is void: {why}")
        return
    step = draft.rulebook.step(run)
    if isinstance(step.kind, Wait):
        stopped = CommandResult("interrupted", "Handrail stopped while it looked")
        judge_poll(draft, run.id, stopped)
        return
    command = task_of(step, item).command
    title = title_of(item, draft.rulebook.meaning(run, command).title)
    harmless = reads(draft, run, item) and not draft.rulebook.is_by_hand(command)
    again = harmless and item.tries < TRIES_OF_A_READ
    draft.emit(ev.CommandInterrupted(run.id, visit.number, item.id, command, title, what.effect, again=again))
    if again:
        agreed = draft.incident.approvals.get(item.token)
        plan = plan_of_item(agreed, item.id) if agreed else ""
        start_command(draft, run.id, item, token=item.token, plan=plan)
        return
    draft.notice(
        f"“{title}” was interrupted: Handrail stopped while it ran. It may have run, or not, and it is not "
        "run again by itself. Look, then record what happened or run it again.",
        users=commander_of(draft.incident),
        run=run.id,
    )


def _interrupted_elsewhere(draft: Draft, what: Interrupted) -> None:
    """A change whose step was left meanwhile: it moves nothing, and somebody has to look all the same."""
    ran = what.ran
    if ran is None or not ran.changes:
        return
    run = draft.incident.runs[ran.run]
    title = ran.title or draft.rulebook.meaning(run, ran.command).title
    draft.emit(
        ev.CommandInterrupted(run.id, ran.visit, ran.item, ran.command, title, what.effect, again=False)
    )
    draft.notice(
        f"“{title}” was interrupted after its step was left: it may have run, or not. "
        "Look, and write down what you find with `/incident note`.",
        users=commander_of(draft.incident),
    )
