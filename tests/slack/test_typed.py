"""What a typed line means: grammar, classes found by words, verbs on the current step."""

from dataclasses import replace
from datetime import timedelta

import pytest

from bot.core.effects import OpenTicket
from bot.core.incident import Incident
from bot.core.picture import Picture
from bot.core.runbook import Runbook, Severity
from bot.slack.grammar import read
from bot.slack.ranking import clear_best, rank
from bot.slack.views.gist import title_now
from tests.core.outage import OUTAGE
from tests.fakes.clock import NOON
from tests.slack.blockkit import actions, all_text, assert_blocks
from tests.slack.stage import CHANNEL, ELSEWHERE, Stage
from tests.slack.test_pressed import chosen, opened, typed


def book(name: str, title: str, *words: str) -> Runbook:
    return Runbook(name, title, "s", {}, {}, words=words, severity=Severity.P1)


RECEIPTS = book("briefcase/receipt-chain", "Receipt chain verification failure", "receipts", "hash mismatch")
BACKUP = book("briefcase/backup", "Backup does not restore", "backup", "restore")
SYNC = book("briefcase/sync", "Control plane does not sync", "sync")
CLASSES = [BACKUP, RECEIPTS, SYNC]


# -- grammar ---------------------------------------------------------------------------------


def test_a_line_is_a_verb_and_words() -> None:
    line = read("note  the disk is full")

    assert (line.verb, line.rest()) == ("note", "the disk is full")


@pytest.mark.parametrize("text", ["INC-0007 note hello", "note INC-0007 hello", "inc-0007 NOTE hello"])
def test_the_incident_may_be_named_before_or_after_the_verb(text: str) -> None:
    line = read(text)

    assert (line.incident, line.verb, line.rest()) == ("INC-0007", "note", "hello")


@pytest.mark.parametrize("text", ['skip done "not needed now"', "skip done “not needed now”"])
def test_quotes_hold_words_together_and_telephones_write_them_curly(text: str) -> None:
    line = read(text)

    assert line.words == ("done", "not needed now")
    assert line.rest(1) == "not needed now"


def test_facts_are_told_from_words() -> None:
    line = read('answer disk=errors first_bad="r 1" because')

    assert line.facts == {"disk": "errors", "first_bad": "r 1"}
    assert line.words == ("because",)


def test_a_mention_is_a_person() -> None:
    line = read("role scribe <@U0BO|bo>")

    assert (line.words, line.mentioned) == (("scribe",), "U0BO")


def test_what_slack_escaped_is_read_as_it_was_typed() -> None:
    assert read("note a &lt;b&gt; &amp; c=d").rest() == "a <b> & c=d"


def test_an_empty_line_is_no_verb() -> None:
    assert read("   ").verb == ""


# -- classes ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("query", "best"),
    [
        ("receipt chain broken", RECEIPTS),
        ("hash mismatch", RECEIPTS),
        ("restore the backup", BACKUP),
        ("briefcase/sync", SYNC),
    ],
)
def test_words_find_their_class(query: str, best: Runbook) -> None:
    assert rank(query, CLASSES)[0] == best
    assert clear_best(query, CLASSES) == best


@pytest.mark.parametrize("query", ["broken", "briefcase", "does not", "rec"])
def test_words_that_could_mean_several_find_no_clear_best(query: str) -> None:
    assert clear_best(query, CLASSES) is None


def test_the_beginning_of_a_word_is_enough_to_be_listed() -> None:
    assert rank("rec", CLASSES) == [RECEIPTS]


def test_nothing_typed_lists_all() -> None:
    assert rank("", CLASSES) == CLASSES


# -- declaring -------------------------------------------------------------------------------


def only(stage: Stage) -> Incident:
    (summary,) = stage.engine.incidents.summaries()
    return stage.engine.incidents.scene(summary.id).incident


def test_declaring_in_one_line_says_the_number_and_shows_the_first_step_at_once() -> None:
    stage = Stage()

    said = stage.types("declare app/outage P0 nothing answers")

    incident = only(stage)
    assert (incident.title, incident.severity) == ("Nothing answers", Severity.P0)
    assert incident.channel == ""
    assert_blocks(said["blocks"])
    assert "*INC-0001* is declared" in all_text(said["blocks"])
    assert "Look" in all_text(said["blocks"])
    assert "open:jump" in actions(said["blocks"])
    assert said["response_type"] == "ephemeral"


