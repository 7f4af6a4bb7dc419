"""The pages of docs/reference that are made from the code. Run as a module, it writes them."""

from collections.abc import Callable
from pathlib import Path

from bot.settings.reference import settings_page

DOCS = Path(__file__).resolve().parent.parent / "docs" / "reference"
PAGES: dict[str, Callable[[], str]] = {"settings.md": settings_page}


def write() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")


if __name__ == "__main__":
    write()
