"""What is in a file's outbox, for people who look; works beside a running bot."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy.exc import DatabaseError

from bot.store import queue
from bot.store.files import reading_engine
from bot.store.rows import OutboxRow
from bot.store.trouble import StoreTrouble


def undone_rows(path: Path) -> Sequence[OutboxRow]:
    """The effects that are not done, oldest first. Raises StoreTrouble when it is no database of ours."""
    if not path.is_file():
        raise StoreTrouble(f"There is no file {path}.", "Name the database: `handrail outbox <file>`.")
    engine = reading_engine(path)
    try:
        with engine.connect() as conn:
            return queue.undone(conn)
    except DatabaseError as error:
        raise StoreTrouble(
            f"{path} is not a Handrail database.", "Name the file that the bot writes."
        ) from error
    finally:
        engine.dispose()