def test_declaring_by_words_finds_the_class() -> None:
    stage = Stage()

    stage.types("declare outage app")

    assert only(stage).runbook == OUTAGE.id


@pytest.mark.parametrize(
    ("typed", "title"),
    [
        ("outage app", OUTAGE.title),
        ("outage app since noon", "Outage app since noon"),
        ("app/outage outage", "Outage"),
    ],
)
def test_words_that_only_name_the_class_are_no_title(typed: str, title: str) -> None:
    stage = Stage()

    stage.types(f"declare {typed}")

    assert only(stage).title == title


def test_declaring_without_words_opens_the_form() -> None:
    stage = Stage()

    said = stage.types("declare", trigger="t1")

    assert said == {}
    assert [(how, trigger) for how, trigger, _ in stage.front.shown] == [("open", "t1")]


def test_words_that_fit_no_class_fill_in_the_form() -> None:
    stage = Stage()

    stage.types("declare the printer smokes P2")

    (_, _, view) = stage.front.shown[0]
    _, title, severity = view["blocks"]
    assert title["element"]["initial_value"] == "the printer smokes"
    assert severity["element"]["initial_option"]["value"] == "P2"


def test_when_the_form_cannot_be_opened_the_person_is_told() -> None:
    stage = Stage()
    stage.front.opens = False

    assert "could not be opened" in stage.types("declare")["text"]


def test_a_p3_is_declared_as_a_ticket_where_it_was_typed() -> None:
    stage = Stage()

    said = stage.types("declare app/outage P3 colour is off", channel=ELSEWHERE)

    incident = stage.engine.incident
    assert (incident.severity, incident.is_ticket) == (Severity.P3, True)
    assert "It is a ticket" in all_text(said["blocks"])
    assert OpenTicket(ELSEWHERE) in stage.engine.store.effects()


def test_a_severity_that_does_not_exist_does_not_become_a_word_of_the_title() -> None:
    stage = Stage()

    said = stage.types("declare app/outage p9 colour is off")

    assert "`P9` is not a severity" in said["text"]
    assert stage.engine.incidents.summaries() == []


def test_inputs_are_checked_by_their_types() -> None:
    said = Stage().types("declare app/outage lost=perhaps nothing=1")

    assert "lost: `perhaps` is not yes or no" in said["text"]
    assert "nothing: “Outage” has no such fact" in said["text"]


def test_a_second_declaration_of_the_same_class_offers_to_join() -> None:
    stage = Stage().declared()

    said = stage.types("declare app/outage", user="U0BO")

    assert_blocks(said["blocks"])
    assert actions(said["blocks"]) == ["do:join", "do:declare-anyway"]
    assert len(stage.engine.incidents.summaries()) == 1


def test_five_minutes_later_it_is_another_incident() -> None:
    stage = Stage().declared()
    stage.engine.clock.forward(timedelta(minutes=5))

    stage.types("declare app/outage", user="U0BO")

    assert len(stage.engine.incidents.summaries()) == 2


def test_declaring_twice_by_the_same_act_declares_once_and_answers_alike() -> None:
    stage = Stage()
    first = stage.types("declare app/outage", trigger="same")

    second = stage.types("declare app/outage", trigger="same")

    assert second == first
    assert len(stage.engine.incidents.summaries()) == 1


# -- verbs on the current step ---------------------------------------------------------------


def step_of(stage: Stage) -> str:
    return stage.engine.at


def test_nothing_typed_shows_the_current_step_in_an_incidents_channel() -> None:
    said = Stage().declared().types("", channel=CHANNEL)

    assert "How bad?" in all_text(said["blocks"])
    assert "open:answer" in actions(said["blocks"])


def test_nothing_typed_elsewhere_lists_open_incidents_and_how_to_declare() -> None:
    said = Stage().declared().types("")

    assert "INC-0001" in all_text(said["blocks"])
    assert actions(said["blocks"]) == ["show:step:INC-0001", "open:declare"]


def test_an_unknown_verb_names_the_nearest() -> None:
    assert "Did you mean `/incident resolve`?" in Stage().types("resovle")["text"]


