"""A second person's yes: bound, used once, given back; a no that comes in time; and doing without in need."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core import effects as fx
from bot.core import events as ev
from bot.core.asking import digest_of
from bot.core.incident import Approval
from bot.core.refusals import NotAllowed, NotNow
from bot.core.runbook import Risk, Severity
from bot.core.signals import (
    HANDRAIL,
    Actor,
    Approve,
    Asker,
    BreakGlass,
    Cancel,
    Correct,
    Deny,
    Interrupted,
    Jump,
    Launch,
    Perform,
    SetSeverity,
    TakeRole,
)
from tests.core.chores import Chores, plan_for
from tests.core.declined_approvals import ONCALL, alone, waiting
from tests.core.outage import POLICY
from tests.core.situations import SITUATIONS
from tests.core.story import ANA, BO, CHI, PLAN, Story
from tests.core.test_walk import at_mend

YES = frozenset({"oncall"})


def granted() -> Story:
    return at_mend().ask().approve()


def asked(story: Story, token: str = "token-1") -> Approval:
    return story.incident.approvals[token]


def told(story: Story) -> str:
    return story.effects(fx.PostNotice)[-1].text


def started(story: Story) -> bool:
    return any(isinstance(event, ev.CommandLaunched) for event, _ in story.log)


# -- bound ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "other",
    [
        {"run": "r2"},
        {"visit": 9},
        {"item": "2"},
        {"subject": "waive"},
        {"owed": "r1/copy"},
        {"requester": CHI},
        {"groups": ("support",)},
        {"expires_at": timedelta(hours=1)},
    ],
    ids=lambda other: next(iter(other)),
)
def test_a_yes_is_bound_to_each_part_of_its_request(other: dict[str, object]) -> None:
    story = at_mend().ask()
    request = asked(story)
    if "expires_at" in other:
        other = {"expires_at": request.expires_at + timedelta(hours=1)}
    forged = replace(request, **other)  # type: ignore[arg-type]  # any one field

    assert digest_of("INC-0001", request, request.plan) == request.digest
    assert digest_of("INC-0001", forged, request.plan) != request.digest
    assert digest_of("INC-0002", request, request.plan) != request.digest
    assert digest_of("INC-0001", request, "plan-2") != request.digest


def test_the_request_and_the_yes_stand_in_the_log_before_the_command_is_let_go() -> None:
    story = granted().launch()

    assert [event.kind for event, _ in story.log][-4:] == [
        "approval_requested.v1",
        "approval_settled.v1",
        "command_started.v1",
        "command_launched.v1",
    ]
    assert [effect.plan for effect in story.effects(fx.RunCommand)[1:]] == ["plan-1"]


@pytest.mark.parametrize("groups", [(), ("security",), ("oncall", "security")])
def test_another_list_of_approvers_in_the_policy_ends_the_request(groups: tuple[str, ...]) -> None:
    story = SITUATIONS["change asked"]().story
    token = next(iter(story.incident.approvals))
    story.rulebook = replace(story.rulebook, policy=replace(POLICY, approve={Risk.CHANGE: groups}))

    story.on(Approve(token, YES, PLAN), BO)

    assert asked(story, token).state == "void"
    assert "who may approve it has changed" in told(story)
    assert story.state() == "open"


def test_a_requester_who_may_act_no_more_ends_the_request() -> None:
    story = at_mend().ask()

    story.on(Approve("token-1", YES, PLAN, Asker(why_not="This account is deactivated.")), BO)

    assert asked(story).state == "void"
    assert "Ana, who asked for it, may not act any more: This account is deactivated." in told(story)
    assert not story.effects(fx.RunCommand)[1:]


def test_one_person_with_two_accounts_is_no_second_person() -> None:
    story = at_mend().ask()

    refusal = story.refused(Approve("token-1", YES, PLAN, Asker(same=True)), BO)

    assert isinstance(refusal, NotAllowed)
    assert story.state() == "asked"


# -- ended before it was used --------------------------------------------------------------------

ENDS: dict[str, tuple[Callable[[Story], Story], str]] = {
    "a role that changes hands": (lambda story: story.on(TakeRole("scribe", CHI), CHI), "changed hands"),
    "another severity": (lambda story: story.on(SetSeverity(Severity.P0, "it grows")), "from P1 to P0"),
    "a no": (lambda story: story.on(Deny("token-1", YES, "not now"), BO), "not now"),
    "a restart before it could start": (
        lambda story: story.on(Interrupted(story.command().id), HANDRAIL),
        "could not start it",
    ),
    "a step that is left": (
        lambda story: (
            story.on(TakeRole("commander", ANA))
            .ask(token="token-2")
            .approve(token="token-2")
            .on(Jump(story.place, "stop", "it is no use"))
        ),
        "the step was left",
    ),
    "a doubt about who said yes": (
        lambda story: story.launch("Bo is not in oncall any more"),
        "Bo is not in oncall any more",
    ),
    "another plan in the outbox": (lambda story: story.launch(plan="plan-2"), "not what was approved"),
    "no plan in the outbox": (lambda story: story.launch(plan=""), "not what was approved"),
    "who asked takes it back": (lambda story: story.on(Cancel(story.place)), "taken back by Ana"),
    "a wake-up after its time": (lambda story: story.after(minutes=16), "could not start before"),
}


@pytest.mark.parametrize("name", ENDS)
def test_what_was_approved_and_has_not_begun_is_called_back_by(name: str) -> None:
    act, why = ENDS[name]

    story = act(granted())

    request = list(story.incident.approvals.values())[-1]
    assert request.state in {"void", "denied", "expired"}
    assert why in request.reason
    assert any(isinstance(event, ev.CommandCancelled) for event, _ in story.log)
    assert not started(story.launch())


def test_a_command_whose_yes_ran_out_while_handrail_was_away_does_not_start() -> None:
    story = granted()
    story.clock.forward(timedelta(hours=1))

    story.launch()

    assert asked(story).state == "expired"
    assert "could not start before that ran out. Nothing ran; ask again" in told(story)
    assert not started(story)


def test_a_read_that_takes_a_second_person_is_looked_at_again_before_it_is_done_again() -> None:
    story = SITUATIONS["guarded running"]().story

    story.on(Interrupted(story.command().id), HANDRAIL)
    story.clock.forward(timedelta(hours=1))
    story.launch()

    assert story.command().effect.plan == "plan-1"  # type: ignore[union-attr]  # a command
    assert story.state() == "open"
    assert [one.state for one in story.incident.approvals.values()] == ["expired"]


def test_a_no_after_the_start_comes_too_late() -> None:
    story = granted().launch()

    refusal = story.refused(Deny("token-1", YES), CHI)

    assert isinstance(refusal, NotNow)
    assert story.state() == "running"


def test_a_second_look_at_what_runs_changes_nothing() -> None:
    story = granted().launch()
    events = len(story.log)

    story.launch("they left")

    assert len(story.log) == events


@pytest.mark.parametrize(
    ("by", "groups"), [(ANA, YES), (CHI, frozenset({"support"})), (CHI, frozenset())], ids=str
)
def test_only_another_person_of_the_group_takes_a_yes_back(by: Actor, groups: frozenset[str]) -> None:
    assert isinstance(granted().refused(Deny("token-1", groups), by), NotAllowed)


def test_a_yes_to_what_is_run_by_hand_is_taken_back_until_its_result_is_there() -> None:
    story = SITUATIONS["change by hand cleared"]().story
    token = next(iter(story.incident.approvals))

    story.on(Deny(token, YES, "wrong host"), CHI)

    assert not story.incident.runs["r1"].visit.items[0].cleared  # type: ignore[union-attr]  # it is at a step
    assert asked(story, token).state == "denied"
    assert told(story).startswith("Chi took the yes back: wrong host")


def test_of_several_items_those_that_run_go_on_and_the_others_are_called_back() -> None:
    story = Chores("fix", hosts=("db-1", "db-2")).press("*", "1", "2").agree("1", "2")
    story.on(Launch(story.started("1").id, "plan-1"), HANDRAIL)

    story.on(Deny("t", YES, "stop"), CHI)

    assert [state for state, _ in story.stands().values()] == ["running", "open"]
    story.on(Launch(story.started("2").id, "plan-2"), HANDRAIL)
    assert [state for state, _ in story.stands().values()] == ["running", "open"]


def test_an_item_does_not_start_under_the_plan_of_another() -> None:
    story = Chores("fix", hosts=("db-1", "db-2")).press("*", "1", "2").agree("1", "2")

    story.on(Launch(story.started("1").id, "plan-2"), HANDRAIL)

    assert asked(story, "t").state == "void"


def test_an_entry_that_left_the_catalogue_ends_what_was_approved() -> None:
    story = Chores("fix", hosts=("db-1", "db-2")).press("*", "1", "2").agree("1", "2")
    story.rulebook = replace(story.rulebook, entries={})

    story.on(Launch(story.started("1").id, "plan-1"), HANDRAIL)

    assert asked(story, "t").state == "void"
    assert plan_for("1", "2").digest == asked(story, "t").plan


# -- alone ---------------------------------------------------------------------------------------


def test_it_is_offered_when_nobody_has_answered_for_as_long_as_the_policy_waits() -> None:
    story = at_mend().ask()

    assert not [event for event, _ in story.after(minutes=4).log if isinstance(event, ev.GlassOffered)]
    story.after(minutes=1).after(minutes=1)

    assert sum(isinstance(event, ev.GlassOffered) for event, _ in story.log) == 1
    assert "/incident break-glass" in told(story)


def test_one_person_alone_is_a_deviation_that_is_told_and_has_to_be_reviewed() -> None:
    story = waiting().on(alone()).launch()

    request = asked(story)
    assert (request.state, request.broken, request.by) == ("granted", True, ANA)
    assert request.reason == "nobody is awake"
    assert started(story)
    page = list(story.incident.pages.values())[-1]
    assert (page.group, page.tells) == ("security", True)
    assert "Ana did" in page.why
    assert "nobody is awake" in page.why
    assert fx.Page(page.id, "security", tells=True) in story.effects(fx.Page)
    (action,) = story.incident.postmortem.actions.values()
    assert action.owner == ANA
    assert "ran without a second person" in action.text


def test_the_commander_reviews_what_another_did_alone() -> None:
    story = at_mend().on(TakeRole("commander", BO), BO).ask().after(minutes=6)

    story.on(alone())

    assert next(iter(story.incident.postmortem.actions.values())).owner == BO


def test_what_was_done_alone_does_not_start_once_the_policy_allows_it_no_more() -> None:
    story = waiting().on(alone())
    story.rulebook = replace(story.rulebook, policy=replace(POLICY, break_glass=None))

    story.launch()

    assert asked(story).state == "void"
    assert "does not let one person do it alone any more" in told(story)


@pytest.mark.parametrize("plan", [None, replace(PLAN, digest="plan-2")])
def test_alone_too_it_is_exactly_what_was_asked(plan: object) -> None:
    story = waiting().on(BreakGlass("token-1", "nobody is awake", ONCALL, plan))  # type: ignore[arg-type]  # as listed

    assert asked(story).state == "void"
    assert not story.incident.pages.get("p9")
    assert story.state() == "open"


def test_alone_too_it_expires() -> None:
    story = at_mend().ask()
    story.clock.forward(timedelta(minutes=16))

    story.on(alone())

    assert asked(story).state == "expired"


def test_what_destroys_is_never_offered_to_one_alone_whoever_approves_it() -> None:
    story = SITUATIONS["destroy open"]().story
    policy = replace(POLICY, approve={Risk.CHANGE: ("oncall",), Risk.DESTROY: ("oncall",)})
    story.rulebook = replace(story.rulebook, policy=policy)

    story.on(Perform(story.place, plan=PLAN, token="token-1")).after(minutes=6)

    assert asked(story).glass_at is None
    assert isinstance(story.refused(alone()), NotAllowed)
    assert story.state() == "asked"


def test_an_entry_with_its_own_approvers_is_never_offered_alone() -> None:
    story = SITUATIONS["change open"]().story
    entry = story.rulebook.entries["app.change"]
    own = {**story.rulebook.entries, entry.id: replace(entry, approval=("security",))}
    story.rulebook = replace(story.rulebook, entries=own)

    story.on(Perform(story.place, plan=PLAN, token="token-1"))

    assert asked(story).glass_at is None


def test_a_corrected_fact_ends_a_yes_that_has_not_begun() -> None:
    situation = SITUATIONS["change granted"]()

    situation.story.on(Correct("r1", "word", "db"))

    assert [one.state for one in situation.story.incident.approvals.values()] == ["void"]
