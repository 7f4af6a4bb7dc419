"""What people see and do on the page, through its forms, without JavaScript."""

import asyncio
from dataclasses import replace
from functools import partial
from typing import Any

import httpx
import pytest

from bot.demo.page.browse import NotThere
from bot.demo.page.looking import Looks
from bot.demo.page.markup import parse
from bot.demo.page.screen import Screens
from bot.demo.workspace.config import Shortcut
from bot.demo.workspace.model import Channel, Message
from tests.demo.page.stage import (
    ANA,
    BO,
    BOT,
    EVE,
    GENERAL,
    INCIDENTS,
    SECURITY,
    Stage,
    button,
    field_of,
    markup,
    modal,
    options,
    plain,
    section,
)

CONFIRM = {
    "title": plain("Run it?"),
    "text": markup("On *prod*."),
    "confirm": plain("Run it"),
    "deny": plain("No"),
}


def approve(at: Stage, **more: Any) -> None:
    at.post(section("Step 3"), {"type": "actions", "elements": [button("Approve", "approve", **more)]})


def test_the_door_offers_everybody_who_can_sign_in(at: Stage) -> None:
    page = parse(at.local.get("/").text)

    links = [link.get("href") for link in page.all("a")]
    assert links == [f"/as/{who}" for who in (ANA, BO, "U0CHI", "U0DEE", EVE, "U0MAX")]
    assert "Contractor · guest" in page.text


def test_a_shortcut_of_the_app_is_chosen_in_the_menu_of_a_message(at: Stage) -> None:
    at.workspace.config = replace(at.workspace.config, shortcuts=(Shortcut("note", "Add to the timeline"),))
    for text in ("The disk is full", "Lunch?"):
        at.post(text=text, author=BO)

    at.person(ANA, "incidents").use("Add to the timeline", near="disk")

    assert [(said["type"], said["message"]["text"]) for said in at.bot.heard] == [
        ("message_action", "The disk is full")
    ]


def test_a_file_is_attached_where_one_writes(at: Stage) -> None:
    ana = at.person(ANA, "incidents")

    ana.upload("df.txt", b"/dev/sda1 100%", "The disk is full")

    assert at.person(BO, "incidents").reads_file("df.txt") == "/dev/sda1 100%"
    assert "The disk is full" in ana.text


def test_the_home_tab_shows_what_the_app_published_and_can_be_pressed(at: Stage) -> None:
    at.workspace.config = replace(at.workspace.config, events=("app_home_opened",))
    owed = {"type": "actions", "elements": [button("Write the update", "update")]}
    ana = at.person(ANA)

    ana.open_app().sees("Handrail has not shown anything here yet.")
    at.publish(ANA, section("An update is *owed*"), owed)
    ana.sees("An update is owed")
    ana.press("Write the update")
    at.person(BO).open_app().does_not_see("An update is owed")

    told = [said["event"] for said in at.bot.heard if "event" in said]
    assert [(event["user"], event["tab"]) for event in told] == [(ANA, "home"), (BO, "home")]
    assert [action["action_id"] for action in at.bot.actions] == ["update"]
    assert ana.channel == "Handrail"


def test_people_of_another_company_see_no_app(at: Stage) -> None:
    assert at.local.get("/as/U0MAX/home").status_code == 404
    assert "Handrail home" not in at.person("U0MAX").text


def test_a_permalink_asks_who_reads_and_leads_to_the_message(at: Stage) -> None:
    page = parse(at.local.get(f"/archives/{INCIDENTS}/p1795262400000123?thread_ts=1.2").text)

    assert page.all("a")[0].get("href") == f"/as/{ANA}/c/{INCIDENTS}?thread=1.2#m-1795262400.000123"


def test_small_print_stands_together_and_what_can_be_pressed_stands_for_itself(at: Stage) -> None:
    quiet = {"type": "context", "elements": [markup("✓ done")]}
    for blocks in ([quiet], [quiet], [section("Step 3")], [quiet], [quiet]):
        at.post(*blocks)

    page = parse(at.local.get(f"/as/{ANA}/c/{INCIDENTS}").text)

    shown = [node for node in page.walk() if node.is_of("message")]
    assert [(node.is_of("quiet"), node.is_of("follows")) for node in shown] == [
        (True, False),
        (True, True),
        (False, False),
        (True, False),
        (True, True),
    ]


