"""A data directory with a past: nine days of receipts, and backups of different ages."""

from datetime import datetime, timedelta
from pathlib import Path

from bot.demo.standins.briefcase.backups import take
from bot.demo.standins.briefcase.chain import append
from bot.demo.standins.briefcase.home import Home, entries, furnish
from bot.demo.standins.briefcase.providers import furnish_peers
from bot.demo.standins.briefcase.sync import sync

PAST = timedelta(days=9)
PER_DAY = 100
BACKUP_AGES = (timedelta(days=7), timedelta(days=3), timedelta(days=1), timedelta(hours=6))
DAMAGED_BACKUP = timedelta(days=3)  # one of them rotted, so that validating a backup can fail


def seed(data_dir: Path, now: datetime) -> Home:
    """Make a new data directory as it would look after nine days of use."""
    home = Home(data_dir)
    furnish(home, now - PAST)
    furnish_peers(home)
    at, written = now - PAST, 0
    for age in (*BACKUP_AGES, timedelta()):
        until = now - age
        count = round((until - at) / timedelta(days=1) * PER_DAY)
        append(home.receipts, entries(written, count, at, until))
        at, written = until, written + count
        if age:
            manifest = take(home, until)
            if age == DAMAGED_BACKUP:
                _damage(home.backups / manifest["id"] / home.receipts.name)
    sync(home, now)
    return home


def _damage(path: Path) -> None:
    content = path.read_bytes()
    path.write_bytes(content[: len(content) // 2] + bytes(64) + content[len(content) // 2 + 64 :])
