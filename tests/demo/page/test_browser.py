"""The page in a real browser: live, by keyboard, at two widths, and without script."""

import shutil
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from playwright.sync_api import APIResponse, Browser, Page, Request, Route, expect, sync_playwright

from bot.demo.workspace.model import Json
from tests.demo.page.stage import (
    ANA,
    BO,
    GENERAL,
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

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
LONG = "r-8841-" + "9fab" * 40
CONFIRM: Json = {
    "title": plain("Run it?"),
    "text": markup("On *prod*."),
    "confirm": plain("Run it"),
    "deny": plain("No"),
}
MENU = {
    "type": "static_select",
    "action_id": "saw",
    "placeholder": plain("Saw else"),
    "options": options("A", "B"),
}
CARD: list[Json] = [
    {"type": "header", "text": plain("INC-0042 · P1 · " + "Receipt chain broken " * 5)},
    {"type": "section", "fields": [markup(f"*Field {each}*\n`{LONG}`") for each in range(4)]},
    section("Step 3", accessory={"type": "overflow", "action_id": "more", "options": options("Skip")}),
    {
        "type": "actions",
        "elements": [
            button("Approve and run", "approve", style="primary", confirm=CONFIRM),
            button("Done by hand", "hand"),
            MENU,
            button("Deny", "deny", style="danger"),
        ],
    },
    {"type": "table", "rows": [[{"type": "raw_text", "text": LONG}] * 3]},
]
CLASS = {
    "type": "external_select",
    "action_id": "c",
    "min_query_length": 0,
    "placeholder": plain("Type to find"),
}
DECLARE = modal(
    field_of("Title", {"type": "plain_text_input", "action_id": "t"}),
    field_of("Class", CLASS),
    field_of("Severity", {"type": "static_select", "action_id": "s", "options": options("P0", "P1")}),
)


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        launched = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield launched
        launched.close()


@pytest.fixture
def at() -> Iterator[Stage]:
    with running() as made:
        yield made


class Eyes:
    """Opens pages, and notes what went wrong on them or left this machine."""

    def __init__(self, browser: Browser, at: Stage) -> None:
        self._browser = browser
        self._base = at.workspace.config.base_url
        self.troubles: list[str] = []

    def page(self, who: str = ANA, channel: str = INCIDENTS, width: int = 1280, **more: Any) -> Page:
        context = self._browser.new_context(viewport={"width": width, "height": 844}, **more)
        page = context.new_page()
        page.set_default_timeout(10_000)
        page.on("pageerror", lambda error: self.troubles.append(str(error)))
        page.on("console", lambda said: self.troubles.append(said.text) if said.type == "error" else None)
        page.on("request", self._note_if_foreign)
        page.goto(f"{self._base}/as/{who}/c/{channel}")
        return page

    def _note_if_foreign(self, sent: Request) -> None:
        if not sent.url.startswith(self._base):
            self.troubles.append(sent.url)

    def close(self) -> None:
        """Leave all pages, so that no stream of changes is open when the server stops."""
        for context in self._browser.contexts:
            context.close()


@pytest.fixture
def eyes(browser: Browser, at: Stage) -> Iterator[Eyes]:
    made = Eyes(browser, at)
    yield made
    made.close()
    assert made.troubles == []


def sideways(page: Page) -> int:
    return int(page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))


def offering(said: dict[str, Any]) -> httpx.Response:
    if said.get("type") != "block_suggestion":
        return httpx.Response(200)
    found = [
        each for each in options("Receipt chain", "Control plane") if said["value"].lower() in each["value"]
    ]
    return httpx.Response(200, json={"options": found})


@pytest.mark.parametrize("width", [390, 1280])
def test_nothing_scrolls_sideways(at: Stage, eyes: Eyes, width: int) -> None:
    at.post(*CARD)
    at.post(text=LONG * 3)
    at.share(f"{LONG}.md", b"x")
    at.workspace.state.channels[INCIDENTS].topic = LONG * 3
    at.shows(DECLARE)

    page = eyes.page(width=width)
    of_channel = sideways(page)
    page.locator("#write").fill("/incident declare")
    page.keyboard.press("Enter")
    expect(page.get_by_role("dialog")).to_be_visible()

    assert (of_channel, sideways(page)) == (0, 0)