@pytest.mark.parametrize(
    "path",
    [
        "/as/U0OLD",
        "/as/U0HANDRAIL",
        "/as/nobody/c/C0GENERAL",
        "/as/nobody/live",
        "/as/nobody/suggest",
        "/as/U0ANA/files/F9",
        "/as/U0ANA/files/F9/raw",
        "/archives/x%22/p1",
        "/archives/C1/pone",
    ],
)
def test_what_is_not_there_is_not_found(at: Stage, path: str) -> None:
    assert at.local.get(path).status_code == 404


def test_a_form_of_nobody_is_not_found(at: Stage) -> None:
    assert at.local.post("/as/U0OLD/say", content="text=x").status_code == 404


def test_a_channel_that_one_may_not_see_leads_to_the_first_one(at: Stage) -> None:
    answer = at.local.get(f"/as/{EVE}/c/{SECURITY}")

    assert (answer.status_code, answer.headers["location"]) == (303, f"/as/{EVE}/c/{INCIDENTS}")


def test_the_page_allows_only_its_own_scripts(at: Stage) -> None:
    answer = at.local.get(f"/as/{ANA}/c/{GENERAL}")

    assert "default-src 'self'" in answer.headers["content-security-policy"]
    assert [node.text for node in parse(answer.text).all("style")] == []
    assert at.local.get("/page/static/page.js").status_code == 200


def test_a_written_message_is_seen_by_the_others(at: Stage) -> None:
    ana, bo = at.person(ANA, "general"), at.person(BO, "general")

    ana.type("hello *@bo* & <all>\nsecond line")

    assert "hello @bo & <all>\nsecond line" in bo.sees("hello")


def test_a_message_may_be_as_long_as_it_likes_but_a_form_may_not(at: Stage) -> None:
    answer = at.local.post(f"/as/{ANA}/say", content=b"channel=C0GENERAL&text=" + b"a" * 1_000_001)

    assert "A form may hold 1000000 bytes" in parse(answer.text).text


def test_unread_messages_are_counted_until_the_channel_is_looked_at(at: Stage) -> None:
    ana, bo = at.person(ANA, "general"), at.person(BO, "incidents")
    bo.type("one")
    bo.type("two")

    before = ana.text
    ana.open("incidents")

    assert "incidents 2" in before
    assert "incidents 2" not in ana.text


def test_what_came_since_the_last_visit_stands_under_a_line(at: Stage) -> None:
    bo = at.person(BO, "incidents").type("old")
    ana = at.person(ANA, "incidents").open("general")
    bo.type("fresh")

    read = ana.open("incidents").text

    assert read.index("old") < read.index("\nNew\n") < read.index("fresh")


def test_consecutive_messages_of_one_author_share_a_byline(at: Stage) -> None:
    at.person(BO, "general").type("one").type("two")

    page = parse(at.local.get(f"/as/{ANA}/c/{GENERAL}").text)

    assert len([node for node in page.walk() if node.is_of("byline")]) == 1


def test_people_who_join_one_after_the_other_are_one_line(at: Stage) -> None:
    state = at.workspace.state
    channel = Channel("C1", "inc-1", BOT, 0, members=[])
    state.channels["C1"] = channel
    for who in (BOT, ANA, BO):
        at.local.call(partial(state.add_member, channel, who, inviter=""))

    read = at.person(ANA, "inc-1").text

    assert "@handrail, @ana and @bo have joined the channel" in read
    assert read.count("joined") == 1


def test_a_slash_command_sends_the_real_form(at: Stage) -> None:
    at.person(ANA, "incidents").type("/incident declare chain broken")

    assert at.bot.heard[0]["command"] == "/incident"
    assert at.bot.heard[0]["text"] == "declare chain broken"
    assert at.bot.heard[0]["user_id"] == ANA


def test_a_command_that_fails_says_so_and_keeps_what_was_typed(at: Stage) -> None:
    at.bot.answer = lambda _: httpx.Response(500)

    ana = at.person(ANA, "incidents").type("/incident declare")

    assert '/incident failed with the error "http_service_error"' in ana.text
    answer = at.local.post(f"/as/{ANA}/say", content=f"channel={INCIDENTS}&text=/incident+x&back=")
    assert parse(answer.text).all("textarea")[0].raw_text == "\n/incident x"


