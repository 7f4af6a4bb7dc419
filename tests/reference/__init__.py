"""The pages of docs/reference that are made from the code. Run as a module, it writes them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from bot.settings.reference import settings_page
from tests.reference.checks import checks_page
from tests.reference.command_line import command_line_page
from tests.reference.effects import effects_page
from tests.reference.events import events_page
from tests.reference.metrics import metrics_page
from tests.reference.programs import programs_page
from tests.reference.security import security_page
from tests.reference.verbs import verbs_page

DOCS = Path(__file__).resolve().parents[2] / "docs" / "reference"
PAGES: Mapping[str, Callable[[], str]] = {
    "settings.md": settings_page,
    "command-line.md": command_line_page,
    "slack-commands.md": verbs_page,
    "checks.md": checks_page,
    "effects.md": effects_page,
    "events.md": events_page,
    "metrics.md": metrics_page,
    "../security.md": security_page,
    "programs.md": programs_page,
}


def write() -> None:
    for name, page in PAGES.items():
        (DOCS / name).write_text(page(), encoding="utf-8")
