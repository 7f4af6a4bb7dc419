"""One screen: everything that a person sees at an address, put together and rendered."""

import hashlib
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, select_autoescape
from markupsafe import Markup, escape

from bot.demo.page.emoji import symbol
from bot.demo.page.lines import FileView, channel_lines, file_view, pinned_lines, thread_lines
from bot.demo.page.marks import HOME, Marks
from bot.demo.page.mrkdwn import inline
from bot.demo.page.places import Place
from bot.demo.page.reader import Reader
from bot.demo.page.surface import Surface
from bot.demo.workspace.model import Channel, Ephemeral, File, Json, Message, Person, View
from bot.demo.workspace.workspace import Workspace

TEXT_KINDS = {"md", "txt", "log", "json", "yaml", "yml", "csv"}


@dataclass(frozen=True, slots=True)
class Confirm:
    """A question before a button does what it says: Slack's confirm object and the form to send on yes."""

    surface: Surface
    given: Json
    act: str
    form: list[tuple[str, str]]

    def plain(self, text: Json | None) -> str:
        return self.surface.plain(text)

    def words(self, text: Json) -> Markup:
        return self.surface.words(text)


@dataclass(frozen=True, slots=True)
class Extra:
    """What is on the screen because of what was just done: a complaint, an unsent text, a question."""

    notice: str = ""
    draft: str = ""
    confirm: Confirm | None = None


@dataclass(frozen=True, slots=True)
class Room:
    """A channel in the list."""

    channel: Channel
    unread: int


@dataclass(slots=True)
class Screens:
    """Renders for everybody; remembers only how far each person has read."""

    workspace: Workspace
    marks: Marks = field(default_factory=Marks)

    def reader(self, person_id: str) -> Reader | None:
        """The person as a reader; None for the bot, the deactivated and the unknown."""
        person = self.workspace.state.people.get(person_id)
        if person is None or person.is_bot or person.is_deleted:
            return None
        config = self.workspace.config
        return Reader(person, self.workspace.state, self.workspace.clock(), config.base_url, config.shortcuts)

    def comes_to(self, reader: Reader, place: Place) -> bool:
        """Whether the person was somewhere else before."""
        return self.marks.where.get(reader.me.id) != (HOME if place.is_home else place.channel.id)

    def channel(self, reader: Reader, place: Place, extra: Extra, *, is_visit: bool) -> str:
        """The whole page of a channel, or of the app's home tab."""
        channel = place.channel
        new_from = ""
        if place.is_home:
            self.marks.at_home(reader)
        else:
            new_from = self.marks.read(reader, channel, is_visit=is_visit)
        home = self.workspace.state.homes.get(reader.me.id) if place.is_home else None
        rooms = [Room(each, self.marks.unread(reader, each)) for each in self._rooms(reader)]
        view = self.workspace.state.open_view(reader.me.id)
        return _render(
            "page.html.j2",
            reader=reader,
            team=self.workspace.state.team,
            people=self.people(),
            number=self.workspace.state.feed.number,
            channel=channel,
            topic=inline(reader, channel.topic or channel.purpose),
            members=[self.workspace.state.people[who] for who in channel.members],
            rooms=rooms,
            has_direct=any(room.channel.direct for room in rooms),
            unread_total=sum(room.unread for room in rooms),
            pinned=pinned_lines(reader, channel),
            gist=lambda message: gist(reader, message),
            lines=channel_lines(reader, channel, new_from),
            thread=place.thread,
            thread_lines=thread_lines(reader, channel, place.thread) if place.thread else [],
            surface=lambda message: self.surface(reader, message),
            place=place,
            home=home,
            home_surface=self.surface(reader, home) if home else None,
            view=view,
            view_surface=self.surface(reader, view) if view else None,
            view_version=_version(view) if view else "",
            confirm=extra.confirm,
            notice=extra.notice,
            draft=extra.draft,
            back=place.address(reader),
            emoji=lambda name: symbol(name.strip(":")) if name else "",
        )

    def door(self, then: str = "") -> str:
        """The choice of who to be."""
        return _render("people.html.j2", team=self.workspace.state.team, people=self.people(), then=then)

    def file(self, reader: Reader, file: File) -> str:
        """A file, shown as text or as a picture."""
        view: FileView = file_view(file)
        is_text = view.kind.lower() in TEXT_KINDS and file.content is not None
        text = (file.content or b"").decode("utf-8", "replace") if is_text else None
        home = next((name for name in file.channels if reader.channel(name)), "")
        return _render(
            "file.html.j2",
            reader=reader,
            team=self.workspace.state.team,
            file=view,
            author=reader.name(file.author),
            text=text,
            back=f"{reader.home}/c/{home}" if home else reader.home,
        )

    def people(self) -> list[Person]:
        """Everybody a person can be."""
        return [
            person
            for person in self.workspace.state.people.values()
            if not person.is_bot and not person.is_deleted
        ]

    def surface(self, reader: Reader, on: Message | Ephemeral | View) -> Surface:
        """What blocks are drawn on, with what was given and offered there."""
        here = on.id if isinstance(on, View) else on.ts
        offered = {
            (block, action): options
            for (person, place, block, action), options in self.workspace.suggestions.items()
            if (person, place) == (reader.me.id, here)
        }
        if isinstance(on, View):
            return Surface(reader, "view", here, "", on.inputs, on.errors, offered)
        kind: Any = "ephemeral" if isinstance(on, Ephemeral) else "message"
        return Surface(reader, kind, here, on.channel, on.inputs, {}, offered)

    def _rooms(self, reader: Reader) -> list[Channel]:
        seen = self.workspace.state.channels_seen_by(reader.me.id)
        return sorted(seen, key=lambda channel: (bool(channel.direct), channel.is_archived, channel.name))


def gist(reader: Reader, message: Message) -> Markup:
    """The first words of a message, on one line."""
    for block in message.blocks:
        text = block.get("text") or next(iter(block.get("fields", [])), None)
        if isinstance(text, dict) and text.get("text"):
            first = str(text["text"]).splitlines()[0]
            return inline(reader, first) if text.get("type") == "mrkdwn" else escape(first)
    return inline(reader, (message.text.splitlines() or ["a message"])[0])


def _version(view: View) -> str:
    """Changes when the modal must be drawn anew: another view, another answer to its submission."""
    told = repr((view.id, view.hash, sorted(view.errors.items()), view.notice))
    return hashlib.sha256(told.encode()).hexdigest()[:16]


@cache
def _environment() -> Environment:
    return Environment(
        loader=FileSystemLoader(Path(__file__).with_name("templates")),
        autoescape=select_autoescape(default=True, default_for_string=True),
        trim_blocks=True,
    )


def _render(name: str, **values: Any) -> str:
    return _environment().get_template(name).render(values)
