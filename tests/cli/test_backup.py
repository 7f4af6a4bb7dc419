"""`handrail backup` and `handrail restore`: what is told of each."""

from datetime import timedelta
from pathlib import Path

from bot.core.effects import PostNotice, Queued, StartScheduled
from bot.store.seal import Seal, key_of
from tests.cli.shell import golden, typed
from tests.cli.test_outbox import opened
from tests.fakes.clock import NOON
from tests.store.samples import declaring


def database(folder: Path) -> Path:
    path = folder / "handrail.db"
    store = opened(path)
    store.transact(declaring("INC-0001"))
    soon = NOON - timedelta(days=1)
    rows = (
        Queued("INC-0001/1/0", PostNotice("hello"), NOON),
        Queued("schedule/a/review", StartScheduled("a/review", soon), soon),
    )
    store.transact(lambda tx: tx.enqueue("INC-0001", rows))
    store.close()
    Seal.at(key_of(path))
    return path


def test_a_back_up_says_what_it_holds_and_a_restore_what_became_of_all(tmp_path: Path) -> None:
    env = {"HANDRAIL_DATABASE": str(database(tmp_path))}
    copy = tmp_path / "monday.db"

    made = typed("backup", copy, env=env)
    back = typed("restore", copy, "--replace", env=env)

    assert (made.code, made.errors, back.code, back.errors) == (0, "", 0, "")
    told = (made.out + back.out).replace(str(tmp_path), "…")
    (aside,) = tmp_path.glob("handrail.db.before-restore-*Z")
    assert told.replace(aside.name, "handrail.db.before-restore-TIME") == golden("backup-restore.txt")


def test_a_restore_without_a_key_says_what_that_means(tmp_path: Path) -> None:
    path, copy = database(tmp_path), tmp_path / "monday.db"
    typed("backup", copy, "--database", path)
    key_of(copy).unlink()

    ended = typed("restore", copy, "--database", tmp_path / "new.db")

    assert f"There was no {tmp_path / 'monday.key'}: what outputs were" in ended.out


def test_what_is_not_done_is_told_and_ends_with_two(tmp_path: Path) -> None:
    path = database(tmp_path)

    ended = [typed("backup", path, "--database", path), typed("restore", path, "--database", path)]

    assert [one.code for one in ended] == [2, 2]
    assert ended[0].errors == f"{path} is there already. A back-up is never written over another one.\n"
    assert ended[1].errors.startswith(f"{path} is there already. With --replace")
