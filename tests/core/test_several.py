"""Steps of several items: lists, and one item for each element."""

from datetime import timedelta

from bot.core import events as ev
from bot.core.clocks import due
from bot.core.effects import CancelCommand, PostNotice, RunCommand
from bot.core.refusals import Gated, NotNow, Unknown
from bot.core.result import CommandResult, Reading
from bot.core.signals import (
    HANDRAIL,
    Answer,
    Approve,
    Cancel,
    Claim,
    Collect,
    EffectDone,
    Interrupted,
    Jump,
    Perform,
    Pick,
    Ran,
    Record,
    Skip,
    Tick,
)
from tests.core.chores import Chores, plan_for
from tests.core.story import BO

HOSTS = ("db-1", "db-2", "db-3")


def listed() -> Chores:
    return Chores("list", name="api")


def settled_but_power() -> Chores:
    """The list, of which only the first item is left."""
    story = listed().press("look").gives("look", "ok").press("tell").gives("tell", "refused")
    return story.tick("mend", "not_applicable").tick("wipe", "not_applicable", "nothing is lost")


# -- what an item is ---------------------------------------------------------------------------


def test_a_list_has_its_items_with_their_titles_fixes_and_deadlines_filled_in() -> None:
    visit = listed().visit

    assert visit is not None
    power, look, *_ = visit.items
    assert (power.title, power.by) == ("Power of api", "scribe")
    assert power.within == visit.entered_at + timedelta(minutes=5)
    assert (look.title, look.fix, look.within) == ("Look", "Clean api.", None)


def test_each_has_an_item_for_every_element_once_the_list_is_known() -> None:
    story = Chores("drain")
    assert story.stands() == {}

    story.on(Answer(story.place, {"hosts": "db-1, db-2, db-1"}))

    assert [(item.id, item.element, item.title) for item in story.items()] == [
        ("1", "db-1", "Drain db-1."),
        ("2", "db-2", "Drain db-2."),
    ]
    assert story.incident.runs["r1"].values["hosts"] == ("db-1", "db-2")


def test_an_item_is_known_by_its_element_where_the_text_does_not_name_it() -> None:
    story = Chores("visit").on(Collect("copy", "here"))

    story.on(Answer(story.place, {"hosts": ("db-1",)}))

    assert story.visit is not None
    assert story.visit.items[0].title == "db-1"
    story.tick("1").on(Pick(story.place, "done"))
    assert (story.at, story.fact("good")) == ("gone", None), "what cannot be told sets nothing"


def test_an_empty_list_is_done_by_itself_with_its_facts_and_evidence() -> None:
    story = Chores("check", hosts=())

    assert story.at == "gone"
    assert (story.fact("good"), story.fact("bad_ones")) == ((), ())
    assert story.incident.owed["r1/of-check"].state == "met"


def test_only_takes_the_items_that_the_fact_names() -> None:
    story = Chores("again", bad_ones=("up", "left", "elsewhere"))

    assert list(story.stands()) == ["left", "up"]
    assert [effect.text for effect in story.effects(PostNotice)][1:] == [
        "Not an item of “Again”: elsewhere. It has: left, right, up."
    ]


# -- ticks and claims --------------------------------------------------------------------------


def test_the_last_tick_moves_after_a_grace_and_not_before() -> None:
    story = settled_but_power().tick("power")
    assert story.at == "list"
    assert story.visit is not None
    assert story.visit.moves_at == story.clock.now() + timedelta(seconds=3)

    story.after(seconds=1)
    assert story.at == "list"
    story.after(seconds=1)

    assert story.at == "gone"
    assert story.fact("good") == ("power", "look", "tell")
    assert story.fact("bad_ones") == ()
    assert story.incident.runs["r1"].left[-1].by == HANDRAIL


def test_a_tick_that_is_taken_back_in_the_grace_moves_nothing() -> None:
    story = settled_but_power().tick("power").tick("power", "open")

    story.after(minutes=1)

    assert story.at == "list"
    assert story.stands()["power"] == ("open", "")
    assert not [deadline for deadline in due(story.incident) if deadline.kind == "moves"]


def test_the_grace_ends_at_once_when_somebody_takes_done() -> None:
    story = settled_but_power().tick("power")

    story.on(Pick(story.place, "done"), BO)

    assert story.at == "gone"
    assert story.incident.runs["r1"].left[-1].by == BO