def test_the_channel_list_is_a_drawer_on_a_phone(at: Stage, eyes: Eyes) -> None:
    page = eyes.page(width=390)
    room = page.locator(f"#room-{GENERAL}")
    expect(room).not_to_be_in_viewport()

    page.get_by_label("Open the channel list").click()
    expect(room).to_be_in_viewport()
    room.click()

    expect(page.get_by_role("heading", name="general", level=1)).to_be_visible()
    expect(room).not_to_be_in_viewport()


def test_what_others_do_appears_while_half_a_sentence_and_an_open_menu_stay(at: Stage, eyes: Eyes) -> None:
    at.post(*CARD)
    ana, bo = eyes.page(ANA), eyes.page(BO)
    ana.locator("#write").fill("half a sent")
    ana.locator("#messages summary", has_text="Saw else").click()

    bo.locator("#write").fill("I see it too")
    bo.locator("#write").press("Enter")

    expect(ana.locator("#messages")).to_contain_text("I see it too")
    expect(ana.locator("#write")).to_have_value("half a sent")
    expect(ana.locator("#messages").get_by_role("button", name="B", exact=True)).to_be_visible()
    expect(bo.locator("#write")).to_have_value("")


def test_unread_marks_come_and_go_by_themselves(at: Stage, eyes: Eyes) -> None:
    page = eyes.page(ANA, GENERAL)
    mark = page.locator(f"#room-{INCIDENTS} b")

    at.post(text="one")
    expect(mark).to_have_text("1")
    page.locator(f"#room-{INCIDENTS}").click()

    expect(page.locator("#messages")).to_contain_text("one")
    expect(mark).to_have_count(0)
    assert page.url.endswith(f"/c/{INCIDENTS}")


def test_a_late_refresh_of_the_channel_one_left_is_not_shown(at: Stage, eyes: Eyes) -> None:
    page = eyes.page(ANA, GENERAL)
    held: list[Route] = []
    page.route("**/c/*", lambda route: held.append(route) if len(held) < 2 else route.continue_())

    with page.expect_request(lambda sent: sent.url.endswith(INCIDENTS)):
        page.locator(f"#room-{INCIDENTS}").click()
    with page.expect_request(_is_refresh):
        at.post(text="news", channel=GENERAL)
    held[0].continue_()
    expect(page.get_by_role("heading", level=1)).to_have_text("#incidents")
    with page.expect_request(lambda sent: _is_refresh(sent) and sent.url.endswith(INCIDENTS)):
        held[1].continue_()

    expect(page.get_by_role("heading", level=1)).to_have_text("#incidents")


def test_a_late_answer_to_a_press_pulls_nobody_back(at: Stage, eyes: Eyes) -> None:
    page = eyes.page(ANA, GENERAL)
    held: list[Route] = []

    def hold(route: Route) -> None:
        held.append(route)

    page.route("**/say", hold)

    with page.expect_request("**/say"):
        page.locator("#write").fill("hello")
        page.locator("#write").press("Enter")
    page.locator(f"#room-{INCIDENTS}").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("#incidents")
    with page.expect_request(lambda sent: _is_refresh(sent) and sent.url.endswith(INCIDENTS)):
        held[0].continue_()

    expect(page.get_by_role("heading", level=1)).to_have_text("#incidents")
    assert page.url.endswith(f"/c/{INCIDENTS}")


def test_a_late_answer_to_a_press_hides_nothing_that_came_meanwhile(at: Stage, eyes: Eyes) -> None:
    page = eyes.page()
    messages = page.locator("#messages")
    held: list[tuple[Route, APIResponse]] = []
    page.route("**/say", lambda route: held.append((route, route.fetch())))

    with page.expect_request("**/say"):
        page.locator("#write").fill("hello")
        page.locator("#write").press("Enter")
    expect(messages).to_contain_text("hello")
    at.post(text="news")
    expect(messages).to_contain_text("news")
    ((route, drawn_before_the_news),) = held
    route.fulfill(response=drawn_before_the_news)
    expect(page.locator("form.busy")).to_have_count(0)

    expect(messages).to_contain_text("news")


def _is_refresh(sent: Request) -> bool:
    return "x-live" in sent.headers


