"""Steps with many items, rows, an update and a second person, in a real browser at the real product."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.demo.stage import Plan, Stage
from bot.demo.standins.standin import Furnished, Place, StandIn
from tests.acceptance.browser_people import Someone, chromium, someone

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.no_cover]

RUNBOOKS = Path(__file__).with_name("many")
ROOM = re.compile("inc-0001")
QUICK = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_POST_BURST": "50"}
_PROGRAM = """#!/bin/sh
case "$1" in
backups) echo '[{"id":"b-1","day":"Monday","size":12},{"id":"b-2","day":"Tuesday","size":9}]' ;;
hosts) echo '{"hosts":["h-1","h-2","h-3"]}' ;;
ping) test "$2" != h-3 ;;
esac
"""


def furnish(place: Place) -> Furnished:
    program = place.programs / "rounds"
    program.parent.mkdir(parents=True, exist_ok=True)
    program.write_text(_PROGRAM, encoding="ascii")
    program.chmod(0o755)
    return Furnished({}, {"rounds": program})


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def stage(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    system = StandIn("rounds", (), furnish)
    plan = Plan(
        tmp_path / "demo",
        RUNBOOKS,
        (system,),
        latency_ms=10,
        limits=False,
        settings=QUICK,
    )
    with Stage(plan) as up:
        yield up
        for context in browser.contexts:
            context.close()


def test_many_items_are_done_by_two_people_and_the_rest_of_the_language_too(
    stage: Stage, browser: Browser
) -> None:
    ana, bo = someone(browser, stage.base_url, "U0ANA"), someone(browser, stage.base_url, "U0BO")

    ana.opens("incidents")
    ana.types("/incident declare machine room")
    ana.sees("INC-0001 is declared")
    ana.opens(ROOM)
    ana.presses("Take Commander")
    tick_the_one(ana)
    bo.opens(ROOM)
    note_what_failed(bo)
    ana.sees("0 of 50 done · 1 failed")
    ana.types('/incident skip done "the others are fine"')
    ana.presses("Run all that are open (3)", near="Which hosts answer?")
    ana.presses("Some stay silent", near="Which hosts answer?")
    keep_a_backup(ana)
    ana.presses("Edit and send…", near="Tell the owners")
    ana.page.get_by_label("The text").fill("It is *hot*.\nWe look at each host.")
    ana.submits("Send it")
    ana.presses("Done", near="Open the valve")
    bo.presses("Approve", near="This outcome is taken")
    bo.submits("Approve")
    leave(ana)
    ana.opens("general")

    ana.sees("It is *hot*.")
    assert ana.troubles == bo.troubles == []


def tick_the_one(ana: Someone) -> None:
    """A list of one reads as a plain step; its tick moves everybody, so it can be taken back for a moment."""
    ana.presses("Done", near="Is the door open?")
    ana.presses("Undo", near="All done")
    ana.presses("Done", near="Is the door open?")
    ana.sees("Look at each host")


def note_what_failed(bo: Someone) -> None:
    """From the second page of all items, by a form that comes back to that page."""
    bo.presses("All items…", near="Look at each host")
    bo.presses_in_window("Next")
    expect(bo.window).to_contain_text("page 2 of 5")
    bo.window.locator(".overflow summary").first.click()
    bo.presses_in_window("It failed…")
    bo.page.get_by_label("Note").fill("It is *dark*")
    bo.presses_in_window("Note it")
    expect(bo.window).to_contain_text("11. Look at host 11 · failed")
    expect(bo.window).to_contain_text("page 2 of 5")
    bo.window.get_by_role("button", name="Close", exact=True).last.click()
    expect(bo.window).to_have_count(0)


def keep_a_backup(ana: Someone) -> None:
    """One of the rows that a command found."""
    ana.presses("Run it", near="Which backup is kept?")
    ana.messages.get_by_role("radio", name=re.compile("b-1 · Monday")).last.click()
    ana.sees("Picked: b-1 · Monday")
    ana.presses("Ok", near="Which backup is kept?")


def leave(ana: Someone) -> None:
    """By the way that every phase offers, which says what is left behind."""
    ana.chooses("Evacuate the room…", step="RECOVER · Is it cool again?")
    expect(ana.window).to_contain_text("“Is it cool again?” is not done")
    ana.submits("Take it")
    ana.sees("Evacuate the room")
