"""The one table: complete against the signals, typed and pressed alike, help in golden files."""

from collections import Counter
from pathlib import Path
from typing import Any, get_args

import pytest

from bot.core.signals import What
from bot.slack.carried import Carried, encode
from bot.slack.intents import DeclareIt, Join, Offer, Open, OpenDeclare, Sheet, Show
from bot.slack.pressed import read_pressed
from bot.slack.verbs import VERBS, WITHOUT_A_VERB, Stage, find, nearest, of_button
from bot.slack.views.help import help_blocks, help_text
from tests.slack.blockkit import all_text
from tests.slack.stage import ANA
from tests.slack.stage import Stage as Room

GOLDEN = Path(__file__).parent / "golden"
STAGES: tuple[Any, ...] = ("none", "declared", "acknowledged", "mitigated", "resolved", "closed")
WANTED = [
    "declare",
    "ack",
    "step",
    "run",
    "retry",
    "byhand",
    "cancel",
    "answer",
    "items",
    "tick",
    "claim",
    "update",
    "anytime",
    "abort",
    "reopen",
    "correct",
    "approve",
    "deny",
    "note",
    "evidence",
    "waive",
    "undone",
    "skip",
    "jump",
    "other",
    "role",
    "severity",
    "mitigated",
    "resolve",
    "close",
    "postmortem",
    "timeline",
    "list",
    "help",
]


def members(union: Any) -> set[type[object]]:
    found: set[type[object]] = set()
    for part in get_args(union):
        found |= members(part) if get_args(part) else {part}
    return found


def test_every_signal_has_a_verb_or_a_reason_why_not() -> None:
    with_verb = {signal for verb in VERBS for signal in verb.signals}

    assert with_verb | set(WITHOUT_A_VERB) == members(What)
    assert with_verb & set(WITHOUT_A_VERB) == set()


def test_every_verb_that_was_asked_for_is_there() -> None:
    assert set(WANTED) <= {verb.name for verb in VERBS}


def test_no_word_means_two_things() -> None:
    words = Counter(word for verb in VERBS for word in (verb.name, *verb.aliases))

    assert [word for word, times in words.items() if times > 1] == []


def test_every_button_belongs_to_one_verb() -> None:
    buttons = Counter(button for verb in VERBS for button in verb.buttons)

    assert [button for button, times in buttons.items() if times > 1] == []


@pytest.mark.parametrize("button", [button for verb in VERBS for button in verb.buttons])
def test_a_button_becomes_a_signal_of_its_verb(button: str) -> None:
    carried = Carried("INC-0001", "r1", 1, "commander", '{"runbook": "app/outage"}')
    verb = of_button(button)

    intent = read_pressed(button, carried, ANA)

    match intent:
        case Offer(what=what):
            assert isinstance(what, verb.signals)
        case Open(form=form):
            assert f"open:{form}" in verb.buttons
        case Show(page=page):
            assert page == verb.name
        case Sheet():
            assert verb.name == "items"
        case OpenDeclare() | DeclareIt():
            assert verb.name == "declare"
        case Join():
            assert verb.name == "join"
        case _:
            raise AssertionError(intent)


def test_every_button_that_is_drawn_is_in_the_table() -> None:
    source = "".join(
        path.read_text() for path in (Path(__file__).parents[2] / "bot" / "slack" / "views").glob("*.py")
    )
    known = {button for verb in VERBS for button in verb.buttons}

    drawn = {
        part
        for part in source.split('"')
        if part.startswith(("do:", "open:", "show:")) and "{" not in part and " " not in part
    }

    assert drawn - known == set()


def test_a_word_is_found_with_what_it_stands_for() -> None:
    found = find("Commander")

    assert found is not None
    assert (found[0].name, found[1]) == ("role", ("commander",))


@pytest.mark.parametrize(
    ("typo", "meant"), [("resovle", "resolve"), ("declar", "declare"), ("helpp", "help"), ("xyzzy", "")]
)
def test_an_unknown_word_finds_the_nearest(typo: str, meant: str) -> None:
    assert nearest(typo) == meant


@pytest.mark.parametrize("stage", STAGES)
def test_help_says_what_can_be_done_in_this_stage(stage: Stage) -> None:
    golden = (GOLDEN / f"help-{stage}.txt").read_text(encoding="utf-8")

    assert help_text(stage, "INC-0042") + "\n" == golden


@pytest.mark.parametrize("stage", STAGES)
def test_help_as_blocks_names_the_same_verbs(stage: Stage) -> None:
    shown = all_text(help_blocks(stage, "INC-0042"))

    assert [verb.name for verb in VERBS if f"`{verb.written}`" in shown] == [
        verb.name for verb in VERBS if stage in verb.stages
    ]


def walked_to(stage: str) -> Room:
    room = Room()
    if stage == "none":
        return room
    room.declared()
    if stage in {"acknowledged", "mitigated", "resolved", "closed"}:
        room.types("ack", channel="C1")
    if stage == "mitigated":
        room.types("mitigated", channel="C1")
    if stage in {"resolved", "closed"}:
        room.types("lead", channel="C1")
        room.types('skip lost "enough"', channel="C1")
        room.types('skip worse "enough"', channel="C1")
        room.types("resolve", channel="C1")
        room.types("evidence copy on the other disk", channel="C1")
    if stage == "closed":
        room.types("close", channel="C1")
    return room


@pytest.mark.parametrize("stage", STAGES)
def test_help_in_a_channel_is_that_of_its_incident(stage: Stage) -> None:
    said = walked_to(stage).types("help", channel="C1")

    incident = "" if stage == "none" else "INC-0001"
    assert said["text"].replace("&lt;", "<").replace("&amp;", "&") == help_text(stage, incident)


def test_an_unknown_button_is_of_another_version() -> None:
    room = Room().declared()

    room.presses({"type": "button", "action_id": "do:dance", "value": encode(Carried("INC-0001"))})
    room.presses({"type": "button", "action_id": "do:ack", "value": "not ours"})

    assert ["another version" in text for _, text, _ in room.front.shown] == [True, True]
