"""Whether what guards people and systems became weaker or stronger."""

from collections.abc import Iterator, Mapping
from datetime import timedelta

from bot.authoring.checks.walks import graph_of, reachable
from bot.authoring.compare.pair import Change, Pair, Weight, worst
from bot.authoring.explain.words import condition, groups, listed, text
from bot.core.runbook import ListOf, Risk, Run, Runbook, Step, Wait
from bot.core.wording import span

_RANK = (Risk.READ, Risk.TELL, Risk.CHANGE, Risk.DESTROY)
_MAY = {
    Risk.READ: "only looks",
    Risk.TELL: "tells people and changes no system",
    Risk.CHANGE: "may change a system",
    Risk.DESTROY: "may destroy something for good",
}


def safety(pair: Pair) -> Iterator[Change]:
    """Approvals, gates, evidence, undos, risks, what comes before what, severity, secrecy, blocks."""
    for old, new in pair.both():
        yield from _approval(pair, old, new)
        yield from _risk(pair, old, new)
        yield from _by_itself(pair, old, new)
        yield from _undo(pair, old, new)
        yield from _checks(pair, old, new)
        if old.warn and not new.warn:
            yield Change("weaker", f"{pair.title(new.id)} no longer warns: “{text(old.warn)}”.")
        yield from _limit(f"{pair.title(new.id)} should be done", old.within, new.within)
    yield from _new_risks(pair)
    yield from _evidence(pair)
    yield from _order(pair)
    yield from _severity(pair)
    for name in {**pair.old.clocks, **pair.new.clocks}:
        one, other = pair.old.clocks.get(name), pair.new.clocks.get(name)
        known = other or one
        assert known is not None
        yield from _limit(
            f"The clock “{text(known.title)}”", one.limit if one else None, other.limit if other else None
        )
    if pair.old.private != pair.new.private:
        weight: Weight = "weaker" if pair.old.private else "stronger"
        yield Change(weight, f"Its channel is {'private now' if pair.new.private else 'public now'}.")
    yield from _blocks(pair)


