"""The postmortem in Slack: typed and pressed alike, nothing overwritten unseen, a close that helps."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from bot.core import effects as fx
from bot.core.policy import CLOSING
from bot.core.postmortem import Postmortem
from bot.core.signals import AddAction, AskReview, Nothing, WriteSection
from tests.core.story import BO
from tests.slack.blockkit import actions, all_text, elements
from tests.slack.stage import CHANNEL, Json, Stage
from tests.slack.test_chat import World
from tests.slack.test_pressed import opened, the, typed
from tests.slack.test_verbs import walked_to


def person(user: str) -> Json:
    return {"type": "users_select", "selected_user": user}


def date(day: str) -> Json:
    return {"type": "datepicker", "selected_date": day}


def types(stage: Stage, line: str, user: str = "U0ANA") -> str:
    """What the person is told."""
    return str(stage.types(line, user=user, channel=CHANNEL)["text"])


def papers(stage: Stage) -> Postmortem:
    return stage.engine.incident.postmortem


def resolved() -> Stage:
    """Resolved with nothing owed, under a policy that wants what policies want of a postmortem."""
    stage = walked_to("resolved")
    library: Any = stage.engine.library
    policy = library.policy("")
    rules = {level: replace(rule, close=CLOSING.get(level, ())) for level, rule in policy.severities.items()}
    library._policy = replace(policy, severities=rules)  # noqa: SLF001 - as an operator edits the file
    return stage


# -- sections ----------------------------------------------------------------------------------


def test_a_section_is_typed_and_typed_text_is_added() -> None:
    stage = walked_to("resolved")

    first = types(stage, "summary It was the disk.")
    types(stage, "write summary It was full.", "U0BO")

    assert first == "Written. Still empty: Impact, What went well, What went badly, Lessons."
    assert papers(stage).section("summary").text == "It was the disk.\n\nIt was full."


def test_a_section_is_edited_in_a_form_that_shows_what_is_there() -> None:
    stage = walked_to("resolved")
    types(stage, "summary It was the disk.")
    stage.types("write summary", channel=CHANNEL)
    form = opened(stage)

    told = stage.sends(form, {"text": typed("It was the network.")})

    assert form["blocks"][0]["element"]["initial_value"] == "It was the disk."
    assert told == {"response_action": "clear"}
    assert papers(stage).section("summary").text == "It was the network."


def test_who_writes_over_what_another_wrote_meanwhile_sees_it_first_and_keeps_the_own_text() -> None:
    stage = walked_to("resolved")
    stage.types("write summary", channel=CHANNEL)
    form = opened(stage)
    types(stage, "summary Bo's *words*.", "U0BO")

    told = stage.sends(form, {"text": typed("Ana's words.")})

    assert told["response_action"] == "update"
    shown = told["view"]
    assert "has written this section since you opened it" in all_text(shown["blocks"])
    assert "Bo's *words*." in all_text(shown["blocks"])
    assert shown["blocks"][-1]["element"]["initial_value"] == "Ana's words."
    assert papers(stage).section("summary").text == "Bo's *words*."

    again = stage.sends(shown, {"text": typed("Ana's words.")})

    assert again == {"response_action": "clear"}
    assert papers(stage).section("summary").text == "Ana's words."


def test_what_is_written_is_redacted_before_it_is_kept() -> None:
    stage = walked_to("resolved")

    types(stage, "summary it was a secret")

    assert "secret" not in papers(stage).section("summary").text


# -- action items ------------------------------------------------------------------------------


def test_an_item_is_typed_with_its_owner_and_its_day() -> None:
    stage = walked_to("acknowledged")

    types(stage, "action add Watch the disk at 80=full <@U0BO> due=7d")

    action = papers(stage).actions["A1"]
    today = stage.engine.clock.now().replace(hour=0, minute=0, second=0, microsecond=0)
    assert (action.text, action.owner.user) == ("Watch the disk at 80=full", "U0BO")
    assert action.due == today + timedelta(days=7)


def test_an_item_is_added_changed_and_dropped_in_forms() -> None:
    stage = walked_to("closed")
    stage.types("action add", channel=CHANNEL)
    day = f"{stage.engine.clock.now() + timedelta(days=3):%Y-%m-%d}"

    stage.sends(opened(stage), {"text": typed("Watch it"), "person": person("U0ANA"), "due": date(day)})
    stage.types("action assign A1", channel=CHANNEL)
    stage.sends(opened(stage), {"person": person("U0BO"), "due": date(day)}, view_id="V2")
    stage.types("action drop A1", channel=CHANNEL)
    stage.sends(opened(stage), {"reason": typed("it is gone")}, view_id="V3")

    action = papers(stage).actions["A1"]
    assert (action.owner.user, f"{action.due:%Y-%m-%d}", action.state, action.why) == (
        "U0BO",
        day,
        "dropped",
        "it is gone",
    )


def test_a_day_that_is_none_is_told_beside_its_field() -> None:
    stage = walked_to("acknowledged")

    told = types(stage, "action add Watch the disk due=someday")

    assert "`someday` is no day; write 2026-12-01, 7d or 2w" in told
    assert papers(stage).actions == {}


def test_the_list_has_a_button_for_each_thing_that_can_be_done() -> None:
    stage = walked_to("acknowledged")
    types(stage, "action add Watch the disk")
    listed = stage.types("action", channel=CHANNEL)["blocks"]

    done = next(one for one in elements(listed) if str(one["action_id"]).startswith("do:action-done"))
    stage.presses(done)

    assert papers(stage).actions["A1"].state == "done"
    again = stage.types("action list", channel=CHANNEL)["blocks"]
    assert [one for one in actions(again) if "action-" in one] == ["do:action-open:A1"]


@pytest.mark.parametrize(
    ("line", "state"),
    [("action done a1 on both", "done"), ("action drop A1 no use", "dropped"), ("action dance", "open")],
)
def test_an_item_is_settled_by_typing(line: str, state: str) -> None:
    stage = walked_to("acknowledged")
    types(stage, "action add Watch the disk")

    types(stage, line)

    assert papers(stage).actions["A1"].state == state


# -- closing and review ------------------------------------------------------------------------


def test_a_refused_close_offers_the_way_to_each_thing_that_is_missing() -> None:
    stage = resolved()

    told = stage.types("close", channel=CHANNEL)

    assert "“Summary” is not written, and there is no action item" in told["text"]
    assert actions(told["blocks"]) == ["open:write:summary", "open:action", "open:no-actions"]
    for way in elements(told["blocks"]):
        stage.presses(way, where="ephemeral")
        assert opened(stage)["callback_id"] == f"form:{str(way['action_id']).split(':')[1]}"


def test_the_card_leads_to_what_is_missing_and_then_the_close_is_taken() -> None:
    stage = resolved()
    stage.presses(the(stage, "open:write:summary"))
    stage.sends(opened(stage), {"text": typed("It was the disk.")})
    types(stage, "action none because it was a drill")

    told = types(stage, "close")

    assert told == "INC-0001 is closed."


def test_somebody_is_asked_to_read_it_and_accepts_by_the_button() -> None:
    stage = walked_to("resolved")
    types(stage, "summary It was the disk.")

    asked = types(stage, "review <@U0BO>")
    alone = types(stage, "review ok")
    pressed = stage.types("write", user="U0BO", channel=CHANNEL)["blocks"]
    accept = next(one for one in elements(pressed) if one["action_id"] == "do:accept-postmortem")
    stage.presses(accept, "U0BO")

    assert "is asked to read it" in asked
    assert alone.startswith("You have written all of it alone")
    assert papers(stage).review.state == "accepted"


def test_it_is_given_back_with_a_reason() -> None:
    stage = walked_to("resolved")
    types(stage, "summary It was the disk.")
    types(stage, "review <@U0BO>")

    types(stage, "review back why was it full?", "U0BO")

    assert (papers(stage).review.state, papers(stage).review.why) == ("draft", "why was it full?")


# -- what the world is told --------------------------------------------------------------------


def written() -> World:
    world = World()
    world.story.on(WriteSection("summary", "It was the disk."))
    world.story.on(AddAction("Watch the <disk>", BO, world.story.clock.now().replace(hour=0)))
    return world


def test_a_person_is_told_in_a_direct_message_with_the_buttons_for_it() -> None:
    world = written()

    world.does(fx.TellPerson("U0BO", "A1 was to be done: Watch the <disk>", "action", "A1"))

    (posted,) = world.slack.asked("chat.postMessage")
    assert world.slack.asked("conversations.open")[0]["users"] == "U0BO"
    assert actions(posted["blocks"]) == ["do:action-done:A1", "open:action-change:A1", "open:action-drop:A1"]


def test_who_is_asked_to_read_it_can_accept_exactly_what_was_there_then() -> None:
    world = written()
    world.story.on(AskReview(BO))

    world.does(fx.TellPerson("U0BO", "Ana asks you to read it.", "review"))

    (posted,) = world.slack.asked("chat.postMessage")
    (accept, back) = elements(posted["blocks"])
    assert (accept["action_id"], accept["value"]) == ("do:accept-postmortem", '["INC-0001","",0,"","1"]')
    assert back["action_id"] == "open:give-back"


@pytest.mark.parametrize("user", ["U0GONE", "ana-on-this-machine"])
def test_who_is_not_in_slack_is_left_alone(user: str) -> None:
    world = written()
    world.slack.fails["conversations.open"] = ["user_disabled"]

    assert world.does(fx.TellPerson(user, "A1 is overdue", "action", "A1")) == Nothing()


def test_a_reminder_for_an_archived_channel_is_nothing_to_worry_about() -> None:
    world = written()
    world.slack.fails["chat.postMessage"] = ["is_archived"]

    assert world.does(fx.PostNotice("A1 is overdue", while_open=True)) == Nothing()