def test_an_answer_for_one_person_is_seen_by_that_person_and_can_be_dismissed(at: Stage) -> None:
    at.whisper(ANA, section("You hold the *scribe* role."))
    ana, bo = at.person(ANA, "incidents"), at.person(BO, "incidents")

    ana.sees("Only visible to you")
    bo.does_not_see("scribe")
    ana.press("Dismiss")

    ana.does_not_see("scribe")


def test_a_button_on_an_ephemeral_message_reaches_the_bot(at: Stage) -> None:
    at.whisper(ANA, {"type": "actions", "elements": [button("Acknowledge", "ack")]})

    at.person(ANA, "incidents").press("Acknowledge")

    assert at.bot.heard[0]["container"]["is_ephemeral"] is True
    assert at.bot.actions[0]["value"] == "ack-value"


def test_a_button_with_a_question_asks_before_it_tells_the_bot(at: Stage) -> None:
    approve(at, confirm=CONFIRM)
    ana = at.person(ANA, "incidents").press("Approve")

    question, heard_before = ana.window, list(at.bot.heard)
    ana.sees("On prod.")
    ana.press("Run it")

    assert question == "Run it?"
    assert heard_before == []
    assert [action["action_id"] for action in at.bot.actions] == ["approve"]
    assert ana.window == ""


def test_a_question_can_be_answered_with_no(at: Stage) -> None:
    approve(at, confirm=CONFIRM)
    ana = at.person(ANA, "incidents").press("Approve")

    ana.press("No")

    assert at.bot.heard == []
    assert ana.window == ""


def test_a_press_that_the_bot_does_not_take_is_told(at: Stage) -> None:
    at.bot.answer = lambda _: httpx.Response(502)
    approve(at)

    ana = at.person(ANA, "incidents").press("Approve")

    assert "This app responded with Status Code 502." in ana.text


def test_a_button_that_is_gone_says_so_and_sends_nothing(at: Stage) -> None:
    message = at.post(section("x"), {"type": "actions", "block_id": "b", "elements": [button("Go", "go")]})
    form = f"on=message&channel={INCIDENTS}&id={message.ts}&back=&act="

    answers = [
        at.local.post(f"/as/{ANA}/act", content=form + act).text
        for act in ('["b","other",null]', "nonsense", '["b"]', '["b",1,null]')
    ]
    lost = at.local.post(f"/as/{ANA}/act", content=form.replace(message.ts, "9.9") + '["b","go",null]').text

    assert "Nothing with the action 'other' can be pressed there." in parse(answers[0]).text
    assert all("That button is not known." in parse(answer).text for answer in answers[1:])
    assert "That message is gone." in parse(lost).text
    assert at.bot.heard == []


def test_a_window_shows_its_errors_beside_the_fields_and_closes_when_accepted(at: Stage) -> None:
    refusal = {"response_action": "errors", "errors": {"title": "Say a little more."}}
    at.bot.answer = lambda said: httpx.Response(200, json=refusal if _title(said) == "a" else None)
    at.shows(modal(field_of("Title", {"type": "plain_text_input", "action_id": "t"})))
    ana = at.person(ANA, "incidents").type("/incident declare")

    ana.fill({"Title": "a"}).submit()
    errors = ana.errors()
    field = next(
        node
        for node in parse(at.local.get(f"/as/{ANA}/c/{INCIDENTS}").text).all("input")
        if node.has("aria-invalid")
    )
    ana.fill({"Title": "a chain"}).submit()

    assert errors == ["Say a little more."]
    assert field.get("aria-describedby").endswith("-error")
    assert field.get("value") == "a"
    assert ana.window == ""


def _title(said: dict[str, Any]) -> str:
    values = said.get("view", {}).get("state", {}).get("values", {})
    return str(values["title"]["t"]["value"]) if values else ""


