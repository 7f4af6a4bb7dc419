"""One incident from its declaration to its closing, walked at the page with the real bot behind it."""

import json
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.acceptance.ground import PATIENCE, Ground
from tests.acceptance.walking import walk
from tests.measured import measuring

pytestmark = [pytest.mark.process, pytest.mark.no_cover]

DRAFT = "Postmortem draft 1 of INC-0001"


@dataclass(frozen=True, slots=True)
class Walked:
    """What a finished incident left. `draft` is the file as it was read in the channel."""

    ground: Ground
    seen: str
    draft: str
    log: list[str]

    @property
    def secrets(self) -> list[str]:
        """What nobody may read anywhere."""
        return [self.ground.token, self.ground.signing_secret, self.ground.bank_token]


@pytest.fixture(scope="module")
def walked(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Walked]:
    with Ground(tmp_path_factory.mktemp("walked") / "stage", environment=measuring()) as ground:
        ground.spoil("chat.update", error="503", times=1)  # so that something went wrong, and was logged
        ana = walk(ground)
        seen = ana.text
        draft = ana.open_thread(DRAFT).reads_file(DRAFT)
        ground.stop_bot()
        yield Walked(ground, seen, draft, ground.bot_log.read_text(encoding="utf-8").splitlines())


def test_every_step_was_done_once(walked: Walked) -> None:
    ground = walked.ground

    assert ground.lines("ledger") == ["e-1"]
    assert ground.lines("calls") == ["count", "audit", "append", "count"]
    assert [row for row in ground.undone() if row.kind != "wake"] == []


def test_the_draft_in_the_channel_is_the_one_that_is_kept(walked: Walked) -> None:
    (kept,) = (walked.ground.folder / "postmortems").iterdir()
    posted = [file["content"] for file in walked.ground.state()["files"]]

    assert posted[-1] == kept.read_text(encoding="utf-8")
    assert walked.draft == posted[0], "what people read when it was resolved"
    assert "# INC-0001: The books do not balance" in walked.draft
    assert "asked for by ana, approved by bo, exit 0" in walked.draft


def test_the_log_of_the_process_is_lines_of_json_with_ids(walked: Walked) -> None:
    lines = [json.loads(line) for line in walked.log]

    assert all({"time", "level", "logger", "message"} <= line.keys() for line in lines)
    made = {"effect": "INC-0001/1/0", "kind": "create_channel"}
    assert any(made.items() <= line.items() for line in lines if line["message"] == "delivered")
    assert _told(lines, "retry")["kind"].startswith("refresh_")
    assert lines[-1]["message"] == "stopped"


def _told(lines: list[dict[str, str]], message: str) -> dict[str, str]:
    return next(line for line in lines if line["message"] == message)


def test_no_secret_is_logged_or_shown_or_kept(walked: Walked) -> None:
    ground = walked.ground
    kept = b"".join(file.read_bytes() for file in ground.folder.glob("handrail.db*"))

    assert b"asked_with" in kept, "the bank betrayed its token, and the rest of what it said is kept"
    for where in (str(kept), str(walked.log), json.dumps(ground.state()), walked.draft, walked.seen):
        assert [secret for secret in walked.secrets if secret in where] == []


def test_the_log_verifies_until_a_byte_is_changed(walked: Walked, tmp_path: Path) -> None:
    copy = Path(shutil.copy(walked.ground.database, tmp_path / "copy.db"))

    before = _verified(copy)
    with closing(sqlite3.connect(copy)) as conn:
        conn.executescript(
            "DROP TRIGGER events_refuse_update;"
            "UPDATE events SET content = CAST(replace(content, 'ana', 'eva') AS BLOB) WHERE version = 1;"
        )
    after = _verified(copy)

    assert (before.returncode, before.stderr) == (0, "")
    assert after.returncode == 2
    assert "INC-0001, event 1: " in after.stderr


def _verified(database: Path) -> "subprocess.CompletedProcess[str]":
    argv = [sys.executable, "-m", "bot", "verify", str(database)]
    return subprocess.run(argv, capture_output=True, text=True, timeout=PATIENCE, check=False)
