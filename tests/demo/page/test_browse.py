"""The person without a browser: what it refuses to do is what a person could not do."""

import re

import pytest

from bot.demo.page.browse import FORM, Answer, NotThere, Person
from bot.demo.page.markup import parse
from tests.demo.page.stage import (
    ANA,
    BASE,
    INCIDENTS,
    Stage,
    button,
    field_of,
    modal,
    options,
    plain,
    section,
)


def test_a_missing_label_names_those_that_are_there(at: Stage) -> None:
    at.post({"type": "actions", "elements": [button("Approve", "a"), button("Deny", "d")]})
    ana = at.person(ANA, "incidents")

    with pytest.raises(NotThere) as refusal:
        ana.press("Aprove")

    assert str(refusal.value).startswith("Ana Duarte in #incidents sees no button “Aprove”. There are: ")
    assert "“Approve”, “Deny”" in str(refusal.value)


def test_a_missing_option_names_the_options(at: Stage) -> None:
    menu = {
        "type": "static_select",
        "action_id": "m",
        "placeholder": plain("Saw"),
        "options": options("A", "B"),
    }
    at.post({"type": "actions", "elements": [menu]})
    ana = at.person(ANA, "incidents")

    with pytest.raises(NotThere, match=r"sees no option “C”. There are: “A”, “B”"):
        ana.choose("Saw", "C")
    with pytest.raises(NotThere, match=r"sees no menu “Seen”. There are: .*“Saw”"):
        ana.choose("Seen", "A")


def test_an_option_in_a_closed_menu_is_no_button(at: Stage) -> None:
    more = {"type": "overflow", "action_id": "o", "options": options("Skip")}
    at.post(section("x", accessory=more))

    with pytest.raises(NotThere):
        at.person(ANA, "incidents").press("Skip")


def test_nothing_behind_an_open_window_can_be_pressed(at: Stage) -> None:
    at.post({"type": "actions", "elements": [button("Approve", "a")]})
    at.shows(modal(field_of("Title", {"type": "plain_text_input", "action_id": "t"})))
    ana = at.person(ANA, "incidents").type("/incident declare")

    with pytest.raises(
        NotThere, match=r"in the window “Declare”. There are: “Close this window”, “Cancel”, “Go”"
    ):
        ana.press("Approve")
    with pytest.raises(NotThere, match=r"sees no field “Name” in the window “Declare”. There are: “Title”"):
        ana.fill({"Name": "x"})


def test_a_choice_that_a_field_does_not_offer_is_refused(at: Stage) -> None:
    element = {"type": "static_select", "action_id": "s", "options": options("P0", "P1")}
    at.shows(modal(field_of("Severity", element)))
    ana = at.person(ANA, "incidents").type("/incident declare")

    with pytest.raises(NotThere, match=r"cannot choose “P7”. There are: P0, P1"):
        ana.choose("Severity", "P7")


def test_without_a_window_there_is_nothing_to_submit(at: Stage) -> None:
    with pytest.raises(NotThere, match=r"sees no button “to submit”"):
        at.person(ANA, "incidents").submit()


def test_the_newest_of_equal_buttons_is_pressed_unless_a_message_is_named(at: Stage) -> None:
    for step in ("one", "two"):
        row = {"type": "actions", "elements": [button("Approve", step)]}
        at.post(section(f"Step {step}"), row)
    ana = at.person(ANA, "incidents")

    ana.press("Approve").press("Approve", near="Step one")

    assert [action["action_id"] for action in at.bot.actions] == ["two", "one"]
    with pytest.raises(NotThere, match=r"near “Step three”. There are: none"):
        ana.press("Approve", near="Step three")


def test_a_message_is_not_about_what_it_leads_to(at: Stage) -> None:
    row = {"type": "actions", "elements": [button("Approve", "one")]}
    at.post(section("Step one. It is → Step two"), row)

    with pytest.raises(NotThere, match=r"near “Step two”. There are: none"):
        at.person(ANA, "incidents").press("Approve", near="Step two")


def test_a_channel_is_opened_by_an_unambiguous_beginning(at: Stage) -> None:
    ana = at.person(ANA, "incid")

    assert ana.channel == "incidents"
    with pytest.raises(NotThere, match=r"has no channel “s”. There are: .*“security”, “support”"):
        ana.open("s")


def test_what_is_not_on_the_screen_is_not_seen(at: Stage) -> None:
    ana = at.person(ANA, "incidents")
    at.post(text="*step*   three")

    assert "step three" in ana.sees("step three")
    with pytest.raises(NotThere, match=r"does not see “step four”"):
        ana.sees("step four")
    with pytest.raises(NotThere, match=r"sees “step three”, which should not be there"):
        ana.does_not_see("step three")
    with pytest.raises(NotThere, match=r"finds no thread under “step nine”"):
        ana.open_thread("step nine")


def test_a_file_is_found_by_its_title(at: Stage) -> None:
    at.share("a.bin", b"\x00", title="Bytes")
    ana = at.person(ANA, "incidents")

    assert [title for title, _ in ana.files()] == ["Bytes"]
    with pytest.raises(NotThere, match=r"sees no file “Draft”. There are: “Bytes”"):
        ana.reads_file("Draft")
    with pytest.raises(NotThere, match=r"cannot read “Bytes”: it is not a text"):
        ana.reads_file("Bytes")


def test_each_act_waits_for_the_pace_that_is_given(at: Stage) -> None:
    at.post({"type": "actions", "elements": [button("Approve", "a")]})
    beats: list[str] = []
    slow = Person(BASE, ANA, fetch=at.fetch, pause=lambda: beats.append("beat"), patience=0)

    slow.open("incidents").press("Approve").type("done")

    assert len(beats) == 3


def test_a_page_that_is_refused_is_an_error_that_says_so() -> None:
    with pytest.raises(NotThere, match=re.escape("U0ANA got 500 for /as/U0ANA: it broke")):
        Person(BASE, ANA, fetch=lambda path, form, kind="": Answer(500, path, "<p>it broke</p>"), patience=0)


def test_a_label_that_appears_in_time_is_pressed(at: Stage) -> None:
    asked: list[str] = []

    def late(path: str, form: bytes | None, kind: str = FORM) -> Answer:
        asked.append(path)
        if len(asked) == 4:
            at.post({"type": "actions", "elements": [button("Approve", "a")]})
        return at.fetch(path, form, kind)

    Person(BASE, ANA, fetch=late, patience=20).open("incidents").press("Approve")

    assert at.bot.actions[0]["action_id"] == "a"


def test_the_tree_of_a_page_keeps_its_words_and_leaves_out_what_is_hidden() -> None:
    page = parse(
        "<p>one <b>two</b><br>three</p><p hidden>no</p><pre>a\n b</pre><i aria-hidden=true>x</i><img alt=pic>"
    )

    assert page.text == "one two\nthree\na\nb\npic"
    assert page.all("pre")[0].raw_text == "a\n b"
    assert page.first(lambda node: node.tag == "em") is None
    assert INCIDENTS not in page.text
