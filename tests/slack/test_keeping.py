"""Messages kept in the timeline by the shortcut or a reaction, once, with their files; notes; finding."""

from dataclasses import replace
from datetime import timedelta

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.incident import Incident
from bot.core.signals import Attached, Done, Found, Missing, Source, Stored
from tests.core.story import CHI
from tests.slack.blockkit import all_text
from tests.slack.stage import CHANNEL, ELSEWHERE, TEAM, Json, Stage

TS = "1760000000.000100"
MARKED = {"type": "message", "channel": CHANNEL, "ts": TS}
GRAPH = Attached("F0GRAPH", "graph.png", "image/png")


def notes(stage: Stage) -> list[ev.NoteAdded]:
    return [one.event for one in stage.engine.store.log("INC-0001") if isinstance(one.event, ev.NoteAdded)]


def reacts(stage: Stage, user: str = "U0BO", reaction: str = "pushpin", item: Json = MARKED) -> None:
    stage.send(stage.event({"type": "reaction_added", "user": user, "reaction": reaction, "item": item}))


def answers(stage: Stage, *done: Done) -> list[fx.Effect]:
    """What Slack brings back for messages and files, in order; returns what was asked of it."""
    chat = stage.engine.chat
    chat.brings, before = list(done), len(chat.performed)
    stage.engine.settle()
    asked = [job.effect for job in chat.performed[before:]]
    return [effect for effect in asked if isinstance(effect, fx.FetchMessage | fx.KeepFile | fx.Whisper)]


def source(stage: Stage) -> Source:
    return Source(CHANNEL, TS, replace(CHI, team=TEAM), stage.engine.clock.now())


def test_the_shortcut_keeps_a_message_with_who_wrote_it_and_where() -> None:
    stage = Stage().declared()

    stage.send(stage.shortcut("Look at &lt;prod&gt;, <@U0BO>: <https://g.example/1|graph>", thread_ts="17.1"))

    (note,) = notes(stage)
    assert note.text == "Look at <prod>, @Bo: graph (https://g.example/1)"
    assert note.source is not None
    assert (note.source.author.name, note.source.at.isoformat()) == (
        "Chi",
        "2025-10-09T08:53:20.000100+00:00",
    )
    link = f"https://briefcase.slack.com/archives/C1/p1760000000000100?thread_ts=17.1&cid={CHANNEL}"
    assert note.source.permalink == link
    assert stage.front.shown[-1][1] == "Noted: n1 of INC-0001."


def test_a_message_is_kept_once_whoever_asks_by_whatever_way() -> None:
    stage = Stage().declared()
    stage.send(stage.shortcut("It fell at 13:57"))

    stage.send(stage.shortcut("It fell at 13:57", "U0BO"))
    reacts(stage)

    assert len(notes(stage)) == 1
    assert "kept already: it is n1, kept by Ana" in stage.front.shown[-1][1]
    assert answers(stage) == []


def test_a_reaction_keeps_the_message_that_is_then_read_and_its_files() -> None:
    stage = Stage().declared()
    reacts(stage, reaction="pushpin::skin-tone-2")
    reacts(stage, "U0CHI")
    with_file = replace(source(stage), files=(GRAPH,))
    stored = Stored(1, "F0GRAPH", "graph.png", "image/png", 7, "d" * 64)

    asked = answers(stage, Found("It fell", with_file), stored)

    assert asked == [
        fx.FetchMessage(CHANNEL, TS),
        fx.KeepFile(1, "F0GRAPH", "graph.png"),
    ]
    (note,) = notes(stage)
    assert note.kept_by is not None
    assert (note.text, note.kept_by.name) == ("It fell", "Bo")
    shown = all_text(stage.types("timeline", channel=CHANNEL)["blocks"])
    assert "Kept the file “graph.png” of n1, 7 bytes" in shown


