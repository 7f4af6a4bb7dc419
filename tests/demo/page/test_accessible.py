"""The page has no serious finding of axe-core's, by day and by night, wide and on a phone."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Literal

import pytest
from playwright.sync_api import Browser, Page

from bot.demo.workspace.config import Shortcut
from bot.demo.workspace.model import Reaction
from tests.acceptance.browser_people import chromium
from tests.accessible import findings
from tests.demo.page.stage import (
    ANA,
    BO,
    INCIDENTS,
    Stage,
    button,
    field_of,
    markup,
    modal,
    options,
    plain,
    running,
    section,
)

pytestmark = [pytest.mark.browser, pytest.mark.process, pytest.mark.no_cover]

MENU = {
    "type": "static_select",
    "action_id": "saw",
    "placeholder": plain("Saw else"),
    "options": options("A"),
}
CARD = (
    {"type": "header", "text": plain("INC-0042 · P1 · Receipt chain broken")},
    {"type": "section", "fields": [markup("*Commander*\n<@U0ANA>"), markup("*Update*\n<!subteam^S0ONCALL>")]},
    section("Step 3: `verify` :lock:", accessory={**MENU, "type": "overflow", "action_id": "more"}),
    {"type": "actions", "elements": [button("Run it", "run", style="primary"), MENU]},
    {"type": "actions", "elements": [button("Deny", "deny", style="danger"), button("By hand", "hand")]},
    {"type": "context", "elements": [markup("evidence kept at 12:00 :white_check_mark:")]},
    {
        "type": "table",
        "rows": [[{"type": "raw_text", "text": "receipt"}], [{"type": "raw_text", "text": "8841"}]],
    },
)
FORM = modal(
    field_of("Title", {"type": "plain_text_input", "action_id": "t"}, hint=plain("In a few words")),
    field_of("Class", {"type": "external_select", "action_id": "c", "min_query_length": 0}),
    field_of("Severity", {"type": "static_select", "action_id": "s", "options": options("P0", "P1")}),
    field_of("Kept", {"type": "checkboxes", "action_id": "k", "options": options("Logs", "Disk")}),
    field_of("How", {"type": "radio_buttons", "action_id": "h", "options": options("Fast", "Safe")}),
    field_of("Since", {"type": "datetimepicker", "action_id": "d"}),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


@pytest.fixture
def at(browser: Browser) -> Iterator[Stage]:
    with running() as made:
        yield made
        for context in browser.contexts:
            context.close()


def furnish(at: Stage) -> str:
    """Everything that a channel may show; returns the first message of a thread."""
    at.workspace.config = replace(at.workspace.config, shortcuts=(Shortcut("note", "Add to the timeline"),))
    card = at.post(*CARD)
    at.post(text="a reply", author=BO, thread_ts=card.ts)
    at.post(text="It is *slow* <https://x.example|here>, `df` says\n```100%```\n> so", author=BO)
    at.post(text=":eyes:", author=ANA, reactions=(Reaction("memo", (ANA, BO)),))
    at.share("df.txt", b"/dev/sda1 100%")
    at.whisper(ANA, section("Only you see this"), text="psst")
    at.publish(
        ANA, section("*An update is owed*"), {"type": "actions", "elements": [button("Write it", "u")]}
    )
    return card.ts


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 1280), ("light", 390)])
def test_axe_has_no_serious_finding(
    at: Stage, browser: Browser, scheme: Literal["light", "dark"], width: int
) -> None:
    thread = furnish(at)
    at.shows(FORM)
    page = browser.new_page(viewport={"width": width, "height": 844}, color_scheme=scheme)
    home = f"{at.workspace.config.base_url}/as/{ANA}"

    found = {place: findings(opened(page, f"{home}{place}")) for place in places(thread)}
    page.goto(f"{home}/c/{INCIDENTS}")
    page.get_by_label("Message incidents").fill("/incident declare")
    page.keyboard.press("Enter")
    page.get_by_role("dialog").wait_for()
    found["the form"] = findings(page)

    assert sorted({told for each in found.values() for told in each}) == []


def places(thread: str) -> tuple[str, ...]:
    """A channel, the list of channels, a thread, the home tab, and who to be."""
    channel = f"/c/{INCIDENTS}"
    return channel, f"{channel}#channels", f"{channel}?thread={thread}", "/home", "/../.."


def opened(page: Page, address: str) -> Page:
    page.goto(address)
    return page
