"""What people read, word for word. `python -m tests.core.tellings` writes the golden files anew."""

import pytest

from tests.core.tellings import GOLDEN, TEXTS, refusals, site, sites


@pytest.mark.parametrize("name", TEXTS)
def test_what_people_read_stands_word_for_word_in_its_file(name: str) -> None:
    assert TEXTS[name]() == (GOLDEN / name).read_text("utf-8")


def test_every_refusal_of_the_core_is_among_them() -> None:
    assert sites() == {site(refusal) for _, refusal in refusals()}