def test_any_other_reaction_is_left_alone_and_so_is_one_elsewhere() -> None:
    stage = Stage().declared()
    before = stage.engine.incident

    reacts(stage, reaction="eyes")
    reacts(stage, item={**MARKED, "channel": ELSEWHERE})
    reacts(stage, item={"type": "file", "file": "F1"})
    reacts(stage, "U0EVE")

    assert stage.engine.incident == before


def test_handrails_own_messages_are_not_kept() -> None:
    stage = Stage().declared()

    stage.send(stage.shortcut("The card", user="U0ANA", bot_id="B0HANDRAIL"))
    reacts(stage)
    asked = answers(stage, Found("The card", source(stage), own=True))

    assert notes(stage) == []
    assert "Handrail wrote this message" in stage.front.shown[-1][1]
    (whisper,) = [effect for effect in asked if isinstance(effect, fx.Whisper)]
    assert (whisper.user, "Handrail wrote it" in whisper.text) == ("U0BO", True)


def test_a_message_that_is_gone_is_told_to_who_marked_it_and_may_be_marked_again() -> None:
    stage = Stage().declared()
    reacts(stage)
    asked = answers(stage, Missing("it is not there any more"))

    reacts(stage)

    assert [effect.kind for effect in asked] == ["fetch_message", "whisper"]
    assert len(stage.engine.incident.sought) == 1


def test_what_was_removed_is_told_quietly_to_who_wrote_it() -> None:
    stage = Stage().declared()

    stage.send(stage.shortcut("the password is secret"))
    asked = answers(stage)

    (note,) = notes(stage)
    assert (note.text, note.redacted) == ("the password is [redacted]", True)
    (whisper,) = asked
    assert isinstance(whisper, fx.Whisper)
    assert (whisper.user, whisper.channel) == ("U0CHI", CHANNEL)
    assert "looked like a secret" in whisper.text


def test_elsewhere_the_shortcut_asks_in_which_timeline() -> None:
    stage = Stage().declared()

    stage.send(stage.shortcut("It fell at 13:57", channel=ELSEWHERE))
    how, _, view = stage.front.shown[-1]
    stage.sends(view, {"incident": {"type": "static_select", "selected_option": {"value": "INC-0001"}}})

    (note,) = notes(stage)
    assert how == "open"
    assert note.source is not None
    assert (note.text, note.source.channel) == ("It fell at 13:57", ELSEWHERE)


def test_a_very_long_message_travels_by_its_head() -> None:
    stage = Stage().declared()

    stage.send(stage.shortcut("ü" * 9000, channel=ELSEWHERE))

    view = stage.front.shown[-1][2]
    assert len(view["private_metadata"]) <= 3000


def test_a_note_is_amended_and_struck_and_both_stand_in_the_timeline() -> None:
    stage = Stage().declared()
    stage.types("note twelve receipts", channel=CHANNEL)
    stage.types("note the disk is full", channel=CHANNEL)

    stage.types('amend n1 "eleven receipts" counted again', "U0BO", CHANNEL)
    stage.types("strike 2 it was another disk", "U0BO", CHANNEL)

    shown = all_text(stage.types("timeline notes", channel=CHANNEL)["blocks"])
    assert "eleven receipts" in shown
    assert "(amended by Bo at 12:00 UTC)" in shown
    assert "It said: twelve receipts" in shown
    assert "(struck by Bo at 12:00 UTC)" in shown


def test_without_its_words_a_change_of_a_note_opens_a_form_filled_in() -> None:
    stage = Stage().declared()
    stage.types("note twelve receipts", channel=CHANNEL)

    stage.types("amend n1", channel=CHANNEL)
    view = stage.front.shown[-1][2]
    text = {"type": "plain_text_input", "value": "eleven receipts"}
    why = {"type": "plain_text_input", "value": "counted again"}
    stage.sends(view, {"text": text, "reason": why})

    assert view["blocks"][1]["element"]["initial_value"] == "twelve receipts"
    assert [one.event for one in stage.engine.store.log("INC-0001")][-1] == ev.NoteAmended(
        1, "eleven receipts", "counted again"
    )


