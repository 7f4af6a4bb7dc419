"""Block Kit as HTML: every kind that the bot may send, and hostile words in every place of them."""

from typing import Any

import pytest

from bot.demo.page.markup import Node, parse
from bot.demo.page.screen import gist
from bot.demo.workspace.blocks import block_problems
from tests.demo.page.stage import (
    ANA,
    INCIDENTS,
    Stage,
    button,
    field_of,
    markup,
    modal,
    options,
    plain,
    section,
)

EVIL = "<script>alert(1)</script>\"'><img src=x onerror=alert(2)>"
CONFIRM = {"title": plain("Sure?"), "text": markup("*Really*"), "confirm": plain("Yes"), "deny": plain("No")}


def page_of(at: Stage, channel: str = INCIDENTS) -> Node:
    return parse(at.local.get(f"/as/{ANA}/c/{channel}").text)


def message_in(page: Node) -> Node:
    return next(node for node in page.walk() if node.is_of("message"))


BLOCKS: list[tuple[dict[str, Any], str]] = [
    ({"type": "header", "text": plain("INC-1 & more")}, "INC-1 & more"),
    (section("*Step 3*\n>why: so"), "Step 3\nwhy: so"),
    ({"type": "section", "fields": [markup("*Lead*\n<@U0BO>"), plain("two")]}, "Lead\n@bo\ntwo"),
    ({"type": "context", "elements": [markup("`r-1`"), plain("then")]}, "r-1 then"),
    ({"type": "markdown", "text": "# One\n*two*"}, "# One\n*two*"),
    (
        {"type": "table", "rows": [[{"type": "raw_text", "text": "a"}, {"type": "raw_text", "text": "b"}]]},
        "a b",
    ),
    ({"type": "image", "image_url": "https://x.example/x.png", "alt_text": "a graph"}, "[image: a graph]"),
]


@pytest.mark.parametrize(("block", "words"), BLOCKS)
def test_a_block_says_its_words(at: Stage, block: dict[str, Any], words: str) -> None:
    at.post(block)

    shown = next(node for node in message_in(page_of(at)).all("form") if node.is_of("blocks"))

    assert shown.text == words


def test_an_unknown_block_is_named_and_not_hidden(at: Stage) -> None:
    at.post({"type": "hologram"})

    assert "[a hologram block, which this page cannot draw]" in page_of(at).text


def test_a_divider_and_buttons_are_drawn_with_their_style_and_ids(at: Stage) -> None:
    elements = [button("Go", "go", style="primary"), button("Stop", "stop", style="danger")]
    at.post({"type": "divider"}, {"type": "actions", "block_id": "b1", "elements": elements})

    message = message_in(page_of(at))

    pressed = [node for node in message.all("button") if node.is_of("btn")]
    assert [(node.text, node.get("class").split(), node.get("data-action-id")) for node in pressed] == [
        ("Go", ["btn", "primary"], "go"),
        ("Stop", ["btn", "danger"], "stop"),
    ]
    assert pressed[0].get("value") == '["b1", "go", null]'
    assert len(message.all("hr")) == 1
    assert message.get("data-channel") == INCIDENTS


def test_menus_list_their_options_under_their_label(at: Stage) -> None:
    menu = {
        "type": "static_select",
        "action_id": "m",
        "placeholder": plain("Saw else"),
        "options": options("A", "B"),
    }
    more = {"type": "overflow", "action_id": "o", "options": options("Skip")}
    at.post(section("x", accessory=more), {"type": "actions", "elements": [menu]})

    menus = [node for node in message_in(page_of(at)).all("details") if not node.is_of("react")]

    assert [node.all("summary")[0].label for node in menus] == ["More", "Saw else"]
    assert [[b.text for b in node.all("button")] for node in menus] == [["Skip"], ["A", "B"]]


def test_what_was_chosen_in_a_menu_is_shown(at: Stage) -> None:
    menu = {
        "type": "static_select",
        "action_id": "m",
        "placeholder": plain("Saw else"),
        "options": options("A", "B"),
    }
    at.post({"type": "actions", "elements": [menu]})

    at.person(ANA, "incidents").choose("Saw else", "B")

    shown = next(node for node in message_in(page_of(at)).all("summary") if "Saw else" in node.label)
    assert (shown.text, shown.label) == ("B", "Saw else: B")
    assert at.bot.actions[0]["selected_option"]["value"] == "b"


def test_an_image_of_the_workspace_is_shown_and_a_foreign_one_never_loaded(at: Stage) -> None:
    file = at.share("graph.png", b"png")
    at.post({"type": "image", "slack_file": {"id": file.id}, "alt_text": "ours"})
    at.post({"type": "image", "image_url": "https://x.example/x.png", "alt_text": "theirs"})

    images = {node.get("alt"): node.get("src") for node in page_of(at).all("img")}

    assert images == {"graph.png": f"/as/U0ANA/files/{file.id}/raw", "ours": f"/as/U0ANA/files/{file.id}/raw"}


