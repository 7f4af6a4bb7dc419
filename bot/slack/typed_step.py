"""From a typed line about the present step, or one of its items, to what the person wants."""

import re

from bot.core.incident import MAIN, Run, Visit
from bot.core.performing import waits_for_answer
from bot.core.picking import pick_of
from bot.core.picture import Picture, ways_out
from bot.core.refusals import NotNow, Unknown
from bot.core.runbook import Step
from bot.core.signals import (
    ALL_OPEN,
    Abort,
    Answer,
    Cancel,
    Claim,
    Jump,
    Perform,
    Pick,
    PickRows,
    Place,
    Record,
    Send,
    Skip,
    TakeAnytime,
    Tick,
)
from bot.core.values import Values, shown
from bot.engine.ports import Scene
from bot.slack.carried import Carried
from bot.slack.grammar import Line
from bot.slack.intents import Intent, Offer, Open, Sheet, Show
from bot.slack.naming import is_mark, item_named, mark_of, way_named
from bot.slack.views.gist import outcome_label

_ROWS = re.compile(r"[0-9]+(?:[\s,]+[0-9]+)*")
_FILTERS = ("open", "failed", "mine")


def read_step(verb: str, line: Line, scene: Scene) -> Intent:
    """What a line with this verb wants of the step that is walked. Raises a Refusal where there is none."""
    run = scene.incident.current()
    if run is None or run.visit is None:
        raise NotNow("No step is being walked now.", "`/incident` shows what the incident waits for.")
    step = scene.rulebook.step(run)
    incident, place = scene.incident.id, Place(run.id, run.visit.number)
    carried = Carried(incident, run.id, run.visit.number)
    facts: Values = {**line.facts}
    words = line.words
    reason = line.rest(1, with_facts=False)
    match verb:
        case "run" | "retry":
            return Offer(incident, Perform(place, _item(step, run.visit, line)))
        case "cancel":
            named = _item(step, run.visit, line)
            return Offer(incident, Cancel(place, _under_way(run.visit) if named == ALL_OPEN else named))
        case "byhand":
            return _by_hand(line, step, run.visit, carried)
        case "items" | "tick" | "claim":
            return _of_items(verb, line, step, run.visit, carried)
        case "pick":
            return _pick(line, scene, run, place)
        case "answer":
            return _answer(line, scene, run, carried)
        case "update":
            text = line.rest()
            return Offer(incident, Send(place, text)) if text else Open("update", carried)
        case "anytime":
            return _anytime(line, scene)
        case "abort":
            text = line.rest()
            return Offer(incident, Abort(run.id, text)) if text else Open("abort", carried)
        case "skip":
            if not words or not reason:
                return Open("skip", carried)
            return Offer(incident, Skip(place, words[0], reason, facts))
        case "jump" | "other":
            if not words or not reason:
                return Open(verb, carried)
            return Offer(incident, Jump(place, words[0], reason, saw=verb == "other"))
        case _:
            raise Unknown(f"`{verb}` does nothing here.", "`/incident help` lists what does.")


def _item(step: Step, visit: Visit, line: Line) -> str:
    """The item that the first word names; all that are open where none is named, `main` in a plain step."""
    if not step.is_side_by_side:
        return MAIN
    if not line.words or line.words[0].lower() in {"all", ALL_OPEN}:
        return visit.items[0].id if len(visit.items) == 1 else ALL_OPEN
    return item_named(visit, line.words[0]).id


def _under_way(visit: Visit) -> str:
    """The item that is meant when none is named: one that waits for a yes, else one that runs."""
    asked = [item for item in visit.items if item.state == "asked"]
    running = [item for item in visit.items if item.state == "running"]
    if not asked and not running:
        raise NotNow("Nothing is running in this step.", "`/incident items` shows how each stands.")
    return (asked or running)[0].id