def other(stage: Stage) -> Incident:
    found = stage.engine.store.incident("INC-0002")
    assert found is not None
    return found


def two(stage: Stage) -> Stage:
    """A second incident, of the same class."""
    stage.declared().engine.clock.forward(timedelta(minutes=9))
    stage.types("declare app/outage P0 Receipts broken", "U0BO")
    return stage


def test_linked_incidents_name_each_other() -> None:
    stage = two(Stage())

    said = stage.types("link INC-0002", channel=CHANNEL)

    assert said["text"] == "INC-0001 and INC-0002 are linked: each one's timeline says so."
    assert list(stage.engine.incident.links) == ["INC-0002"]
    assert list(other(stage).links) == ["INC-0001"]
    shown = all_text(stage.types("INC-0002 timeline")["blocks"])
    assert "Timeline of INC-0001" in shown


def test_a_duplicate_is_merged_and_both_logs_are_kept() -> None:
    stage = two(Stage())
    length = len(stage.engine.store.log("INC-0001"))

    stage.types("merge INC-0002 into INC-0001 same receipts", "U0BO")
    refused = stage.types("INC-0002 step", "U0BO")
    ack = stage.types("INC-0002 ack", "U0BO")

    assert (other(stage).life, other(stage).duplicate_of) == ("closed", "INC-0001")
    assert list(stage.engine.incident.duplicates) == ["INC-0002"]
    assert len(stage.engine.store.log("INC-0001")) == length + 1
    assert "duplicate of INC-0001" in all_text(refused["blocks"])
    assert "INC-0002 is closed: it is a duplicate of INC-0001" in ack["text"]


def test_a_merge_says_which_of_the_two_goes_on_and_only_into_what_is_open() -> None:
    stage = two(Stage())

    unclear, form = stage.types("merge INC-0002", "U0BO", CHANNEL), stage.front.shown[-1][2]
    nothing = stage.types("merge INC-0002 into INC-0009", "U0BO")
    stage.types("merge INC-0002 into INC-0001", "U0BO")
    again = stage.types("merge INC-0001 into INC-0002", "U0BO")

    assert unclear == {}
    assert "INC-0002 is the same as" in all_text(form["blocks"])
    assert "There is no incident INC-0009." in nothing["text"]
    assert "INC-0002 is itself a duplicate of INC-0001." in again["text"]


def test_words_are_found_in_all_incidents() -> None:
    stage = two(Stage())
    stage.types("note twelve receipts are gone", channel=CHANNEL)

    found = stage.types("find receipts")
    none = stage.types("find elephants")
    nothing = stage.types("find")

    assert "INC-0001" in all_text(found["blocks"])
    assert "INC-0002" in all_text(found["blocks"])
    assert "n1: twelve receipts are gone" in all_text(found["blocks"])
    assert "Nothing was found" in all_text(none["blocks"])
    assert "Say what to look for." in nothing["text"]


def test_a_part_of_the_timeline_is_shown_by_kind_person_time_and_step() -> None:
    stage = Stage().declared()
    stage.types("note early", "U0BO", CHANNEL)
    stage.engine.clock.forward(timedelta(minutes=30))
    stage.types("note late", channel=CHANNEL)

    def shows(words: str) -> str:
        return all_text(stage.types(f"timeline {words}", channel=CHANNEL)["blocks"])

    assert ("early" in shows("notes"), "late" in shows("notes"), "Declared" in shows("notes")) == (
        True,
        True,
        False,
    )
    assert ("early" in shows("<@U0BO>"), "late" in shows("<@U0BO>")) == (True, False)
    assert ("early" in shows("notes since 5m"), "late" in shows("notes since 5m")) == (False, True)
    assert "early" in shows("since 12:00 all")
    assert "Nothing here is of that kind" in shows("step nowhere")
    assert "is no part of a timeline" in shows("splendid")
    assert "is no time" in shows("since ever")
