"""What the policy leaves to some groups at a severity."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from bot.core.mandate import Mandate, held, to_declare, to_do
from bot.core.policy import Policy, SeverityRules
from bot.core.refusals import NotAllowed
from bot.core.runbook import Severity
from bot.core.signals import Close, Merge, Note, Resolve, SetSeverity, What
from tests.core.story import Story

P0, P1, P2 = Severity.P0, Severity.P1, Severity.P2
POLICY = Policy(
    severities={
        P0: SeverityRules("down", None, may={"declare": ("oncall",), "severity": ("oncall",)}),
        P1: SeverityRules("slow", None, may={"severity": ("leads",), "close": ("leads", "security")}),
    }
)


def member_of(*mine: str) -> Callable[[tuple[str, ...]], frozenset[str]]:
    return lambda groups: frozenset(mine) & frozenset(groups)


def test_what_is_left_out_is_for_whoever_may_respond() -> None:
    assert to_declare(POLICY, P1) == ()
    assert to_do(POLICY, Story().incident, Note("hello")) == ()
    assert to_do(POLICY, Story().incident, Resolve()) == ()
    held((), member_of())


@pytest.mark.parametrize(
    ("what", "needs"),
    [
        (
            SetSeverity(P0, "it spreads"),
            [Mandate("severity", P1, ("leads",)), Mandate("severity", P0, ("oncall",))],
        ),
        (SetSeverity(P2, "it is less"), [Mandate("severity", P1, ("leads",))]),
        (Close(), [Mandate("close", P1, ("leads", "security"))]),
        (Merge("INC-0002"), [Mandate("close", P1, ("leads", "security"))]),
    ],
)
def test_what_it_takes_is_by_what_is_done_and_how_bad_it_is(what: What, needs: list[Mandate]) -> None:
    incident = replace(Story().incident, severity=P1)

    assert list(to_do(POLICY, incident, what)) == needs


def test_one_group_of_each_is_enough_and_none_is_not() -> None:
    needs = to_do(POLICY, replace(Story().incident, severity=P1), SetSeverity(P0, "it spreads"))

    held(needs, member_of("leads", "oncall"))
    with pytest.raises(NotAllowed, match="To change the severity to or from P0 is for oncall"):
        held(needs, member_of("leads"))
    with pytest.raises(NotAllowed, match="To declare a P0 is for oncall, and you are not in it"):
        held(to_declare(POLICY, P0), member_of())
