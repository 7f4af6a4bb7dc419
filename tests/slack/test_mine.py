"""What one has to look at: typed, and on the app's home tab, which has everything and tells nobody else's."""

from collections.abc import Sequence

import pytest

from bot.core.signals import Collect, Pick
from tests.slack.blockkit import actions, all_text, assert_blocks, elements
from tests.slack.stage import CHANNEL, TEAM, Json, Stage


@pytest.fixture
def stage() -> Stage:
    return Stage().declared()


def looks(stage: Stage, user: str = "U0ANA", tab: str = "home") -> Sequence[Json]:
    """The person opens the app; what they see then."""
    stage.send(stage.event({"type": "app_home_opened", "user": user, "tab": tab}))
    shown = [view for how, whom, view in stage.front.shown if (how, whom) == ("publish", user)]
    return list(shown[-1]["blocks"]) if shown else []


def presses(stage: Stage, element: Json, user: str = "U0ANA") -> None:
    """On the home tab."""
    body = stage.press(element, user, where="view")
    stage.send({**body, "view": {"id": "VHOME", "type": "home", "callback_id": "home"}})


def of(blocks: Sequence[Json], action: str) -> Json:
    return next(one for one in elements(list(blocks)) if str(one["action_id"]).startswith(action))


def asked_for_a_yes(stage: Stage) -> None:
    """Ana asks somebody on call to approve; she is on call herself, as Bo is."""
    stage.types("answer lost=no name=api", channel=CHANNEL)
    stage.engine.offer(Pick(stage.engine.place, "done"))
    stage.engine.offer(Collect("copy", "s3://copy"))
    stage.types("run", channel=CHANNEL)


def test_the_home_tab_has_the_open_incidents_and_what_one_can_do() -> None:
    empty = looks(Stage())
    assert_blocks(list(empty))
    assert "Nothing is asked of you now." in all_text(list(empty))
    assert "No incident is open." in all_text(list(empty))

    blocks = looks(Stage().declared())

    assert_blocks(list(blocks))
    assert "Open now* (1)" in all_text(list(blocks))
    assert {"open:declare", "show:mine"} <= {*actions(list(blocks))}


def test_what_is_mine_is_the_same_in_both_places(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("claim", channel=CHANNEL)

    typed = stage.types("mine")
    home = looks(stage)

    for blocks in (typed["blocks"], list(home)):
        text = all_text(blocks)
        assert "Yours to do* (" in text
        assert "Do *How bad?*" in text
        assert "Your roles* (1)" in text
    assert "Yours to do" not in all_text(stage.types("mine", "U0CHI")["blocks"])


def test_a_yes_is_waited_for_from_the_group_and_not_from_who_asks(stage: Stage) -> None:
    asked_for_a_yes(stage)

    waits = {
        user: "Your yes is waited for" in all_text(list(looks(stage, user)))
        for user in ("U0ANA", "U0BO", "U0CHI")
    }

    assert waits == {"U0ANA": False, "U0BO": True, "U0CHI": False}


def test_slack_is_asked_only_for_groups_of_which_something_is_asked(stage: Stage) -> None:
    stage.types("claim", channel=CHANNEL)
    stage.slack.asked.clear()

    looks(stage, "U0CHI")
    assert "S0SEC" not in stage.slack.asked

    asked_for_a_yes(stage)
    looks(stage, "U0CHI")
    assert "S0SEC" not in stage.slack.asked
    assert "S0ONCALL" in stage.slack.asked


def test_a_role_that_one_is_offered_is_taken_over_at_home(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("handover <@U0BO>", channel=CHANNEL)
    home = looks(stage, "U0BO")
    assert "You are asked to take over" in all_text(list(home))

    presses(stage, of(home, "do:accept"), "U0BO")

    assert stage.engine.incident.roles["commander"].user == "U0BO"
    assert [(how, where) for how, where, _ in stage.front.shown[-1:]] == [("publish", "U0BO")]
    assert "Your roles* (1)" in all_text(stage.front.shown[-1][2]["blocks"])


def test_what_is_read_opens_over_the_home_tab_and_never_in_its_place(stage: Stage) -> None:
    home = looks(stage)

    presses(stage, of(home, "show:step"))
    assert stage.front.shown[-1][0] == "open"
    assert stage.front.shown[-1][2]["type"] == "modal"

    presses(stage, of(home, "open:declare"))
    assert stage.front.shown[-1][2]["callback_id"] == "form:declare"

    presses(stage, of(home, "show:mine"))
    assert stage.front.shown[-1][:2] == ("publish", "U0ANA")


def test_what_is_declined_at_home_is_told_over_it(stage: Stage) -> None:
    stage.types("lead", channel=CHANNEL)
    stage.types("handover <@U0BO>", channel=CHANNEL)
    home = looks(stage, "U0BO")
    stage.types("withdraw", channel=CHANNEL)

    presses(stage, of(home, "do:accept"), "U0BO")

    how, _, view = stage.front.shown[-1]
    assert how == "open"
    assert "This offer is withdrawn by Ana" in all_text(view["blocks"])


def test_nothing_is_drawn_for_who_looks_at_the_messages(stage: Stage) -> None:
    assert looks(stage, tab="messages") == []


@pytest.mark.parametrize("user", ["U0EVE", "U0ULT", "U0MAX", "U0STR"])
def test_a_guest_sees_why_not_and_no_incident(stage: Stage, user: str) -> None:
    text = all_text(list(looks(stage, user)))

    assert text
    assert "INC-0001" not in text
    assert "Declare" not in text


def test_of_another_workspace_nobody_sees_anything(stage: Stage) -> None:
    event = stage.event({"type": "app_home_opened", "user": "U0ANA", "tab": "home"}, team="T0OTHER")

    stage.send(event)

    (how, user, view) = stage.front.shown[-1]
    assert (how, user) == ("publish", "U0ANA")
    assert TEAM not in str(view)
    assert "INC-0001" not in all_text(view["blocks"])
