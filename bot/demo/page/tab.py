"""A tab in which somebody has the page open: what is on it now, and how forms are sent from it."""

import re
from collections.abc import Callable
from threading import Event
from time import monotonic
from typing import TypeAlias, TypeVar
from urllib.parse import urlencode, urljoin, urlsplit

from bot.demo.page.controls import (
    Control,
    NotThere,
    Values,
    buttons,
    controls,
    form_values,
    front,
    offers,
)
from bot.demo.page.fetching import FORM, Answer, Fetch, over_http
from bot.demo.page.markup import Node, parse

Pause: TypeAlias = Callable[[], None]
_Found = TypeVar("_Found")
STEP_SECONDS = 0.1


class Tab:
    """`pause` is called before each act, for a human pace; `patience` is in seconds."""

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
    def window(self) -> str:
        """The title of the open window; empty when none is open."""
        shown = self._front()
        titles = shown.all("h2") if shown.tag == "dialog" else []
        return titles[0].text if titles else ""

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
        return f"sees no {kind} “{label}”{place}. There are: {quoted(present)}"


def _question(page: Node) -> Node | None:
    asked = page.first(lambda node: node.get("id") == "confirm")
    return next(iter(asked.all("dialog")), None) if asked else None


def _is_about(said: str, text: str) -> bool:
    return re.search(rf"(?<!→ ){re.escape(text)}", said) is not None


def quoted(names: list[str]) -> str:
    """Names for an error, each once."""
    return ", ".join(f"“{name}”" for name in dict.fromkeys(names)) or "none"
