"""The same log gives the same bytes in another process, with another hash seed, in another time zone."""

import subprocess
import sys
from pathlib import Path

import pytest

from bot.store.codec import event_bytes
from tests.postmortem.told import outage

SCRIPT = """
import sys
from pathlib import Path
from bot.postmortem.drafts import PostmortemDrafts
from bot.store.codec import event_from
log = [event_from(line.encode()) for line in sys.stdin.read().splitlines()]
sys.stdout.buffer.write(PostmortemDrafts(Path("unused")).render(log).encode())
"""


def drafted(log: str, **env: str) -> bytes:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=log.encode(),
        env={"PYTHONPATH": str(Path(__file__).parents[2]), "PYTHONUTF8": "1", **env},
        capture_output=True,
        check=True,
        timeout=60,
    )
    return done.stdout


@pytest.mark.process
def test_a_draft_is_the_same_to_the_byte_in_every_process() -> None:
    log = "\n".join(event_bytes(entry).decode() for entry in outage().entries())

    drafts = {
        drafted(log, PYTHONHASHSEED="0", TZ="UTC"),
        drafted(log, PYTHONHASHSEED="1", TZ="America/New_York", LANG="C"),
        drafted(log, PYTHONHASHSEED="4242", TZ="Pacific/Kiritimati", LANG="de_DE.UTF-8"),
    }

    golden = Path(__file__).parent / "golden" / "outage.md"
    assert drafts == {golden.read_bytes()}