def test_another_failure_in_the_grace_keeps_everybody_here() -> None:
    story = settled_but_power().tick("power").tick("power", "failed", "the lamp is dark")

    story.after(minutes=1)

    assert story.at == "list"
    assert isinstance(story.refused(Pick(story.place, "done")), NotNow)
    story.on(Pick(story.place, "failed"))
    assert story.at == "kept"
    assert story.fact("bad_ones") == ("power",)


def test_failed_is_taken_only_when_every_item_is_settled() -> None:
    story = listed().tick("power", "failed")

    assert "Not settled yet: “Look”, “Mend”, “Wipe” and 1 more" in str(
        story.refused(Pick(story.place, "failed"))
    )


def test_nothing_failed_means_that_failed_cannot_be_taken() -> None:
    story = settled_but_power().tick("power")

    assert "Nothing here has failed" in str(story.refused(Pick(story.place, "failed")))


def test_a_claim_names_who_sees_to_an_item_and_keeps_nobody_out() -> None:
    story = Chores("drain", hosts=HOSTS).on(Claim(Chores("drain").place, "1"), BO)
    assert story.items()[0].claimed_by == BO

    story.tick("1").on(Claim(story.place, "2")).on(Claim(story.place, "2"), BO)

    assert story.items()[1].claimed_by == BO
    story.on(Claim(story.place, "2", drop=True))
    assert story.items()[1].claimed_by is None
    assert "Drain db-1.” is done, says Ana" in str(story.refused(Claim(story.place, "1")))


def test_a_gate_keeps_items_from_being_ticked() -> None:
    story = Chores("visit")
    assert isinstance(story.refused(Tick(story.place, "1", "passed")), Gated)

    story.on(Collect("copy", "here")).on(Answer(story.place, {"hosts": HOSTS})).tick("1")

    assert story.stands()["1"] == ("settled", "passed")


def test_a_step_of_items_is_skipped_without_its_facts() -> None:
    story = Chores("drain", hosts=HOSTS).tick("1")

    story.on(Skip(story.place, "done", "they are gone"))

    assert story.at == "gone"
    assert story.fact("good") is None


def test_an_item_that_is_late_reminds_whoever_claimed_it_once() -> None:
    story = listed().on(Claim(listed().place, "power"), BO)

    story.after(minutes=5).after(minutes=5)

    told = [effect for effect in story.effects(PostNotice) if "Power of api" in effect.text]
    assert [effect.users for effect in told] == [(BO.user,)]


def test_an_item_that_is_settled_reminds_nobody() -> None:
    story = listed().tick("power", "failed").after(minutes=6)

    assert not [effect for effect in story.effects(PostNotice) if "Power" in effect.text]


# -- commands ----------------------------------------------------------------------------------


def test_an_auto_list_starts_what_reads_and_leaves_the_rest_to_people() -> None:
    story = Chores("looks")

    assert story.stands() == {"left": ("running", ""), "right": ("running", ""), "up": ("open", "")}
    assert story.started("left").id != story.started("right").id
    story.gives("right", "ok").tick("up").gives("left", "ok")
    assert story.at == "gone", "the last was no tick, so nothing can be taken back"


def test_several_commands_of_one_decision_each_have_their_own_effect() -> None:
    story = Chores("check", hosts=HOSTS)
    visit = story.visit
    assert visit is not None

    assert [item.effect for item in visit.items] == [story.started(item.id).id for item in visit.items]
    assert [effect.arguments for effect in story.effects(RunCommand)] == [{}] * 3


def test_a_verdict_in_pass_passes_and_any_other_fails_until_it_is_mended() -> None:
    story = Chores("check", hosts=HOSTS).gives("1", "ok").gives("2", "broken").gives("3", "ok")
    assert story.stands()["2"] == ("settled", "failed")
    assert story.at == "check"

    story.on(Perform(story.place, "2"))
    assert story.stands()["2"] == ("running", "")
    story.gives("2", "ok")

    assert story.at == "gone"
    assert story.fact("good") == HOSTS


