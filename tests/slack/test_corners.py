"""The rarer ways through the room: what is gone, what is of another version, what nobody can do."""

from dataclasses import replace

import pytest

from bot.core.picture import Picture
from bot.core.refusals import BadAnswers, NotNow, Refusal, Stale, Unknown
from bot.core.runbook import Ask, Severity
from bot.core.signals import Answer, Cancel, Collect, Correct, Perform, Pick, TakeRole, Time, Undone, Waive
from bot.engine.incidents import Declaration
from bot.engine.ports import Retry, Scene
from bot.slack.carried import Carried
from bot.slack.client import Refused
from bot.slack.confirm import confirm
from bot.slack.declaring import carried, carry
from bot.slack.forms import declare_view, view_of
from bot.slack.front import SlackFront
from bot.slack.grammar import read
from bot.slack.groups import Groups
from bot.slack.intents import Intent, Offer, Open, OpenDeclare, Show
from bot.slack.people import asks
from bot.slack.submitted import by_block, read_submitted
from bot.slack.typed import read_typed
from bot.slack.verbs import find
from bot.slack.views.step import step_message
from tests.core.outage import OUTAGE, RULES
from tests.core.story import ANA, Story
from tests.slack.blockkit import assert_message, elements
from tests.slack.stage import CHANNEL, Stage
from tests.slack.web import FakeClient, FakeSlack


def scene(story: Story) -> Scene:
    return Scene(story.incident, story.rulebook, story.clock.now())


def means(line: str, story: Story) -> Intent:
    """What a typed line means in the story."""
    parsed = read(line)
    found = find(parsed.verb)
    assert found is not None
    return read_typed(found[0], parsed.with_words(found[1]), scene(story), ANA, lambda user: ANA)


def at_question() -> Story:
    return Story(RULES).channel().result("broken", {"bad": "r-1"})


def at_stop() -> Story:
    story = at_question()
    return story.on(Answer(story.place, {"lost": "no", "name": "api"}))


def at_mend() -> Story:
    story = at_stop()
    return story.on(Pick(story.place, "done"))


def asked() -> Story:
    return at_mend().on(Collect("r1/copy", "kept")).ask()


def picture(story: Story) -> Picture:
    return Picture(story.incident, story.rulebook, story.clock.now())


# -- typed -----------------------------------------------------------------------------------


def test_an_outcome_may_be_said_by_its_label_or_left_out_when_there_is_one() -> None:
    story = at_stop()
    only = at_stop().on(Pick(story.place, "done"))
    only.on(Collect("r1/copy", "kept"))

    assert means("pick Worse", story) == Offer("INC-0001", Pick(story.place, "worse"))
    assert means("pick", story) == Show("step", "INC-0001")


def test_an_outcome_that_does_not_exist_is_left_to_the_rules() -> None:
    assert means("pick sideways", at_stop()) == Offer("INC-0001", Pick(at_stop().place, "sideways"))


def test_paste_opens_the_form_to_paste() -> None:
    story = at_mend()

    assert means("byhand", story) == Open("byhand", Carried("INC-0001", "r1", 4))
    assert means("byhand paste", story) == Open("paste", Carried("INC-0001", "r1", 4))


def test_when_no_step_is_walked_step_verbs_say_so() -> None:
    over = Story(RULES).channel().result("ok")

    with pytest.raises(NotNow, match="No step is being walked"):
        means("run", over)


def test_several_requests_are_told_apart_by_their_step() -> None:
    story = asked()
    (approval,) = story.incident.approvals.values()
    other = replace(approval, token="token-2", subject="waive", owed="r1/copy")
    two = replace(story.incident, approvals={"token-1": approval, "token-2": other})
    story._incident = two  # noqa: SLF001 - a state that takes two runs to reach

    with pytest.raises(Unknown, match="`mend`, `r1/copy`"):
        means("approve", story)
    found = means("deny mend not now", story)

    assert isinstance(found, Offer)
    assert "not now" in repr(found.what)
    assert "token-1" in repr(found.what)


def test_undone_without_anything_owed_says_so() -> None:
    with pytest.raises(NotNow, match="Nothing has to be put back"):
        means("undone", at_question())


def test_what_is_owed_may_be_named_by_the_end_of_its_id() -> None:
    story = at_stop()

    assert means("waive copy it is gone", story) == Offer("INC-0001", Waive("copy", "it is gone"))
    assert means("evidence copy /srv/a", story) == Offer("INC-0001", Collect("copy", "/srv/a"))


