"""Requests about items and rows that are declined; `tellings` tells them with all others."""

from collections.abc import Callable

from bot.core import signals as sg
from bot.core.asking import plan_of
from bot.core.signals import Part, What
from tests.core.chores import FOUND, Chores, plan_for
from tests.core.story import Story

HOSTS = ("db-1", "db-2")


def listed() -> Chores:
    return Chores("list", name="api")


def drained() -> Chores:
    return Chores("drain", hosts=HOSTS)


def found(step: str = "find") -> Chores:
    return Chores(step).press("main").gives("main", "ok", {"found": FOUND})


def old(step: str = "find") -> Chores:
    return Chores(step).press("main").gives("main", "ok", {"found": FOUND[:1]})


def all_passed() -> Chores:
    return drained().tick("1").tick("2")


OF_ITEMS: dict[str, tuple[Callable[[], Story], Callable[[Story], What]]] = {
    "all items where none can be started": (
        lambda: Chores("fix", hosts=HOSTS).press("*", "1", "2"),
        lambda story: sg.Perform(story.place, "*", plan_for("1"), "t"),
    ),
    "a command of what a person does": (listed, lambda story: sg.Perform(story.place, "power")),
    "items of different groups at once": (
        listed,
        lambda story: sg.Perform(story.place, "*", plan_for("look", "mend", "wipe", "tell"), "t"),
    ),
    "items that are too many to be read": (
        lambda: Chores("fix", hosts=HOSTS),
        lambda story: sg.Perform(story.place, "*", plan_of([Part(i, "x" * 1300, i) for i in "12"]), "t"),
    ),
    "an outcome while items are open": (drained, lambda story: sg.Pick(story.place, "done")),
    "done while something failed": (
        lambda: drained().tick("1").tick("2", "failed"),
        lambda story: sg.Pick(story.place, "done"),
    ),
    "failed where nothing has": (all_passed, lambda story: sg.Pick(story.place, "failed")),
    "an item given back that nobody has": (drained, lambda story: sg.Claim(story.place, "1", drop=True)),
    "an item that is mine": (
        lambda: drained().on(sg.Claim(drained().place, "1")),
        lambda story: sg.Claim(story.place, "1"),
    ),
    "an item that is done": (lambda: drained().tick("1"), lambda story: sg.Claim(story.place, "1")),
    "a tick where no items are": (
        lambda: Chores("find"),
        lambda story: sg.Tick(story.place, "main", "passed"),
    ),
    "a tick of what runs": (
        lambda: listed().press("look"),
        lambda story: sg.Tick(story.place, "look", "not_applicable"),
    ),
    "a tick of what was asked": (
        lambda: listed().press("mend"),
        lambda story: sg.Tick(story.place, "mend", "not_applicable"),
    ),
    "a tick back that is not there": (drained, lambda story: sg.Tick(story.place, "1", "open")),
    "a tick that is there": (
        lambda: drained().tick("1", "failed"),
        lambda story: sg.Tick(story.place, "1", "failed"),
    ),
    "a tick for a verdict": (listed, lambda story: sg.Tick(story.place, "look", "passed")),
    "rows where none are picked": (drained, lambda story: sg.PickRows(story.place, (0,))),
    "rows before the result": (lambda: Chores("find"), lambda story: sg.PickRows(story.place, (0,))),
    "rows where none fits": (old, lambda story: sg.PickRows(story.place, (0,))),
    "a row that is not offered": (found, lambda story: sg.PickRows(story.place, (0,))),
    "two rows where one is picked": (found, lambda story: sg.PickRows(story.place, (1, 2))),
    "an outcome before a row is picked": (found, lambda story: sg.Pick(story.place, "ok")),
    "an outcome where no row fits": (old, lambda story: sg.Pick(story.place, "ok")),
}
