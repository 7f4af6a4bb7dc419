"""What an alert comes to: a way out of an open walk, else a class that is suggested once."""

from dataclasses import replace

import pytest

from bot.core.guards import Scope
from bot.core.refusals import Unknown
from bot.core.runbook import Anytime
from bot.core.signals import Actor, Alert, Reopen, Resolve, Restrict, TakeRole
from bot.engine.alerts import Alerted, Alerts, Suggested
from bot.engine.ports import Retry
from tests.core.outage import OUTAGE, When
from tests.core.story import ANA
from tests.engine.desk import BOOKS, Desk
from tests.fakes.world import HidingRedactor

SOURCE = Actor("", "", "Alertmanager")


def named(name: str) -> When:
    def fires(scope: Scope) -> bool:
        return scope.labels.get("alertname") == name

    return When(fires)


WORSE = Anytime("worse", "It fell over", "stop", alert=named("Worse"))
BOOK = replace(OUTAGE, triggers=(named("Down"),), anytime={"worse": WORSE})


class Watched:
    """A desk where alerts come in, and who was told what they look like."""

    def __init__(self) -> None:
        self.desk = Desk()
        self.desk.library.become({**BOOKS, "app/outage": BOOK})
        self.told: list[Suggested] = []
        self.fails = False
        self.alerts = Alerts(self.desk.incidents, self.desk.store, HidingRedactor(), self.tell)

    def tell(self, found: Suggested) -> None:
        if self.fails:
            raise Retry("Slack is away")
        self.told.append(found)

    def fires(self, name: str, key: str = "am/1", **labels: str) -> Alerted:
        return self.alerts.offer(Alert(key, {"alertname": name, **labels}), SOURCE)


def test_an_alert_that_looks_like_a_class_is_suggested_once_and_declares_nothing() -> None:
    watched = Watched()

    came = [watched.fires("Down"), watched.fires("Down"), watched.fires("Down", "am/2")]

    assert came == [Alerted(classes=("app/outage",))] * 3
    assert [found.alert.key for found in watched.told] == ["am/1", "am/2"]
    assert watched.desk.incidents.summaries() == []


def test_an_alert_of_an_incident_that_is_open_suggests_no_other() -> None:
    watched = Watched()
    watched.desk.declare()

    assert watched.fires("Down") == Alerted(open=("INC-0001",))
    assert watched.told == []


def test_an_open_walk_that_asks_for_the_alert_comes_first() -> None:
    watched = Watched()
    watched.desk.declare()

    came = [watched.fires("Worse"), watched.fires("Worse")]

    assert came == [Alerted(walks=("INC-0001",))] * 2
    run = watched.desk.incident.current()
    assert run is not None
    assert run.visit is not None
    assert [one.anytime for one in run.visit.suggested] == ["worse"]
    assert watched.told == []


def test_what_no_class_knows_comes_to_nothing() -> None:
    assert Watched().fires("Other") == Alerted()


def test_what_could_not_be_told_is_told_when_the_alert_comes_again() -> None:
    watched = Watched()
    watched.fails = True
    with pytest.raises(Retry):
        watched.fires("Down")

    watched.fails = False
    watched.fires("Down")

    assert len(watched.told) == 1


def test_a_secret_in_an_alert_is_told_to_nobody() -> None:
    watched = Watched()

    watched.fires("Down", note="a secret")

    assert watched.told[0].alert.labels["note"] == "a [redacted]"


def test_an_incident_is_reopened_with_the_runbook_as_its_file_is_now() -> None:
    desk = Desk()
    desk.declare()
    desk.offer(TakeRole("commander", ANA))
    desk.offer(Resolve(reason="it went away"))

    desk.library.become({"app/other": OUTAGE, "app/outage": BOOK})  # the file changed meanwhile

    after = desk.offer(Reopen("app/outage", "it is back"))

    assert after.runs["r2"].digest != after.runs["r1"].digest
    assert desk.store.document(after.runs["r2"].digest) is not None

    desk.offer(Resolve(reason="it went away"))
    with pytest.raises(Unknown):
        desk.offer(Reopen("app/nothing", "it is back"))


def test_a_restricted_incident_keeps_no_suggestion_from_others_and_the_sender_learns_nothing() -> None:
    watched = Watched()
    name = watched.desk.declare()
    watched.desk.incidents.offer(name, Restrict("it names a person"), ANA, "typed")

    assert watched.fires("Down") == Alerted(classes=("app/outage",))
    assert watched.fires("Worse", "am/2") == Alerted()
    assert len(watched.told) == 1
