"""What belongs together when one of it is restricted: duplicates go with it, links to it are forgotten."""

import json

from bot.core import events as ev
from bot.core.signals import Admit, Link, Merge, Restrict
from bot.core.timeline import lines
from bot.engine.incidents import Declaration
from tests.core.story import ANA, BO
from tests.engine.desk import Desk


def three() -> Desk:
    desk = Desk()
    for title in ("First", "Second", "Third"):
        desk.incidents.declare(Declaration("app/outage", title), ANA, "typed")
    return desk


def offer(desk: Desk, incident: str, what: Link | Merge | Restrict | Admit) -> None:
    desk.incidents.offer(incident, what, ANA, "typed")


def told(desk: Desk, incident: str) -> str:
    log = desk.incidents.log(incident)
    return json.dumps([[line.text, line.detail] for line in lines((one.event, one.stamp) for one in log)])


def test_who_is_linked_with_it_forgets_its_title_everywhere() -> None:
    desk = three()
    offer(desk, "INC-0001", Link("INC-0002"))
    before = told(desk, "INC-0001")

    offer(desk, "INC-0002", Restrict("it names a person"))

    first = desk.store.incident("INC-0001")
    assert first is not None
    assert "Second" in before
    assert "Second" not in told(desk, "INC-0001")
    assert first.links == {}
    assert not first.restricted
    second = desk.store.incident("INC-0002")
    assert second is not None
    assert second.links == {"INC-0001": "First"}, "those inside may know of what everybody knows"


def test_its_duplicates_are_restricted_with_it_and_what_they_are_linked_with_forgets_them() -> None:
    desk = three()
    offer(desk, "INC-0002", Link("INC-0003"))
    offer(desk, "INC-0002", Merge("INC-0001"))

    offer(desk, "INC-0001", Restrict("it names a person"))

    seen = {one.id for one in desk.incidents.summaries(open_only=False, by=BO)}
    assert seen == {"INC-0003"}
    third = desk.store.incident("INC-0003")
    assert third is not None
    assert third.links == {}


def test_restricting_a_duplicate_restricts_the_one_that_goes_on() -> None:
    desk = three()
    offer(desk, "INC-0002", Merge("INC-0001"))

    offer(desk, "INC-0002", Restrict("it names a person"))

    assert {one.id for one in desk.incidents.summaries(open_only=False, by=BO)} == {"INC-0003"}


def test_to_restrict_twice_by_the_same_act_is_once() -> None:
    desk = three()

    taken = [
        desk.incidents.offer("INC-0001", Restrict("why"), ANA, "typed", act="slash/1").duplicate
        for _ in range(2)
    ]

    assert taken == [False, True]


def test_somebody_who_is_in_can_be_invited_again_and_again() -> None:
    desk = three()
    offer(desk, "INC-0001", Restrict("why"))

    offer(desk, "INC-0001", Admit(ANA))
    offer(desk, "INC-0001", Admit(ANA))

    let_in = [one for one in desk.incidents.log("INC-0001") if isinstance(one.event, ev.LetIn)]
    assert len(let_in) == 2
