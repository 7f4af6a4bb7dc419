"""What changed in the walk: steps, ways, what is done in them, and what is known."""

from collections.abc import Iterable, Iterator
from dataclasses import fields

from bot.authoring.cel_faults import in_words
from bot.authoring.compare.pair import Change, Pair
from bot.authoring.explain.words import condition, listed, text
from bot.core.catalogue import as_typed
from bot.core.runbook import Anytime, Ask, Call, Choose, Do, ListOf, Outcome, Run, Step, Update, Wait
from bot.core.values import Value
from bot.core.wording import readable

_KINDS = {
    Do: "something a person does",
    Run: "a command",
    Ask: "a question to people",
    Choose: "a decision by what is known",
    Wait: "a wait",
    Call: "a walk through another runbook",
    ListOf: "a list of things",
    Update: "a message to people",
}


def walking(pair: Pair) -> Iterator[Change]:
    """Steps that came, went, moved; ways that lead elsewhere; commands that are others."""
    for name, step in pair.new.steps.items():
        if name not in pair.old.steps:
            yield Change("walk", f"New step in {step.phase}: {pair.title(name)} ({_KINDS[type(step.kind)]}).")
    for name in pair.old.steps:
        if name not in pair.new.steps:
            yield Change("walk", f"The step {pair.title(name)} is gone.")
    if pair.old.start != pair.new.start:
        begins, began = pair.title(pair.new.start), pair.title(pair.old.start)
        yield Change("walk", f"The walk begins with {begins}, and no longer with {began}.")
    for old, new in pair.both():
        yield from _moved(pair, old, new)
        yield from _ways(pair, old, new)
        yield from _work(pair, old, new)
    yield from _ends(pair)
    yield from _anytime(pair)
    yield from _commands(pair)


