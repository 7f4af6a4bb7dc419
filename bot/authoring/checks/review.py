"""review: somebody has read each runbook again by the day that it names."""

from collections.abc import Iterator
from datetime import date

from bot.authoring.checks.about import About
from bot.authoring.checks.finding import Finding
from bot.authoring.library import Loaded

ABOUT = About(
    "review",
    "No runbook's `review_by` has passed",
    "A runbook that nobody has read for a year describes the system of a year ago",
    "Compare each date with today",
)


def review(loaded: Loaded, today: date) -> Iterator[Finding]:
    """On the day itself it is not yet overdue."""
    for runbook in loaded.runbooks.values():
        due = runbook.review_by
        if due is not None and due < today:
            days = (today - due).days
            yield Finding(
                "review",
                runbook.id,
                ("review_by",),
                f"its review is overdue since {due}, for {days} day{'' if days == 1 else 's'}.",
                "Read it again with whoever would use it, then set the next date.",
            )
