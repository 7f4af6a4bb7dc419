"""Steps of several items through the engine: plans, one request for all, pastes, the grace, a restart."""

from dataclasses import replace
from datetime import timedelta

from bot.core.events import CommandFinished
from bot.core.signals import Answer, Approve, Jump, Perform, Pick, Plan, TakeRole, Tick
from bot.engine.incidents import Declaration
from bot.engine.ports import ByHand
from tests.core.chores import CHORES, MORE
from tests.core.story import ANA, BO
from tests.engine.desk import Desk
from tests.fakes.world import answers

ONCALL = frozenset({"oncall"})
OK = answers('{"verdict": "ok"}')


def at(step: str, **facts: object) -> Desk:
    """An incident at this step of the chores, its questions answered."""
    desk = Desk()
    desk.library.become({"app/chores": replace(CHORES, start=step)})
    desk.library.live.update(MORE)
    desk.commands.answers = {"app.look": OK, "app.mend": OK, "app.tell": OK}
    desk.incidents.declare(Declaration("app/chores"), ANA, "typed")
    desk.offer(Answer(desk.place, {name: str(value) for name, value in facts.items()}))
    return desk


def states(desk: Desk) -> dict[str, str]:
    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    return {item.id: item.state for item in run.visit.items}


def test_each_item_has_a_plan_of_its_own() -> None:
    desk = at("fix", hosts="db-1, db-2")

    assert desk.incidents.plan("INC-0001", desk.place, "2") == Plan("mend db-2", "mend db-2 prod 1")
    assert desk.incidents.plan("INC-0001", desk.place, "3") is None


def test_one_yes_starts_every_item_under_its_own_plan() -> None:
    desk = at("fix", hosts="db-1, db-2")
    desk.offer(Perform(desk.place, "*"))
    approval = desk.incident.approvals["token-1"]
    assert approval.what == "mend db-1\nmend db-2"
    assert approval.plans == ("mend db-1 prod 1", "mend db-2 prod 1")

    desk.incidents.offer("INC-0001", Approve("token-1", ONCALL), BO, "button")
    desk.settle()

    assert [entry for _, entry in desk.commands.ran] == ["app.mend", "app.mend"]
    assert desk.at == "", "all passed, and the walk is at its end"


def test_a_yes_to_several_is_void_when_one_would_run_otherwise_now() -> None:
    desk = at("fix", hosts="db-1, db-2")
    desk.offer(Perform(desk.place, "*"))
    desk.commands.version = 2

    desk.incidents.offer("INC-0001", Approve("token-1", ONCALL), BO, "button")

    assert desk.incident.approvals["token-1"].state == "void"
    assert states(desk) == {"1": "open", "2": "open"}


def test_a_yes_to_several_counts_for_what_is_by_hand_among_them() -> None:
    desk = at("fix", hosts="db-1, db-2")
    desk.commands.unbound["app.mend"] = "no program is bound"
    assert desk.incidents.plan("INC-0001", desk.place, "1") == ByHand("mend db-1", "no program is bound")
    desk.offer(Perform(desk.place, "*"))

    desk.incidents.offer("INC-0001", Approve("token-1", ONCALL), BO, "button")
    desk.incidents.paste("INC-0001", desk.place, '{"verdict": "refused"}', ANA, item="2")
    desk.incidents.paste("INC-0001", desk.place, '{"verdict": "ok"}', ANA, item="1")

    run = desk.incident.current()
    assert run is not None
    assert run.visit is not None
    assert [item.outcome for item in run.visit.items] == ["passed", "failed"]
    assert desk.commands.ran == []


def test_the_grace_is_a_timer_that_a_restart_outlives() -> None:
    desk = at("drain", hosts="db-1")
    desk.offer(Tick(desk.place, "1", "passed", "they are quiet"))
    assert desk.settle().at == "drain"

    again = Desk(desk.store)
    again.library.become({"app/chores": replace(CHORES, start="drain")})
    again.clock.forward(timedelta(minutes=1))
    again.settle()

    assert again.incident.runs["r1"].end == "gone"


def test_a_result_that_comes_late_is_known_by_its_items_title() -> None:
    desk = at("fix", hosts="db-1, db-2")
    desk.offer(TakeRole("commander", ANA))
    desk.offer(Perform(desk.place, "2"))
    desk.incidents.offer("INC-0001", Approve("token-1", ONCALL), BO, "button")
    place = desk.place
    desk.commands.meanwhile = lambda: desk.offer(Jump(place, "drain", "it is something else"))

    desk.settle()

    late = [one.event for one in desk.incidents.log("INC-0001") if isinstance(one.event, CommandFinished)]
    assert [(event.title, event.item, event.counts) for event in late] == [("Mend: db-2", "2", False)]


def test_a_failed_item_is_done_again_after_it_was_mended() -> None:
    desk = at("check", hosts="db-1, db-2")
    desk.commands.answers["app.look"] = answers('{"verdict": "broken"}')
    desk.settle()
    assert desk.at == "check"
    desk.commands.answers["app.look"] = OK

    desk.offer(Perform(desk.place, "1"))
    desk.settle()
    assert desk.at == "check"
    desk.offer(Pick(desk.place, "failed"))

    run = desk.incident.runs["r1"]
    assert (run.end, run.values["good"], run.values["bad_ones"]) == ("kept", ("db-1",), ("db-2",))
