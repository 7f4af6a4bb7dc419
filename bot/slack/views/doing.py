"""What a step asks for and how its item stands, as blocks; the buttons are in `choices`."""

from collections.abc import Iterator

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.picking import pick_of, rows_of
from bot.core.picture import At, Picture
from bot.core.runbook import Ask, Call, Choose, Do, ListOf, Run, Update, Wait
from bot.core.tasks import task_of
from bot.core.texts import fill
from bot.core.values import shown
from bot.core.wording import RISKS
from bot.slack.carried import Carried
from bot.slack.views.buttons import button
from bot.slack.views.gist import approval_line, goes_to, outcome_label, owed_line, stuck_line
from bot.slack.views.items import items_body, moving_on
from bot.slack.views.picking import rows_body
from bot.slack.views.text import clock_time, code, due_time, markup, paragraphs, person, preformatted, safe
from bot.slack.views.updating import update_body


def body(picture: Picture, at: At, *, brief: bool) -> list[Block]:
    """Why, what, what to expect, what to beware of, how it stands, and what comes next."""
    most = 300 if brief else 1500
    incident, step = picture.incident, at.step
    texts = [
        ("Why:", fill(step.why, incident, at.run)),
        ("", _to_do(picture, at)),
        ("Expect:", fill(step.expect, incident, at.run)),
        ("Beware:", fill(step.warn, incident, at.run)),
    ]
    blocks: list[Block] = []
    if any(text.strip() for _, text in texts):
        blocks.append(paragraphs(*texts, limit=most))
    gates = unmet_gates(incident, at.run)
    if gates:
        kept = [owed_line(incident, owed, how=not brief) for owed in gates[:5]]
        lines = [":lock: *First keep the evidence that this step may change.*", *kept]
        blocks.append(SectionBlock(text=markup("\n".join(lines))))
    blocks += _suggested(picture, at)
    blocks += _asked(picture, at) if at.visit.needs or isinstance(step.kind, Ask) else ()
    if at.step.is_side_by_side:
        blocks += _would_run_alone(picture, at, brief=brief)
        blocks += items_body(picture, at, brief=brief)
        blocks += moving_on(at.visit)
    else:
        blocks += _of_kind(picture, at, brief=brief)
    blocks += _to_approve(picture, at)
    lines = [" · ".join(_context(picture, at)), _next(picture, at)]
    blocks += (
        [ContextBlock(elements=[markup("\n".join(line for line in lines if line))])] if any(lines) else []
    )
    return blocks


def _to_do(picture: Picture, at: At) -> str:
    """The text of a plain `do`; those of several items stand with each."""
    if not isinstance(at.step.kind, Do) or at.step.is_side_by_side:
        return ""
    return fill(at.step.kind.text, picture.incident, at.run)


def _suggested(picture: Picture, at: At) -> Iterator[Block]:
    """What alerts ask for, each with the one press that does it."""
    for number, one in enumerate(at.visit.suggested[:3]):
        way = at.book.anytime.get(one.anytime)
        if way is None or not way.is_offered(at.step):
            continue
        said = f":rotating_light: *An alert asks for “{safe(way.label, 100)}”:* {safe(one.about, 300)}"
        carried = Carried(picture.incident.id, name=f"{at.run.id}/{way.id}")
        press = button("open:anytime", "Take it…", carried, style="primary", more=f"suggested{number}")
        yield SectionBlock(text=markup(said), accessory=press)


def _to_approve(picture: Picture, at: At) -> Iterator[Block]:
    """An outcome, answers or an update that waits for a second person: exactly what they say yes to."""
    for approval in picture.pending():
        here = (approval.run, approval.visit) == (at.run.id, at.visit.number)
        if here and approval.subject in {"outcome", "answer", "update"}:
            yield SectionBlock(text=markup(approval_line(picture, approval)))
            yield preformatted(approval.what, 1500)


def _asked(picture: Picture, at: At) -> Iterator[Block]:
    names = waits_for_answer(at.run, at.step)
    if not names:
        return
    lead = "*Needed first:*" if at.visit.needs else "*The question:*"
    lines = [lead]
    for name in names[:10]:
        fact, known = at.book.facts.get(name), at.run.facts.get(name)
        now = f" (so far: {safe(shown(known.value), 200)})" if known else ""
        about = safe(fill(fact.about, picture.incident, at.run), 300) if fact else safe(name)
        lines.append(f"• {about}{now}")
    yield SectionBlock(text=markup("\n".join(lines)))


def _of_kind(picture: Picture, at: At, *, brief: bool) -> Iterator[Block]:
    match at.step.kind:
        case Run():
            yield from _command(picture, at, brief=brief)
        case Wait() as wait:
            yield from _waiting(picture, at, wait, brief=brief)
        case Call(runbook=runbook):
            title = safe(picture.rulebook.runbook(at.run.digest, runbook).title, 150)
            if at.item.state == "stuck":
                yield SectionBlock(text=markup(f":warning: *{title}* came back: {safe(at.item.why, 300)}."))
                return
            now = "is walked here" if at.visit.child else "will be walked here"
            yield SectionBlock(text=markup(f"Another runbook {now}: *{title}*."))
        case Choose(text=text):
            yield paragraphs(("", text or "Nothing tells which way to go: a person picks."))
        case Update() as update:
            yield from update_body(picture, at, update, brief=brief)
        case Do() | Ask() | ListOf():
            pass


