from pathlib import Path
from typing import get_args

import pytest

from bot.authoring.checks import ABOUT, PROOFS
from bot.authoring.problem import WARNINGS, Code
from tests.reference.checks import EXAMPLES

HERE = Path(__file__).parent


def test_every_check_is_explained_and_has_an_example() -> None:
    assert {*ABOUT} == {*get_args(Code)} == {*EXAMPLES}


def test_every_proof_and_every_warning_has_a_file_with_the_mistake() -> None:
    proven = {proof.__name__ for proof in PROOFS} | {"covers"}

    assert {path.stem.partition("-")[0] for path in (HERE / "bad").glob("*.txt")} == proven
    assert {path.stem.partition("-")[0] for path in (HERE / "warned").glob("*.txt")} == WARNINGS


@pytest.mark.parametrize("about", ABOUT.values(), ids=lambda about: about.code)
def test_what_a_check_is_about_is_said_in_sentences_that_somebody_else_ends(about: object) -> None:
    for name in ("holds", "why", "how"):
        said = getattr(about, name)

        assert said == said.strip()
        assert said[:1].isupper() or said.startswith("`")
        assert not said.endswith(".")