def test_a_verb_without_an_incident_says_how_to_name_one() -> None:
    assert "There is no incident in this channel" in Stage().types("note hello")["text"]


def test_an_incident_that_does_not_exist_is_said_so() -> None:
    assert "There is no incident INC-0099" in Stage().types("INC-0099 note hello")["text"]


def test_typed_answers_move_the_walk() -> None:
    stage = Stage().declared()

    said = stage.types("answer lost=no name=api", channel=CHANNEL)

    assert said["text"] == "Done. Now at Stop it."
    assert step_of(stage) == "stop"


def test_bad_answers_are_told_with_what_would_fit() -> None:
    stage = Stage().declared()

    said = stage.types("answer lost=perhaps name=--x", channel=CHANNEL)

    assert "lost: `perhaps` is not yes or no" in said["text"]
    assert step_of(stage) == "how-bad"


def test_from_another_channel_the_answer_shows_the_step() -> None:
    stage = Stage().declared()

    said = stage.types("INC-0001 answer lost=no name=api")

    assert "Stop it" in all_text(said["blocks"])
    assert "do:pick:done" in actions(said["blocks"])


def at_mend(stage: Stage) -> Stage:
    stage.types("answer lost=no name=api", channel=CHANNEL)
    stage.types("done", channel=CHANNEL)
    return stage


def test_done_takes_the_outcome_of_that_name() -> None:
    assert step_of(at_mend(Stage().declared())) == "mend"


def test_a_gate_says_which_evidence_is_missing_and_how_to_keep_it() -> None:
    stage = at_mend(Stage().declared())

    said = stage.types("run", channel=CHANNEL)

    assert "First keep the evidence" in said["text"]


def test_with_one_thing_owed_the_text_alone_is_enough() -> None:
    stage = at_mend(Stage().declared())

    said = stage.types("evidence on the spare disk", channel=CHANNEL)

    assert said["text"] == "Kept."
    assert stage.engine.incident.owed["r1/copy"].text == "on the spare disk"


def asked(stage: Stage) -> Stage:
    at_mend(stage).types("evidence on the spare disk", channel=CHANNEL)
    stage.types("run", channel=CHANNEL)
    return stage


def test_a_change_is_asked_for_and_approved_by_typing() -> None:
    stage = asked(Stage().declared())

    own = stage.types("approve", channel=CHANNEL)
    other = stage.types("approve", user="U0BO", channel=CHANNEL)

    assert "You asked for this" in own["text"]
    assert other["text"] == "Approved."
    stage.engine.settle()
    assert [name for _, name in stage.engine.commands.ran] == ["app.look", "app.mend"]


def test_somebody_outside_the_group_does_not_approve() -> None:
    said = asked(Stage().declared()).types("approve", user="U0CHI", channel=CHANNEL)

    assert "you are in none of them" in said["text"]


def test_a_denial_with_its_reason_stands_in_the_log() -> None:
    stage = asked(Stage().declared())

    said = stage.types('deny "not while exports run"', user="U0BO", channel=CHANNEL)

    assert said["text"] == "Denied; nothing runs."
    (approval,) = stage.engine.incident.approvals.values()
    assert (approval.state, approval.reason) == ("denied", "not while exports run")


def test_who_comes_too_late_to_approve_is_told_what_became_of_the_request() -> None:
    stage = asked(Stage().declared())
    stage.types("role scribe", channel=CHANNEL)

    said = stage.types("approve", user="U0BO", channel=CHANNEL)

    assert "Nothing waits for an approval. The last request is not valid any more: the role" in said["text"]


def test_an_approval_of_what_has_changed_says_that_nothing_runs() -> None:
    stage = asked(Stage().declared())
    stage.engine.commands.version += 1

    said = stage.types("approve", user="U0BO", channel=CHANNEL)

    assert said["text"].startswith("Not approved, and nothing runs: what would run has changed")


def test_a_title_follows_the_facts_that_are_corrected() -> None:
    stage = at_mend(Stage().declared())
    picture = Picture(stage.engine.incident, stage.engine.incidents.scene("INC-0001").rulebook, NOON)
    at = picture.at()
    assert at is not None
    named = replace(at, step=replace(at.step, title="Mend {facts.name}"))
    stage.types("correct name=web", channel=CHANNEL)

    after = replace(picture, incident=stage.engine.incident)

    assert title_now(picture, named) == "Mend api"
    assert title_now(after, replace(named, run=after.incident.runs["r1"])) == "Mend web"


