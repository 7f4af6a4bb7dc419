"""The postmortem: what people write, what will be changed, who agrees, and when an incident may be closed."""

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from bot.core import effects as fx
from bot.core import signals as sg
from bot.core.clocks import due
from bot.core.closing import lacking
from bot.core.duties import duties
from bot.core.policy import CLOSING, Need, SeverityRules
from bot.core.refusals import BadAnswers, NotAllowed, Overtaken, Stale, Unwritten
from bot.core.runbook import Severity
from bot.core.signals import HANDRAIL, EffectDone, Filed, Posted
from tests.core.outage import POLICY, RULES
from tests.core.story import ANA, BO, CHI, Story
from tests.core.test_walk import at_stop
from tests.fakes.clock import NOON

TODAY = NOON.replace(hour=0)
FRIDAY = TODAY + timedelta(days=5)
A_MONDAY = TODAY + timedelta(days=8)
USUAL = CLOSING[Severity.P1]


def written() -> Story:
    return Story().channel().on(sg.WriteSection("summary", "It was the disk."))


def resolved(*wanted: Need) -> Story:
    """Resolved with nothing owed, under a policy that wants this of a postmortem of a P1."""
    rules = {
        **POLICY.severities,
        Severity.P1: SeverityRules("", timedelta(minutes=5), close=wanted, postmortem=timedelta(days=2)),
    }
    story = at_stop()
    story.rulebook = replace(RULES, policy=replace(POLICY, severities=rules))
    story.on(sg.SetSeverity(Severity.P2, "less")).on(sg.SetSeverity(Severity.P1, ""))
    story.on(sg.TakeRole("commander", ANA)).on(sg.Resolve(reason="it went away"))
    for owed in story.incident.open_owed():
        story.on(sg.Collect(owed.id, "here") if owed.kind == "evidence" else sg.Undone(owed.id))
    return story


def told(story: Story) -> list[tuple[str, str]]:
    """Whom a direct message went to, and what it was about."""
    return [(effect.user, effect.about) for effect in story.effects(fx.TellPerson)]


# -- sections ----------------------------------------------------------------------------------


def test_a_section_is_written_and_the_former_text_stays_in_the_log() -> None:
    story = written().on(sg.WriteSection("summary", "It was the network.", seen=1), BO)

    section = story.incident.postmortem.section("summary")
    texts = [event.text for event, _ in story.log if event.kind == "section_written.v1"]
    assert (section.text, section.by, section.edits) == ("It was the network.", BO, 2)
    assert texts == ["It was the disk.", "It was the network."]


def test_what_was_written_meanwhile_is_never_overwritten_unseen() -> None:
    story = written().on(sg.WriteSection("summary", "Bo's words.", seen=1), BO)

    refusal = story.refused(sg.WriteSection("summary", "Ana's words.", seen=1), ANA)

    assert isinstance(refusal, Overtaken)
    assert refusal.section == "summary"
    assert "Bo has written “Summary”" in refusal.problem
    assert story.incident.postmortem.section("summary").text == "Bo's words."


def test_a_section_that_another_wrote_does_not_stand_in_the_way() -> None:
    story = written().on(sg.WriteSection("impact", "Nobody could log in.", seen=0), BO)

    assert story.incident.postmortem.section("impact").by == BO


def test_typed_text_is_added_to_what_is_there() -> None:
    story = written().on(sg.WriteSection("summary", "It was full."), BO)

    assert story.incident.postmortem.section("summary").text == "It was the disk.\n\nIt was full."


def test_a_section_may_be_emptied_and_lacks_then() -> None:
    story = written().on(sg.WriteSection("summary", "", seen=1))

    assert "summary" in story.incident.postmortem.missing


def test_too_long_a_text_is_refused_beside_its_field() -> None:
    refusal = written().refused(sg.WriteSection("summary", "a" * 2890))

    assert isinstance(refusal, BadAnswers)
    assert list(refusal.fields) == ["text"]


# -- action items ------------------------------------------------------------------------------


def test_whoever_gets_an_item_from_somebody_else_is_told() -> None:
    story = Story().on(sg.AddAction("Watch the disk", BO, FRIDAY), ANA)

    assert told(story) == [("U0BO", "action")]
    assert story.incident.postmortem.actions["A1"].owner == BO


def test_whoever_takes_an_item_is_not_told_what_they_know() -> None:
    assert told(Story().on(sg.AddAction("Watch the disk", ANA, FRIDAY), ANA)) == []


