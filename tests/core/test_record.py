"""What a merge takes along and leaves behind, and what is remembered of notes."""

from dataclasses import replace
from datetime import timedelta

from bot.core import effects as fx
from bot.core import events as ev
from bot.core import signals as sg
from bot.core.clocks import due
from bot.core.decide import decide
from bot.core.runbook import Severity
from bot.core.searching import texts
from bot.core.seeing import audience, may_see
from bot.core.timeline import Wanted, lines
from tests.core.kept import INTO, SOURCE, TAKEN, fetched, fetching, marked, noted
from tests.core.outage import DIGEST
from tests.core.story import ANA, BO, Story
from tests.core.test_walk import at_mend
from tests.fakes.clock import NOON


def test_a_duplicate_stops_walking_asks_for_nothing_and_waits_for_nothing() -> None:
    story = at_mend().channel().ask()

    story.on(INTO)

    incident = story.incident
    assert (incident.life, incident.state) == ("closed", "duplicate of INC-0003")
    assert [run.mode for run in incident.top_runs()] == ["closed"]
    assert [approval.state for approval in incident.approvals.values()] == ["void"]
    assert due(incident) == ()
    assert incident.open_owed() == ()
    assert {owed.state for owed in incident.owed.values()} >= {"moved"}


def test_a_duplicate_tells_its_channel_where_to_go_on() -> None:
    story = at_mend().channel().on(sg.TakeRole("commander", ANA))

    story.on(INTO)

    notice = story.effects(fx.PostNotice)[-1]
    assert "Go on in #inc-0003-receipts" in notice.text
    assert notice.users == (ANA.user,)
    assert "duplicate of INC-0003" in story.effects(fx.SetTopic)[-1].text


def test_the_one_that_goes_on_owes_what_the_duplicate_owed_and_brings_its_people() -> None:
    story = at_mend().channel()

    story.on(TAKEN)

    owed = story.incident.owed["inc-0007/r1/undo-stop"]
    assert (owed.title, owed.is_open, owed.required) == (
        "Start the exports again (from INC-0007)",
        True,
        True,
    )
    assert story.effects(fx.Invite)[-1] == fx.Invite((ANA.user, BO.user))
    assert "It was P0, and this one is P1." in story.effects(fx.PostNotice)[-1].text
    story.on(sg.Undone("inc-0007/r1/undo-stop"))
    assert not story.incident.owed["inc-0007/r1/undo-stop"].is_open


def test_who_comes_from_a_restricted_duplicate_may_know_of_the_one_that_goes_on() -> None:
    story = Story().on(sg.TakeRole("commander", ANA)).on(sg.Restrict("a key is out"))

    story.on(TAKEN)

    assert may_see(BO, audience(story.incident))


def test_what_came_from_a_duplicate_has_to_be_put_back_before_the_close() -> None:
    story = at_mend().channel().on(TAKEN).on(sg.TakeRole("commander", ANA))
    story.on(sg.Resolve(reason="it holds"))

    refused = story.refused(sg.Close())

    assert "inc-0007/r1/undo-stop" in str(refused)


def test_a_duplicate_that_was_none_is_reopened_and_stands_alone() -> None:
    story = at_mend().on(sg.TakeRole("commander", ANA)).on(INTO)

    story.on(sg.Reopen("app/outage", "it is another store", DIGEST))

    assert (story.incident.duplicate_of, story.incident.life) == ("", "acknowledged")
    assert story.incident.current() is not None


def test_a_running_change_outlives_the_merge_and_moves_nothing() -> None:
    story = at_mend().channel().ask().approve()

    story.on(INTO).result("ok")

    late = story.log[-1][0]
    assert isinstance(late, ev.CommandFinished)
    assert not late.counts


def test_a_message_that_two_mark_is_fetched_once() -> None:
    story = marked()

    story.on(sg.MarkMessage("C1", SOURCE.ts), ANA)

    assert len(story.effects(fx.FetchMessage)) == 1


def test_a_message_that_was_kept_while_it_was_fetched_is_kept_once() -> None:
    story = marked().on(sg.KeepMessage("It fell", SOURCE))

    story.on(sg.EffectDone(fetching(story), sg.Found("It fell", SOURCE)), sg.HANDRAIL)

    assert len(story.incident.notes) == 1
    assert story.incident.sought == {}


def test_a_fetch_that_died_may_be_asked_for_again() -> None:
    story = marked()

    story.on(sg.EffectDone(fetching(story), sg.Failed("no route"), kind="fetch_message"), sg.HANDRAIL)

    assert story.incident.sought == {}