def _by_hand(line: Line, step: Step, visit: Visit, carried: Carried) -> Intent:
    words, item = line.words, MAIN
    if step.is_side_by_side and words:
        item, words = item_named(visit, words[0]).id, words[1:]
        carried = Carried(carried.incident, carried.run, carried.visit, item)
    if words and words[0] != "paste":
        return Offer(carried.incident, Record(carried.place, words[0], {**line.facts}, item=item))
    return Open("paste" if words else "byhand", carried)


def _of_items(verb: str, line: Line, step: Step, visit: Visit, carried: Carried) -> Intent:
    words = [word.lower() for word in line.words]
    if verb == "claim" and not step.is_side_by_side:
        return Offer(carried.incident, Claim(carried.place, MAIN, drop="drop" in words))
    if not step.is_side_by_side:
        raise NotNow("This step has no items.", "`/incident` shows what it asks for.")
    if verb == "items" or not [word for word in words if word not in {"open", "drop"}]:
        which = next((word for word in words if word in _FILTERS), "")
        page = next((word for word in words if word.isdigit()), "1")
        return Sheet(Carried(carried.incident, carried.run, carried.visit, page, which))
    # `unclaim 3` and `untick 3` stand for `claim drop 3` and `tick open 3`.
    first = words[0] if words[0] in {"drop", "open"} and len(words) > 1 else ""
    item = item_named(visit, line.words[1 if first else 0])
    said = first or (words[1] if len(words) > 1 else "")
    if verb == "claim":
        return Offer(carried.incident, Claim(carried.place, item.id, drop=said == "drop"))
    note = line.rest(2) if is_mark(said) else line.rest(1)
    mark = mark_of(said) if is_mark(said) else "passed"
    note = re.sub(r"^because\s+", "", note, flags=re.IGNORECASE)
    return Offer(carried.incident, Tick(carried.place, item.id, mark, note))


def _pick(line: Line, scene: Scene, run: Run, place: Place) -> Intent:
    """By name or by label, or rows by their numbers; without a word, the only outcome there is."""
    step = scene.rulebook.step(run)
    outcomes = step.outcomes
    said = line.rest().strip().lower()
    if not said:
        if len(outcomes) == 1:
            return Offer(scene.incident.id, Pick(place, next(iter(outcomes))))
        return Show("step", scene.incident.id)
    for outcome in outcomes.values():
        if said in {outcome.name.lower(), outcome_label(outcome).lower()}:
            return Offer(scene.incident.id, Pick(place, outcome.name))
    if pick_of(step) is not None and _ROWS.fullmatch(said):
        rows = tuple(int(number) - 1 for number in re.findall(r"[0-9]+", said))
        return Offer(scene.incident.id, PickRows(place, rows))
    return Offer(scene.incident.id, Pick(place, said))


def _answer(line: Line, scene: Scene, run: Run, carried: Carried) -> Intent:
    """fact=value for each that is asked, or the value alone where one is; what is known already stands."""
    asked = waits_for_answer(run, scene.rulebook.step(run))
    given: Values = {**line.facts}
    text = line.rest()
    if not given and text and len(asked) == 1:
        given = {asked[0]: text}
    if not given:
        return Open("answer", carried)
    known: Values = {name: shown(run.facts[name].value) for name in asked if name in run.facts}
    return Offer(scene.incident.id, Answer(carried.place, {**known, **given}))


def _anytime(line: Line, scene: Scene) -> Intent:
    """By id or label; without a word the form, which says what is left behind."""
    ways = ways_out(Picture(scene.incident, scene.rulebook, scene.now))
    if not ways:
        raise NotNow("No other way out is offered here.", "`/incident jump` goes to any step, with a reason.")
    said = line.rest()
    if not said:
        return Open("anytime", Carried(scene.incident.id))
    found = way_named(ways, said)
    if found is None:
        known = ", ".join(f"`{one.way.id}`" for one in ways)
        raise Unknown(f"There is no way out `{said[:40]}` here.", f"There is: {known}.")
    seen = found.run.visit.number if found.run.visit else 0
    return Offer(scene.incident.id, TakeAnytime(found.run.id, found.way.id, seen))
