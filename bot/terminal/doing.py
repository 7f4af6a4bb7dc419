"""What a step asks for and how it stands; the numbered choices are in `choices`."""

from collections.abc import Iterator

from rich.console import RenderableType
from rich.text import Text

from bot.core.performing import unmet_gates, waits_for_answer
from bot.core.picture import At, Picture
from bot.core.runbook import STATUS_PAGE, Ask, Call, Choose, Do, ListOf, Run, Update, Wait
from bot.core.texts import fill, how_of
from bot.core.values import Value, shown
from bot.core.wording import RISKS, TROUBLES, span
from bot.terminal.items import items_shown
from bot.terminal.printing import exactly, labelled
from bot.terminal.rows import rows_shown


def doing(picture: Picture, at: At) -> Iterator[RenderableType]:
    """Why, what, what to expect, what to beware of, and how it stands."""
    incident, step = picture.incident, at.step
    yield labelled(
        [
            ("Why", fill(step.why, incident, at.run)),
            ("Do", _text(picture, at)),
            ("Expect", fill(step.expect, incident, at.run)),
            ("Beware", fill(step.warn, incident, at.run)),
        ]
    )
    gates = unmet_gates(incident, at.run)
    if gates:
        yield Text("First keep the evidence that this step may change.", style="bold yellow")
        for owed in gates:
            yield labelled([("Keep", f"{owed.title} ({owed.id})"), ("How", how_of(owed, incident))])
    yield from _asked(picture, at)
    yield from items_shown(picture, at) if at.step.is_side_by_side else _of_kind(picture, at)


def _text(picture: Picture, at: At) -> str:
    """What a person does, where that is one thing."""
    kind = at.step.kind
    return fill(kind.text, picture.incident, at.run) if isinstance(kind, Do) and not kind.each else ""


def _asked(picture: Picture, at: At) -> Iterator[RenderableType]:
    names = waits_for_answer(at.run, at.step)
    if names:
        yield Text("Needed first:" if at.visit.needs else "The question:", style="bold")
    for name in names:
        fact, known = at.book.facts.get(name), at.run.facts.get(name)
        now = f" (so far: {shown(known.value)})" if known else ""
        yield Text(f"  {fill(fact.about, picture.incident, at.run) if fact else name}{now}")


def _of_kind(picture: Picture, at: At) -> Iterator[RenderableType]:
    match at.step.kind:
        case Run(command=command):
            yield from _command(picture, at, command)
        case Wait() as wait:
            yield from _waiting(picture, at, wait)
        case Call(runbook=runbook):
            title = picture.rulebook.runbook(at.run.digest, runbook).title
            now = "is walked here" if at.visit.child else "will be walked here"
            yield Text(f"Another runbook {now}: {title}.")
        case Choose(text=text):
            yield Text(text or "Nothing tells which way to go: a person picks.")
        case Update() as update:
            yield from update_shown(picture, at, update)
        case Do() | Ask() | ListOf():
            pass


def update_shown(picture: Picture, at: At, update: Update) -> Iterator[RenderableType]:
    """Who reads it, and the draft as it would be sent."""
    if update.to == STATUS_PAGE:
        where = f"the status page{f' ({update.component})' if update.component else ''}: you send it yourself"
    else:
        group = picture.rulebook.policy.groups.get(update.to)
        channel = (
            f"in {group.channel}, once Slack is there" if group and group.channel else "you send it yourself"
        )
        where = f"{picture.group_title(update.to)}: {channel}"
    yield Text(f"An update for {where}. Nothing is sent yet.", style="bold")
    yield exactly(at.visit.draft)


def _command(picture: Picture, at: At, command: str) -> Iterator[RenderableType]:
    match at.item.state:
        case "open" if picture.rulebook.is_by_hand(command):
            yield from _by_hand(picture, at, command)
        case "open":
            yield Text(f"Would run, exactly. {RISKS[picture.rulebook.risk(at.run, command)]}", style="bold")
            yield _exact(picture)
        case "asked":
            for approval in picture.pending():
                if (approval.run, approval.visit) == (at.run.id, at.visit.number):
                    groups = " or ".join(picture.group_title(group) for group in approval.groups)
                    yield Text(
                        f"{approval.requester.name} asks somebody of {groups} to approve, until "
                        f"{approval.expires_at:%H:%M} UTC. That is another person, on their own "
                        f"account: `handrail walk {picture.incident.id}`, when this walk is left.",
                        style="yellow",
                    )
                    yield exactly(approval.what)
        case "running":
            yield Text("It is running.", style="bold")
        case "settled" | "stuck":
            yield from _result(at)
            yield from rows_shown(picture, at)
            if at.item.state == "stuck" and picture.rulebook.is_by_hand(command):
                yield from _by_hand(picture, at, command)


def _result(at: At) -> Iterator[RenderableType]:
    item, result = at.item, at.item.result
    if item.state == "stuck":
        why = f" ({item.why})" if item.why and item.trouble != "interrupted" else ""
        yield Text(f"{TROUBLES[item.trouble]}{why}.", style="bold red")
    else:
        by_hand = ", recorded by hand" if item.by_hand else ""
        yield Text(f"Verdict: {item.verdict}{by_hand}", style="bold")
    if result:
        plain = {name: value for name, value in result.reading.values.items() if not _is_table(value)}
        yield labelled([(name, shown(value)) for name, value in plain.items()])
        if result.excerpt:
            yield exactly(result.excerpt)


def _is_table(value: Value) -> bool:
    """Tables are read in the output itself."""
    return isinstance(value, tuple) and any(isinstance(part, dict) for part in value)


def _by_hand(picture: Picture, at: At, command: str) -> Iterator[RenderableType]:
    why = picture.rulebook.by_hand.get(command, "it is not in the catalogue any more")
    risk = picture.rulebook.risk(at.run, command)
    if at.item.cleared:
        then = "It is approved. Run exactly this yourself, then paste what it says:"
    elif risk.needs_approval or at.step.approval:
        then = f"{RISKS[risk]} Then run it yourself and paste what it says:"
    else:
        then = "Run exactly this yourself, then paste what it says:"
    yield Text(f"By hand: {why}. {then}")
    yield _exact(picture)


def _exact(picture: Picture) -> RenderableType:
    exact = picture.exact
    if exact is None or exact.problem:
        return Text(f"  It cannot be written out now: {exact.problem if exact else 'it is not known'}.")
    return exactly(exact.text)


def _waiting(picture: Picture, at: At, wait: Wait) -> Iterator[RenderableType]:
    waiting = at.visit.waiting
    if waiting is None:
        yield Text("It has not begun to wait yet.")
        return
    parts = [f"waiting for {span(picture.now - waiting.since)}"]
    if waiting.next_poll:
        parts.append(f"next look {waiting.next_poll:%H:%M:%S} UTC")
    if waiting.ends:
        parts.append(f"until {waiting.ends:%H:%M} UTC")
    if waiting.may_end and wait.until is None:
        parts.append(f"a person may end it from {waiting.may_end:%H:%M} UTC on")
    yield Text(" · ".join(parts))
    result = at.item.result
    if waiting.failures:
        why = (result.why or result.trouble) if result else ""
        yield Text(f"{waiting.failures} look(s) in a row failed: {why}.", style="red")
    elif result and result.reading.verdict:
        yield Text(f"Last look: {result.reading.verdict}")
    if wait.command and picture.rulebook.is_by_hand(wait.command):
        yield from _by_hand(picture, at, wait.command)
