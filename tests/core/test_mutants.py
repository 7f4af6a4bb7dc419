"""The list of mutants is about this code, and about each rule that is built."""

import pytest

from tests.broken import patched
from tests.mutants import Mutant, mutants

BUILT = {1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 21}


@pytest.mark.parametrize("mutant", mutants(), ids=lambda mutant: mutant.wrong)
def test_a_mutant_still_applies_and_still_is_code(mutant: Mutant) -> None:
    compile(patched(mutant.patch), mutant.file, "exec")


def test_every_rule_that_is_built_has_its_mutants() -> None:
    listed = mutants()

    assert {mutant.rule for mutant in listed} == BUILT
    assert len(listed) >= 30
    assert len({mutant.wrong for mutant in listed}) == len(listed)
