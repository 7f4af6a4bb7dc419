"""What a person may not see does not exist for them, in the same words as what never was."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.refusals import NotNow, Unknown
from bot.core.seeing import may_see
from bot.core.signals import HANDRAIL, Link, Merge, Note
from bot.engine import belonging, incidents
from tests.core.story import ANA, BO
from tests.engine.desk import Desk
from tests.fakes import store

ONLY_ANA = frozenset({ANA.key})


@pytest.fixture
def desk(monkeypatch: pytest.MonkeyPatch) -> Desk:
    for module in (incidents, store):
        monkeypatch.setattr(module, "audience", lambda _: ONLY_ANA)
    desk = Desk()
    desk.declare()
    desk.settle()
    return desk


def test_a_person_is_known_by_their_key_and_not_by_their_name() -> None:
    assert may_see(replace(ANA, name="Ana Maria"), ONLY_ANA)
    assert not may_see(BO, ONLY_ANA)
    assert not may_see(replace(ANA, team="T2"), ONLY_ANA)
    assert not may_see(BO, frozenset())
    assert may_see(BO, None)
    assert may_see(HANDRAIL, ONLY_ANA)


def test_lists_and_channels_do_not_tell_an_outsider_of_it(desk: Desk) -> None:
    channel = desk.incident.channel

    assert [one.id for one in desk.incidents.summaries(by=ANA)] == ["INC-0001"]
    assert desk.incidents.in_channel(channel, ANA) == "INC-0001"
    assert list(desk.incidents.summaries(by=BO)) == []
    assert desk.incidents.in_channel(channel, BO) is None


@pytest.mark.parametrize(
    "reach",
    [
        lambda desk, name: desk.incidents.scene(name, BO),
        lambda desk, name: desk.incidents.offer(name, Note("I know"), BO, "typed"),
        lambda desk, name: desk.incidents.paste(name, desk.place, "text", BO),
    ],
    ids=["look", "act", "paste"],
)
def test_an_outsider_is_told_what_one_is_told_of_a_number_that_never_was(
    desk: Desk, reach: Callable[[Desk, str], object]
) -> None:
    with pytest.raises(Unknown) as hidden:
        reach(desk, "INC-0001")
    with pytest.raises(Unknown) as missing:
        reach(desk, "INC-0002")

    assert str(hidden.value).replace("0001", "0002") == str(missing.value)


def test_words_find_nothing_of_it_for_an_outsider(desk: Desk) -> None:
    assert [hit.summary.id for hit in desk.incidents.find("outage", ANA)] == ["INC-0001"]
    assert list(desk.incidents.find("outage", BO)) == []


@pytest.mark.parametrize("what", [Link("INC-0001"), Merge("INC-0001")], ids=["link", "merge"])
def test_an_outsider_can_neither_link_to_it_nor_merge_into_it(desk: Desk, what: Link | Merge) -> None:
    desk.declare()

    with pytest.raises(Unknown, match=r"There is no incident INC-000\d"):
        desk.incidents.offer("INC-0002", what, BO, "typed")


@pytest.mark.parametrize("what", [Link("INC-0002"), Merge("INC-0002")], ids=["link", "merge"])
def test_a_restricted_incident_is_named_in_no_log_that_others_read(
    monkeypatch: pytest.MonkeyPatch, what: Link | Merge
) -> None:
    desk = Desk()
    desk.declare()
    desk.declare()
    monkeypatch.setattr(belonging, "audience", lambda one: ONLY_ANA if one.id == "INC-0001" else None)

    with pytest.raises(NotNow, match="one is restricted, and the other would name it"):
        desk.incidents.offer("INC-0001", what, ANA, "typed")

    assert len(desk.store.log("INC-0002")) == len(desk.store.log("INC-0001"))
