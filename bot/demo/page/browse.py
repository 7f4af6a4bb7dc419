"""A person at the page, over HTTP: reads what is rendered, presses what is there, fills in what is open.

Nothing is pressed that a person could not press. A label that does not appear in time is an error that says
what there is instead.
"""

from collections.abc import Callable, Mapping, Sequence

from bot.demo.page.controls import (
    NotThere,
    buttons,
    controls,
    form_values,
    menu_named,
)
from bot.demo.page.fetching import FORM, Answer, Fetch, over_http, with_file
from bot.demo.page.markup import Node, parse
from bot.demo.page.tab import Tab, quoted

__all__ = ["FORM", "Answer", "Fetch", "NotThere", "Person", "over_http"]


class Person(Tab):
    """Someone at the page."""

    # Reading.

    @property
    def channels(self) -> list[str]:
        """The names in the channel list, with those of direct messages."""
        return [node.text for node in self._page.walk() if node.tag == "span" and node.is_of("label")]

    @property
    def text(self) -> str:
        """Everything that can be read on the screen now."""
        return self._look().text

    def sees(self, text: str) -> str:
        """Wait until the text is on the screen; line breaks do not matter. Return what is read there."""

        def found() -> str | None:
            read = self._look().text
            return read if _plain(text) in _plain(read) else None

        return self._until(found, lambda: f"does not see “{text}”. There is:\n{self._look().text}")

    def finds(self, looked_for: Callable[[str], Sequence[str]], what: str) -> Sequence[str]:
        """Wait until something is found in what can be read."""
        return self._until(
            lambda: looked_for(self._look().text) or None,
            lambda: f"does not see {what}. There is:\n{self._look().text}",
        )

    def is_offered(self, label: str) -> bool:
        """Whether there is a button with this label on the screen now."""
        return any(label == node.label for node in buttons(self._front()))

    def does_not_see(self, text: str) -> None:
        """Fail when the text is on the screen now."""
        if _plain(text) in _plain(self._look().text):
            raise NotThere(f"{self._where()} sees “{text}”, which should not be there.")

    def files(self) -> list[tuple[str, str]]:
        """Title and address of each file in the channel."""
        shown = [node for node in self._look().walk() if node.is_of("file")]
        links = [
            link for node in shown for link in node.all("a") if link.get("aria-label") == "" and link.text
        ]
        return [(link.text, link.get("href")) for link in links]

    def reads_file(self, title: str) -> str:
        """Open a file by its title and return its text."""
        href = self._until(
            lambda: next((href for name, href in self.files() if name == title), None),
            lambda: f"sees no file “{title}”. There are: {quoted([name for name, _ in self.files()])}",
        )
        shown = parse(self._follow(href).body).first(lambda node: node.is_of("document"))
        if shown is None:
            raise NotThere(f"{self._where()} cannot read “{title}”: it is not a text.")
        return shown.raw_text.removeprefix("\n")

    # Going somewhere.

    def open(self, channel: str) -> "Person":
        """Go to a channel of the list by its name, or by the beginning of it when only one begins so."""

        def found() -> str | None:
            links = [node for node in self._look().all("a") if node.is_of("room")]
            names = {_name_of(node): node.get("href") for node in links}
            starting = [href for name, href in names.items() if name.startswith(channel)]
            return names.get(channel) or (starting[0] if len(starting) == 1 else None)

        href = self._until(found, lambda: f"has no channel “{channel}”. There are: {quoted(self.channels)}")
        self._pause()
        self._page = self._load(href)
        return self

    def open_app(self) -> "Person":
        """Go to the home tab of the app."""
        self._pause()
        self._page = self._load(f"/as/{self.user_id}/home")
        return self

    def open_thread(self, text: str) -> "Person":
        """Open the thread under the newest message that says `text`."""

        def found() -> Node | None:
            said = [node for node in self._look().walk() if node.is_of("message") and text in node.text]
            links = [link for node in said[-1:] for link in node.all("a") if "thread=" in link.get("href")]
            return links[0] if links else None

        link = self._until(found, lambda: f"finds no thread under “{text}”")
        self._pause()
        self._page = self._load(link.get("href"))
        return self

    # Doing.

    def type(self, text: str) -> "Person":
        """Write a message, or a slash command, where the composer is; in the thread when one is open."""
        form = self._composer()
        self._pause()
        self._send(form, None, {"text": [text]})
        return self

    def upload(self, name: str, content: bytes, text: str = "") -> "Person":
        """Share a file where the composer is, with a message beside it or without."""
        form = self._composer()
        self._pause()
        pairs = form_values(form, {"text": [text]})
        self._post(form.get("action"), *with_file(pairs, name, content))
        return self

    def press(self, label: str, *, near: str = "") -> "Person":
        """Press the newest button with this label; `near` is a text of the message it must stand in.

        What a message only leads to (“It is → Close it”) is not what it is about.
        """

        def found() -> Node | None:
            named = [
                node for node in self._buttons(near) if label in {node.label, node.text.replace("\n", " ")}
            ]
            return named[-1] if named else None

        button = self._until(
            found, lambda: self._no("button", label, [b.label for b in self._buttons(near)], near)
        )
        self._pause()
        self._use(button)
        return self

    def use(self, shortcut: str, *, near: str) -> "Person":
        """Choose a shortcut in the menu of the newest message that says `near`."""

        def offered() -> list[Node]:
            said = [node for node in self._look().walk() if node.is_of("message") and near in node.text]
            return [b for node in said[-1:] for b in node.all("button") if b.get("name") == "shortcut"]

        def found() -> Node | None:
            return next((button for button in offered() if button.text == shortcut), None)

        button = self._until(
            found, lambda: self._no("shortcut", shortcut, [each.text for each in offered()], near)
        )
        self._pause()
        self._use(button)
        return self

    def choose(self, menu: str, option: str) -> "Person":
        """Choose an option in a menu of a message or of the open window, by their labels."""
        field = controls(self._front()).get(menu)
        if field is not None:
            return self.fill({menu: option})

        def found() -> Node | None:
            shown = menu_named(self._front(), menu)
            return None if shown is None else next((b for b in shown.all("button") if _says(b, option)), None)

        def problem() -> str:
            shown = menu_named(self._front(), menu)
            if shown is None:
                names = [node.all("summary")[0].label for node in self._front().all("details")]
                return self._no("menu", menu, names)
            return self._no("option", option, [button.label for button in shown.all("button")])

        button = self._until(found, problem)
        self._pause()
        self._use(button)
        return self

    def fill(self, values: Mapping[str, str | Sequence[str]]) -> "Person":
        """Put values into the open window by the labels of its fields. Menus take the option's label."""
        for label, value in values.items():
            field = self._field(label)
            wanted = [value] if isinstance(value, str) else list(value)
            if field.is_search:
                field = self._search(field, label, wanted[0])
            self._typed[field.name] = [field.value_of(each, self._where()) for each in wanted]
        return self

    def submit(self, label: str = "") -> "Person":
        """Press the window's own button; `label` checks what it reads."""

        def found() -> Node | None:
            return self._front().first(lambda node: node.has("data-submit") and label in {"", node.label})

        button = self._until(
            found, lambda: self._no("button", label or "to submit", [b.label for b in buttons(self._front())])
        )
        self._pause()
        self._use(button)
        return self

    def errors(self) -> list[str]:
        """What the open window complains about."""
        return [node.text for node in self._front().walk() if node.is_of("error") or node.is_of("notice")]


def _says(button: Node, option: str) -> bool:
    spans = button.all("span")
    return option in {button.label, spans[0].text if spans else button.text}


def _name_of(room: Node) -> str:
    return next((node.text for node in room.walk() if node.is_of("label")), room.text)


def _plain(text: str) -> str:
    return " ".join(text.split())
