"""What a signal is about: the visit, the facts, the owed thing; and whether anything may be done."""

from bot.core.draft import Draft
from bot.core.incident import Incident, Item, Owed, Run, Visit
from bot.core.performing import unmet_gates
from bot.core.refusals import BadAnswers, Gated, NotNow, Stale, Unknown
from bot.core.runbook import Runbook, Step
from bot.core.signals import Place
from bot.core.values import BadValue, Values, check, parse


def here(draft: Draft, place: Place) -> tuple[Run, Visit, Step]:
    """The run, visit and step that a signal is about, or a Stale that says who moved them."""
    run = draft.incident.runs.get(place.run)
    if run is None:
        raise Unknown(f"There is no run `{place.run}` in {draft.incident.id}.")
    if run.visit is None or run.visit.number != place.visit or not run.is_walking:
        raise moved(run, place)
    return run, run.visit, draft.rulebook.step(run)


def moved(run: Run, place: Place) -> Stale:
    """Who moved what a signal is about, when and where to."""
    left = next((left for left in run.left if left.visit == place.visit), None)
    at = f"It is at “{run.visit.title}” now." if run.visit else f"It has ended: {run.end or 'abandoned'}."
    if left is None:
        return Stale("This step is over.", at)
    return Stale(f"{left.by.name} already moved “{left.title}”: {left.outcome} → {left.to}.", at, left.at)


def item_of(visit: Visit, name: str) -> Item:
    """The item that a signal is about, or a refusal."""
    item = visit.item(name)
    if item is None:
        raise Unknown(f"There is no `{name}` in this step.")
    return item


def live(incident: Incident, effect: str) -> tuple[Run, Visit, Item] | None:
    """Where the command of an effect is running; None when its try is not the live one any more."""
    for run in incident.runs.values():
        for item in run.visit.items if run.visit else ():
            if item.effect == effect and item.state == "running" and run.visit:
                return run, run.visit, item
    return None


def may_have_begun(incident: Incident, item: Item) -> bool:
    """Whether the process of what is running may have started, perhaps in a life whose log was lost."""
    if item.launched:
        return True
    restored = incident.restored_at
    return restored is not None and incident.approvals[item.token].requested_at < restored


def ungated(draft: Draft, run: Run) -> None:
    """Refuse while evidence is missing that the step would destroy or change."""
    gates = unmet_gates(draft.incident, run)
    if gates:
        names = "; ".join(f"{gate.title} ({gate.id})" for gate in gates)
        raise Gated(
            f"First keep the evidence that this step may change: {names}.",
            f"`/incident evidence {gates[0].id} <what and where>` records it.",
        )


def ready(draft: Draft, run: Run, visit: Visit) -> None:
    """Refuse while a gate or a question comes first."""
    ungated(draft, run)
    answered(visit)


def answered(visit: Visit) -> None:
    """Refuse while a question comes first."""
    if visit.needs:
        raise NotNow(
            f"This step needs to know first: {', '.join(visit.needs)}.", "`/incident answer` asks for it."
        )


def checked(book: Runbook, facts: Values, only: tuple[str, ...] | None = None) -> Values:
    """Values as their facts' types store them; typed text is parsed. Raises BadAnswers with every problem."""
    good: Values = {}
    bad: dict[str, str] = {}
    for name, value in facts.items():
        if name not in book.facts or (only is not None and name not in only):
            bad[name] = "this is not asked here"
            continue
        kind = book.facts[name].type
        try:
            good[name] = parse(kind, value) if isinstance(value, str) else check(kind, value)
        except BadValue as problem:
            bad[name] = str(problem)
    if bad:
        raise BadAnswers(bad)
    return good


def owed_of(incident: Incident, name: str) -> Owed:
    """The owed thing a person means: its id, or the end of it when only one fits."""
    if name in incident.owed:
        return incident.owed[name]
    fitting = [o for o in incident.owed.values() if o.id.endswith(f"/{name}") or o.id.endswith(f"-{name}")]
    if len(fitting) == 1:
        return fitting[0]
    still = ", ".join(f"`{owed.id}`" for owed in incident.open_owed()) or "nothing"
    if fitting:
        raise Unknown(f"`{name}` may mean several things.", "Say which: " + ", ".join(o.id for o in fitting))
    raise Unknown(f"Nothing called `{name}` is owed.", f"Still owed: {still}.")
