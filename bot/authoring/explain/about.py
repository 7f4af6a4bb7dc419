"""What a runbook is for, when it is taken, and what must be known."""

from collections.abc import Iterator

from bot.authoring.explain.words import bullet, condition, groups, listed, paragraph, text, who
from bot.core.policy import Policy
from bot.core.runbook import Call, Clock, Fact, ListOf, Risk, Run, Runbook, Schedule, Step
from bot.core.values import Type
from bot.core.wording import span
from bot.core.words import PRESETS

_UNITS = {"h": "hour", "d": "day", "w": "week", "mo": "month", "y": "year"}


def opening(book: Runbook, policy: Policy) -> Iterator[str]:
    """Title, summary, and when it is taken."""
    yield f"# {text(book.title)}"
    kind = "A runbook for incidents" if book.kind == "incident" else "A procedure: planned work"
    owner = f", kept by {who(book.owner, policy)}" if book.owner else ""
    review = f", to be read again by {book.review_by:%Y-%m-%d}" if book.review_by else ""
    yield paragraph(f"`{book.id}`. {kind}{owner}{review}. {_in_short(book)}")
    yield "## When it is taken"
    yield "\n".join(bullet(line) for line in _taken(book, policy))


def _in_short(book: Runbook) -> str:
    risks = [_worst(book, step) for step in book.steps.values()]
    counts = [
        f"{risks.count(Risk.CHANGE)} of them may change a system" if Risk.CHANGE in risks else "",
        f"{risks.count(Risk.DESTROY)} may destroy something for good" if Risk.DESTROY in risks else "",
    ]
    told = [count for count in counts if count] or ["none of them runs a command that changes anything"]
    steps, ends = len(book.steps), len(book.ends)
    called = {step.kind.runbook for step in book.steps.values() if isinstance(step.kind, Call)}
    others = listed(f"`{name}`" for name in sorted(called))
    also = f" It also walks {others}: what that does is told there." if called else ""
    return (
        f"It has {steps} step{'s' * (steps != 1)} and {ends} end{'s' * (ends != 1)}; "
        f"{', and '.join(told)}.{also}"
    )


def _worst(book: Runbook, step: Step) -> Risk:
    found = {book.meanings[name].risk for name in step.commands() if name in book.meanings}
    return next((risk for risk in (Risk.DESTROY, Risk.CHANGE, Risk.TELL) if risk in found), Risk.READ)


def _taken(book: Runbook, policy: Policy) -> Iterator[str]:
    if book.severity is not None:
        means = policy.severities[book.severity].means if book.severity in policy.severities else ""
        yield f"The severity is {book.severity} at first{f': {text(means)}' if means else ''}."
    for rule in book.raises:
        yield f"It becomes {rule.to} when {condition(rule.when.source)}: {text(rule.because)}."
    if book.words:
        yield f"Somebody declares it with words like {listed((f'“{word}”' for word in book.words), 'or')}."
    for trigger in book.triggers:
        yield f"An alert suggests it when {condition(trigger.source)}."
    if book.schedule is not None:
        yield _scheduled(book.schedule, policy)
    if not book.words and not book.triggers and book.schedule is None:
        yield "Somebody picks it by its name, or another runbook walks it."
    if book.private:
        yield "Its channel is private, and nothing about it is announced."
    yield f"It is for {listed(book.targets, 'or')}."
    for block in book.blocks:
        yield (
            f"While it is walked, `{block.runbook}` is told that it is blocked, unless it is false that "
            f"{condition(block.holds_while.source)}: {text(block.because)}."
        )


def _scheduled(schedule: Schedule, policy: Policy) -> str:
    unit = _UNITS[schedule.unit]
    every = f"every {unit}" if schedule.count == 1 else f"every {schedule.count} {unit}s"
    first = f"{schedule.first:%Y-%m-%d %H:%M} ({schedule.zone})"
    return f"It starts by itself {every}, first on {first}; {who(schedule.owner, policy)} is in command."


def known(book: Runbook) -> Iterator[str]:
    """The facts: those that are given at the start, and those that the walk finds out."""
    if not book.facts:
        return
    yield "## What must be known"
    given = [fact for fact in book.facts.values() if fact.input]
    if given:
        yield "At the start, given by whoever begins, or read from the alert, or else asked:"
        yield "\n".join(bullet(_fact(fact)) for fact in given)
    found = [fact for fact in book.facts.values() if not fact.input]
    if found:
        yield "Found out on the way:" if given else "All of it is found out on the way:"
        yield "\n".join(bullet(_fact(fact)) for fact in found)


def _fact(fact: Fact) -> str:
    return f"**{fact.id.replace('_', ' ')}** ({kind_of(fact.type)}): {text(fact.about)}"


def kind_of(fact: Type) -> str:
    """The type in a word or two."""
    match fact.name:
        case "bool":
            return "yes or no"
        case "enum":
            return f"one of {listed(fact.options, 'or')}"
        case "int" | "number":
            return "a number"
        case "word":
            preset = PRESETS.get(fact.preset)
            return preset.says if preset and preset.example else "one word"
        case "list":
            return "a list"
        case _:
            return {"time": "a time", "table": "a table"}.get(fact.name, "text")


def agreement(book: Runbook, policy: Policy, approvers: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Everything that may change something, with who must agree; and what people run by hand."""
    lines = [
        f"“{text(step.title)}” {_does(_worst(book, step))}"
        + (
            f"; first somebody else of {groups(approvers[step.id], policy)} says yes."
            if approvers[step.id]
            else "."
        )
        for step in book.steps.values()
        if _worst(book, step).needs_approval or approvers[step.id]
    ]
    if lines:
        yield "## What changes something, and who must agree"
        yield "\n".join(bullet(line) for line in lines)
    hand = [step for step in book.steps.values() if _by_hand(book, step)]
    if hand:
        yield "## What people run by hand"
        yield paragraph(
            "The bot shows the exact command and reads the pasted result. By nature: "
            + listed(f"“{text(step.title)}”" for step in hand)
            + ". So does every command that the operator has not bound."
        )


def _does(worst: Risk) -> str:
    match worst:
        case Risk.DESTROY:
            return "may destroy something for good"
        case Risk.CHANGE:
            return "may change a system"
        case _:
            return "changes nothing by a command of its own"


def _by_hand(book: Runbook, step: Step) -> bool:
    if not isinstance(step.kind, Run | ListOf):
        return False
    return any(book.meanings[name].hand for name in step.commands() if name in book.meanings)


def put_back(book: Runbook) -> Iterator[str]:
    """What is owed once a step was done."""
    undos = [(step, step.undo) for step in book.steps.values() if step.undo is not None]
    if undos:
        yield "## What has to be put back"
        yield "The walk is not closed before it is done, or waived with a reason."
        yield "\n".join(bullet(f"After “{text(step.title)}”: {text(undo.title)}.") for step, undo in undos)


def _begin(book: Runbook, clock: Clock) -> str:
    return f"“{text(book.steps[clock.from_step].title)}”" if clock.from_step else "the declaration"


def limits(book: Runbook) -> Iterator[str]:
    """The clocks, and the steps that should be done within a time."""
    lines = [
        f"{text(clock.title)}: within {span(clock.limit)} of {_begin(book, clock)}"
        for clock in book.clocks.values()
    ]
    lines += [
        f"“{text(step.title)}”: within {span(step.within)}"
        for step in book.steps.values()
        if step.within is not None
    ]
    if lines:
        yield "## Time limits"
        yield "A limit that passes moves nothing: the people who are asked are reminded, then the commander."
        yield "\n".join(bullet(f"{line}.") for line in lines)
