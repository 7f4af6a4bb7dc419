"""Walking in the terminal: the texts as a whole, and what must never happen there."""

from collections import Counter
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from bot.app import WithoutSlack
from bot.core.effects import CreateChannel, kinds_here
from bot.core.events import ResultRecorded
from bot.core.incident import Life
from bot.core.policy import Glass, Policy
from bot.core.refusals import NotAllowed
from bot.core.signals import Actor
from bot.engine.incidents import Declaration
from bot.engine.ports import Leased, Retry
from bot.terminal.who import Walker
from tests.fakes.world import PlayedChat
from tests.terminal.keyboard import CTRL_C, OWN, ROBIN, SASHA, Terminals
from tests.terminal.walks import GOLDEN, WALKS, walked


@pytest.fixture
def terminals(tmp_path: Path) -> Iterator[Terminals]:
    with closing(Terminals(tmp_path)) as found:
        yield found


def at_the_restore(terminals: Terminals) -> str:
    """Where the present step changes a system, and a second person has been asked."""
    terminals.give({"briefcase.receipts-verify": "broken"})
    incident = terminals.declare("briefcase/receipt-chain")
    lines = [
        "take command",
        "sound",
        "no",
        "1",
        "on the spare disk",
        "it is b-20260114-1800",
        "ask for approval",
    ]
    terminals.walk(incident, lines)
    return incident


@pytest.mark.parametrize("name", WALKS)
def test_a_whole_walk_reads_as_it_did(name: str, tmp_path: Path) -> None:
    golden = GOLDEN.joinpath(f"{name}.txt").read_text(encoding="utf-8")

    assert walked(name, tmp_path) == golden, "`python -m tests.terminal.walks` writes it anew"


def test_who_asked_for_a_change_is_not_offered_to_approve_it(terminals: Terminals) -> None:
    incident = at_the_restore(terminals)

    mine, theirs = terminals.walk(incident, []), terminals.walk(incident, [], SASHA)

    assert "Approve:" not in mine
    assert "Approve:" in theirs


def test_another_name_on_the_same_account_is_the_same_person(terminals: Terminals) -> None:
    incident = at_the_restore(terminals)
    disguised = Walker(Actor(ROBIN.actor.team, ROBIN.actor.user, "Somebody else"), ROBIN.groups)

    said = terminals.walk(incident, [], disguised)

    assert "Approve:" not in said


def test_an_account_without_groups_approves_nothing(terminals: Terminals) -> None:
    incident = at_the_restore(terminals)
    stranger = Walker(Actor("local", "kim", "Kim"))

    said = terminals.walk(incident, ["1", "yes"], stranger)

    assert "you are in none of them" in said
    assert "briefcase.backup-restore" not in [name for _, name in terminals.commands.ran]


def test_a_change_that_was_approved_by_another_person_runs_once(terminals: Terminals) -> None:
    incident = at_the_restore(terminals)

    said = terminals.walk(incident, ["1", "yes", CTRL_C], SASHA)

    assert "Verdict: ok" in said
    assert Counter(name for _, name in terminals.commands.ran)["briefcase.backup-restore"] == 1


