import itertools
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Literal, TypeAlias

import pytest
from slack_sdk.models.blocks import Block

from bot.authoring.library import load
from bot.core.incident import ApprovalState, Incident
from bot.core.picture import Picture
from bot.core.refusals import NotNow
from bot.core.rulebook import Rulebook
from bot.core.runbook import Runbook
from bot.core.timeline import Line
from bot.slack.carried import Carried
from bot.slack.forms import all_items, view_of
from bot.slack.views.answers import refusal as said_no
from bot.slack.views.approval import approval_message
from bot.slack.views.card import card
from bot.slack.views.help import help_blocks
from bot.slack.views.messages import announcement, notice, output
from bot.slack.views.step import here_and_now, step_message
from bot.slack.views.text import code, prose, safe
from bot.slack.views.timeline import timeline
from tests.core.outage import DIGEST, ENTRIES, POLICY
from tests.core.story import ANA, BO, Story
from tests.engine.desk import BOOKS
from tests.fakes.clock import NOON
from tests.slack import longest
from tests.slack.blockkit import all_text, assert_message, assert_modal
from tests.slack.pictures import TOKEN, every_picture, with_request

pytestmark = pytest.mark.no_cover  # much at once: the tracer would double its time

APOSTROPHE, STAR = "'", "\N{ASTERISK OPERATOR}"
RUNBOOKS = Path(__file__).parents[2] / "runbooks"
Proposal: TypeAlias = Literal["mitigated", "resolve", "false_alarm"]
STEP_FORMS = (
    "answer",
    "skip",
    "jump",
    "other",
    "paste",
    "byhand",
    "rows",
    "update",
    "tick",
    "anytime",
    "abort",
)
REFUSED = {"paste", "byhand", "rows", "update", "anytime"}
"""Forms that not every step has."""
ROOM_FORMS = ("reopen", "note", "evidence", "waive", "severity", "role", "resolve", "correct")


def shipped() -> list[tuple[Runbook, Rulebook]]:
    loaded = load(RUNBOOKS, compile_all=False)
    pairs = []
    for book in loaded.runbooks.values():
        policy = loaded.policies.get(book.system) or loaded.policies[""]
        pairs.append((book, Rulebook({DIGEST: loaded.runbooks}, loaded.entries, {}, policy)))
    return pairs


SHIPPED = shipped()
SYNTHETIC = [(longest.LONG, longest.RULEBOOK), (longest.LONG, longest.BY_HAND)]
OUTAGES = [(book, Rulebook({DIGEST: BOOKS}, ENTRIES, {}, POLICY)) for book in BOOKS.values()]
ALL = [*SHIPPED, *SYNTHETIC, *OUTAGES]
IDS = [f"{book.id[:40]}-{number}" for number, (book, _) in enumerate(ALL)]


def pictures(book: Runbook, rulebook: Rulebook) -> Sequence[tuple[str, Picture]]:
    """Of what is shipped one state a step, for the words; of what is made up all of them."""
    shipped_here = any(book is one for one, _ in SHIPPED)
    return list(every_picture(book, rulebook, longest.TEXT, most=1 if shipped_here else 99))


def checked(what: str, blocks: Sequence[Block]) -> None:
    try:
        assert_message(blocks)
    except AssertionError as error:
        raise AssertionError(f"{what}: {error}") from error


@pytest.mark.parametrize(("book", "rulebook"), ALL, ids=IDS)
def test_every_message_about_every_step_is_block_kit(book: Runbook, rulebook: Rulebook) -> None:
    for what, picture in pictures(book, rulebook):
        checked(f"card at {what}", card(picture))
        checked(f"step {what}", step_message(picture, "r1", 2))
        checked(f"left {what}", step_message(picture, "r1", 1))
        checked(f"gone {what}", step_message(picture, "r1", 7))
        checked(f"here {what}", here_and_now(picture))
        checked(f"announcement {what}", announcement(picture))


