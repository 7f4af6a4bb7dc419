"""Someone at the page in a real browser. Everything waits for what it needs; nothing waits for a time."""

import re
import shutil
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser, Locator, Page, Request, expect, sync_playwright

ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync"]
ARGUMENTS += ["--disable-background-networking", "--disable-component-update"]
PATIENCE_MS = 20_000
TAB_STOPS = 80
STOP = """() => {
  const node = document.activeElement;
  if (!node || node === document.body) return null;
  const name = (node.ariaLabel || node.innerText || node.name || "").replace(/^#/, "").trim();
  const { left, right, top, bottom } = node.getBoundingClientRect();
  return [name, right > 0 && bottom > 0 && left < innerWidth && top < innerHeight];
}"""
"""What has the focus: its name, and whether it is on the screen."""
expect.set_options(timeout=PATIENCE_MS)


@contextmanager
def chromium() -> Iterator[Browser]:
    """The system's Chromium, without a window."""
    with sync_playwright() as playwright:
        program = shutil.which("chromium") or shutil.which("chromium-browser")
        launched = playwright.chromium.launch(executable_path=program, args=ARGUMENTS)
        yield launched
        launched.close()


@dataclass(slots=True)
class Someone:
    """A person in a browser of their own; `troubles` gathers what went wrong on the page."""

    page: Page
    base_url: str
    user: str
    troubles: list[str] = field(default_factory=list)

    # Reading.

    @property
    def messages(self) -> Locator:
        """What the channel shows."""
        return self.page.locator("#messages")

    @property
    def window(self) -> Locator:
        """The open window, or the question before a press."""
        return self.page.get_by_role("dialog")

    @property
    def card(self) -> Locator:
        """The card of the incident, in the flow of the channel."""
        return self.messages.locator(".message", has=self.page.locator(".block-header"))

    def sees(self, text: str | re.Pattern[str]) -> None:
        """Wait until the channel shows the text."""
        expect(self.messages).to_contain_text(text)

    def sideways(self) -> int:
        """By how many pixels the page is wider than the screen."""
        return int(self.page.evaluate("document.documentElement.scrollWidth - window.innerWidth"))

    # Doing.

    def comes(self, path: str = "") -> None:
        """Open the workspace as this person."""
        self.page.goto(f"{self.base_url}/as/{self.user}{path}")

    def opens(self, channel: str | re.Pattern[str]) -> None:
        """Go to a channel by its name in the list."""
        label = self.page.locator(".label", has_text=channel)
        drawer = self.page.get_by_label("Open the channel list")
        if drawer.is_visible():
            drawer.click()
        self.page.locator("a.room", has=label).first.click()
        expect(self.page.get_by_role("heading", level=1)).to_contain_text(channel)

    def types(self, line: str) -> None:
        """A line in the message box, and Enter."""
        box = self.page.locator("#write")
        box.fill(line)
        with self._sent():
            box.press("Enter")

    def presses(self, label: str, *, near: str = "") -> None:
        """The newest button with this label; `near` is a text of the message it stands in."""
        self._press(self._in_message(near).get_by_role("button", name=label, exact=True).last)

    def chooses(self, label: str, *, step: str) -> None:
        """From the menu in a step's own message. `step`: its phase and title, as no other step names it.

        The card shows the same step, often sooner: a menu opened there is not the newest for long.
        """
        card = self.page.locator(".block-header")
        own = self._in_message(step).filter(has_not=card).last
        own.locator(".overflow summary").click()
        self._press(own.get_by_role("button", name=label, exact=True))

    def presses_in_window(self, label: str) -> None:
        """A button of the open window or question."""
        self._press(self.window.get_by_role("button", name=label, exact=True))

    def submits(self, label: str) -> None:
        """The button that ends the open window or question, which is then gone."""
        self.presses_in_window(label)
        expect(self.window).to_have_count(0)

    def tabs_to(self, label: str, *, backwards: bool = False) -> None:
        """Tab until what has this name, or begins with it, has the focus; every stop must be in sight."""
        passed = []
        for _ in range(TAB_STOPS):
            self.page.keyboard.press("Shift+Tab" if backwards else "Tab")
            stop = self.page.evaluate(STOP)
            if stop is None:
                continue  # between the end of the page and its beginning
            name, in_sight = stop
            assert in_sight, f"{name} has the focus and is not in sight"
            if name.startswith(label):
                return
            passed.append(name)
        raise AssertionError(f"no “{label}” among {passed}")

    def opens_thread(self, near: str) -> None:
        """The thread under the newest message that says this."""
        self._in_message(near).locator("a.replies").last.click()
        expect(self.page.locator("#thread")).to_be_visible()

    def _in_message(self, near: str) -> Locator:
        return self.messages.locator(".message", has_text=near) if near else self.messages

    def _press(self, button: Locator) -> None:
        with self._sent():
            button.click()

    def _sent(self) -> AbstractContextManager[object]:
        """What happens within posts a form, and its answer is awaited."""
        return self.page.expect_response(lambda answer: answer.request.method == "POST")


def someone(browser: Browser, base_url: str, user: str, *, width: int = 1280, height: int = 900) -> Someone:
    """A person with a browser context of their own, that is: other cookies, other storage."""
    page = browser.new_context(viewport={"width": width, "height": height}).new_page()
    page.set_default_timeout(PATIENCE_MS)
    made = Someone(page, base_url, user)

    def note_if_foreign(sent: Request) -> None:
        if not sent.url.startswith(base_url):
            made.troubles.append(f"asked {sent.url}")

    page.on("pageerror", lambda error: made.troubles.append(str(error)))
    page.on("console", lambda said: made.troubles.append(said.text) if said.type == "error" else None)
    page.on("request", note_if_foreign)
    made.comes()
    return made