def _command(picture: Picture, at: At, *, brief: bool) -> Iterator[Block]:
    assert isinstance(at.step.kind, Run)
    item, command = at.item, at.step.kind.command
    most = 600 if brief else 2500
    match item.state:
        case "open":
            yield from _would_run(picture, at, command, most)
        case "asked":
            pending = [a for a in picture.pending() if (a.run, a.visit) == (at.run.id, at.visit.number)]
            for approval in pending[:1]:
                yield SectionBlock(text=markup(approval_line(picture, approval)))
                yield preformatted(approval.what, most)
        case "running":
            yield SectionBlock(
                text=markup(":hourglass_flowing_sand: *It is running.* Its output comes into the thread.")
            )
        case "settled" | "stuck":
            yield from _result(at, brief=brief)
            yield from rows_body(picture, at, brief=brief)
            if picture.rulebook.is_by_hand(command) and item.state == "stuck":
                yield from _by_hand(picture, at, command, most)


def _would_run_alone(picture: Picture, at: At, *, brief: bool) -> Iterator[Block]:
    """One item reads like a plain step: what it would run stands with it."""
    command = task_of(at.step, at.visit.items[0]).command if len(at.visit.items) == 1 else ""
    if command and at.item.state == "open" and not at.item.outcome:
        yield from _would_run(picture, at, command, 600 if brief else 2500)


def _would_run(picture: Picture, at: At, command: str, most: int) -> Iterator[Block]:
    if picture.rulebook.is_by_hand(command):
        yield from _by_hand(picture, at, command, most)
        return
    risk = picture.rulebook.risk(at.run, command)
    yield SectionBlock(text=markup(f"*Would run, exactly:* {RISKS[risk]}"))
    yield _exactly(picture, most)


def _by_hand(picture: Picture, at: At, command: str, most: int) -> Iterator[Block]:
    why = safe(picture.rulebook.by_hand.get(command, "it is not in the catalogue any more"), 300)
    risk = picture.rulebook.risk(at.run, command)
    if (risk.needs_approval or at.step.approval) and not at.item.cleared:
        then = f"{RISKS[risk]} Then run it yourself and paste what it says:"
    elif at.item.cleared:
        then = "It is approved. Run exactly this yourself and paste what it says:"
    else:
        then = "Run it yourself and paste what it says:"
    yield SectionBlock(text=markup(f"*Handrail cannot run this here:* {why}. {then}"))
    yield _exactly(picture, most)


def _exactly(picture: Picture, most: int) -> Block:
    exact = picture.exact
    if exact is None or exact.problem:
        why = exact.problem if exact else "it is not known yet"
        return paragraphs(("Cannot be written out now:", why), limit=600)
    return preformatted(exact.text, most)


def _result(at: At, *, brief: bool) -> Iterator[Block]:
    item = at.item
    if item.state == "stuck":
        yield SectionBlock(text=markup(stuck_line(item)))
    else:
        hand = " (by hand)" if item.by_hand else ""
        outcome = at.step.outcomes.get(item.verdict)
        means = f" — {safe(outcome_label(outcome), 100)}" if outcome and outcome.label else ""
        yield SectionBlock(text=markup(f"*Result:* {code(item.verdict, 60)}{means}{hand}"))
    rows = pick_of(at.step)
    if item.result and item.result.excerpt and not brief and not (rows and rows_of(rows, item)):
        yield preformatted(item.result.excerpt, 1500)


def _waiting(picture: Picture, at: At, wait: Wait, *, brief: bool) -> Iterator[Block]:
    waiting = at.visit.waiting
    if waiting is None:
        yield SectionBlock(text=markup("The wait has not begun."))
        return
    parts = [f"waiting since {clock_time(waiting.since)}"]
    if waiting.next_poll:
        parts.append(f"looks again {due_time(waiting.next_poll, picture.now)}")
    if waiting.ends:
        parts.append(f"ends {due_time(waiting.ends, picture.now)} at the latest")
    if waiting.may_end and wait.until is None:
        parts.append(f"may be ended from {due_time(waiting.may_end, picture.now)} on")
    yield SectionBlock(text=markup(":hourglass_flowing_sand: " + " · ".join(parts)))
    result = at.item.result
    if waiting.failures:
        why = result.why or result.trouble if result else ""
        yield SectionBlock(
            text=markup(f":warning: {waiting.failures} look(s) in a row failed: {safe(why, 300)}.")
        )
    elif result and result.reading.verdict:
        yield SectionBlock(text=markup(f"Last look: {code(result.reading.verdict, 60)}"))
    if wait.command and picture.rulebook.is_by_hand(wait.command):
        yield from _by_hand(picture, at, wait.command, 600 if brief else 2500)


def _context(picture: Picture, at: At) -> Iterator[str]:
    if at.step.by:
        holder = picture.incident.roles.get(at.step.by)
        title = safe(picture.who_title(at.step.by), 80)
        yield f"for {title} {person(holder)}" if holder else f"for {title}"
    if not at.step.is_side_by_side and at.item.claimed_by:
        yield f"{person(at.item.claimed_by)} is on it"
    if at.visit.within:
        late = " (*overdue*)" if picture.now > at.visit.within else ""
        yield f"by {due_time(at.visit.within, picture.now)}{late}"
    if at.step.undo:
        yield f"to be put back later: {safe(fill(at.step.undo.title, picture.incident, at.run), 150)}"


def _next(picture: Picture, at: At) -> str:
    """Where each outcome leads; the place alone where all lead to one."""
    ways = list(at.step.outcomes.values())
    if len({way.to for way in ways}) == 1:
        return f"Next: {safe(goes_to(picture, at, ways[0]), 75)}"
    shown = [f"{safe(outcome_label(way), 75)} → {safe(goes_to(picture, at, way), 75)}" for way in ways[:6]]
    return "Next: " + "; ".join(shown)
