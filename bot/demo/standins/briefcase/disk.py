"""A failing disk: bytes of a receipt overwritten in the file, once or again after each restore."""

import json
import os
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal, TypeAlias

from bot.demo.standins.briefcase.backups import restores_so_far
from bot.demo.standins.briefcase.chain import reading
from bot.demo.standins.briefcase.home import Home, replace_file

When: TypeAlias = Literal["off", "once", "after-restore", "keeps"]

_DAMAGE = b"\x00\xff\x13\x07\xfe\x00\x80\xff"


@dataclass(frozen=True, slots=True)
class Disk:
    """The state of the disk: how its switch stands.

    `once` has struck and is over; `after-restore` waits for the next restore; `keeps` strikes after each.
    """

    when: When = "off"
    strikes: int = 0
    restores_seen: int = 0


def corrupt(data_dir: Path, receipt_id: str | None = None) -> str:
    """Overwrite bytes of one receipt's body in the file itself. Return the receipt's id.

    Without an id it is a recent receipt, though not one of the last page, which the writer may have in hand.
    """
    store = Home(data_dir).receipts
    with reading(store) as db:
        rows = db.execute("SELECT id, body FROM receipts ORDER BY seq").fetchall()
    names: list[str] = [row[0].decode("utf-8", "backslashreplace") for row in rows]
    index = names.index(receipt_id) if receipt_id is not None else len(rows) * 19 // 20
    body: bytes = rows[index][1]
    content, start = store.read_bytes(), 0
    with store.open("r+b") as file:
        # A body may stand in the file twice: SQLite leaves old bytes in unused parts of a page.
        while (found := content.find(body, start)) >= 0:
            file.seek(found + 4)
            file.write(_DAMAGE[: len(body) - 4])
            start = found + 1
        file.flush()
        os.fsync(file.fileno())
    return names[index]


def current(home: Home) -> Disk:
    """The switch as it stands."""
    return Disk(**json.loads(home.faults.read_bytes())) if home.faults.exists() else Disk()


def switch(home: Home, when: When) -> Disk:
    """Turn the switch. `once` and `keeps` strike at once."""
    disk = Disk(when, current(home).strikes, restores_so_far(home))
    if when in {"once", "keeps"}:
        corrupt(home.path)
        disk = Disk(when, disk.strikes + 1, disk.restores_seen)
    return _kept(home, disk)


def settle(home: Home) -> Disk:
    """Strike if a restore happened that an armed fault has not answered yet."""
    disk, restores = current(home), restores_so_far(home)
    if disk.when in {"off", "once"} or restores <= disk.restores_seen:
        return disk
    corrupt(home.path)
    return _kept(
        home, Disk("once" if disk.when == "after-restore" else disk.when, disk.strikes + 1, restores)
    )


def _kept(home: Home, disk: Disk) -> Disk:
    replace_file(home.faults, json.dumps(asdict(disk)).encode())
    return disk
