"""The forms of the page: what each does, through the workspace's own actions."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import TypeAlias

from bot.demo.page.forms import Form, changed_inputs, given_in, read_act, searched
from bot.demo.page.places import Place
from bot.demo.page.reader import Reader
from bot.demo.page.screen import Confirm, Extra, Screens
from bot.demo.workspace import actions
from bot.demo.workspace.actions import NotPossible, OnMessage, OnView
from bot.demo.workspace.choices import Spot, find
from bot.demo.workspace.model import Ephemeral, Message, View
from bot.demo.workspace.workspace import Workspace

Shown: TypeAlias = Message | Ephemeral | View


@dataclass(frozen=True, slots=True)
class Asked:
    """A form that a person posted, from the place where they were."""

    reader: Reader
    place: Place
    form: Form


Doing: TypeAlias = Callable[[Asked], Awaitable[Extra]]


@dataclass(frozen=True, slots=True)
class Hands:
    """Does what forms say. Each returns what the screen shows besides what changed."""

    workspace: Workspace
    screens: Screens

    def forms(self) -> dict[str, Doing]:
        """Every form by the last part of its address."""
        return {
            "say": self.say,
            "act": self.act,
            "submit": self.submit,
            "close": self.close,
            "react": self.react,
            "shortcut": self.shortcut,
            "pin": self.pin,
            "dismiss": self.dismiss,
            "join": self.join,
        }

    async def say(self, asked: Asked) -> Extra:
        form, me = asked.form, asked.reader.me.id
        text = form.one("text").replace("\r\n", "\n")
        where = form.one("channel"), form.one("thread")
        try:
            if form.file is not None:
                file = form.file
                seen = actions.upload(self.workspace, me, where[0], file.name, file.content, text, where[1])
            else:
                seen = await actions.type_line(self.workspace, me, where[0], text, where[1])
        except NotPossible as problem:
            return Extra(notice=str(problem), draft=text)
        return Extra() if seen.ok else Extra(notice=seen.notice, draft=text)

    async def act(self, asked: Asked) -> Extra:
        form, reader = asked.form, asked.reader
        search = None if form.one("act") else searched(form)
        if search:
            act, typed = search
            await self._fill(reader, form)
            await actions.suggest(
                self.workspace, reader.me.id, target(form), act.block_id, act.action_id, typed
            )
            return Extra()
        if not form.one("act"):
            return Extra()
        return await self._press(asked)

    async def _press(self, asked: Asked) -> Extra:
        form, reader = asked.form, asked.reader
        act = read_act(form.one("act"))
        shown = shown_in(reader, form)
        spot = find(shown, act.block_id, act.action_id)
        surface = self.screens.surface(reader, shown)
        if "confirm" in spot.element and not form.has("confirmed"):
            question = Confirm(surface, spot.element["confirm"], form.one("act"), form.without("act"))
            return Extra(confirm=question)
        await self._fill(reader, form, besides=spot)
        given = act.option if act.option is not None else given_in(form, spot.block, spot.element, surface)
        seen = await actions.press(
            self.workspace, reader.me.id, target(form), spot.block_id, spot.action_id, given or ""
        )
        return Extra(notice=seen.notice)

    async def submit(self, asked: Asked) -> Extra:
        view = view_of(asked.reader, asked.form.one("id"))
        inputs = changed_inputs(asked.form, view.blocks, self.screens.surface(asked.reader, view))
        await actions.submit(self.workspace, asked.reader.me.id, view.id, inputs)
        return Extra()

    async def close(self, asked: Asked) -> Extra:
        await actions.close(self.workspace, asked.reader.me.id, asked.form.one("id"))
        return Extra()

    async def react(self, asked: Asked) -> Extra:
        form = asked.form
        actions.react(
            self.workspace, asked.reader.me.id, form.one("channel"), form.one("ts"), form.one("emoji")
        )
        return Extra()

    async def shortcut(self, asked: Asked) -> Extra:
        form = asked.form
        seen = await actions.choose_shortcut(
            self.workspace, asked.reader.me.id, form.one("channel"), form.one("ts"), form.one("shortcut")
        )
        return Extra(notice=seen.notice)

    async def pin(self, asked: Asked) -> Extra:
        actions.pin(self.workspace, asked.reader.me.id, asked.form.one("channel"), asked.form.one("ts"))
        return Extra()

    async def dismiss(self, asked: Asked) -> Extra:
        actions.dismiss(self.workspace, asked.reader.me.id, asked.form.one("id"))
        return Extra()

    async def join(self, asked: Asked) -> Extra:
        actions.join(self.workspace, asked.reader.me.id, asked.form.one("channel"))
        return Extra()

    async def _fill(self, reader: Reader, form: Form, besides: Spot | None = None) -> None:
        """Keep what was typed into a modal before something in it is pressed."""
        if form.one("on") != "view":
            return
        view = view_of(reader, form.one("id"))
        inputs = changed_inputs(form, view.blocks, self.screens.surface(reader, view))
        if besides is not None:
            inputs.get(besides.block_id, {}).pop(besides.action_id, None)
        if any(inputs.values()):
            await actions.fill(self.workspace, reader.me.id, view.id, inputs)


def shown_in(reader: Reader, form: Form) -> Shown:
    """The message or modal that a form belongs to."""
    if form.one("on") == "view":
        return view_of(reader, form.one("id"))
    ephemeral = reader.state.ephemerals.get(form.one("id"))
    if ephemeral is not None and ephemeral.person == reader.me.id:
        return ephemeral
    message = reader.state.find_message(form.one("channel"), form.one("id"))
    if message is None:
        raise NotPossible("That message is gone.")
    return message


def view_of(reader: Reader, view_id: str) -> View:
    """A modal that this person has open, or their home tab."""
    view = reader.state.view(view_id)
    if view is None or view.person != reader.me.id:
        raise NotPossible("That window is closed already.")
    return view


def target(form: Form) -> OnMessage | OnView:
    """The same, as the actions name it."""
    if form.one("on") == "view":
        return OnView(form.one("id"))
    return OnMessage(form.one("channel"), form.one("id"))
