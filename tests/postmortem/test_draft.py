"""What a draft says, word for word; and that it says the same everywhere."""

import itertools
from collections.abc import Callable
from pathlib import Path

import pytest

from bot.postmortem.drafts import PostmortemDrafts
from bot.store.codec import event_bytes, event_from
from tests.postmortem.told import Told, alarm, finished, just_declared, outage, rough

GOLDEN = Path(__file__).parent / "golden"
STORIES: dict[str, Callable[[], Told]] = {
    "outage": outage,
    "rough": rough,
    "alarm": alarm,
    "just-declared": just_declared,
    "finished": finished,
}


def draft(story: Told) -> str:
    ticks = itertools.count()
    return PostmortemDrafts(Path("unused"), lambda: next(ticks) / 1e6).render(story.entries())


@pytest.mark.parametrize("name", STORIES)
def test_a_draft_reads_word_for_word(name: str) -> None:
    assert draft(STORIES[name]()) == (GOLDEN / f"{name}.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", STORIES)
def test_a_log_that_was_stored_gives_the_same_bytes(name: str) -> None:
    story = STORIES[name]()
    stored = [event_from(event_bytes(entry)) for entry in story.entries()]

    assert PostmortemDrafts(Path("unused")).render(stored) == draft(story)
