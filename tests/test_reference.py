"""Pages that are made from the code say what the code says."""

import re

import pytest

from tests.reference import DOCS, PAGES


@pytest.mark.parametrize("name", PAGES)
def test_a_generated_page_is_up_to_date(name: str) -> None:
    kept = (DOCS / name).read_text(encoding="utf-8")

    assert kept == PAGES[name](), "run 'make docs'"


def test_every_page_of_the_reference_is_listed() -> None:
    listed = re.findall(r"\]\(([a-z-]+\.md)\)", (DOCS / "README.md").read_text(encoding="utf-8"))
    written = {path.name for path in DOCS.glob("*.md")} - {"README.md"}

    assert set(listed) == written
