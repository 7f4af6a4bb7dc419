"""The parts of a runbook beside its steps: ways out at any time, a schedule, what it blocks, its review."""

import re
from collections.abc import Iterator
from datetime import date, datetime
from typing import cast
from zoneinfo import ZoneInfo

from bot.authoring.problem import did_you_mean
from bot.authoring.shape import LABEL, RUNBOOK, TITLE, Fields, Node
from bot.authoring.sheet import Sheet
from bot.core.runbook import Anytime, Block, Schedule, ScheduleUnit

_EVERY = re.compile(r"([1-9][0-9]{0,3})(h|d|w|mo|y)")
_FIRST = re.compile(r"\d{4}-\d{2}-\d{2}[ T]\d{2}:\d{2}")
_DATE = re.compile(r"\d{4}-\d{2}-\d{2}")


def read_anytime(fields: Fields, sheet: Sheet, phases: tuple[str, ...]) -> dict[str, Anytime]:
    """Ways out of whole phases, by id."""
    found: dict[str, Anytime] = {}
    for name, node in fields.entries("anytime", "way out"):
        inner = node.fields("a way out", ("label", "to"), ("during", "alert", "auto"))
        if inner is None:
            continue
        places = dict.fromkeys((*phases, *sheet.steps))
        during = tuple(
            item.reference("phase or step", places) for item in inner.items("during", "phases or steps")
        )
        if "during" in inner and not during:
            inner.nodes["during"].say("shape", "it is never offered.", "Leave `during` out for everywhere.")
        alert, to = inner.get("alert"), inner.get("to")
        auto = inner.flag("auto")
        if auto and alert is None:
            inner.nodes["auto"].say("shape", "only an alert can take it by itself.", "Add `alert`.", key=True)
        found[name] = Anytime(
            name,
            sheet.words(inner, "label", TITLE),
            sheet.place(to) if to is not None else "",
            tuple(place for place in during if place),
            None if alert is None else sheet.guard(alert, sheet.with_alert()),
            auto,
        )
    return found


def read_blocks(fields: Fields, sheet: Sheet) -> Iterator[Block]:
    """What must not be started while a run of this runbook is open."""
    for node in fields.items("blocks", "blocks"):
        inner = node.fields("a block", ("runbook", "while", "because"))
        if inner is None:
            continue
        named, holds = inner.nodes.get("runbook"), inner.nodes.get("while")
        name = named.name("runbook", RUNBOOK) if named is not None else ""
        known = sheet.around.signatures
        if name and named is not None and known and name not in known:
            named.say("name", f"`{name}` is not a runbook.", did_you_mean(name, known))
        because = sheet.words(inner, "because", LABEL)
        if name and holds is not None:
            yield Block(name, sheet.guard(holds, sheet.vocabulary), because)


def read_schedule(fields: Fields, sheet: Sheet, kind: str) -> Schedule | None:
    """When it starts by itself; only a procedure does."""
    node = fields.get("schedule")
    inner = (
        None if node is None else node.fields("a schedule", ("every", "first", "owner"), ("zone", "covers"))
    )
    if node is None or inner is None:
        return None
    if kind != "procedure":
        node.say("shape", "only a procedure starts by a schedule.", "Write `kind: procedure`.", key=True)
    every, first, zone = _every(inner.get("every")), _first(inner.get("first")), _zone(inner.get("zone"))
    owner = inner.get("owner")
    group = sheet.group(owner) if owner is not None else ""
    covers = inner.covers()
    if every is None or first is None or not zone or not group:
        return None
    return Schedule(*every, first, zone, group, covers)


def read_review(fields: Fields) -> date | None:
    """The day by which somebody must have read it again."""
    node = fields.get("review_by")
    if node is None:
        return None
    text = node.value if isinstance(node.value, str) else ""
    try:
        if _DATE.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    node.wanted("a date", "Write it as 2027-01-31.")
    return None


def _every(node: Node | None) -> tuple[int, ScheduleUnit] | None:
    if node is None:
        return None
    found = _EVERY.fullmatch(node.value) if isinstance(node.value, str) else None
    if found is None:
        node.wanted("a span of time", "Write 6h, 30d, 2w, 3mo or 1y.")
        return None
    return int(found[1]), cast("ScheduleUnit", found[2])


def _first(node: Node | None) -> datetime | None:
    if node is None:
        return None
    text = node.value if isinstance(node.value, str) else ""
    try:
        if _FIRST.fullmatch(text):
            return datetime.fromisoformat(text)
    except ValueError:
        pass
    node.wanted("a day and a time", "Write it as 2027-01-31 09:00; `zone` says where.")
    return None


def _zone(node: Node | None) -> str:
    if node is None:
        return "UTC"
    name = node.text()
    try:
        ZoneInfo(name or "UTC")
    except (ValueError, KeyError, OSError):  # no key, an absolute path, a folder
        node.say(
            "name", f"`{name}` is not a time zone.", "Write one of the IANA names, such as Europe/Berlin."
        )
        return ""
    return name
