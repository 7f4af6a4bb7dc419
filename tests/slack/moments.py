"""Moments of one incident as people see them; golden files, so that a change of words is seen in review.

`python -m tests.slack.moments` writes the files anew.
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bot.core.rulebook import Rulebook
from bot.core.signals import Answer, Collect, Correct, Deny, Jump, Pick, Resolve, TakeRole, Waive
from bot.slack.views.approval import approval_message
from bot.slack.views.card import card
from bot.slack.views.picture import Exact, Picture
from bot.slack.views.step import here_and_now, step_message
from tests.core.outage import RULES, Rules
from tests.core.story import ANA, BO, PLAN, Story

GOLDEN = Path(__file__).parent / "golden"


def picture(story: Story, text: str = "mend api") -> Picture:
    return Picture(story.incident, story.rulebook, story.clock.now(), Exact(text))


def asked(rules: Rulebook = RULES) -> Story:
    story = Story(rules).channel().result("broken", {"bad": "r-1"})
    story.on(Answer(story.place, {"lost": "no", "name": "api"})).on(Pick(story.place, "done"))
    return story.on(Collect("r1/copy", "on the spare disk")).ask()


def moments() -> Iterator[tuple[str, list[Any]]]:
    """(name, blocks) for the moments worth a look."""
    story = Story(RULES).channel()
    yield "card-declared", card(picture(story, "look"))
    story.result("broken", {"bad": "r-1"}).on(TakeRole("commander", ANA))
    yield "card-question", card(picture(story))
    yield "step-question", step_message(picture(story), "r1", 2)
    yield "step-left", step_message(picture(story), "r1", 1)
    story = asked()
    yield "card-asked", card(picture(story))
    yield "approval", approval_message(picture(story), "token-1")
    story.on(Deny("token-1", frozenset({"oncall"}), "exports still run"), BO)
    yield "approval-denied", approval_message(picture(story), "token-1")
    story = asked().approve().crash()
    yield "card-interrupted", card(picture(story))
    story = Story(Rules({"app.look": "no endpoint is bound"}).book()).channel()
    yield "step-by-hand", step_message(picture(story, "look"), "r1", 1)
    story = asked().approve().result("ok")
    yield "step-result", step_message(picture(story), *_place(story))
    story.on(Pick(story.place, "ok")).on(Correct("r1", "bad", "r-2"))
    yield "step-waiting", step_message(picture(story, "look"), *_place(story))
    story.on(TakeRole("commander", ANA)).on(Resolve(reason="it holds"))
    yield "card-resolved", card(picture(story))
    hand = Rules({"app.mend": "it runs on another host"}).book()
    story = asked(hand)
    yield "approval-by-hand", approval_message(picture(story), "token-1")
    story.approve()
    yield "step-approved-by-hand", step_message(picture(story), *_place(story))
    story.on(TakeRole("commander", ANA)).on(Jump(story.place, "stop", "it came back"))
    yield "step-jumped", step_message(picture(story), "r1", 4)
    story = Story(RULES).channel().on(TakeRole("commander", ANA)).on(Waive("r1/copy", "no disk", "token-2"))
    yield "approval-to-waive", approval_message(picture(story), "token-2")
    story = Story(RULES).channel().result("ok")
    yield "card-false-alarm", card(picture(story))
    yield "here-ended", here_and_now(picture(story))


def _place(story: Story) -> tuple[str, int]:
    return story.place.run, story.place.visit


def as_golden(blocks: list[Any]) -> str:
    return json.dumps([block.to_dict() for block in blocks], indent=1, ensure_ascii=False) + "\n"


def write() -> None:
    for name, blocks in moments():
        (GOLDEN / f"{name}.json").write_text(as_golden(blocks), encoding="utf-8")


assert PLAN.text == "mend api", "the golden files show what the story's plan says"

if __name__ == "__main__":
    write()