def test_an_item_is_known_by_its_person_until_it_is_settled() -> None:
    story = Story().on(sg.AddAction("Later", BO, A_MONDAY)).on(sg.AddAction("Soon", BO, FRIDAY))

    before = [action.id for action in story.incident.postmortem.actions_of(BO)]
    story.on(sg.SettleAction("a2", "done"), BO)

    assert before == ["A2", "A1"]
    assert [action.id for action in story.incident.postmortem.actions_of(BO)] == ["A1"]
    assert story.incident.postmortem.actions_of(ANA) == ()


def test_an_item_is_dropped_with_a_reason_only() -> None:
    story = Story().on(sg.AddAction("Watch the disk", BO, FRIDAY))

    refusal = story.refused(sg.SettleAction("A1", "dropped", " "))
    story.on(sg.SettleAction("A1", "dropped", "the disk is gone"))

    assert "say why" in str(refusal)
    assert story.incident.postmortem.actions["A1"].why == "the disk is gone"


def test_another_owner_is_told_and_a_button_of_the_former_is_stale() -> None:
    story = Story().on(sg.AddAction("Watch the disk", BO, FRIDAY), BO)
    story.on(sg.AssignAction("A1", CHI, None, seen="U0BO"), ANA)

    refusal = story.refused(sg.AssignAction("A1", ANA, None, seen="U0BO"), ANA)

    assert told(story) == [("U0CHI", "action")]
    assert isinstance(refusal, Stale)


def test_nothing_to_be_changed_is_stated_with_a_reason_and_not_beside_open_items() -> None:
    story = Story().on(sg.AddAction("Watch the disk", BO, FRIDAY))

    refusal = story.refused(sg.NoActions("nothing to learn"))
    story.on(sg.SettleAction("A1", "done")).on(sg.NoActions("all is done"))

    assert "There are action items." in str(refusal)
    assert story.incident.postmortem.no_actions == "all is done"


def test_an_overdue_item_is_told_once_the_morning_after_to_its_owner_and_in_the_channel() -> None:
    story = Story().channel().on(sg.AddAction("Watch the disk", BO, TODAY), BO)
    told_at = TODAY + timedelta(days=1, hours=9)
    assert [one.at for one in due(story.incident) if one.kind == "action"] == [told_at]

    _at(story, told_at)
    _at(story, told_at + timedelta(days=3))

    notices = [effect for effect in story.effects(fx.PostNotice) if "Watch the disk" in effect.text]
    assert told(story) == [("U0BO", "action")]
    assert [notice.while_open for notice in notices] == [True]


def test_an_item_that_got_another_day_is_told_again_when_that_is_over() -> None:
    story = Story().channel().on(sg.AddAction("Watch the disk", BO, TODAY), BO)
    _at(story, TODAY + timedelta(days=1, hours=9))
    story.on(sg.AssignAction("A1", None, FRIDAY), BO)

    _at(story, FRIDAY + timedelta(days=1, hours=9))

    assert told(story) == [("U0BO", "action")] * 2


def test_nobody_outside_a_restricted_incident_is_told_of_it() -> None:
    story = Story().channel().on(sg.AddAction("Watch the disk", BO, TODAY), BO)
    story.on(sg.WriteSection("summary", "It was the disk.")).on(sg.Restrict("it names a person"))

    refusals = [story.refused(sg.AssignAction("A1", CHI)), story.refused(sg.AskReview(CHI))]
    _at(story, TODAY + timedelta(days=1, hours=9))

    assert [type(refusal) for refusal in refusals] == [NotAllowed, NotAllowed]
    assert told(story) == []


def test_items_outlive_the_close_and_so_do_their_reminders() -> None:
    story = resolved().on(sg.AddAction("Watch the disk", BO, FRIDAY), BO).on(sg.Close())

    _at(story, FRIDAY + timedelta(days=1, hours=9))
    story.on(sg.SettleAction("A1", "done"), BO).on(sg.WriteSection("lessons", "Disks fill."))

    assert story.incident.closed_at is not None
    assert told(story) == [("U0BO", "action")]
    assert due(story.incident) == ()


def test_a_wake_is_queued_for_an_item_of_a_closed_incident() -> None:
    story = resolved().on(sg.Close())

    story.on(sg.AddAction("Watch the disk", BO, FRIDAY), BO)

    wakes = [queued.due for queued in story.queued if isinstance(queued.effect, fx.Wake)]
    assert wakes[-1] == FRIDAY + timedelta(days=1, hours=9)