def test_an_incident_is_declared_by_keyboard_alone(at: Stage, eyes: Eyes) -> None:
    at.bot.answer = offering
    at.shows(DECLARE)
    page = eyes.page()
    press = page.keyboard.press
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")  # the skip link leads to the message box
    page.keyboard.type("/incident declare")
    press("Enter")
    expect(page.get_by_label("Title")).to_be_focused()

    page.keyboard.type("Chain broken")
    press("Tab")
    page.keyboard.type("rec")
    expect(page.get_by_role("radio", name="Receipt chain")).to_be_visible()
    press("Enter")
    expect(page.get_by_role("radio", name="Receipt chain")).to_be_checked()
    page.get_by_label("Severity").focus()
    page.keyboard.type("P1")
    page.get_by_role("button", name="Go").focus()
    press("Enter")

    expect(page.get_by_role("dialog")).to_have_count(0)
    values = at.bot.heard[-1]["view"]["state"]["values"]
    assert values["title"]["t"]["value"] == "Chain broken"
    assert values["class"]["c"]["selected_option"]["value"] == "receipt chain"
    assert values["severity"]["s"]["selected_option"]["value"] == "p1"


def test_a_refused_window_shows_why_at_the_field(at: Stage, eyes: Eyes) -> None:
    at.shows(DECLARE)
    page = eyes.page()
    page.locator("#write").fill("/incident declare")
    page.locator("#write").press("Enter")

    page.get_by_label("Severity").select_option("P1")
    page.get_by_role("button", name="Go").click()

    expect(page.locator(".error").first).to_have_text("Please complete this required field.")
    expect(page.get_by_label("Title")).to_be_focused()
    expect(page.get_by_label("Severity")).to_have_value("p1")


def test_escape_answers_a_question_with_no_and_the_button_with_yes(at: Stage, eyes: Eyes) -> None:
    at.post(*CARD)
    page = eyes.page()
    approve = page.locator("#messages").get_by_role("button", name="Approve and run")

    approve.click()
    expect(page.get_by_role("dialog", name="Run it?")).to_be_visible()
    page.keyboard.press("Escape")
    expect(page.get_by_role("dialog")).to_have_count(0)
    heard_before = list(at.bot.heard)
    approve.click()
    page.get_by_role("button", name="Run it", exact=True).click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert heard_before == []
    assert [action["action_id"] for action in at.bot.actions] == ["approve"]


def test_a_menu_is_used_by_arrow_keys(at: Stage, eyes: Eyes) -> None:
    at.post(*CARD)
    page = eyes.page()
    page.locator("#messages summary", has_text="Saw else").focus()

    for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)

    expect(page.locator("#messages summary.btn", has_text="B")).to_be_visible()
    assert at.bot.actions[0]["selected_option"]["value"] == "b"


def test_a_thread_opens_beside_and_escape_closes_it(at: Stage, eyes: Eyes) -> None:
    at.post(text="the root")
    page = eyes.page()
    page.locator("#messages .message").last.hover()
    page.locator("#messages").get_by_role("link", name="Reply").click()

    page.locator("#write-thread").fill("a reply")
    page.locator("#write-thread").press("Enter")

    expect(page.locator("#thread-messages")).to_contain_text("a reply")
    expect(page.locator("#messages")).to_contain_text("1 reply")
    page.locator("#write-thread").press("Escape")
    expect(page.locator("#thread")).to_be_hidden()


def test_without_script_every_form_still_works(at: Stage, eyes: Eyes) -> None:
    at.bot.answer = offering
    at.shows(DECLARE)
    page = eyes.page(width=390, java_script_enabled=False)
    page.locator("#write").fill("/incident declare")
    page.get_by_label("Send").click()

    page.get_by_label("Title").fill("Chain broken")
    page.locator("dialog [data-query]").fill("rec")
    page.get_by_role("button", name="Find").click()
    page.get_by_role("radio", name="Receipt chain").check()
    page.get_by_label("Severity").select_option("P0")
    page.get_by_role("button", name="Go").click()

    expect(page.get_by_role("dialog")).to_have_count(0)
    assert at.bot.heard[-1]["view"]["state"]["values"]["title"]["t"]["value"] == "Chain broken"