def test_resolving_twice_is_refused_without_asking_for_another_reason() -> None:
    stage = Stage().declared()
    stage.types("role commander", channel=CHANNEL)
    stage.types("resolve it was a drill", channel=CHANNEL)

    assert "is resolved already" in stage.types("resolve", channel=CHANNEL)["text"]


def test_without_a_request_there_is_nothing_to_approve() -> None:
    assert "Nothing waits" in Stage().declared().types("approve", channel=CHANNEL)["text"]


def test_by_hand_takes_the_verdict_and_facts() -> None:
    stage = asked(Stage().declared())
    stage.types("cancel", channel=CHANNEL)

    said = stage.types("byhand ok", channel=CHANNEL)

    assert said["text"] == "Done. Now at Mend it."
    run = stage.engine.incident.current()
    assert run is not None
    assert run.visit is not None
    assert (run.visit.items[0].verdict, run.visit.items[0].by_hand) == ("ok", True)


@pytest.mark.parametrize(
    ("line", "form"),
    [
        ("skip", "skip"),
        ("jump", "jump"),
        ("other", "other"),
        ("severity", "severity"),
        ("note", "note"),
        ("correct", "correct"),
        ("answer", "answer"),
        ("evidence", "evidence"),
        ("waive", "waive"),
        ("role", "role"),
        ("resolve", "resolve"),
    ],
)
def test_a_verb_without_what_it_needs_opens_its_form(line: str, form: str) -> None:
    stage = Stage().declared()

    stage.types(line, channel=CHANNEL)

    (_, _, view) = stage.front.shown[0]
    assert view["callback_id"] == f"form:{form}"


def test_only_the_commander_skips_and_with_none_the_refusal_offers_to_take_command() -> None:
    stage = Stage().declared()

    said = stage.types('skip lost "we know"', channel=CHANNEL)

    assert "nobody is in command" in said["text"]
    assert actions(said["blocks"]) == ["do:role"]


def test_the_commander_skips_jumps_and_sees_something_else() -> None:
    stage = Stage().declared()
    stage.types("lead", channel=CHANNEL)

    stage.types('skip lost "we know" name=api', channel=CHANNEL)
    stage.types("other how-bad the disk is full", channel=CHANNEL)
    stage.types('jump reopen "it mended itself"', channel=CHANNEL)

    assert step_of(stage) == "reopen"
    lines = all_text(stage.types("timeline", channel=CHANNEL)["blocks"])
    assert "Saw something else" in lines
    assert "the disk is full" in lines


def test_a_role_can_be_given_to_somebody_who_may_act() -> None:
    stage = Stage().declared()

    stage.types("lead <@U0BO|bo>", channel=CHANNEL)
    guest = stage.types("role scribe <@U0EVE|eve>", channel=CHANNEL)

    assert stage.engine.incident.roles["commander"].user == "U0BO"
    assert "Guests cannot act" in guest["text"]


def test_severity_is_changed_by_its_name() -> None:
    stage = Stage().declared()

    stage.types("sev p0! it spreads", channel=CHANNEL)
    unknown = stage.types("sev high", channel=CHANNEL)

    assert stage.engine.incident.severity is Severity.P0
    assert "is not a severity" in unknown["text"]


def test_a_severity_is_typed_shown_with_what_it_brings_and_then_confirmed() -> None:
    stage = Stage().declared()

    stage.types("sev p0 it spreads", channel=CHANNEL)

    view = opened(stage)
    _, level, reason, *told = view["blocks"]
    assert level["element"]["initial_option"]["value"] == "P0"
    assert reason["element"]["initial_value"] == "it spreads"
    assert "*P0* calls nobody more" in told[0]["text"]["text"]
    before = stage.engine.incident.severity

    stage.sends(view, {"severity": chosen("P0"), "reason": typed("it spreads")})

    assert (before, stage.engine.incident.severity) == (Severity.P1, Severity.P0)


