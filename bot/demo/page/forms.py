"""What a posted form says: plain pairs, and the values of a modal's inputs."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import parse_qsl

from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.requests import Request

from bot.demo.page.surface import Surface, seconds_of
from bot.demo.workspace.blocks import elements_of
from bot.demo.workspace.choices import Given
from bot.demo.workspace.model import Json

LARGEST = 1_000_000
LARGEST_FILE = 20_000_000

Changed: TypeAlias = dict[str, dict[str, Given]]
"""By block id and action id."""


class NotUnderstood(Exception):
    """The form is not one of this page's."""


@dataclass(frozen=True, slots=True)
class Upload:
    """A file that came with a form."""

    name: str
    content: bytes


@dataclass(frozen=True, slots=True)
class Form:
    """The pairs of a form, in order, and the file with it if there is one."""

    pairs: tuple[tuple[str, str], ...]
    file: Upload | None = None

    def one(self, name: str) -> str:
        """The last value under a name; empty when there is none."""
        return next((value for key, value in reversed(self.pairs) if key == name), "")

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.pairs if key == name]

    def has(self, name: str) -> bool:
        return any(key == name for key, _ in self.pairs)

    def without(self, *names: str) -> list[tuple[str, str]]:
        return [pair for pair in self.pairs if pair[0] not in names]


@dataclass(frozen=True, slots=True)
class Act:
    """What a button stands for: an element, and the option of it that is meant."""

    block_id: str
    action_id: str
    option: str | None


async def posted(request: Request) -> Form:
    """The form of a request, with a file or without."""
    if not request.headers.get("content-type", "").startswith("multipart/form-data"):
        return read_form(await request.body())
    if int(request.headers.get("content-length", "0")) > LARGEST_FILE:
        raise NotUnderstood(f"A file may be {LARGEST_FILE // 1_000_000} MB at most.")
    try:
        async with request.form(max_files=1, max_fields=20) as given:
            pairs = tuple((name, value) for name, value in given.multi_items() if isinstance(value, str))
            files = [value for value in given.values() if isinstance(value, UploadFile) and value.filename]
            uploads = [Upload(str(each.filename), await each.read()) for each in files]
    except HTTPException as error:
        raise NotUnderstood("The form cannot be read.") from error
    return Form(pairs, uploads[0] if uploads else None)


def read_form(body: bytes) -> Form:
    """A form as a browser posts it."""
    if len(body) > LARGEST:
        raise NotUnderstood(f"A form may hold {LARGEST} bytes, this one has {len(body)}.")
    try:
        return Form(tuple(parse_qsl(body.decode(), keep_blank_values=True)))
    except ValueError as error:
        raise NotUnderstood("The form cannot be read.") from error


def read_act(text: str) -> Act:
    """The value of a button that the page drew."""
    try:
        block_id, action_id, option = json.loads(text)
    except (ValueError, TypeError) as error:
        raise NotUnderstood("That button is not known.") from error
    if not isinstance(block_id, str) or not isinstance(action_id, str) or not isinstance(option, str | None):
        raise NotUnderstood("That button is not known.")
    return Act(block_id, action_id, option)


def searched(form: Form) -> tuple[Act, str] | None:
    """The menu that is searched and what was typed: by its Find button, or by Enter in its field."""
    pressed = form.one("find")
    if pressed:
        return read_act(pressed), form.one(f"q:{pressed}")
    typed = [(name[2:], value) for name, value in form.pairs if name.startswith("q:") and value]
    return (read_act(typed[0][0]), typed[0][1]) if typed else None


def changed_inputs(form: Form, blocks: Iterable[Json], surface: Surface) -> Changed:
    """The inputs whose value differs from what is known already."""
    found: Changed = {}
    for block in blocks:
        for element in elements_of(block) if block["type"] == "input" else ():
            given = given_in(form, block, element, surface)
            if given is not None and not _is_known(given, block, element, surface):
                found.setdefault(block["block_id"], {})[element["action_id"]] = given
    return found


def given_in(form: Form, block: Json, element: Json, surface: Surface) -> Given | None:
    """What the form has for one element. None when its field was not on the page."""
    name, kind = surface.name(block, element), str(element["type"])
    if (
        kind in {"checkboxes", "radio_buttons"}
        or kind.endswith("external_select")
        or kind.startswith("multi_")
    ):
        values = form.all(name)
        return values if kind == "checkboxes" or kind.startswith("multi_") else (values or [""])[-1]
    if not form.has(name):
        return None
    typed = form.one(name)
    if kind == "datetimepicker" and typed:
        seconds = seconds_of(typed, surface.reader)
        return "" if seconds is None else str(seconds)
    return typed.replace("\r\n", "\n")


def _is_known(given: Given, block: Json, element: Json, surface: Surface) -> bool:
    kind = str(element["type"])
    if kind.endswith(("_input", "_inputs")):
        return bool(given == surface.text_in(block, element))
    if kind in {"datepicker", "timepicker"}:
        return bool(given == surface.pick_in(block, element))
    known = surface.chosen(block, element)
    return ([given] if given else []) == known if isinstance(given, str) else list(given) == known