def _approval(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    before, now = pair.before.approvers_of(pair.old, old), pair.now.approvers_of(pair.new, new)
    if set(before) == set(now):
        return
    title, policy = pair.title(new.id), pair.now.policy
    if not now:
        were = groups(before, pair.before.policy)
        yield Change("weaker", f"{title} no longer needs the yes of a second person (it was one of {were}).")
    elif not before:
        yield Change("stronger", f"{title} needs the yes of a second person of {groups(now, policy)}.")
    elif set(before) < set(now):
        more = groups((name for name in now if name not in before), policy)
        yield Change("weaker", f"To {title} more people may say yes: {more} too.")
    elif set(now) < set(before):
        yield Change("stronger", f"To {title} fewer people may say yes: only {groups(now, policy)}.")
    else:
        were = groups(before, pair.before.policy)
        yield Change(
            "weaker", f"To {title} other people say yes: {groups(now, policy)}, and no longer {were}."
        )


def _risk(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    before, now = worst(pair.old, old), worst(pair.new, new)
    if before is now:
        return
    weight: Weight = "weaker" if _RANK.index(now) > _RANK.index(before) else "stronger"
    yield Change(weight, f"{pair.title(new.id)} {_MAY[now]}; so far it {_MAY[before]}.")


def _new_risks(pair: Pair) -> Iterator[Change]:
    """A new step that changes something is a new danger, however well it is guarded."""
    for name, step in pair.new.steps.items():
        risk = worst(pair.new, step)
        if name not in pair.old.steps and risk.needs_approval:
            asked = groups(pair.now.approvers_of(pair.new, step), pair.now.policy)
            yield Change("weaker", f"The new step {pair.title(name)} {_MAY[risk]}, after the yes of {asked}.")
    for name, step in pair.old.steps.items():
        risk = worst(pair.old, step)
        if name not in pair.new.steps and risk.needs_approval:
            yield Change("stronger", f"{pair.title(name)}, which {_MAY[risk]}, is gone.")


def _by_itself(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    before, now = (isinstance(step.kind, Run | ListOf) and step.kind.auto for step in (old, new))
    if before != now:
        how = "starts by itself now, without a person" if now else "waits for a person to start it"
        yield Change("weaker" if now else "stronger", f"{pair.title(new.id)} {how}.")


def _undo(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    title = pair.title(new.id)
    if old.undo and not new.undo:
        yield Change("weaker", f"Nobody is reminded to put back what {title} did: “{text(old.undo.title)}”.")
    elif new.undo and not old.undo:
        yield Change("stronger", f"After {title}, this has to be put back: “{text(new.undo.title)}”.")
    elif old.undo and new.undo and old.undo != new.undo:
        by = f", by {pair.title(new.undo.by)}" if new.undo.by else ""
        yield Change("walk", f"What {title} did is put back otherwise: “{text(new.undo.title)}”{by}.")


def _checks(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    """Things that are checked in a step: items of a list, verdicts that pass, what breaks a wait."""
    title = pair.title(new.id)
    match old.kind, new.kind:
        case ListOf(items=before), ListOf(items=now):
            for name in _only(before, now):
                yield Change("weaker", f"{title} no longer checks “{before[name].title or name}”.")
            for name in _only(now, before):
                yield Change("stronger", f"{title} also checks “{now[name].title or name}”.")
            for name, item in now.items():
                if name in before and before[name] != item:
                    yield Change("walk", f"“{item.title or name}” of {title} is checked otherwise.")
        case Run(passes=before), Run(passes=now) if set(before) != set(now):
            weight: Weight = "weaker" if set(now) > set(before) else "walk"
            yield Change(
                weight, f"In {title}, what passes is now {listed(now, 'or')}; it was {listed(before, 'or')}."
            )
        case Wait() as before, Wait() as now:
            yield from _wait(title, before, now)
        case _:
            pass


def _wait(title: str, old: Wait, new: Wait) -> Iterator[Change]:
    if old.unless != new.unless:
        if new.unless is None:
            assert old.unless is not None
            yield Change("weaker", f"{title} no longer stops when {condition(old.unless.source)}.")
        else:
            weight: Weight = "walk" if old.unless else "stronger"
            yield Change(weight, f"{title} stops as soon as {condition(new.unless.source)}.")
    if old.until != new.until:
        said = condition(new.until.source) if new.until else "its time is over"
        yield Change("weaker" if new.until is None else "walk", f"{title} waits until {said} now.")
    least, now = old.at_least or timedelta(), new.at_least or timedelta()
    if least != now:
        yield Change("weaker" if now < least else "stronger", f"{title} waits for at least {span(now)} now.")
    if old.duration != new.duration and old.duration and new.duration:
        shorter = new.duration < old.duration and new.until is None
        yield Change(
            "weaker" if shorter else "walk",
            f"{title} waits for {span(new.duration)}, not {span(old.duration)}.",
        )
    if old.every != new.every and new.command:
        yield Change("walk", f"{title} looks every {span(new.every)}, not {span(old.every)}.")


def _evidence(pair: Pair) -> Iterator[Change]:
    for name, old in pair.old.evidence.items():
        title, new = f"“{text(old.title)}”", pair.new.evidence.get(name)
        if new is None:
            guarded = listed(pair.title(step) for step in old.before)
            also = f"; it was needed before {guarded}" if guarded else ""
            yield Change("weaker", f"The evidence {title} is no longer kept{also}.")
            continue
        for step in old.before:
            if step not in new.before and step in pair.new.steps:
                yield Change("weaker", f"{pair.title(step)} can be done before the evidence {title} is kept.")
        for step in new.before:
            if step not in old.before:
                yield Change("stronger", f"{pair.title(step)} is locked until the evidence {title} is kept.")
        if old.required != new.required:
            weight: Weight = "stronger" if new.required else "weaker"
            yield Change(
                weight, f"The evidence {title} is {'required now' if new.required else 'no longer required'}."
            )
        if (old.from_step, old.how) != (new.from_step, new.how):
            source = f"from {pair.title(new.from_step)}" if new.from_step else f"like this: {text(new.how)}"
            yield Change("walk", f"The evidence {title} is kept otherwise: {source}")
    for name, new in pair.new.evidence.items():
        if name not in pair.old.evidence:
            guarded = listed(pair.title(step) for step in new.before)
            also = f"; without it, nothing is done in {guarded}" if guarded else ""
            yield Change("stronger", f"“{text(new.title)}” is kept as evidence{also}.")


def _order(pair: Pair) -> Iterator[Change]:
    """For what is dangerous: the steps that every walk used to pass before it, and no longer must."""
    for old, new in pair.both():
        if not worst(pair.new, new).needs_approval:
            continue
        before, now = _must(pair.old, old.id), _must(pair.new, new.id)
        if before is None or now is None:
            continue
        skipped = [name for name in pair.old.steps if name in before - now]
        if skipped:
            without = listed((pair.title(name) for name in skipped), "or")
            yield Change("weaker", f"{pair.title(new.id)} can be reached without {without}.")
        added = [name for name in pair.new.steps if name in now - before]
        if added:
            passed = listed(pair.title(name) for name in added)
            yield Change("stronger", f"Every walk to {pair.title(new.id)} passes {passed} now.")


def _only(one: Mapping[str, object], other: Mapping[str, object]) -> list[str]:
    return [name for name in one if name not in other]


def _must(book: Runbook, goal: str) -> set[str] | None:
    """The steps without which the goal cannot be reached from the start; None when it cannot be at all."""
    graph = graph_of(book, anytime=True)
    if goal not in reachable(graph, book.start):
        return None
    found: set[str] = set()
    for name in book.steps.keys() - {goal}:
        without = {place: tuple(to for to in ways if to != name) for place, ways in graph.items()}
        if name == book.start or goal not in reachable(without, book.start):
            found.add(name)
    return found


def _severity(pair: Pair) -> Iterator[Change]:
    old, new = pair.old.severity, pair.new.severity
    if old and new and old != new:
        weight: Weight = "weaker" if new > old else "stronger"
        yield Change(weight, f"It begins as {new}, and no longer as {old}.")
    for rule in pair.old.raises:
        if rule not in pair.new.raises:
            yield Change("weaker", f"It no longer becomes {rule.to} when {condition(rule.when.source)}.")
    for rule in pair.new.raises:
        if rule not in pair.old.raises:
            yield Change("stronger", f"It becomes {rule.to} when {condition(rule.when.source)}.")


def _limit(what: str, old: timedelta | None, new: timedelta | None) -> Iterator[Change]:
    if old == new:
        return
    if new is None:
        assert old is not None
        yield Change("weaker", f"{what}: nobody is reminded any more (it was within {span(old)}).")
    elif old is None:
        yield Change("stronger", f"{what} within {span(new)}; else people are reminded.")
    else:
        weight: Weight = "weaker" if new > old else "stronger"
        yield Change(weight, f"{what} within {span(new)}; it was {span(old)}.")


def _blocks(pair: Pair) -> Iterator[Change]:
    for block in pair.old.blocks:
        if block not in pair.new.blocks:
            held = condition(block.holds_while.source)
            yield Change("weaker", f"It no longer blocks `{block.runbook}` while {held}.")
    for block in pair.new.blocks:
        if block not in pair.old.blocks:
            held = condition(block.holds_while.source)
            yield Change("stronger", f"It blocks `{block.runbook}` while {held}.")