def test_one_person_does_alone_what_nobody_answers_where_the_policy_says_so(
    terminals: Terminals, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = replace(terminals.library.policy("briefcase"), break_glass=Glass(("devops",), "security"))
    monkeypatch.setattr(terminals.library, "policy", lambda _: alone)
    incident = at_the_restore(terminals)

    early = terminals.walk(incident, [])
    terminals.clock.forward(timedelta(minutes=6))
    said = terminals.walk(incident, ["1", "nobody is awake", CTRL_C])

    assert "Without a second person:" not in early
    assert "Verdict: ok" in said
    assert terminals.incident().approvals["token-1"].broken


def test_without_a_second_person_it_is_recorded_by_hand_as_a_deviation(terminals: Terminals) -> None:
    incident = at_the_restore(terminals)

    said = terminals.walk(incident, ["byhand"])
    recorded = [one.event for one in terminals.store.log(incident) if isinstance(one.event, ResultRecorded)]

    assert "recorded by hand" in said
    assert [event.deviation for event in recorded] == [True]
    assert "briefcase.backup-restore" not in [name for _, name in terminals.commands.ran]


def test_a_refusal_names_the_words_of_the_terminal(terminals: Terminals) -> None:
    incident = terminals.declare("briefcase/receipt-chain")

    said = terminals.walk(incident, ["skip too early", "1", CTRL_C])

    assert "Take command first: `role commander`." in " ".join(said.split())
    assert "/incident" not in said


def test_whom_the_policy_does_not_let_respond_only_looks() -> None:
    with pytest.raises(NotAllowed, match="Only devops may act here"):
        Walker(ROBIN.actor).may_respond(Policy(respond=("devops",)))

    SASHA.may_respond(Policy(respond=("devops",)))


def test_a_result_is_pasted_line_by_line(terminals: Terminals) -> None:
    terminals.commands.unbound = {"briefcase.receipts-verify": "no program is bound to `briefcase`"}
    incident = terminals.declare("briefcase/receipt-chain")
    output = '{"ok": false, "first_bad_id": "r-7", "checked": 6,\n "prev_hash_hex": "9fab"}'

    said = terminals.walk(incident, ["paste", *output.splitlines(), ".", "one", "1"])

    assert "Run exactly this:\n    POST /v1/receipts/verify (daemon)" in said
    assert "A whole number such as 0 or 200." in said
    assert terminals.incident().runs["r1"].values["first_bad"] == "r-7"


def test_what_is_for_slack_waits_and_is_delivered_once_when_the_bot_runs(tmp_path: Path) -> None:
    walked = Terminals(tmp_path)
    incident = at_the_restore(walked)
    before = {row.kind for row in walked.store.outbox.rows() if row.state != "waiting"}
    walked.close()
    chat = PlayedChat()

    bot = Terminals(tmp_path, chat)
    while bot.relay.deliver_one():
        pass
    posts = chat.kinds()
    found = bot.incident(incident)
    undone = {row.kind for row in bot.store.outbox.rows()}
    bot.close()

    assert before == set()
    assert posts[0] == "create_channel"
    assert (
        posts.count("create_channel") == posts.count("pin_card") == posts.count("refresh_announcement") == 1
    )
    assert found.channel == "C1"
    assert found.dead == ()
    assert undone == {"wake"}


def test_an_incident_that_slack_knows_goes_on_in_the_terminal_and_back(tmp_path: Path) -> None:
    bot = Terminals(tmp_path, PlayedChat())
    bot.give({"briefcase.receipts-verify": "broken"})
    incident = bot.declare("briefcase/receipt-chain")
    while bot.relay.deliver_one():
        pass
    bot.close()
    walked = Terminals(tmp_path)

    walked.walk(
        incident, ["sound", "resolve over the disk was full", CTRL_C, "take command", "resolve over it is"]
    )
    life: Life = walked.incident().life
    waiting = Counter(row.state for row in walked.store.outbox.rows())
    walked.close()

    assert life == "resolved"
    assert set(waiting) == {"waiting"}


def test_effects_that_need_no_slack_are_those_of_this_machine() -> None:
    assert set(kinds_here()) == {"run_command", "cancel_command", "draw_map", "write_draft", "wake"}
    with pytest.raises(Retry, match="waits for Slack"):
        WithoutSlack().perform(Leased("e", "INC-0001", CreateChannel("x"), 1), None)  # type: ignore[arg-type] # unread


def test_a_procedure_is_walked_without_what_only_incidents_have(terminals: Terminals) -> None:
    taken = terminals.incidents.start(
        Declaration("cryprq/upgrade"), "", ROBIN.actor, "typed", owner="devops"
    ).incident

    said = terminals.walk(taken.id, [])

    assert f"{taken.id} · Upgrade" in said
    assert "The impact is over" not in said
    assert "Acknowledge" not in said
    assert f"{taken.id} stays as it is" in said


def test_a_way_out_of_the_phase_is_confirmed_first(tmp_path: Path) -> None:
    with closing(Terminals(tmp_path, runbooks=OWN)) as terminals:
        incident = terminals.declare("shop/checkout")

        said = terminals.walk(incident, ["anytime", "no", "the whole page is gone", "yes"])

        assert terminals.incident().current() is not None
        assert "“The whole page is gone” leaves this step as it is. Type yes: no" in said
        assert "▶ Tell support" in said


def test_a_walk_is_given_up_and_an_incident_reopened_by_its_commander(tmp_path: Path) -> None:
    with closing(Terminals(tmp_path, runbooks=OWN)) as terminals:
        incident = terminals.declare("shop/checkout")

        said = terminals.walk(
            incident, ["take command", "abort it is another shop", "resolve false-alarm", "reopen it is ours"]
        )

        assert [run.mode for run in terminals.incident().runs.values()] == ["closed", "walking"]
        assert "Resolved as a false alarm" in said
        assert said.count("▶ Which hosts fail?") == 3


def test_several_rows_are_picked_by_their_numbers(tmp_path: Path) -> None:
    with closing(Terminals(tmp_path, runbooks=OWN)) as terminals:
        terminals.give({"shop.backups": "ok"})
        incident = terminals.declare("shop/drop-backups")

        said = terminals.walk(incident, ["pick rows", "all", "3", CTRL_C, "pick rows", "1, 2"])

        assert "Numbers, please" in said
        assert "There is no row 3." in said
        assert terminals.incident().runs["r1"].values["old"] == ("b-1", "b-2")
