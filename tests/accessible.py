"""What axe-core finds on a page in a real browser: labels, contrast, landmarks, names, order."""

from functools import cache
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

AXE = Path(__file__).with_name("vendor") / "axe-core" / "axe.min.js"
BAD = frozenset({"serious", "critical"})


@cache
def _source() -> str:
    return AXE.read_text(encoding="utf-8")


def findings(page: Page) -> list[str]:
    """The serious and critical ones: rule, what it is about, and each place with what is wrong there."""
    page.evaluate(f"(() => {{ {_source()} }})()")
    found: dict[str, Any] = page.evaluate("axe.run({resultTypes: ['violations']})")
    return [
        f"{rule['id']}: {rule['help']}: {node['html'][:160]}: {node['failureSummary']}"
        for rule in found["violations"]
        if rule["impact"] in BAD
        for node in rule["nodes"]
    ]