def test_of_several_things_owed_the_one_that_the_step_waits_for_is_meant() -> None:
    story = at_mend()
    copy = story.incident.owed["r1/copy"]
    more = replace(copy, id="r1/more", gates=(), state="open")
    story._incident = replace(story.incident, owed={**story.incident.owed, "r1/more": more})  # noqa: SLF001 - two owed at once

    assert means("evidence it lies on /mnt", story) == Offer(
        "INC-0001", Collect("r1/copy", "it lies on /mnt")
    )


def test_a_role_is_taken_by_its_words() -> None:
    assert means("role ops lead", at_stop()) == Offer("INC-0001", TakeRole("ops-lead", ANA))


def test_a_question_whose_answer_is_known_is_answered_by_one_press() -> None:
    story = at_question().on(Correct("r1", "name", "api"))
    one = replace(OUTAGE.steps["how-bad"], kind=Ask(("name",)))
    book = replace(OUTAGE, steps={**OUTAGE.steps, "how-bad": one})
    rules = replace(RULES, runbooks={story.run.digest: {OUTAGE.id: book}})

    blocks = assert_message(step_message(Picture(story.incident, rules, story.clock.now()), "r1", 2))

    labels = {one["action_id"]: one["text"]["text"] for one in elements(blocks) if one["type"] == "button"}
    assert labels == {"do:answer": "It is api", "open:answer": "Answer…", "do:claim": "I am on it"}


# -- forms -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("form", "on", "story", "refused"),
    [
        ("answer", Carried("INC-0001", "r9", 1), at_question(), Unknown),
        ("answer", Carried("INC-0001", "r1", 9), at_question(), Stale),
        ("answer", Carried("INC-0001", "r1", 1), at_question(), Stale),
        ("answer", Carried("INC-0001", "r1", 1), Story(RULES).result("ok"), Stale),
        ("paste", Carried("INC-0001", "r1", 2), at_question(), NotNow),
        ("byhand", Carried("INC-0001", "r1", 2), at_question(), NotNow),
        ("dance", Carried("INC-0001", "r1", 2), at_question(), Unknown),
        ("deny", Carried("INC-0001", name="no-such-token"), at_question(), Unknown),
    ],
)
def test_a_form_that_makes_no_sense_any_more_is_refused(
    form: str, on: Carried, story: Story, refused: type[Refusal]
) -> None:
    with pytest.raises(refused):
        view_of(form, on, picture(story))


def test_what_is_settled_needs_no_denial() -> None:
    story = asked().approve().launch()

    with pytest.raises(NotNow, match="granted by Bo already"):
        view_of("deny", Carried("INC-0001", name="token-1"), picture(story))


def test_what_is_not_owed_has_no_form() -> None:
    story = at_question()
    story._incident = replace(story.incident, owed={})  # noqa: SLF001 - as at the end of a walk

    for form in ("evidence", "waive"):
        with pytest.raises(NotNow):
            view_of(form, Carried("INC-0001"), picture(story))


def test_a_runbook_without_facts_has_none_to_correct() -> None:
    bare = replace(OUTAGE, facts={})
    story = at_stop()
    digest = story.run.digest
    rules = replace(RULES, runbooks={digest: {OUTAGE.id: bare}})

    with pytest.raises(NotNow, match="no facts"):
        view_of("correct", Carried("INC-0001"), Picture(story.incident, rules, story.clock.now()))


def test_a_severity_that_does_not_exist_is_not_filled_in() -> None:
    view = declare_view(OpenDeclare("x", "app/outage", "P7"), [OUTAGE], {}).to_dict()

    chosen, _, severity = view["blocks"]
    assert chosen["element"]["initial_option"]["value"] == "app/outage"
    assert "initial_option" not in severity["element"]


def test_a_form_of_another_version_is_said_so() -> None:
    with pytest.raises(Unknown, match="another version"):
        read_submitted("dance", Carried("INC-0001"), {}, scene(at_question()), lambda user: ANA)


def test_a_form_for_what_is_no_longer_owed_is_refused() -> None:
    with pytest.raises(NotNow, match="Nothing is owed"):
        read_submitted("evidence", Carried("INC-0001"), {"owed": "-"}, scene(at_question()), lambda user: ANA)