def _moved(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    title = pair.title(new.id)
    if new.id in pair.renamed:
        yield Change("wording", f"{title} has the id `{new.id}`, and no longer `{pair.renamed[new.id]}`.")
    if old.phase != new.phase:
        yield Change("walk", f"{title} is in the phase {new.phase}, and no longer in {old.phase}.")
    if old.by != new.by:
        yield Change(
            "walk", f"{title} is for {new.by or 'anybody'}, and no longer for {old.by or 'anybody'}."
        )


def _ways(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    title = pair.title(new.id)
    for name, way in new.outcomes.items():
        before = old.outcomes.get(name)
        label = f"“{text(way.label or readable(name))}”"
        if before is None:
            yield Change("walk", f"{title} has a new way: {label}, to {pair.title(way.to)}.")
            continue
        if before.to != way.to:
            there = f"{pair.title(way.to)}, and no longer to {pair.title(before.to)}"
            yield Change("walk", f"{title}: {label} leads to {there}.")
        if _taken(before) != _taken(way):
            yield Change("walk", f"{title}: {label} is taken {_taken(way)}; it was {_taken(before)}.")
    for name, way in old.outcomes.items():
        if name not in new.outcomes:
            label = f"“{text(way.label or readable(name))}”"
            yield Change("walk", f"{title} no longer has the way {label}, which led to {pair.title(way.to)}.")
    common = [name for name in new.outcomes if name in old.outcomes]
    if common != [name for name in old.outcomes if name in new.outcomes] and new.guarded():
        yield Change("walk", f"{title} tries its ways in another order: {listed(common)}.")


def _taken(way: Outcome) -> str:
    if way.when is not None:
        return f"when {condition(way.when.source)}"
    return "otherwise" if way.is_else else "by what comes out"


def _work(pair: Pair, old: Step, new: Step) -> Iterator[Change]:
    if old.kind == new.kind:
        return
    title = pair.title(new.id)
    match old.kind, new.kind:
        case Do(text=before), Do(text=now) if before != now:
            yield Change("walk", f"{title} asks for something else: “{text(now)}” Before: “{text(before)}”")
        case Run() as before, Run() as now:
            yield from _run(title, before, now)
        case Ask(facts=before), Ask(facts=now):
            yield Change("walk", f"{title} asks for {listed(now)}; it asked for {listed(before)}.")
        case Call(runbook=before), Call(runbook=now) if before != now:
            yield Change("walk", f"{title} walks `{now}`, and no longer `{before}`.")
        case Update() as before, Update() as now:
            yield Change(
                "walk",
                f"{title} tells {now.to}: “{text(now.text)}” Before, {before.to}: “{text(before.text)}”",
            )
        case _ if type(old.kind) is not type(new.kind):
            yield Change("walk", f"{title} is {_KINDS[type(new.kind)]}; it was {_KINDS[type(old.kind)]}.")
        case _:
            pass


def _run(title: str, old: Run, new: Run) -> Iterator[Change]:
    if old.command != new.command:
        yield Change("walk", f"{title} runs `{new.command}`, and no longer `{old.command}`.")
    if old.arguments != new.arguments:
        yield Change("walk", f"{title} gives its command other parameters.")
    if old.each != new.each:
        now = f"once for each of “{new.each}”" if new.each else "once"
        yield Change("walk", f"{title} is run {now}.")
    if old.pick != new.pick:
        yield Change("walk", f"In {title}, people pick rows otherwise.")


def _ends(pair: Pair) -> Iterator[Change]:
    for name, kind in pair.new.ends.items():
        before = pair.old.ends.get(name)
        if before is None:
            yield Change("walk", f"New end: “{name}” ({kind}).")
        elif before != kind:
            yield Change("walk", f"The end “{name}” means {kind}, and no longer {before}.")
    for name in pair.old.ends:
        if name not in pair.new.ends:
            yield Change("walk", f"The end “{name}” is gone.")


def _anytime(pair: Pair) -> Iterator[Change]:
    for name, way in pair.new.anytime.items():
        before = pair.old.anytime.get(name)
        if before is None:
            yield Change("walk", f"New way at any time: “{text(way.label)}”, to {pair.title(way.to)}.")
        elif before != way:
            yield Change(
                "walk", f"The way at any time “{text(way.label)}” is another: {_differs(before, way)}."
            )
    for name, way in pair.old.anytime.items():
        if name not in pair.new.anytime:
            yield Change("walk", f"The way at any time “{text(way.label)}” is gone.")


def _differs(old: Anytime, new: Anytime) -> str:
    words = {"to": "where it leads", "during": "where it is offered", "alert": "which alert offers it"}
    words |= {"auto": "whether it is taken by itself", "label": "what it is called"}
    return listed(words[one.name] for one in fields(new) if getattr(old, one.name) != getattr(new, one.name))


def _commands(pair: Pair) -> Iterator[Change]:
    """Commands that the steps name and that are others now in the catalogue."""
    used = dict.fromkeys(name for step in pair.new.steps.values() for name in step.commands())
    for name in used:
        old, new = pair.before.entries.get(name), pair.now.entries.get(name)
        if old is None or new is None or old.digest == new.digest:
            continue
        given: dict[str, Value] = {parameter: parameter.upper() for parameter in new.parameters}
        given |= {parameter: parameter.upper() for parameter in old.parameters}
        now, before = as_typed(new, given), as_typed(old, given)
        if now != before:
            yield Change("walk", f"The command `{name}` is `{now}` now; it was `{before}`.")
        else:
            yield Change(
                "walk", f"The command `{name}` is declared otherwise: its limits, or how its output is read."
            )


def known(pair: Pair) -> Iterator[Change]:
    """Facts, words, alerts, schedule: what must be known, and when it is taken."""
    old, new = pair.old, pair.new
    for name, fact in new.facts.items():
        before = old.facts.get(name)
        if before is None:
            yield Change("known", f"New fact “{name.replace('_', ' ')}”: {text(fact.about)}")
        elif before.type != fact.type:
            yield Change(
                "known", f"The fact “{name}” is {in_words(fact.type)} now; it was {in_words(before.type)}."
            )
        elif before != fact:
            yield Change("known", f"The fact “{name}” is asked or given otherwise: {text(fact.about)}")
    for name in old.facts:
        if name not in new.facts:
            yield Change("known", f"The fact “{name.replace('_', ' ')}” is gone.")
    for step, now in pair.both():
        sets, learned = _sets(step), _sets(now)
        if sets - learned:
            yield Change(
                "known", f"{pair.title(now.id)} no longer fills in {listed(sorted(sets - learned))}."
            )
        if learned - sets:
            yield Change("known", f"{pair.title(now.id)} fills in {listed(sorted(learned - sets))} too.")
    for trigger in old.triggers:
        if trigger not in new.triggers:
            yield Change("known", f"No alert suggests it any more when {condition(trigger.source)}.")
    for trigger in new.triggers:
        if trigger not in old.triggers:
            yield Change("known", f"An alert suggests it when {condition(trigger.source)}.")
    lost, won = set(old.words) - set(new.words), set(new.words) - set(old.words)
    if lost:
        yield Change("known", f"It is no longer found by {listed(sorted(lost), 'or')}.")
    if won:
        yield Change("known", f"It is found by {listed(sorted(won), 'or')} too.")
    if old.schedule != new.schedule:
        every = f"every {new.schedule.count}{new.schedule.unit}" if new.schedule else "no longer"
        yield Change("known", f"It starts by itself {every}.")
    if old.targets != new.targets:
        yield Change("known", f"It is for {listed(new.targets)}; it was for {listed(old.targets)}.")


def _sets(step: Step) -> set[str]:
    match step.kind:
        case Run(sets=sets, pick=pick):
            return {*sets, *(pick.sets if pick else ())}
        case Call(sets=sets) | ListOf(sets=sets) | Do(sets=sets):
            return set(sets)
        case _:
            return set()


def wording(pair: Pair) -> Iterator[Change]:
    """Titles, reasons and expectations; and what else differs without changing the walk."""
    if pair.old.title != pair.new.title:
        yield Change("wording", f"It is called “{pair.new.title}”, and no longer “{pair.old.title}”.")
    for old, new in pair.both():
        said = [
            word
            for word, before, now in (
                ("title", old.title, new.title),
                ("why", old.why, new.why),
                ("what to expect", old.expect, new.expect),
                ("warning", old.warn, new.warn),
                ("labels", _labels(old), _labels(new)),
            )
            if before != now and not (word == "warning" and not now)
        ]
        if said:
            was = f" (it was “{text(old.title)}”)" if old.title != new.title else ""
            yield Change("wording", f"{pair.title(new.id)}{was} says otherwise: {listed(said)}.")
    beside = ("owner", "roles", "review_by", "kind")
    other = [name.replace("_", " ") for name in beside if getattr(pair.old, name) != getattr(pair.new, name)]
    if other:
        yield Change("wording", f"Changed too: {listed(other)}.")


def rest(pair: Pair, changes: Iterable[Change]) -> Iterator[Change]:
    """Steps that differ in a way that nothing above has a sentence for: no change goes unsaid."""
    told = "\n".join(change.text for change in changes)
    for old, new in pair.both():
        differ = [
            one.name
            for one in fields(new)
            if one.name != "covers" and getattr(old, one.name) != getattr(new, one.name)
        ]
        if differ and pair.title(new.id) not in told:
            yield Change("walk", f"{pair.title(new.id)} differs in a detail: {listed(differ)}.")


def _labels(step: Step) -> list[str]:
    return [way.label for way in step.outcomes.values()]