def test_what_somebody_has_to_do_and_to_read_is_asked_of_them_also_after_the_close() -> None:
    story = resolved().on(sg.AddAction("Watch the disk", BO, FRIDAY)).on(sg.WriteSection("summary", "Full."))
    story.on(sg.AskReview(BO)).on(sg.Close())

    asked = [(one.kind, one.what, one.who) for one in duties(story.incident)]

    assert asked == [("review", "The postmortem", BO.key), ("action", "Watch the disk", BO.key)]


# -- review ------------------------------------------------------------------------------------


def test_whoever_is_asked_is_told_and_reads_the_draft_as_it_is_now() -> None:
    story = written()
    before = len(story.effects(fx.WriteDraft))

    story.on(sg.AskReview(BO))

    assert told(story) == [("U0BO", "review")]
    assert len(story.effects(fx.WriteDraft)) == before + 1
    assert (story.incident.postmortem.review.state, story.incident.postmortem.review.of) == ("in review", BO)


def test_who_wrote_all_of_it_alone_neither_accepts_it_nor_is_asked() -> None:
    story = written()

    accepting, asking = story.refused(sg.Accept(), ANA), story.refused(sg.AskReview(ANA), BO)

    assert (type(accepting), type(asking)) == (NotAllowed, NotAllowed)


def test_one_of_several_authors_may_accept_it() -> None:
    story = written().on(sg.WriteSection("impact", "None.", seen=0), BO).on(sg.Accept(seen=2), ANA)

    assert (story.incident.postmortem.review.state, story.incident.postmortem.review.by) == ("accepted", ANA)


def test_what_was_written_on_is_not_accepted_unread() -> None:
    story = written().on(sg.AskReview(BO)).on(sg.WriteSection("impact", "None.", seen=0))

    assert isinstance(story.refused(sg.Accept(seen=1), BO), Stale)


def test_writing_on_brings_what_was_accepted_back_to_a_draft() -> None:
    story = written().on(sg.Accept(seen=1), BO).on(sg.WriteSection("impact", "None.", seen=0))

    review = story.incident.postmortem.review
    assert (review.state, "“Impact” was written anew" in review.why) == ("draft", True)


def test_whoever_asked_is_told_what_is_not_right_yet() -> None:
    story = written().on(sg.AskReview(BO), ANA).on(sg.GiveBack("the cause is missing"), BO)

    assert told(story) == [("U0BO", "review"), ("U0ANA", "given back")]
    assert story.incident.postmortem.review.why == "the cause is missing"


# -- closing -----------------------------------------------------------------------------------


def test_a_close_names_each_thing_that_is_missing_and_the_way_to_it() -> None:
    refusal = resolved(*USUAL).refused(sg.Close())

    assert isinstance(refusal, Unwritten)
    assert refusal.missing == ("summary", "actions")
    assert str(refusal) == (
        "The postmortem of INC-0001 is not finished: “Summary” is not written, and there is no action item. "
        "A P1 is closed with it. Write it: `/incident write summary …`. "
        "Add one: `/incident action add … @owner due=14d`; or say why there is none: "
        "`/incident action none because …`."
    )


@pytest.mark.parametrize("last", [sg.AddAction("Watch the disk", BO, FRIDAY), sg.NoActions("a drill")])
def test_what_the_policy_wants_opens_the_close(last: sg.What) -> None:
    story = resolved(*USUAL).on(sg.WriteSection("summary", "It was the disk."))
    refusal = story.refused(sg.Close())

    story.on(last).on(sg.Close())

    assert isinstance(refusal, Unwritten)
    assert refusal.missing == ("actions",)
    assert story.incident.life == "closed"


def test_an_item_that_was_dropped_is_none() -> None:
    story = resolved(*USUAL).on(sg.WriteSection("summary", "It was the disk."))
    story.on(sg.AddAction("Watch the disk", BO, FRIDAY)).on(sg.SettleAction("A1", "dropped", "no use"))

    assert isinstance(story.refused(sg.Close()), Unwritten)


def test_what_counts_is_how_bad_it_was_at_worst() -> None:
    story = resolved(*USUAL).on(sg.SetSeverity(Severity.P3, "hardly anybody is affected now"))

    assert story.incident.severity is Severity.P3
    assert isinstance(story.refused(sg.Close()), Unwritten)


def test_a_policy_may_want_it_accepted() -> None:
    story = resolved("accepted")
    refusal = story.refused(sg.Close())

    story.on(sg.WriteSection("summary", "It was the disk."), ANA).on(sg.Accept(), BO).on(sg.Close())

    assert isinstance(refusal, Unwritten)
    assert refusal.missing == ("accepted",)
    assert story.incident.life == "closed"