def test_a_form_about_a_run_that_is_not_there_is_refused() -> None:
    with pytest.raises(Unknown, match="no run"):
        read_submitted("answer", Carried("INC-0001", "r9"), {}, scene(at_question()), lambda user: ANA)


def test_an_answer_that_belongs_to_no_input_is_told_at_the_first() -> None:
    assert by_block(BadAnswers({"x": "is missing"}), ["fact:a", "fact:b"]) == {"fact:a": "x: is missing"}


# -- declaring -------------------------------------------------------------------------------


def test_a_declaration_is_carried_by_a_button_whole_or_at_least_its_heart() -> None:
    small = Declaration("app/outage", "It is out", Severity.P0, inputs={"name": "api"})
    big = replace(small, inputs={"bad": "x" * 2000})

    assert carried(carry(small)) == small
    assert carried(carry(big)) == Declaration("app/outage", "It is out", Severity.P0)


def test_joining_by_typing_needs_the_number() -> None:
    stage = Stage().declared()

    said = stage.types("join INC-0001", user="U0BO")

    assert stage.front.shown == [("invite", CHANNEL, "U0BO")]
    assert "INC-0001" in said["text"]


def test_a_class_that_is_gone_is_said_so() -> None:
    stage = Stage()

    view = stage.sends(
        {"type": "modal", "callback_id": "form:declare", "blocks": [{"type": "input", "block_id": "class"}]},
        {"class": {"type": "external_select", "selected_option": {"value": "app/gone"}}},
    )

    assert "There is no incident class `app/gone`" in view["errors"]["class"]


# -- words after a deed ----------------------------------------------------------------------


def test_what_was_done_is_said_in_a_line() -> None:
    story = at_mend()
    over = Story(RULES).channel().result("ok").incident

    assert confirm(Perform(story.place), story.incident).startswith("It is running")
    assert confirm(Perform(asked().place), asked().incident).startswith("A second person")
    assert confirm(Pick(story.place, "x"), over) == "Done. INC-0001 has no step to walk now."
    assert confirm(Cancel(story.place), over) == "Taken back."
    assert confirm(Waive("r1/copy", "gone"), over).startswith("Waived")
    assert confirm(Undone("r1/undo-stop"), over).startswith("Noted")
    assert confirm(Correct("r1", "bad", "x"), over) == "`bad` is corrected."
    assert confirm(Time(), over) == "Done."


# -- answers that go out at once -------------------------------------------------------------


def test_forms_and_invitations_that_slack_refuses_are_lost_without_harm() -> None:
    slack = FakeSlack()
    front = SlackFront(FakeClient(slack))
    slack.fails = {
        "views.open": ["expired_trigger_id"],
        "views.push": [TimeoutError("slow")],
        "conversations.invite": ["restricted_action"],
    }

    assert not front.open("t", {"type": "modal", "blocks": []})
    assert not front.push("t", {"type": "modal", "blocks": []})
    assert not front.invite("C1", "U0BO")
    assert front.update("V1", {"type": "modal", "blocks": []})
    assert front.open("t", {"type": "modal", "blocks": []})
    assert front.invite("C1", "U0BO")


# -- what slack is asked ---------------------------------------------------------------------


def test_slack_is_asked_for_people_and_groups_by_its_own_methods() -> None:
    slack = FakeSlack()
    info, members = asks(FakeClient(slack))

    assert info("U0ANA") is None
    assert members("S0ONCALL") == frozenset()
    assert slack.names() == ["users.info", "usergroups.users.list"]


def test_a_user_group_that_does_not_exist_has_nobody_and_others_are_no_guess() -> None:
    def gone(_: str) -> frozenset[str]:
        raise Refused("usergroups.users.list", "no_such_subteam")

    def forbidden(_: str) -> frozenset[str]:
        raise Refused("usergroups.users.list", "missing_scope", "usergroups:read")

    def away(_: str) -> frozenset[str]:
        raise Retry("Slack could not be reached")

    assert Groups({"oncall": ("S1", "U1")}, gone).members(["oncall"]) == frozenset({"U1"})
    with pytest.raises(Exception, match="cannot be read: missing_scope"):
        Groups({"oncall": ("S1",)}, forbidden).members(["oncall"])
    with pytest.raises(Retry):
        Groups({"oncall": ("S1",)}, away).members(["oncall"])
    assert Groups({"oncall": ("S1", "U1")}, forbidden).of("U1") == frozenset({"oncall"})