def test_a_window_can_be_closed(at: Stage) -> None:
    at.shows(modal(section("nothing to fill in"), notify_on_close=True))
    ana = at.person(ANA, "incidents").type("/incident x")

    ana.press("Close this window")

    assert ana.window == ""
    assert at.bot.heard[-1]["type"] == "view_closed"


def test_a_window_that_is_closed_already_cannot_be_submitted(at: Stage) -> None:
    answer = at.local.post(f"/as/{ANA}/submit", content="on=view&id=V1&back=")

    assert "That window is closed already." in parse(answer.text).text


def test_a_button_in_a_window_takes_along_what_was_typed(at: Stage) -> None:
    more = {"type": "actions", "elements": [button("More", "more")]}
    at.shows(modal(field_of("Title", {"type": "plain_text_input", "action_id": "t"}), more))
    ana = at.person(ANA, "incidents").type("/incident x").fill({"Title": "half"})

    ana.press("More")

    assert _title(at.bot.heard[-1]) == "half"
    assert at.bot.actions[-1]["action_id"] == "more"
    assert ana.window == "Declare"


def suggestions(said: dict[str, Any]) -> httpx.Response:
    if said.get("type") != "block_suggestion":
        return httpx.Response(200)
    found = [
        each for each in options("Receipt chain", "Control plane") if said["value"].lower() in each["value"]
    ]
    return httpx.Response(200, json={"options": found})


def test_a_field_that_the_bot_fills_is_searched_and_chosen(at: Stage) -> None:
    at.bot.answer = suggestions
    element = {
        "type": "external_select",
        "action_id": "c",
        "min_query_length": 0,
        "placeholder": plain("Find"),
    }
    title = field_of("Title", {"type": "plain_text_input", "action_id": "t"})
    at.shows(modal(title, field_of("Class", element)))
    ana = at.person(ANA, "incidents").type("/incident declare")

    ana.fill({"Title": "kept", "Class": "Receipt chain"}).submit()

    values = at.bot.heard[-1]["view"]["state"]["values"]
    assert values["class"]["c"]["selected_option"]["value"] == "receipt chain"
    assert values["title"]["t"]["value"] == "kept"


def test_what_the_bot_does_not_offer_cannot_be_chosen(at: Stage) -> None:
    at.bot.answer = suggestions
    element = {"type": "external_select", "action_id": "c", "min_query_length": 0}
    at.shows(modal(field_of("Class", element)))
    ana = at.person(ANA, "incidents").type("/incident declare")

    with pytest.raises(NotThere, match="sees no option “nothing such” in the window “Declare”"):
        ana.fill({"Class": "nothing such"})


def test_options_are_offered_as_json_while_one_types(at: Stage) -> None:
    at.bot.answer = suggestions
    menu = {"type": "external_select", "action_id": "c", "min_query_length": 0, "placeholder": plain("Find")}
    message = at.post({"type": "actions", "block_id": "b", "elements": [menu]})
    query = {"on": "message", "channel": INCIDENTS, "id": message.ts, "act": '["b","c",null]', "q": "rec"}

    offered = at.local.get(f"/as/{ANA}/suggest", params=query).json()
    gone = at.local.get(f"/as/{ANA}/suggest", params={**query, "id": "1.1"})

    option = {"value": "receipt chain", "text": "Receipt chain", "description": ""}
    assert offered == {"options": [option], "notice": ""}
    assert gone.status_code == 409


def test_an_external_menu_of_a_message_is_searched_without_script(at: Stage) -> None:
    at.bot.answer = suggestions
    menu = {"type": "external_select", "action_id": "c", "min_query_length": 0, "placeholder": plain("Find")}
    message = at.post({"type": "actions", "block_id": "b", "elements": [menu]})
    typed = {
        "on": "message",
        "channel": INCIDENTS,
        "id": message.ts,
        'q:["b", "c", null]': "control",
        "back": "",
    }

    at.local.post(f"/as/{ANA}/act", data=typed)
    at.person(ANA, "incidents").choose("Find", "Control plane")

    assert at.bot.actions[-1]["selected_option"]["value"] == "control plane"


