"""What people kept and what belongs together, as the draft tells it."""

from pathlib import Path

from bot.engine.ports import Logged
from bot.postmortem.drafts import PostmortemDrafts
from tests.core.kept import record


def test_files_of_messages_and_related_incidents_are_listed_and_struck_notes_are_struck() -> None:
    log = [
        Logged("INC-0001", version, stamp, event, "1.2.3")
        for version, (event, stamp) in enumerate(record().log, 1)
    ]

    text = PostmortemDrafts(Path("unused")).render(log)

    _, _, after = text.partition("### Files of kept messages\n")
    files, _, _ = after.partition("\n## ")
    link = "([message](https://example.org/archives/C1/p1))"
    assert files == (
        f"\n- **`graph.png`** of n2, shared by Chi at 2026-11-21 11:57:00 UTC {link}, sha256 `{'a' * 64}`"
        "\n- **`dump.bin`** of n2: **not kept**, it is too large: 31 MB, and at most 20 MB are kept"
        "\n\n### Incidents that belong to it\n"
        "\n- This is a duplicate of INC-0003"
        "\n- INC-0007, “Receipts broken”: a duplicate"
        "\n- INC-0002, “Exports are late”\n"
    )
    assert f"(n2, struck by Chi at 12:00 UTC): ~~The graph fell at 13:57~~ {link}" in text
    assert "Note (n1, amended by Bo at 12:00 UTC): eleven receipts" in text
    assert "**Start it again**: owed by INC-0003 now" in text