def test_of_a_false_alarm_nothing_is_wanted() -> None:
    incident = replace(resolved().incident, false_alarm=True)

    assert lacking(incident, resolved(*USUAL).rulebook.policy) == ()


def test_a_late_postmortem_is_asked_for_every_day_until_the_close_with_what_is_left() -> None:
    story = resolved(*USUAL)
    late = story.clock.now() + timedelta(hours=49)

    counts: list[int] = []
    for days in (0, 1, 1, 5, 6):
        _at(story, late + timedelta(days=days, minutes=len(counts)))
        notices = [one.text for one in story.effects(fx.PostNotice) if "is late" in one.text]
        counts.append(len(notices))
    story.on(sg.WriteSection("summary", "It was the disk.")).on(sg.NoActions("a drill")).on(sg.Close())

    assert "“Summary” is not written. Write it: `/incident write summary …`." in notices[0]
    assert counts == [0, 1, 1, 2, 3]
    assert due(story.incident) == ()


# -- drafts ------------------------------------------------------------------------------------


def test_each_draft_is_a_version_with_its_message_and_the_former_says_which_is_newer() -> None:
    story = Story().channel()

    first = _filed(story, "1" * 64)
    _posted(story, "postmortem/1")
    second = _filed(story, "2" * 64)
    newer = _posted(story, "postmortem/2")

    assert first[0] == fx.RefreshPostmortem(1)
    assert first[1] == fx.PostFile(
        "INC-0001-postmortem-1.md", "Postmortem draft 1 of INC-0001", "1" * 64, under="postmortem/1"
    )
    assert second[0] == fx.RefreshPostmortem(2)
    assert newer == [fx.RefreshPostmortem(1, edits=True)]
    assert story.queued[-1].effect == fx.RefreshPostmortem(1, edits=True)
    assert story.queued[-2].effect == fx.RefreshCard(), "the card leads to the newest"
    assert [one.digest for one in story.incident.postmortem.versions] == ["1" * 64, "2" * 64]


def test_the_same_bytes_are_no_other_version() -> None:
    story = Story().channel()
    _filed(story, "1" * 64)

    again = _filed(story, "1" * 64)

    assert again == []
    assert len(story.incident.postmortem.versions) == 1


def test_what_is_written_is_shown_on_the_latest_draft() -> None:
    story = Story().channel()
    _filed(story, "1" * 64)
    _posted(story, "postmortem/1")
    count = len(story.queued)

    story.on(sg.WriteSection("summary", "It was the disk."))

    assert fx.RefreshPostmortem(1, edits=True) in [queued.effect for queued in story.queued[count:]]


def _at(story: Story, when: datetime) -> None:
    story.clock.forward(when - story.clock.now())
    story.on(sg.Time(), HANDRAIL)


def _filed(story: Story, digest: str) -> list[fx.Effect]:
    count = len(story.queued)
    story.on(EffectDone(f"INC-0001/{count}/0", Filed(digest, "here.md")), HANDRAIL)
    kinds = fx.RefreshPostmortem | fx.PostFile
    return [queued.effect for queued in story.queued[count:] if isinstance(queued.effect, kinds)]


def _posted(story: Story, surface: str) -> list[fx.Effect]:
    count = len(story.queued)
    posted = Posted("C1", f"{count}.0", f"https://example.org/{surface}")
    story.on(EffectDone(f"INC-0001/{count}/0", posted, surface=surface), HANDRAIL)
    return [
        queued.effect for queued in story.queued[count:] if isinstance(queued.effect, fx.RefreshPostmortem)
    ]


def test_who_accepted_it_unasked_may_give_it_back_and_nobody_is_told() -> None:
    story = written().on(sg.Accept(), BO)
    before = len(story.effects(fx.TellPerson))

    story.on(sg.GiveBack("the cause is missing"), BO)

    assert story.incident.postmortem.review.state == "draft"
    assert len(story.effects(fx.TellPerson)) == before


def test_once_nothing_is_missing_the_reminder_is_to_close() -> None:
    story = resolved(*USUAL)
    story.on(sg.WriteSection("summary", "It was the disk.")).on(sg.NoActions("a drill"))

    _at(story, story.clock.now() + timedelta(hours=50))
    _at(story, story.clock.now() + timedelta(hours=50))

    assert "Nothing is missing any more: `/incident close`." in story.effects(fx.PostNotice)[-1].text
