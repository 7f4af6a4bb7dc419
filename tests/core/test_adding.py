"""Several runbooks in one incident: each with its own cursor, all owed together."""

from bot.core import signals as sg
from tests.core.outage import DIGEST
from tests.core.story import ANA, Story


def test_another_runbook_is_walked_beside_the_first() -> None:
    story = Story().channel()

    story.on(sg.AddRun("app/restore", DIGEST))

    runs = story.incident.runs
    assert [(run.runbook, run.parent, run.is_walking) for run in runs.values()] == [
        ("app/outage", "", True),
        ("app/restore", "", True),
    ]
    assert "is walked beside" in str(story.queued)


def test_it_is_added_while_the_incident_goes_on_and_once() -> None:
    story = Story().channel()

    assert "no runbook `app/nothing`" in str(story.refused(sg.AddRun("app/nothing", DIGEST)))
    assert "being walked already" in str(story.refused(sg.AddRun("app/outage", DIGEST)))
    story.on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    assert "walks a runbook again" in story.refused(sg.AddRun("app/restore", DIGEST)).instead
    procedure = Story(runbook="app/restore")
    assert "one runbook" in str(procedure.refused(sg.AddRun("app/outage", DIGEST)))
