"""Pages point at what exists."""

import re
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent.parent
PAGES = [
    HERE / "README.md",
    HERE / "CHANGELOG.md",
    HERE / "SECURITY.md",
    *sorted((HERE / "docs").rglob("*.md")),
]
LINK = re.compile(r"\]\(([^)\s]+)\)")


def headings(page: Path) -> set[str]:
    """The anchors of a page, as they are made from its headings."""
    found = re.findall(r"^#+ (.+)$", page.read_text(encoding="utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", heading).strip().lower().replace(" ", "-") for heading in found}


@pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(HERE)))
def test_every_link_of_a_page_leads_somewhere(page: Path) -> None:
    lost = []
    for link in LINK.findall(page.read_text(encoding="utf-8")):
        if link.startswith(("https://", "http://")):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        if not target.exists() or (anchor and anchor not in headings(target)):
            lost.append(link)

    assert lost == []


def test_a_decision_is_short_and_listed() -> None:
    folder = HERE / "docs" / "decisions"
    listed = LINK.findall((folder / "README.md").read_text(encoding="utf-8"))
    written = sorted(path.name for path in folder.glob("[0-9]*.md"))
    long = [name for name in written if len((folder / name).read_text(encoding="utf-8").splitlines()) > 30]

    assert (listed, long) == (written, [])