@pytest.mark.parametrize(("book", "rulebook"), ALL, ids=IDS)
def test_every_form_about_every_step_is_block_kit(book: Runbook, rulebook: Rulebook) -> None:
    for what, picture in pictures(book, rulebook):
        at = picture.at()
        assert at is not None
        on = Carried("INC-0042", "r1", 2)
        last = replace(on, name=f"#{len(at.visit.items)}" if at.step.is_side_by_side else "")
        for form in STEP_FORMS:
            try:
                assert_modal(view_of(form, last, picture))
            except NotNow:
                assert form in REFUSED, f"{form} at {what}"
            except AssertionError as error:
                raise AssertionError(f"{form} at {what}: {error}") from error


@pytest.mark.parametrize(("book", "rulebook"), SYNTHETIC, ids=["runs", "by hand"])
def test_every_page_of_all_items_is_block_kit(book: Runbook, rulebook: Rulebook) -> None:
    for what, picture in pictures(book, rulebook):
        at = picture.at()
        assert at is not None
        if not at.step.is_side_by_side:
            continue
        for which, page in itertools.product(("", "open", "failed", "mine"), ("1", "3", "99")):
            on = Carried("INC-0042", "r1", 2, page, which)
            told = said_no(NotNow(longest.TEXT, longest.TEXT))
            try:
                assert_modal(all_items(picture, on, "U0BO", told))
            except AssertionError as error:
                raise AssertionError(f"{which} {page} at {what}: {error}") from error


@pytest.mark.parametrize(("book", "rulebook"), ALL, ids=IDS)
def test_every_form_about_the_incident_is_block_kit(book: Runbook, rulebook: Rulebook) -> None:
    _, picture = pictures(book, rulebook)[0]

    for form in ROOM_FORMS:
        if form in {"evidence", "waive"} and not picture.incident.open_owed():
            continue
        if form == "correct" and not book.facts:
            continue
        assert_modal(view_of(form, Carried("INC-0042"), picture))


@pytest.mark.parametrize(("book", "rulebook"), ALL, ids=IDS)
def test_every_request_for_approval_is_block_kit(book: Runbook, rulebook: Rulebook) -> None:
    for what, picture in pictures(book, rulebook):
        asked = replace(picture, incident=with_request(picture.incident, longest.TEXT))
        checked(f"approval at {what}", approval_message(asked, TOKEN))
        assert_modal(view_of("deny", Carried("INC-0042", name=TOKEN), asked))


def long_picture() -> Picture:
    return pictures(longest.LONG, longest.RULEBOOK)[0][1]


@pytest.mark.parametrize("state", ["granted", "denied", "expired", "void"])
def test_a_settled_request_is_one_quiet_line(state: ApprovalState) -> None:
    incident = with_request(long_picture().incident, longest.TEXT)
    settled = replace(incident.approvals[TOKEN], state=state, by=BO, reason=longest.TEXT)
    picture = replace(long_picture(), incident=replace(incident, approvals={TOKEN: settled}))

    found = assert_message(approval_message(picture, TOKEN))

    assert [block["type"] for block in found] == ["context"]
    assert "<@U0BO>" in all_text(found)


@pytest.mark.parametrize("proposed", ["mitigated", "resolve", "false_alarm"])
def test_a_proposal_stands_on_the_card_with_its_button(proposed: Proposal) -> None:
    picture = long_picture()
    asked = replace(picture, incident=replace(picture.incident, proposed=proposed))

    found = assert_message(card(asked))

    assert f"do:{proposed.replace('_', '-')}" in str(found)


def ended(incident: Incident, life: str) -> Incident:
    run = replace(incident.runs["r1"], mode="closing", visit=None, end="over", end_kind="fixed")
    over = replace(incident, runs={"r1": run}, resolved_at=NOON + timedelta(hours=1))
    return replace(over, closed_at=NOON + timedelta(hours=2)) if life == "closed" else over


@pytest.mark.parametrize("life", ["resolved", "closed"])
def test_an_incident_that_is_over_still_has_a_card_and_an_answer(life: str) -> None:
    picture = replace(long_picture(), incident=ended(long_picture().incident, life))

    found = assert_message(card(picture))
    answer = assert_message(here_and_now(picture))

    assert ("do:close" in str(found)) == (life == "resolved")
    assert life in all_text(answer)


def test_a_closed_incident_offers_nothing_that_would_be_refused() -> None:
    picture = replace(long_picture(), incident=ended(long_picture().incident, "closed"))

    found = str(assert_message(card(picture)))

    assert not [name for name in ("do:role", "open:waive", "open:severity", "do:resolve") if name in found]


