"""Killed at any point of an incident and started again, the bot finishes it: nothing is lost or doubled.

The points are enumerated by a first walk that nobody disturbs, and each gets a walk of its own. The witness
is the outside: the file that the command appends to, and what the workspace shows.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import get_args
from zlib import crc32

import pytest

from bot.core.effects import Effect
from bot.demo.stage import NotUp
from tests.crash.shown import Shown, shown
from tests.crash.trail import Point, Side
from tests.crash.walk import CHANGING, Stand, Walk

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

ELSEWHERE = frozenset(
    {
        "close_channel",
        "draw_map",
        "fetch_message",
        "keep_file",
        "open_in",
        "open_ticket",
        "post_update",
        "refresh_handover",
        "start_scheduled",
        "watch_channel",
        "whisper",
        "withdraw",
    }
)
"""Kinds that this incident has no part for. Each is delivered as one that it has: `draw_map` as
`write_draft`, `post_update` as `post_notice`, `open_ticket` as `refresh_announcement`, `refresh_handover` as
`refresh_approval`, all others as `invite`. `start_scheduled` is done in the one transaction that ends it.
"""
KINDS = (
    frozenset(str(part.default) for kind in get_args(Effect) for part in fields(kind) if part.name == "kind")
    - ELSEWHERE
)
CHANGE = f"run_command {CHANGING}"
DRAFTS = ("INC-0001-postmortem-1-….md", "INC-0001-postmortem-2-….md")
PARTS = 8
"""The points are dealt to so many tests, so that several processes can share them."""
TRIES = 3
"""Walks until a point is reached."""


@dataclass(frozen=True, slots=True)
class Undisturbed:
    """The first walk: the points that it passed, in order, and how it ended."""

    points: Sequence[Point]
    end: Shown


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory: pytest.TempPathFactory) -> Undisturbed:
    with Stand(tmp_path_factory.mktemp("undisturbed") / "walk", "") as stand:
        walk = stand.walk()
        lines = stand.told.read_text(encoding="utf-8").splitlines()
    assert walk.deaths == 0
    assert walk.screen is not None
    return Undisturbed([Point.read(line) for line in lines], shown(walk.screen))


def test_the_walk_passes_every_kind_of_effect(undisturbed: Undisturbed) -> None:
    passed = {(kind_of(point), point.side) for point in undisturbed.points}

    assert passed >= {(kind, side) for kind in KINDS for side in get_args(Side)}


def test_the_walk_does_everything_once(undisturbed: Undisturbed) -> None:
    end = undisturbed.end

    assert end.rooms == 1
    assert len(end.pins) == 1
    assert end.files == dict.fromkeys(DRAFTS, 1), "one when it is resolved, and one when it is closed"
    assert [text for text, count in end.said.items() if count > 1] == []
    assert [effect for effect, count in end.effects.items() if count > 1] == []


def test_one_of_each_covers_every_kind_and_both_sides(undisturbed: Undisturbed) -> None:
    chosen = one_of_each(undisturbed.points)

    assert {kind_of(point) for point in chosen} == {kind_of(point) for point in undisturbed.points}
    assert {point.side for point in chosen} == set(get_args(Side))
    assert len(chosen) < len(undisturbed.points) / 2


@pytest.mark.parametrize("part", range(PARTS))
def test_wherever_it_is_killed_nothing_is_lost_or_doubled(
    part: int, undisturbed: Undisturbed, tmp_path: Path, pytestconfig: pytest.Config
) -> None:
    every = pytestconfig.getoption("every_kill_point", default=False)
    chosen = undisturbed.points if every else one_of_each(undisturbed.points)
    mine = [point for point in chosen if crc32(str(point).encode()) % PARTS == part]

    found = [wrong for point in mine for wrong in killed_at(undisturbed, tmp_path, point)]

    assert mine, "there are more points than parts"
    assert found == []


# -- what is chosen --------------------------------------------------------------------------------


def kind_of(point: Point) -> str:
    return point.kind.partition(" ")[0]


def one_of_each(points: Sequence[Point]) -> Sequence[Point]:
    """Each kind on one side, in turn: before its first call, or after the last of the same delivery.

    Every point of the change; all others of all kinds are for `make crash`.
    """
    sides: dict[str, Side] = dict.fromkeys(sorted({point.kind for point in points})[::2], "after")
    chosen: dict[str, Point] = {}
    done: set[str] = set()
    for point in sorted(points, key=lambda point: point.kind):  # within a kind they stay in order
        if point.what.startswith("commit done"):
            done.add(point.kind)
        if point.is_commit or point.side != sides.get(point.kind, "before"):
            continue
        if point.side == "before":
            chosen.setdefault(point.kind, point)
        elif point.kind not in done:
            chosen[point.kind] = point
    for point in points:  # what calls nothing
        chosen.setdefault(point.kind, point)
    change = [point for point in points if point.kind == CHANGE or "approval_settled" in point.what]
    return list(dict.fromkeys([*chosen.values(), *change]))


# -- one walk --------------------------------------------------------------------------------------


def killed_at(undisturbed: Undisturbed, folder: Path, point: Point) -> Sequence[str]:
    """What is wrong after a walk whose bot was killed at the point.

    How often a message is redrawn depends on who is quicker: a redrawing that waits is swallowed by the next.
    """
    for attempt in range(TRIES):
        with Stand(folder / f"{crc32(str(point).encode()):x}-{attempt}", str(point)) as stand:
            try:
                walk = stand.walk()
            except (AssertionError, NotUp) as error:
                return [f"{point}: {error}"]
        wrong = [f"{point}: {problem}" for problem in problems(undisturbed.end, walk)]
        if wrong or walk.deaths:
            return wrong
    is_redrawing = point.kind.startswith("refresh_") and point.n > 1
    return [] if is_redrawing else [f"{point}: it was not reached"]


def problems(first: Shown, walk: Walk) -> Iterator[str]:
    """Everything that is not as it should be."""
    assert walk.screen is not None
    if walk.ledger != ["e-1"]:
        yield f"the ledger holds {walk.ledger}"
    if walk.calls.count("append") > 1 + walk.acts.count("asks again"):
        yield f"the change ran again by itself: {walk.calls}"
    if walk.told_interrupted != walk.died_changing:
        yield f"the card {'says nothing of' if walk.died_changing else 'invents'} an interruption"
    yield from (f"verify: {flaw}" for flaw in walk.flaws)
    end = shown(walk.screen)
    for part in ("rooms", "topic", "members", "pins", "files", "announced"):
        if getattr(end, part) != getattr(first, part):
            yield f"{part}: {getattr(end, part)} and not {getattr(first, part)}"
    yield from (f"{effect} was posted {count} times" for effect, count in end.effects.items() if count > 1)
    more, less = expected(walk)
    for text in (end.said - first.said) - more:
        yield f"shown once too often: {text}"
    for text in (first.said - end.said) - less:
        yield f"not shown: {text}"
    if more - (end.said - first.said):
        yield f"not shown: {list(more - (end.said - first.said))}"


def expected(walk: Walk) -> tuple[Counter[str], Counter[str]]:
    """What an interruption adds to the channel, and what it takes away."""
    if not walk.told_interrupted:
        return Counter(), Counter()
    step = "✓ *Append what is missing* → Ok · <@U0ANA> · …"
    told = (
        f"{step} > “Append the missing entry” was interrupted: Handrail stopped while it ran. It may have "
        "run, or not, and it is not run again by itself. Look, then record what happened or run it again."
    )
    approved = ":white_check_mark: Approved by <@U0BO> · `… append e-1`"
    shows = f"{step} > *Append the missing entry* → `ok`\nappended e-1"
    if "records it" in walk.acts:
        return Counter([told]), Counter([shows])
    return Counter([told, approved]), Counter()
