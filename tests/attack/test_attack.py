"""The adversarial suite: every attack is refused, every control still works."""

import pytest

from tests.attack.suite import Case, Threat, cases, module, threats, uncovered
from tests.broken import patched

LEAST = 300
"""Cases; there are far more. A file that is lost is noticed."""


def _marked(case: Case) -> object:
    is_process = getattr(module(case.kind), "PROCESS", False)
    return pytest.param(case, id=str(case), marks=[pytest.mark.process] if is_process else [])


@pytest.mark.parametrize("case", [_marked(case) for case in cases()])
def test_attack(case: Case) -> None:
    assert case.wrong() == ""


def test_every_row_is_answered_and_every_threat_has_its_attacks_and_a_control() -> None:
    assert uncovered() == []
    assert len(cases()) >= LEAST


@pytest.mark.parametrize("threat", threats().values(), ids=list(threats()))
def test_the_mechanism_of_a_threat_can_be_taken_out(threat: Threat) -> None:
    for patch in threat.removal:
        compile(patched(patch), patch.file, "exec")