def test_a_thread_opens_beside_the_channel_and_takes_replies(at: Stage) -> None:
    bo = at.person(BO, "general").type("Shall we?")
    ana = at.person(ANA, "general").open_thread("Shall we?")

    ana.type("Yes.")

    bo.sees("1 reply")
    bo.does_not_see("Yes.")
    assert "Yes." in bo.open_thread("Shall we?").text
    ana.press("Close the thread").does_not_see("Yes.")


def test_reactions_and_pins_are_given_and_taken_back(at: Stage) -> None:
    at.person(BO, "general").type("Look")
    ana = at.person(ANA, "general")
    message = next(iter(at.workspace.state.channels[GENERAL].messages.values()))
    form = f"channel={GENERAL}&ts={message.ts}&back=/as/{ANA}/c/{GENERAL}"

    at.local.post(f"/as/{ANA}/react", content=form + "&emoji=eyes")
    at.local.post(f"/as/{ANA}/pin", content=form)
    page = parse(at.local.get(f"/as/{ANA}/c/{GENERAL}").text)
    at.local.post(f"/as/{ANA}/react", content=form + "&emoji=eyes")
    at.local.post(f"/as/{ANA}/pin", content=form)

    mine = next(node for node in page.all("button") if node.is_of("reaction"))
    assert (mine.get("aria-pressed"), mine.text) == ("true", ":eyes: 1")
    assert "Pinned Look" in page.text.replace("\n", " ")
    assert ":eyes: 1" not in ana.text
    assert "Pinned" not in ana.text


def test_a_public_channel_can_be_joined_before_one_writes_there(at: Stage) -> None:
    at.workspace.state.channels["C1"] = Channel("C1", "later", BO, 0, members=[BO])
    ana = at.person(ANA, "later")

    with pytest.raises(NotThere, match="cannot write here"):
        ana.type("hello")
    ana.press("Join the channel").type("hello")

    assert at.workspace.state.channels["C1"].members == [BO, ANA]


def test_an_archived_channel_is_read_only(at: Stage) -> None:
    at.workspace.state.channels[GENERAL].is_archived = True

    assert "This channel is archived." in at.person(ANA, "general").text


def test_a_markdown_file_is_shown_as_text_and_handed_out_harmlessly(at: Stage) -> None:
    file = at.share("draft.md", "# Draft\n<b>ü</b>\n".encode(), title="The draft")

    text = at.person(ANA, "incidents").reads_file("The draft")
    raw = at.local.get(f"/as/{ANA}/files/{file.id}/raw?download=1")

    assert text == "# Draft\n<b>ü</b>\n"
    assert raw.content == "# Draft\n<b>ü</b>\n".encode()
    assert raw.headers["content-disposition"] == 'attachment; filename="draft.md"'
    assert "sandbox" in raw.headers["content-security-policy"]


def test_a_file_of_a_channel_that_one_may_not_see_is_not_found(at: Stage) -> None:
    file = at.share("draft.bin", b"\x00")
    at.workspace.state.channels[INCIDENTS].members.remove(EVE)

    assert at.local.get(f"/as/{EVE}/files/{file.id}").status_code == 404
    assert "This file is not text." in parse(at.local.get(f"/as/{ANA}/files/{file.id}").text).text


@pytest.mark.parametrize(("length", "words"), [(999, "999 bytes"), (4312, "4.3 kB"), (2_500_000, "2.5 MB")])
def test_the_size_of_a_file_is_told(at: Stage, length: int, words: str) -> None:
    at.share("big.bin", b"x" * length)

    assert words in at.person(ANA, "incidents").text


@pytest.mark.parametrize(("person", "event"), [(EVE, ": still here"), ("U0CHI", 'data: ["C0SECURITY"]')])
def test_changes_are_streamed_to_those_who_see_them(at: Stage, person: str, event: str) -> None:
    state = at.workspace.state
    stream = Looks(at.workspace, Screens(at.workspace)).changes(at.reader(person), state.feed.number)

    async def hello_and_first() -> tuple[str, str]:
        hello = await anext(stream)
        first = asyncio.ensure_future(anext(stream))
        await asyncio.sleep(0)
        state.post(Message(SECURITY, state.new_ts(), BO, "psst"))
        return hello, await first

    hello, first = asyncio.run(hello_and_first())

    assert hello == "retry: 500\n\n"
    assert first == f"id: {state.feed.number}\n{event}\n\n"
