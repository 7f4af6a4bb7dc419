"""An export of an incident that somebody edited before they handed it on."""

import tempfile
from pathlib import Path

from bot.core.apply import apply
from bot.store.export_check import flaws
from bot.store.store import SqlStore
from tests.attack.outcome import Outcome, passes, refused
from tests.cli.shell import typed
from tests.fakes.clock import FakeClock
from tests.store.samples import declaring, noting


def attack(
    *,
    before: str = "",
    after: str = "",
    without_line: int = 0,
    twice_line: int = 0,
    content: str | bytes = "",
) -> Outcome:
    """`before` becomes `after`; a line is left out or stands twice; or the whole is `content`."""
    raw = content.encode() if isinstance(content, str) else content
    return _checked(raw or _edited(before, after, without_line, twice_line))


def _checked(raw: bytes) -> Outcome:
    found = flaws(raw.splitlines())
    return refused(" ".join(found)) if found else passes(f"{len(raw.splitlines())} lines")


def _edited(before: str, after: str, without_line: int, twice_line: int) -> bytes:
    with tempfile.TemporaryDirectory(prefix="attack-") as home:
        path = Path(home) / "handrail.db"
        store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
        store.transact(declaring("INC-0001"))
        for text in ("one", "two", "three"):
            store.transact(noting("INC-0001", text))
        store.close()
        text = typed("export", "INC-0001", "--database", path).out
    lines = text.replace(before, after).splitlines() if before else text.splitlines()
    if without_line:
        del lines[without_line - 1]
    if twice_line:
        lines.insert(twice_line, lines[twice_line - 1])
    return "\n".join(lines).encode()
