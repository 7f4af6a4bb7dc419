import pytest

from tests.reference import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    kept = (DOCS / name).read_text(encoding="utf-8")

    assert kept == PAGES[name](), "run 'make docs'"