def test_of_a_message_no_more_files_are_kept_than_slack_carries() -> None:
    files = tuple(sg.Attached(f"F{number}", "a.png") for number in range(30))
    source = sg.Source("C1", "1.0", ANA, SOURCE.at, files=files)

    story = Story().on(sg.KeepMessage("", source))

    assert len(story.effects(fx.KeepFile)) == 10


def test_a_part_of_the_timeline_is_what_holds_of_all_that_was_asked() -> None:
    story = fetched()
    story.clock.forward(timedelta(minutes=5))
    late = story.clock.now()
    story.on(sg.Note("of Ana")).on(sg.SetSeverity(Severity.P0, "all is out"))
    told = lines(story.log)

    def part(wanted: Wanted) -> list[str]:
        return [line.detail for line in told if wanted.takes(line)]

    assert part(Wanted("notes")) == ["The graph fell at 13:57", "of Ana"]
    assert part(Wanted("notes", person=BO.user)) == ["The graph fell at 13:57"]
    assert part(Wanted("notes", person=SOURCE.author.user)) == ["The graph fell at 13:57"]
    assert part(Wanted(since=late)) == ["of Ana", "all is out"]
    assert part(Wanted("decisions", since=late)) == ["all is out"]
    assert {line.step for line in told} == {"", "look"}


def test_what_can_be_found_follows_what_was_amended_and_struck() -> None:
    story = noted().on(sg.Note("the disk is full"))
    story.on(sg.Amend(1, "eleven receipts", "counted")).on(sg.Strike(2, "another disk"))
    events = [event for event, _ in story.log]

    kept = {one.about: one.text for one in texts(story.incident, events)}

    assert kept["note/1"] == "eleven receipts"
    assert kept["note/2"] == ""
    assert kept["title"] == "The app is out"


def test_who_is_brought_along_by_a_duplicate_may_be_nobody() -> None:
    story = at_mend().channel()
    before = len(story.effects(fx.Invite))

    story.on(replace(TAKEN, people=()))

    assert len(story.effects(fx.Invite)) == before


def test_a_secret_in_an_amendment_is_told_to_who_wrote_it() -> None:
    story = noted()

    story.on(sg.Amend(1, "it is [redacted]", "more exact", redacted=True), BO)

    (told,) = story.effects(fx.Whisper)
    assert told.user == BO.user
    assert "n1" in told.text


def test_a_secret_in_a_file_is_told_to_who_had_it_kept() -> None:
    story = (
        Story()
        .channel()
        .on(sg.KeepMessage("see the log", replace(SOURCE, files=(sg.Attached("F1", "app.log"),))))
    )

    for redacted in (False, True):
        kept = sg.Stored(1, "F1", "app.log", "text/plain", 9, "d1", redacted=redacted)
        story.on(sg.EffectDone("INC-0001/3/1", kept), sg.HANDRAIL)

    (told,) = story.effects(fx.Whisper)
    assert (told.user, "app.log" in told.text) == (story.incident.notes[0].by.user, True)


def test_what_comes_of_a_fetch_that_nobody_waits_for_changes_nothing() -> None:
    story = fetched()
    before = len(story.log)

    for late in (sg.Found("The graph fell", SOURCE), sg.Missing("it was deleted")):
        story.on(sg.EffectDone("INC-0001/9/9", late), sg.HANDRAIL)

    assert len(story.log) == before


def test_a_message_that_says_nothing_is_not_kept_and_who_marked_it_is_told() -> None:
    story = marked()

    empty = sg.Found("  ", replace(SOURCE, files=()))
    story.on(sg.EffectDone(fetching(story), empty), sg.HANDRAIL)

    assert story.incident.notes == ()
    assert "nothing in it that could be kept" in story.effects(fx.Whisper)[-1].text


def test_nobody_is_told_of_a_message_that_no_person_wrote_or_marked() -> None:
    source = replace(SOURCE, author=sg.HANDRAIL, files=())

    story = Story().channel().on(sg.KeepMessage("key [redacted]", source, redacted=True))

    assert len(story.incident.notes) == 1
    assert story.effects(fx.Whisper) == []


def test_a_message_of_files_alone_is_told_by_their_names() -> None:
    story = Story().on(sg.KeepMessage("", SOURCE))

    told = [line.detail for line in lines(story.log) if line.kind == "note"]

    assert told == ["graph.png"]


def test_what_an_alert_said_can_be_found() -> None:
    declared = sg.Declare("INC-0001", "Out", "app/outage", Severity.P1, labels={"alertname": "DiskFull"})
    decided = decide(Story().rulebook, None, sg.Signal(declared, ANA, NOON))
    (event,) = [one for one in decided.events if isinstance(one, ev.IncidentDeclared)]

    found = {one.about: one.text for one in texts(Story().incident, [event])}

    assert found["alert"] == "DiskFull"
