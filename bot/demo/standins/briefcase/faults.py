"""Faults of the disk: bytes of a receipt overwritten in the file, once or again after each restore."""

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
class Fault:
    """The state of the switch.

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


def current(home: Home) -> Fault:
    """The switch as it stands."""
    return Fault(**json.loads(home.faults.read_bytes())) if home.faults.exists() else Fault()


def switch(home: Home, when: When) -> Fault:
    """Turn the switch. `once` and `keeps` strike at once."""
    fault = Fault(when, current(home).strikes, restores_so_far(home))
    if when in {"once", "keeps"}:
        corrupt(home.path)
        fault = Fault(when, fault.strikes + 1, fault.restores_seen)
    return _kept(home, fault)


def settle(home: Home) -> Fault:
    """Strike if a restore happened that an armed fault has not answered yet."""
    fault, restores = current(home), restores_so_far(home)
    if fault.when in {"off", "once"} or restores <= fault.restores_seen:
        return fault
    corrupt(home.path)
    return _kept(
        home, Fault("once" if fault.when == "after-restore" else fault.when, fault.strikes + 1, restores)
    )


def _kept(home: Home, fault: Fault) -> Fault:
    replace_file(home.faults, json.dumps(asdict(fault)).encode())
    return fault