def test_a_fact_is_corrected() -> None:
    stage = Stage().declared()

    stage.types("correct bad=r-2", channel=CHANNEL)

    assert stage.engine.incident.runs["r1"].facts["bad"].value == "r-2"


def test_two_corrections_at_once_are_refused() -> None:
    said = Stage().declared().types("correct bad=a lost=no", channel=CHANNEL)

    assert "One fact at a time" in said["text"]


def test_what_was_put_back_is_ticked_off() -> None:
    stage = at_mend(Stage().declared())

    said = stage.types("undone", channel=CHANNEL)

    assert said["text"] == "Noted: it is back."
    assert stage.engine.incident.owed["r1/undo-stop"].state == "met"


def test_a_false_alarm_is_resolved_as_one() -> None:
    stage = Stage().declared()
    stage.types("lead", channel=CHANNEL)

    said = stage.types('false-alarm "a test of the alarm"', channel=CHANNEL)

    assert said["text"] == "INC-0001 is a false alarm."


def test_the_list_can_show_what_is_closed() -> None:
    stage = Stage().declared()

    everything = stage.types("list all", channel=ELSEWHERE)

    assert "INC-0001" in all_text(everything["blocks"])


def test_whom_the_policy_does_not_let_respond_may_look_but_not_act() -> None:
    stage = Stage().declared().lets_respond("security")

    look = stage.types("", channel=CHANNEL)
    act = stage.types("note hello", channel=CHANNEL)
    allowed = stage.types("note hello", user="U0CHI", channel=CHANNEL)

    assert "How bad?" in all_text(look["blocks"])
    assert "Only security may act here" in act["text"]
    assert allowed["text"] == "Noted: n1 of INC-0001."


# -- updates ---------------------------------------------------------------------------------


def test_an_update_opens_with_its_draft_and_what_is_sent_is_in_the_log() -> None:
    stage = Stage().declared()

    stage.types("update", channel=CHANNEL, trigger="t1")
    (_, _, view) = stage.front.shown[0]
    answer = stage.sends(view, {"text": {"value": {"type": "plain_text_input", "value": "We mend it."}}})

    assert "What we do: finding out what is wrong" in str(view["blocks"])
    assert "everybody who follows" in all_text(view["blocks"])
    assert "errors" not in str(answer)
    assert only(stage).updates == 1


def test_an_update_can_be_typed_whole_and_names_its_readers_first() -> None:
    stage = Stage().declared()

    said = stage.types("update security We mend it.", channel=CHANNEL)

    assert "Sent." in said["text"]
    assert only(stage).updates == 1


def test_reminders_are_silenced_and_let_be_heard_again() -> None:
    stage = Stage().declared()

    stage.types("snooze 1h", channel=CHANNEL)
    until = stage.engine.incident.snoozed["U0ANA"]
    odd = stage.types("snooze soon", channel=CHANNEL)
    stage.types("snooze off", channel=CHANNEL)

    assert until == NOON + timedelta(hours=1)
    assert "`soon` is not a length of time" in odd["text"]
    assert stage.engine.incident.snoozed["U0ANA"] == NOON


def test_a_group_is_paged_by_its_name_with_why() -> None:
    stage = Stage().declared()

    stage.types("page security somebody is in", "U0BO", CHANNEL)
    unknown = stage.types("page plumbers", channel=CHANNEL)

    page = stage.engine.incident.pages["p2"]
    assert (page.group, page.why, page.by.user) == ("security", "somebody is in", "U0BO")
    assert "There is no group `plumbers`" in unknown["text"]


# -- more runbooks, and less noise ------------------------------------------------------------


def test_another_runbook_is_added_by_name_and_an_unknown_one_lists_them() -> None:
    stage = Stage().declared()

    unknown = stage.types("add nonsense", channel=CHANNEL)
    stage.types("add restore", channel=CHANNEL)

    assert "There are: `app/outage`, `app/restore`" in unknown["text"]
    assert [run.runbook for run in only(stage).runs.values()] == ["app/outage", "app/restore"]


def test_handrail_is_silenced_and_speaks_again() -> None:
    stage = Stage().declared()

    stage.types("silent", channel=CHANNEL)
    assert only(stage).hushed
    stage.types("silent off", channel=CHANNEL)
    assert not only(stage).hushed