def test_what_fails_is_told_to_the_steps_after_it_by_element() -> None:
    story = Chores("check", hosts=HOSTS).gives("1", "ok").gives("2", "broken").gives("3", "broken")

    story.on(Pick(story.place, "failed"))

    assert story.at == "kept"
    assert (story.fact("good"), story.fact("bad_ones")) == (("db-1",), ("db-2", "db-3"))
    owed = story.incident.owed["r1/of-check"]
    assert (owed.state, owed.text) == ("met", "db-1: ok; db-2: broken; db-3: broken")
    assert owed.digests == tuple(f"{number:0>64}" for number in "123")


def test_an_items_own_result_sets_the_facts_that_it_names() -> None:
    story = listed().press("look").gives("look", "broken", {"bad": "r-1"})

    assert story.fact("bad") == "r-1"
    assert story.incident.runs["r1"].facts["bad"].source == "Look"


def test_a_stuck_item_is_recorded_done_again_or_not_applicable() -> None:
    story = Chores("check", hosts=HOSTS).gives("1", "broken").breaks("2").breaks("3")
    assert story.stands()["2"] == ("stuck", "")
    assert "Not settled yet: “db-2”, “db-3”" in str(story.refused(Pick(story.place, "failed")))
    story.on(Perform(story.place, "1")).gives("1", "ok")

    story.on(Record(story.place, "ok", item="2")).tick("3", "not_applicable")

    assert story.at == "check", "the tick can be taken back"
    assert story.after(seconds=3).at == "gone"
    assert story.fact("good") == ("db-1", "db-2")


def test_what_runs_is_not_ticked_as_passed() -> None:
    story = listed()

    for mark in ("passed", "failed"):
        assert "its verdict says" in str(story.refused(Tick(story.place, "look", mark)))


def test_a_verdict_is_no_tick_that_could_be_taken_back() -> None:
    story = listed().press("look").gives("look", "broken")

    assert isinstance(story.refused(Tick(story.place, "look", "open")), NotNow)


def test_a_running_or_asked_item_is_not_ticked() -> None:
    story = listed().press("look").press("mend")

    assert "is running" in str(story.refused(Tick(story.place, "look", "not_applicable")))
    assert "has been asked" in str(story.refused(Tick(story.place, "mend", "not_applicable")))


def test_cancelling_one_item_stops_only_that_one() -> None:
    story = Chores("check", hosts=HOSTS)

    story.on(Cancel(story.place, "2"))

    assert list(story.effects(CancelCommand)) == [CancelCommand(story.started("2").id)]
    assert [state for state, _ in story.stands().values()] == ["running", "open", "running"]


def test_leaving_stops_what_reads_and_lets_a_change_end_under_its_own_title() -> None:
    story = Chores("fix", hosts=HOSTS).press("1").agree("1")
    left = story.started("1")
    assert isinstance(left.effect, RunCommand)
    ran = Ran("r1", 1, "1", "app.mend", left.effect.title, changes=True)

    story.on(Jump(story.place, "looks", "it is something else"))
    assert story.effects(CancelCommand) == []
    story.on(EffectDone(left.id, CommandResult(reading=Reading({}, "ok")), ran=ran), HANDRAIL)

    late, _ = story.log[-1]
    assert isinstance(late, ev.CommandFinished)
    assert (late.title, late.item, late.counts) == ("Mend: db-1", "1", False)
    assert story.at == "looks"


# -- interrupted -------------------------------------------------------------------------------


def test_each_item_that_was_cut_short_is_judged_by_itself() -> None:
    story = listed().press("look").press("tell", token="u")
    first = story.started("look").id

    story.on(Interrupted(first), HANDRAIL)
    assert story.started("look").id != first
    assert len([effect for effect in story.effects(RunCommand) if effect.item == "tell"]) == 1
    story.on(Interrupted(story.started("tell").id), HANDRAIL)

    assert story.stands()["look"] == ("running", "")
    assert story.stands()["tell"] == ("stuck", "")
    assert [event.item for event, _ in story.log if isinstance(event, ev.CommandInterrupted)] == [
        "look",
        "tell",
    ]