def test_foreign_text_is_never_mark_up() -> None:
    evil = "<!channel> <https://evil.example|click> ```code``` <@U0BO> & *bold*"
    picture = pictures(longest.LONG, longest.RULEBOOK)[0][1]
    picture = replace(picture, incident=replace(picture.incident, title=evil))

    blocks = assert_message(card(picture)) + assert_message(announcement(picture))

    marked = [
        part["text"]
        for block in blocks
        for part in [block.get("text"), *(block.get("elements") or [])]
        if isinstance(part, dict) and part.get("type") == "mrkdwn"
    ]
    assert marked
    assert not [text for text in marked if "<!channel>" in text or "<https://evil" in text or "```" in text]


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("*bold* and _slanted_", f"{STAR}bold{STAR} and ˍslantedˍ"),
        ("~gone~ `code` **loud**", f"∼gone∼ ˋcodeˋ {STAR}{STAR}loud{STAR}{STAR}"),  # noqa: RUF001 - what people see
        ("first_bad of 3*4 stays", "first_bad of 3*4 stays"),
        ("a* closes nothing", f"a{STAR} closes nothing"),
    ],
)
def test_what_people_type_is_never_formatted(written: str, read: str) -> None:
    assert safe(written) == read
    assert code(written) == f"`{written.replace('`', APOSTROPHE)}`"


def test_a_refusal_keeps_its_code_and_formats_nothing_else() -> None:
    said = prose("“*x*” is over; `/incident step *x*` shows")

    assert said == f"“{STAR}x{STAR}” is over; `/incident step *x*` shows"


def test_a_note_stands_in_the_timeline_as_it_was_written() -> None:
    evil = "*bold* <!channel> `code`"

    found = assert_message(timeline(Story().incident, [Line(NOON, ANA, "note", "Note", evil)], 0))

    said, quoted = found[1]["elements"]
    assert [part["type"] for part in said["elements"]] == ["date", "text", "text", "text", "user"]
    assert quoted == {"type": "rich_text_quote", "elements": [{"type": "text", "text": evil}]}


def test_output_is_shown_without_mark_up_and_cut_with_a_note() -> None:
    found = assert_message(output(longest.TITLE, "broken", "", "<!here> *x*\n" * 1000))

    (shown,) = found[1]["elements"][0]["elements"]
    assert found[1]["elements"][0]["type"] == "rich_text_preformatted"
    assert shown["text"].startswith("<!here> *x*\n")
    assert shown["text"].endswith("(12000 characters, cut)")


def test_a_notice_mentions_people_and_groups_and_keeps_text_plain() -> None:
    found = assert_message(notice("<!channel> look", ("U0ANA",), ("S0ONCALL",)))

    parts = found[0]["elements"][0]["elements"]
    assert [part["type"] for part in parts] == ["user", "text", "usergroup", "text", "text"]
    assert parts[-1]["text"] == "<!channel> look"


def test_an_account_of_the_bots_machine_is_mentioned_nowhere() -> None:
    found = assert_message(notice("look", ("ana", "U0ANA")))

    assert [part for part in found[0]["elements"][0]["elements"] if part["type"] == "user"] == [
        {"type": "user", "user_id": "U0ANA"}
    ]


def test_every_stage_has_help_that_slack_takes() -> None:
    for stage in ("none", "declared", "acknowledged", "mitigated", "resolved", "closed"):
        assert_message(help_blocks(stage, "INC-0042"))


@pytest.mark.parametrize("page", [0, 1, 2, 99])
def test_the_longest_timeline_fits_page_by_page(page: int) -> None:
    lines = [Line(NOON, ANA, "note", longest.TEXT, longest.TEXT, deviation=True)] * 60

    found = assert_message(timeline(Story().incident, lines, page))

    shown = {0: 3, 1: 1, 2: 2, 99: 3}[page]
    assert f"page {shown} of 3" in all_text(found)


def test_an_empty_timeline_says_so() -> None:
    assert "Nothing has happened yet" in all_text(assert_message(timeline(Story().incident, [], 0)))
