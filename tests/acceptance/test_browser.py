"""The incident of the quickstart, clicked by two people in a real browser at the real product."""

from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Browser, expect

from bot.demo.plays.briefcase.receipts import EXPORTS
from bot.demo.stage import Plan, Stage
from tests.acceptance import browser_walk as walk
from tests.acceptance.browser_people import chromium, someone
from tests.accessible import findings

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.no_cover]

ANA, BO = "U0ANA", "U0BO"
FAST = {"HANDRAIL_POST_PACE": "0.01", "HANDRAIL_POST_BURST": "20"}


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def stage(tmp_path: Path, browser: Browser) -> Iterator[Stage]:
    plan = Plan(tmp_path / "demo", latency_ms=10, limits=False, settings=FAST)
    with Stage(plan) as up:
        up.fault("briefcase", "corrupt-receipts", when="once")
        yield up
        # No stream of changes may be open when the workspace stops.
        for context in browser.contexts:
            context.close()


def pause_exports(stage: Stage) -> None:
    """Somebody stops them where they run."""
    for name in EXPORTS:
        stage.prints("briefcase", f"briefcase exports pause --id {name}")


def test_two_people_click_an_incident_from_declaration_to_its_draft(stage: Stage, browser: Browser) -> None:
    ana, bo = someone(browser, stage.base_url, ANA), someone(browser, stage.base_url, BO)

    walk.declare(ana)
    walk.take_command(ana)
    troubles = findings(ana.page)
    walk.diagnose(ana, partial(pause_exports, stage))
    walk.keep_evidence(ana)
    walk.ask_for_restore(ana)
    stage.fault("briefcase", "corrupt-receipts", when="after-restore")
    bo.opens(walk.ROOM)
    walk.approve(bo)
    walk.go_on(ana)
    walk.verify_fails_again(ana)
    walk.ask_for_restore(ana)
    walk.approve(bo)
    walk.go_on(ana)
    walk.mitigate(ana)
    walk.find_receipts_missing(ana)
    walk.recover(ana)
    walk.resolve(ana)
    troubles += findings(ana.page)
    draft = walk.read_draft(ana)
    walk.close(ana)

    assert troubles == [], "what axe-core finds on the real cards, at the beginning and at the end"
    assert walk.TITLE in draft
    assert "P1 → P0" in draft
    assert walk.KEPT in draft
    assert draft.count("approved by bo") == 2
    assert ana.troubles == bo.troubles == []


def test_a_walked_channel_fits_a_phone(stage: Stage, browser: Browser) -> None:
    ana = someone(browser, stage.base_url, ANA, width=390, height=844)
    bo = someone(browser, stage.base_url, BO, width=390, height=844)

    ana.types("/incident declare receipt chain")
    ana.sees("INC-0001 is declared")
    walk.take_command(ana, "Receipt chain verification failure")
    walk.diagnose(ana, partial(pause_exports, stage))
    gated = ana.sideways()
    walk.keep_evidence(ana)
    walk.ask_for_restore(ana)
    bo.opens(walk.ROOM)
    walk.approve(bo)
    ana.opens_thread("Find the first bad receipt")

    assert (gated, ana.sideways(), bo.sideways()) == (0, 0, 0)
    assert ana.troubles == bo.troubles == []


def test_declaring_and_answering_need_only_the_keyboard(stage: Stage, browser: Browser) -> None:
    ana = someone(browser, stage.base_url, ANA)
    press, write = ana.page.keyboard.press, ana.page.keyboard.type

    ana.tabs_to("Skip to the message box")
    press("Enter")
    write("/incident declare")
    press("Enter")
    expect(ana.page.get_by_label("What is wrong?")).to_be_focused()
    write("hash")
    found = ana.page.get_by_role("radio", name="Receipt chain")
    expect(found).to_be_visible()
    press("Enter")
    expect(found).to_be_checked()
    ana.tabs_to("Declare")
    press("Enter")
    expect(ana.window).to_contain_text("INC-0001 is declared")
    press("Escape")
    expect(ana.window).to_have_count(0)
    ana.tabs_to("inc-0001")
    press("Enter")
    ana.sees("Is the disk failing?")
    ana.tabs_to("Unclear", backwards=True)
    press("Enter")

    expect(ana.card).to_contain_text("Missing or damaged?")
    expect(ana.page.locator("#write")).to_be_focused()
    assert ana.troubles == []
