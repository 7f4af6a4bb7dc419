"""A person at the page, over HTTP: reads what is rendered, presses what is there, fills in what is open.

Nothing is pressed that a person could not press. A label that does not appear in time is an error that says
what there is instead.
"""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.client import HTTPConnection
from threading import Event
from time import monotonic
from typing import Protocol, TypeAlias, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from bot.demo.page.controls import (
    Control,
    NotThere,
    Values,
    buttons,
    controls,
    form_values,
    front,
    menu_named,
    offers,
    with_file,
)
from bot.demo.page.markup import Node, parse

__all__ = ["Answer", "Fetch", "NotThere", "Person", "over_http"]

Pause: TypeAlias = Callable[[], None]
_Found = TypeVar("_Found")
STEP_SECONDS = 0.1
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it was served. `path` is where it was found after redirects."""

    status: int
    path: str
    body: str
    location: str = ""


class Fetch(Protocol):
    """One request, redirects not followed. `form` makes it a POST, of this kind."""

    def __call__(self, path: str, form: bytes | None, kind: str = FORM) -> Answer: ...


def over_http(base_url: str) -> Fetch:
    """Requests to a running workspace."""
    host = urlsplit(base_url).netloc

    def fetch(path: str, form: bytes | None, kind: str = FORM) -> Answer:
        connection = HTTPConnection(host, timeout=30)
        try:
            headers = {"Content-Type": kind} if form is not None else {}
            connection.request("GET" if form is None else "POST", path, form, headers)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, path, body, answer.headers.get("Location", ""))
        finally:
            connection.close()

    return fetch


class Person:
    """Someone at the page. `pause` is called before each act, for a human pace; `patience` is in seconds."""

    def __init__(
        self,
        base_url: str,
        user_id: str,
        *,
        fetch: Fetch | None = None,
        pause: Pause = lambda: None,
        patience: float = 10.0,
    ) -> None:
        self.user_id = user_id
        self._fetch = fetch or over_http(base_url)
        self._pause = pause
        self._patience = patience
        self._typed: Values = {}
        self._asked: Node | None = None
        self._path = ""
        self._read = "", parse("")
        self._page = self._load(f"/as/{user_id}")

    # Reading.

    @property
    def name(self) -> str:
        """The name that the page calls this person by."""
        me = self._page.first(lambda node: node.get("id") == "me")
        strong = me.all("strong") if me else []
        return strong[0].text if strong else self.user_id

    @property
    def channel(self) -> str:
        """The name of the channel on the screen."""
        heads = self._page.all("h1")
        return heads[0].text.removeprefix("#").removeprefix("private").strip() if heads else ""

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
            lambda: f"sees no file “{title}”. There are: {_quoted([name for name, _ in self.files()])}",
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

        href = self._until(found, lambda: f"has no channel “{channel}”. There are: {_quoted(self.channels)}")
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

    @property
    def window(self) -> str:
        """The title of the open window; empty when none is open."""
        shown = self._front()
        titles = shown.all("h2") if shown.tag == "dialog" else []
        return titles[0].text if titles else ""

    # How.

    def _composer(self) -> Node:
        def found() -> Node | None:
            forms = self._look().all("form")
            return next((each for each in reversed(forms) if each.has("data-composer")), None)

        return self._until(found, lambda: "cannot write here")

    def _field(self, label: str) -> Control:
        return self._until(
            lambda: controls(self._front()).get(label),
            lambda: self._no("field", label, list(controls(self._front()))),
        )

    def _search(self, field: Control, label: str, wanted: str) -> Control:
        """Type into a menu that is filled by the bot, until it offers what is wanted."""
        button, name = field.search
        form = button.above("form")
        assert form is not None, "a Find button stands in a form"
        self._send(form, button, {**self._typed, name: [wanted]})
        return self._until(
            lambda: next(
                (c for n, c in controls(self._front()).items() if n == label and c.offers(wanted)), None
            ),
            lambda: self._no("option", wanted, offers(controls(self._front()).get(label))),
        )

    def _use(self, node: Node) -> None:
        if node.tag == "a":
            self._page = self._load(node.get("href"))
            return
        form = node.above("form")
        assert form is not None, "every button of the page stands in a form"
        inside = any(above.tag == "dialog" for above in form.lineage())
        self._send(form, node, self._typed if inside else {})

    def _send(self, form: Node, button: Node | None, values: Values) -> None:
        pairs = form_values(form, values)
        if button is not None and button.get("name"):
            pairs.append((button.get("name"), button.get("value")))
        action = (button.get("formaction") if button else "") or form.get("action")
        self._post(action, urlencode(pairs).encode())

    def _post(self, action: str, body: bytes, kind: str = FORM) -> None:
        answer = self._follow(action, body, kind)
        self._page = parse(answer.body)
        self._path = answer.path if answer.path != action else self._path
        self._typed = {}
        # A question stands only on the answer to the form, so it must not be lost by looking again.
        self._asked = _question(self._page)

    def _buttons(self, near: str) -> list[Node]:
        shown = buttons(self._front())
        if not near:
            return shown
        return [b for b in shown if any(a.is_of("message") and _is_about(a.text, near) for a in b.lineage())]

    def _front(self) -> Node:
        """What can be used now: a question, else the open window, else all."""
        if self._asked is not None:
            return self._asked
        return front(self._look())

    def _look(self) -> Node:
        if self._asked is None:
            self._page = self._load(self._path)
        return self._page

    def _load(self, path: str) -> Node:
        answer = self._follow(path)
        self._path, self._asked = answer.path, None
        body, tree = self._read
        if answer.body != body:  # whoever waits sees the same page again and again
            tree = parse(answer.body)
            self._read = answer.body, tree
        return tree

    def _follow(self, path: str, form: bytes | None = None, kind: str = FORM) -> Answer:
        path = path.partition("#")[0]
        answer = self._fetch(path, form, kind)
        if 300 <= answer.status < 400:
            return self._follow(
                urlsplit(urljoin(path, answer.location))._replace(scheme="", netloc="").geturl()
            )
        if answer.status >= 400:
            raise NotThere(f"{self.user_id} got {answer.status} for {path}: {parse(answer.body).text}")
        return answer

    def _until(self, found: Callable[[], _Found | None], problem: Callable[[], str]) -> _Found:
        deadline = monotonic() + self._patience
        while (result := found()) is None:
            if monotonic() >= deadline:
                raise NotThere(f"{self._where()} {problem()}")
            Event().wait(STEP_SECONDS)
        return result

    def _where(self) -> str:
        return f"{self.name} in #{self.channel}"

    def _no(self, kind: str, label: str, present: list[str], near: str = "") -> str:
        place = f" near “{near}”" if near else f" in the window “{self.window}”" if self.window else ""
        return f"sees no {kind} “{label}”{place}. There are: {_quoted(present)}"


def _question(page: Node) -> Node | None:
    asked = page.first(lambda node: node.get("id") == "confirm")
    return next(iter(asked.all("dialog")), None) if asked else None


def _says(button: Node, option: str) -> bool:
    spans = button.all("span")
    return option in {button.label, spans[0].text if spans else button.text}


def _is_about(said: str, text: str) -> bool:
    return re.search(rf"(?<!→ ){re.escape(text)}", said) is not None


def _name_of(room: Node) -> str:
    return next((node.text for node in room.walk() if node.is_of("label")), room.text)


def _plain(text: str) -> str:
    return " ".join(text.split())


def _quoted(names: list[str]) -> str:
    return ", ".join(f"“{name}”" for name in dict.fromkeys(names)) or "none"
