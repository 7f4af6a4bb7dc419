"""When a schedule comes round, and what happens then."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.effects import PostNotice
from bot.core.events import Acknowledged, RoleTaken
from bot.core.runbook import Do, Runbook, Schedule, ScheduleUnit, Step
from bot.core.signals import Note, Pick, Place
from bot.engine.incidents import Declaration
from bot.engine.schedules import next_after
from tests.core.outage import ways
from tests.core.story import ANA
from tests.engine.desk import BOOKS, Desk


def local(*parts: int) -> datetime:
    """A time on a clock on the wall."""
    year, month, day, hour = (*parts, 0)[:4]
    return datetime(year, month, day, hour)  # noqa: DTZ001 - of the zone of the schedule


MONTHLY = Schedule(1, "mo", local(2026, 12, 31, 9), "Europe/Berlin", "oncall")
REVIEW = Runbook(
    id="app/review",
    title="Monthly review",
    kind="procedure",
    start="read",
    steps={"read": Step("read", "prepare", "Read", Do("Read it."), ways(done="over"))},
    ends={"over": "done"},
    schedule=MONTHLY,
)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("schedule", "moment", "expected"),
    [
        (MONTHLY, "2020-01-01T00:00", "2026-12-31T08:00"),
        (MONTHLY, "2026-12-31T08:00", "2027-01-31T08:00"),
        (MONTHLY, "2027-02-01T00:00", "2027-02-28T08:00"),
        (MONTHLY, "2027-06-01T00:00", "2027-06-30T07:00"),
        (replace(MONTHLY, unit="y", first=local(2024, 2, 29, 9)), "2026-11-21T00:00", "2027-02-28T08:00"),
        (replace(MONTHLY, unit="w", count=2), "2027-01-01T00:00", "2027-01-14T08:00"),
        (replace(MONTHLY, unit="d", first=local(2027, 3, 27, 9)), "2027-03-27T20:00", "2027-03-28T07:00"),
        (
            replace(MONTHLY, unit="h", count=6, first=local(2027, 1, 1)),
            "2027-01-01T00:00",
            "2027-01-01T05:00",
        ),
    ],
)
def test_the_next_occasion_is_on_the_clock_of_the_zone(
    schedule: Schedule, moment: str, expected: str
) -> None:
    assert next_after(schedule, at(moment)) == at(expected)


@given(
    st.integers(1, 40),
    st.sampled_from(["h", "d", "w", "mo", "y"]),
    st.datetimes(local(2000, 1, 1), local(2030, 1, 1)),
    st.sampled_from(["UTC", "Europe/Berlin", "America/New_York", "Pacific/Apia"]),
    st.datetimes(local(1999, 1, 1), local(2040, 1, 1)),
)
def test_occasions_follow_each_other_and_none_is_left_out(
    count: int, unit: ScheduleUnit, first: datetime, zone: str, moment: datetime
) -> None:
    schedule = Schedule(count, unit, first, zone, "oncall")
    occasions = [next_after(schedule, moment.replace(tzinfo=UTC))]
    for _ in range(5):
        occasions.append(next_after(schedule, occasions[-1]))

    earlier = next_after(schedule, occasions[0] - timedelta(microseconds=1))

    assert occasions[0] > moment.replace(tzinfo=UTC)
    assert all(one < other for one, other in pairwise(occasions))
    assert earlier == occasions[0]


def scheduled() -> Desk:
    """A bot that was started when the review had two days to go."""
    desk = Desk()
    desk.library.become({**BOOKS, REVIEW.id: REVIEW})
    desk.clock.move_to(at("2026-12-29T08:00"))
    desk.relay.schedules.arm()
    return desk.settle()


def ids(desk: Desk, *, open_only: bool = True) -> list[str]:
    return [one.id for one in desk.incidents.summaries(open_only=open_only)]


def notices(desk: Desk) -> list[PostNotice]:
    return [job.effect for job in desk.chat.performed if isinstance(job.effect, PostNotice)]


def test_nothing_begins_before_its_time() -> None:
    desk = scheduled()

    desk.clock.move_to(at("2026-12-31T07:59"))

    assert not desk.relay.deliver_one()
    assert ids(desk) == []


def test_it_begins_at_its_time_in_its_owners_channel_and_the_owner_is_asked() -> None:
    desk = scheduled()
    desk.clock.move_to(at("2026-12-31T08:00"))

    desk.settle()

    (begun,) = ids(desk)
    incident = desk.incidents.scene(begun).incident
    assert (begun, incident.procedure, incident.owner, incident.channel) == ("PRC-0001", True, "oncall", "C2")
    assert incident.detected_at == at("2026-12-31T08:00")
    assert [notice.groups for notice in notices(desk)] == [("oncall",)]


def test_whoever_acts_first_leads_it_and_it_closes_with_its_walk() -> None:
    desk = scheduled()
    desk.clock.move_to(at("2026-12-31T08:00"))
    desk.settle()

    after = desk.incidents.offer("PRC-0001", Pick(Place("r1", 1), "done"), ANA, "button").incident

    assert after.commander == ANA
    assert after.life == "closed"
    kinds = [type(logged.event) for logged in desk.incidents.log("PRC-0001")]
    assert kinds.count(RoleTaken) == kinds.count(Acknowledged) == 1


def test_while_the_last_one_is_open_none_is_started_and_the_owner_is_told() -> None:
    desk = scheduled()
    desk.clock.move_to(at("2026-12-31T08:00"))
    desk.settle()
    desk.clock.move_to(at("2027-01-31T08:00"))

    desk.settle()

    assert ids(desk) == ["PRC-0001"]
    assert "still open, so none was started" in notices(desk)[-1].text
    assert notices(desk)[-1].groups == ("oncall",)


def test_what_was_missed_is_caught_up_once() -> None:
    desk = scheduled()
    desk.clock.move_to(at("2027-05-01T00:00"))
    desk.relay.schedules.arm()

    desk.settle()

    assert ids(desk) == ["PRC-0001"]
    assert desk.incidents.scene("PRC-0001").incident.detected_at == at("2026-12-31T08:00")


def test_many_starts_arm_an_occasion_once() -> None:
    desk = scheduled()
    for _ in range(3):
        desk.relay.schedules.arm()
    desk.clock.move_to(at("2026-12-31T08:00"))

    desk.settle()

    assert ids(desk, open_only=False) == ["PRC-0001"]


def test_a_schedule_that_was_changed_or_taken_away_begins_nothing_at_the_old_time() -> None:
    changed, gone = scheduled(), scheduled()
    later = replace(MONTHLY, first=local(2027, 2, 1, 9))
    changed.library.become({**BOOKS, REVIEW.id: replace(REVIEW, schedule=later)})
    gone.library.become(BOOKS)
    for desk in (changed, gone):
        desk.clock.move_to(at("2026-12-31T08:00"))

    assert [ids(desk.settle()) for desk in (changed, gone)] == [[], []]
    changed.clock.move_to(at("2027-02-01T08:00"))
    assert ids(changed.settle()) == ["PRC-0001"]


def test_a_person_begins_one_where_they_are_and_leads_it() -> None:
    desk = Desk()
    desk.library.become({**BOOKS, REVIEW.id: REVIEW})

    begun = desk.incidents.start(Declaration(REVIEW.id), "C77", ANA, "typed", "slash-1")
    again = desk.incidents.start(Declaration(REVIEW.id), "C77", ANA, "typed", "slash-1")
    desk.settle()

    assert begun.incident.commander == ANA
    assert (again.incident.id, again.duplicate) == (begun.incident.id, True)
    assert desk.incidents.scene("PRC-0001").incident.channel == "C77"
    assert not {"create_channel", "pin_card", "set_topic", "refresh_announcement"} & set(desk.chat.kinds())


def test_its_channel_stays_the_incidents_that_lives_there() -> None:
    desk = Desk()
    desk.library.become({**BOOKS, REVIEW.id: REVIEW})
    desk.declare()
    desk.settle()
    channel = desk.incident.channel

    desk.incidents.start(Declaration(REVIEW.id), channel, ANA, "typed")
    desk.settle()
    desk.incidents.offer("PRC-0001", Note("here"), ANA, "typed")

    assert desk.incidents.in_channel(channel) == "INC-0001"
