"""Jobs that wait share a commit; each has its own savepoint; nobody is answered before the commit."""

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest
from sqlalchemy import Connection

from bot.store.files import driver_of, writing_engine
from bot.store.trouble import NotCommitted, StoreClosed
from bot.store.writer import Writer


class Whoops(Exception):
    pass


class SeenWriter(Writer):
    """A writer whose queue a test can wait for."""

    def until_waiting(self, number: int) -> None:
        """Block until so many jobs wait."""
        with self._changed:
            assert self._changed.wait_for(lambda: len(self._waiting) >= number, 5)


class Desk:
    """A writer on a small table, and a log of the statements that SQLite saw."""

    def __init__(self, path: Path) -> None:
        conn = writing_engine(path).connect()
        conn.exec_driver_sql("CREATE TABLE told (word TEXT PRIMARY KEY)")
        conn.exec_driver_sql(
            "CREATE TABLE owed (word TEXT REFERENCES told (word) DEFERRABLE INITIALLY DEFERRED)"
        )
        self.seen: list[str] = []
        driver_of(conn).set_trace_callback(self.seen.append)
        self.writer = SeenWriter(conn)
        self.writer.start()
        self.people = ThreadPoolExecutor(16)

    def words(self) -> list[str]:
        return self.writer.run(
            lambda conn: list(conn.exec_driver_sql("SELECT word FROM told ORDER BY rowid").scalars())
        )

    def together(self, *jobs: Callable[[Connection], object]) -> list[Future[object]]:
        """Have the jobs asked for while the writer is busy, so that they share the next commit."""
        busy, go = threading.Event(), threading.Event()

        def hold(_: Connection) -> None:
            busy.set()
            assert go.wait(5)

        held = self.people.submit(self.writer.run, hold)
        assert busy.wait(5)
        answers = []
        for number, job in enumerate(jobs, 1):
            answers.append(self.people.submit(self.writer.run, job))
            self.writer.until_waiting(number)
        self.seen.clear()
        go.set()
        held.result(5)
        for answer in answers:
            answer.exception(5)
        return answers


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    made = Desk(tmp_path / "desk.db")
    yield made
    made.people.shutdown()
    made.writer.close()


def tell(word: str) -> Callable[[Connection], str]:
    def job(conn: Connection) -> str:
        conn.exec_driver_sql("INSERT INTO told VALUES (?)", (word,))
        return word

    return job


def test_jobs_that_wait_share_one_commit(desk: Desk) -> None:
    answers = desk.together(tell("a"), tell("b"), tell("c"))

    assert [answer.result(5) for answer in answers] == ["a", "b", "c"]
    assert desk.seen.count("COMMIT") == 2  # that of the job that held the writer, and theirs
    assert desk.words() == ["a", "b", "c"]


def test_a_job_that_fails_takes_back_only_its_own(desk: Desk) -> None:
    def fails(conn: Connection) -> None:
        tell("lost")(conn)
        raise Whoops

    first, failed, last = desk.together(tell("a"), fails, tell("b"))

    assert isinstance(failed.exception(5), Whoops)
    assert (first.result(5), last.result(5)) == ("a", "b")
    assert desk.words() == ["a", "b"]


def test_a_commit_that_fails_fails_all_of_its_jobs(desk: Desk) -> None:
    def owes(conn: Connection) -> None:
        conn.exec_driver_sql("INSERT INTO owed VALUES ('never told')")

    answers = desk.together(tell("a"), owes, tell("b"))

    assert [type(answer.exception(5)) for answer in answers] == [NotCommitted] * 3
    assert len({id(answer.exception(5)) for answer in answers}) == 3
    assert "FOREIGN KEY" in str(answers[0].exception(5))
    assert desk.words() == []


def test_a_transaction_that_the_database_gave_up_fails_all_of_its_jobs(desk: Desk) -> None:
    def gives_up(conn: Connection) -> None:
        conn.exec_driver_sql("ROLLBACK")  # as SQLite does by itself when the disk is full

    answers = desk.together(tell("a"), gives_up, tell("b"))

    assert [type(answer.exception(5)) for answer in answers] == [NotCommitted] * 3
    assert desk.words() == []


def test_the_writer_works_on_after_a_failed_commit(desk: Desk) -> None:
    desk.together(lambda conn: conn.exec_driver_sql("ROLLBACK"))

    desk.writer.run(tell("a"))

    assert desk.words() == ["a"]


def test_a_disk_that_is_full_is_told_to_those_who_wrote(desk: Desk) -> None:
    desk.writer.run_alone(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 1").all())

    with pytest.raises(Exception, match="full"):
        desk.writer.run(tell("x" * 100_000))

    desk.writer.run_alone(lambda conn: conn.exec_driver_sql("PRAGMA max_page_count = 1000").all())
    assert desk.writer.run(tell("a")) == "a"
    assert desk.words() == ["a"]


def test_a_job_alone_runs_between_transactions_and_in_its_turn(desk: Desk) -> None:
    def outside(conn: Connection) -> bool:
        return driver_of(conn).in_transaction

    desk.writer.run(tell("a"))

    assert desk.writer.run_alone(outside) is False
    with pytest.raises(Whoops):
        desk.writer.run_alone(_raises)


def test_what_waits_is_written_before_the_writer_closes(desk: Desk, tmp_path: Path) -> None:
    busy, go = threading.Event(), threading.Event()

    def hold(_: Connection) -> None:
        busy.set()
        assert go.wait(5)

    held = desk.people.submit(desk.writer.run, hold)
    assert busy.wait(5)
    waiting = desk.people.submit(desk.writer.run, tell("a"))
    desk.writer.until_waiting(1)
    closing = desk.people.submit(desk.writer.close)
    go.set()
    closing.result(5)

    assert (held.result(5), waiting.result(5)) == (None, "a")
    with writing_engine(tmp_path / "desk.db").connect() as conn:
        assert conn.exec_driver_sql("SELECT word FROM told").scalars().all() == ["a"]


def test_a_closed_writer_says_so(desk: Desk) -> None:
    desk.writer.close()

    with pytest.raises(StoreClosed):
        desk.writer.run(tell("a"))

    desk.writer.close()


def _raises(_: Connection) -> None:
    raise Whoops
