"""`handrail export`: an incident leaves as lines that anybody can check, and a change in them is found."""

import base64
import json
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
import rfc8785

from bot.core.apply import apply
from bot.core.events import FileKept
from bot.store.store import SqlStore
from tests.cli.shell import typed
from tests.fakes.clock import FakeClock
from tests.store.samples import declaring, noting, saying


@pytest.fixture
def written(tmp_path: Path) -> Path:
    """A database with two incidents side by side; the first has a file."""
    path = tmp_path / "handrail.db"
    store = SqlStore.open(path, bot="test", clock=FakeClock(), fold=apply)
    store.transact(declaring("INC-0001"))
    store.transact(declaring("INC-0002"))
    digest = store.transact(lambda tx: tx.put_object(b"picture", "image/png"))
    store.transact(noting("INC-0001", "first “look”"))
    store.transact(saying("INC-0001", FileKept(1, "F1", "a.png", "image/png", 7, digest)))
    store.close()
    return path


def lines(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text("utf-8").splitlines()]


def test_each_event_can_be_checked_by_its_hash_alone(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "INC-0001.jsonl"

    ended = typed("export", "inc-0001", "--database", written, "--out", out)

    assert (ended.code, ended.out) == (0, f"INC-0001 is in {out}: 5 lines.\n")
    head, *events, kept = lines(out)
    assert (head["incident"], head["events"], head["format"]) == ("INC-0001", 3, 1)
    assert [one["event"]["version"] for one in events] == [1, 2, 3]
    for one in events:
        chained = sha256(bytes.fromhex(one["prev"]) + rfc8785.dumps(one["event"])).hexdigest()
        assert chained == one["hash"]
    assert kept == {
        "object": sha256(b"picture").hexdigest(),
        "media_type": "image/png",
        "size": 7,
        "kept_at": kept["kept_at"],
    }


def test_the_bytes_come_along_when_they_are_wanted(written: Path) -> None:
    ended = typed("export", "INC-0001", "--database", written, "--objects")

    last = json.loads(ended.out.splitlines()[-1])
    assert base64.b64decode(last["content"]) == b"picture"


def test_an_export_that_nobody_touched_is_said_to_be_so(written: Path, tmp_path: Path) -> None:
    out = tmp_path / "INC-0001.jsonl"
    typed("export", "INC-0001", "--database", written, "--out", out, "--objects")

    ended = typed("export", "--check", out)

    assert (ended.code, ended.out) == (0, f"{out}: every event is as it was written.\n")


@pytest.mark.parametrize(
    ("before", "after", "told"),
    [
        ("first “look”", "second “look”", "line 3: its bytes are not those that were written"),
        ('"version":2', '"version":3', "line 3: it is not event 2 of INC-0001"),
        ('"events":3', '"events":4', "it has 3 events, and its head says 4"),
        ('"content":"', '"content":"AA', "line 5: its content does not match its digest"),
        ('"handrail":"export"', '"handrail":"else"', "line 1: it is not the head of an export"),
        ('"format":1', '"format":9', "line 1: its format is 9, and this version reads 1"),
        ("\n{", "\n[", "line 2: it is no JSON object"),
        ('"seq":', '"seq":-', "its place in the log is not behind the event before it"),
    ],
)
def test_what_was_changed_in_an_export_is_named_with_its_line(
    written: Path, tmp_path: Path, before: str, after: str, told: str
) -> None:
    out = tmp_path / "INC-0001.jsonl"
    typed("export", "INC-0001", "--database", written, "--out", out, "--objects")
    out.write_text(out.read_text("utf-8").replace(before, after), "utf-8")

    ended = typed("export", "--check", out)

    assert ended.code == 2
    assert told in ended.errors


def test_what_is_not_there_is_said_plainly_and_nothing_is_written_over(written: Path, tmp_path: Path) -> None:
    there = tmp_path / "there"
    there.write_text("mine")

    nobody = typed("export", "INC-0009", "--database", written)
    over = typed("export", "INC-0001", "--database", written, "--out", there)
    no_file = typed("export", "--check", tmp_path / "nothing")

    assert (nobody.code, over.code, no_file.code) == (2, 2, 2)
    assert "There is no incident INC-0009" in nobody.errors
    assert "File exists" in over.errors
    assert there.read_text() == "mine"