def test_a_change_cut_short_after_its_step_was_left_is_told_under_its_own_title() -> None:
    story = Chores("fix", hosts=HOSTS).press("1").agree("1")
    cut = story.started("1").id
    story.on(Jump(story.place, "looks", "it is something else"))

    story.on(Interrupted(cut, Ran("r1", 1, "1", "app.mend", "Mend: db-1", changes=True)), HANDRAIL)

    assert "“Mend: db-1” was interrupted after its step was left" in story.effects(PostNotice)[-1].text


# -- approvals ---------------------------------------------------------------------------------


def test_one_request_covers_all_open_items_and_each_runs_under_its_own_plan() -> None:
    story = Chores("fix", hosts=HOSTS).press("*", "1", "2", "3")
    request = story.incident.approvals["t"]
    assert (request.items, request.plans) == (("1", "2", "3"), ("plan-1", "plan-2", "plan-3"))
    assert request.what == "run 1\nrun 2\nrun 3"
    assert {state for state, _ in story.stands().values()} == {"asked"}

    story.agree("1", "2", "3")

    commands = story.effects(RunCommand)
    assert [(one.item, one.plan, one.arguments) for one in commands] == [
        ("1", "plan-1", {"name": "db-1"}),
        ("2", "plan-2", {"name": "db-2"}),
        ("3", "plan-3", {"name": "db-3"}),
    ]


def test_a_request_for_several_dies_when_one_of_them_has_changed() -> None:
    story = Chores("fix", hosts=HOSTS).press("*", "1", "2", "3")

    story.agree("1", "2", "x")

    assert story.incident.approvals["t"].state == "void"
    assert {state for state, _ in story.stands().values()} == {"open"}
    assert story.effects(RunCommand) == []


def test_all_open_starts_what_reads_and_asks_for_the_rest() -> None:
    story = listed().tick("wipe", "not_applicable")

    story.press("*", "look", "mend", "tell")

    assert {name: state for name, (state, _) in story.stands().items()} == {
        "power": "open",
        "look": "running",
        "mend": "asked",
        "wipe": "settled",
        "tell": "running",
    }
    assert story.incident.approvals["t"].all_items == ("mend",)


def test_items_that_different_groups_approve_are_asked_one_by_one() -> None:
    story = listed()

    refusal = story.refused(Perform(story.place, "*", plan_for("look", "mend", "wipe", "tell"), "t"))

    assert "one by one" in str(refusal)


def test_nothing_is_asked_twice_by_starting_all() -> None:
    story = Chores("fix", hosts=HOSTS).press("*", "1", "2", "3")

    assert "Nothing here is left" in str(story.refused(Perform(story.place, "*", plan_for("1"), "u")))


def test_a_request_for_all_is_taken_back_as_one() -> None:
    story = Chores("fix", hosts=HOSTS).press("*", "1", "2", "3")

    story.on(Cancel(story.place, "2"))

    assert story.incident.approvals["t"].state == "void"
    assert {state for state, _ in story.stands().values()} == {"open"}


def test_recording_one_item_leaves_the_requests_of_others_alone() -> None:
    story = Chores("fix", hosts=HOSTS).press("1", token="t1").press("2", token="t2")

    story.on(Record(story.place, "ok", item="1"))

    assert story.incident.approvals["t1"].state == "void"
    assert story.incident.approvals["t2"].state == "pending"
    recorded = [event for event, _ in story.log if isinstance(event, ev.ResultRecorded)]
    assert [event.deviation for event in recorded] == [True]


def test_what_is_by_hand_is_cleared_by_the_yes_and_dies_with_a_correction() -> None:
    story = Chores("list", by_hand=("app.mend",), name="api").press("mend")
    story.on(Approve("t", frozenset({"oncall"}), plan_for("mend")), BO)
    assert story.visit is not None
    assert story.visit.item("mend") is not None
    assert [item.id for item in story.visit.items if item.cleared] == ["mend"]
    assert "exactly this by hand" in story.effects(PostNotice)[-1].text

    story.on(Record(story.place, "ok", item="mend"))

    assert not [event for event, _ in story.log if isinstance(event, ev.ResultRecorded) and event.deviation]
    assert story.stands()["mend"] == ("settled", "passed")


def test_only_what_is_there_can_be_ticked_claimed_or_started() -> None:
    story = listed()

    for what in (Tick(story.place, "x", "passed"), Claim(story.place, "x"), Perform(story.place, "x")):
        assert isinstance(story.refused(what), Unknown)