def test_hostile_words_stay_words_everywhere(at: Stage) -> None:
    evil_options = [{"text": plain(EVIL[:70]), "value": EVIL[:70], "description": plain(EVIL[:70])}]
    elements = [
        button(EVIL[:70], "b"),
        button("to", "u", url="javascript:alert(3)"),
        {"type": "static_select", "action_id": "s", "placeholder": plain(EVIL), "options": evil_options},
        {"type": "radio_buttons", "action_id": "r", "options": evil_options},
        {"type": "checkboxes", "action_id": "c", "options": evil_options},
        {"type": "datepicker", "action_id": "d", "placeholder": plain(EVIL)},
    ]
    at.post(
        {"type": "header", "text": plain(EVIL)},
        section(EVIL),
        {"type": "context", "elements": [plain(EVIL)]},
        {"type": "actions", "block_id": EVIL, "elements": elements},
        {"type": "image", "image_url": EVIL, "alt_text": EVIL},
        {"type": "markdown", "text": EVIL},
    )
    at.share(EVIL.replace("/", "") + ".md", b"x", title=EVIL)
    at.workspace.state.channels[INCIDENTS].topic = EVIL
    at.post(text=EVIL, author=ANA)

    page = page_of(at)

    assert [node.get("src") for node in page.all("script")] == ["/page/static/page.js"]
    assert {node.get("src") for node in page.all("img")} <= {""}
    assert not [
        name for node in page.walk() for name in node.attributes if name.startswith("on") or name == "style"
    ]
    assert not [node for node in page.all("a") if node.get("href").startswith("javascript")]
    assert "<script>alert(1)</script>" in page.text


def test_the_gist_of_a_message_is_its_first_line(at: Stage) -> None:
    header = at.post({"type": "divider"}, {"type": "header", "text": plain("INC-1\nrest")})
    bare = at.post(text="only *text*\nmore")

    assert gist(at.reader(), header) == "INC-1"
    assert gist(at.reader(), bare) == "only <b>text</b>"


def test_the_gist_of_plain_text_is_plain(at: Stage) -> None:
    hostile = "*x* <!channel> :tada: <script>"
    header = at.post({"type": "header", "text": plain(hostile)})

    assert gist(at.reader(), header) == "*x* &lt;!channel&gt; :tada: &lt;script&gt;"


EVERY_INPUT = [
    field_of("Line", {"type": "plain_text_input", "action_id": "a", "initial_value": "it was"}),
    field_of("Story", {"type": "plain_text_input", "action_id": "a", "multiline": True}, optional=True),
    field_of(
        "Pick",
        {"type": "static_select", "action_id": "a", "options": options("P0", "P1")},
        hint=plain("the worst"),
    ),
    field_of("Who", {"type": "users_select", "action_id": "a"}),
    field_of("Where", {"type": "conversations_select", "action_id": "a"}),
    field_of("One", {"type": "radio_buttons", "action_id": "a", "options": options("Yes", "No")}),
    field_of("Many", {"type": "checkboxes", "action_id": "a", "options": options("X", "Y", "Z")}),
    field_of("Multi", {"type": "multi_static_select", "action_id": "a", "options": options("M", "N")}),
    field_of("Day", {"type": "datepicker", "action_id": "a"}),
    field_of("Hour", {"type": "timepicker", "action_id": "a"}),
    field_of("Moment", {"type": "datetimepicker", "action_id": "a"}),
    field_of("Count", {"type": "number_input", "action_id": "a", "is_decimal_allowed": False}),
    field_of("Mail", {"type": "email_text_input", "action_id": "a"}),
    field_of("Link", {"type": "url_text_input", "action_id": "a"}),
]
GIVEN = {
    "Line": "it is",
    "Story": "two\nlines",
    "Pick": "P1",
    "Who": "Bo Lindqvist",
    "Where": "#incidents",
    "One": "No",
    "Many": ["X", "Z"],
    "Multi": ["N"],
    "Day": "2026-11-21",
    "Hour": "12:30",
    "Moment": "2026-11-21T12:30",
    "Count": "7",
    "Mail": "ana@briefcase.example",
    "Link": "https://x.example",
}


def test_every_input_of_a_window_reaches_the_bot_as_it_was_filled_in(at: Stage) -> None:
    assert block_problems(EVERY_INPUT, 100) == []
    at.shows(modal(*EVERY_INPUT))
    bo = at.person("U0BO", "incidents").type("/incident declare")

    bo.fill(GIVEN).submit("Go")

    values = {block: entry["a"] for block, entry in at.bot.heard[-1]["view"]["state"]["values"].items()}
    shown = {block: {k: v for k, v in entry.items() if k != "type"} for block, entry in values.items()}
    assert shown["line"] == {"value": "it is"}
    assert shown["story"] == {"value": "two\nlines"}
    assert shown["pick"]["selected_option"]["value"] == "p1"
    assert shown["who"] == {"selected_user": "U0BO"}
    assert shown["where"] == {"selected_conversation": INCIDENTS}
    assert shown["one"]["selected_option"]["value"] == "no"
    assert [each["value"] for each in shown["many"]["selected_options"]] == ["x", "z"]
    assert [each["value"] for each in shown["multi"]["selected_options"]] == ["n"]
    assert shown["day"] == {"selected_date": "2026-11-21"}
    assert shown["hour"] == {"selected_time": "12:30"}
    assert shown["moment"] == {"selected_date_time": 1795260600}  # 12:30 in Stockholm
    assert shown["count"] == {"value": "7"}
    assert shown["mail"] == {"value": "ana@briefcase.example"}
    assert shown["link"] == {"value": "https://x.example"}
    assert bo.window == ""


def test_what_was_filled_in_is_still_there_after_a_refusal(at: Stage) -> None:
    at.shows(modal(*EVERY_INPUT))
    bo = at.person("U0BO", "incidents").type("/incident declare")
    given = {name: value for name, value in GIVEN.items() if name != "Count"}
    bo.fill(given).submit()

    refused = bo.errors()
    bo.fill({"Count": "7"}).submit()

    assert refused == ["Please complete this required field."]
    values = at.bot.heard[-1]["view"]["state"]["values"]
    assert values["moment"]["a"]["selected_date_time"] == 1795260600
    assert [each["value"] for each in values["many"]["a"]["selected_options"]] == ["x", "z"]
    assert values["story"]["a"]["value"] == "two\nlines"
