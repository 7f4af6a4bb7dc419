"""Backups: folders of files with a manifest, which can be validated and put back."""

import hashlib
import json
import os
import shutil
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from bot.demo.standins.briefcase.chain import Verification, verify
from bot.demo.standins.briefcase.home import Home, iso, locked, replace_file

MANIFEST = "manifest.json"


class NoSuchBackup(Exception):
    """The id names no backup; the message lists those that exist."""

    def __init__(self, backup_id: str, known: list[str]) -> None:
        super().__init__(f"no backup {backup_id!r}; there are: {', '.join(known) or 'none'}")


class BackupRefused(Exception):
    """The backup does not validate, so nothing was restored."""

    def __init__(self, validation: "Validation") -> None:
        super().__init__(
            f"backup {validation.id} does not validate ({validation.reason}); nothing was changed"
        )


@dataclass(frozen=True, slots=True)
class Validation:
    """A backup, recomputed: the manifest against the files, and the chain in the copy of the store."""

    id: str
    bad_files: tuple[str, ...]
    chain: Verification

    @property
    def ok(self) -> bool:
        return not self.bad_files and self.chain.ok

    @property
    def reason(self) -> str:
        if self.bad_files:
            return f"differs from its manifest: {', '.join(self.bad_files)}"
        return self.chain.problem or "sound"


def sha256(path: Path) -> str:
    """Digest of a file's bytes."""
    return hashlib.sha256(path.read_bytes()).hexdigest()


def copy_state(home: Home, folder: Path, now: datetime) -> dict[str, Any]:
    """Copy store, database and policy as they are, with a manifest. Return the manifest."""
    folder.mkdir(mode=0o700)
    for source in home.state_files:
        shutil.copyfile(source, folder / source.name)
    chain = verify(folder / home.receipts.name)
    manifest = {
        "id": folder.name,
        "taken_at": iso(now),
        "receipts": chain.checked,
        "last_receipt": chain.last_id,
        "sha256": {source.name: sha256(folder / source.name) for source in home.state_files},
    }
    replace_file(folder / MANIFEST, json.dumps(manifest, indent=1).encode())
    return manifest


def take(home: Home, now: datetime) -> dict[str, Any]:
    """Make a backup of this moment."""
    return copy_state(home, home.backups / f"b-{now:%Y%m%d-%H%M}", now)


def listing(home: Home) -> list[dict[str, Any]]:
    """The manifests of all backups, newest first, with the size of the copied files."""
    found = []
    for path in home.backups.glob(f"*/{MANIFEST}"):
        manifest = json.loads(path.read_bytes())
        size = sum((path.parent / name).stat().st_size for name in manifest["sha256"])
        found.append({**manifest, "bytes": size})
    return sorted(found, key=lambda manifest: (manifest["taken_at"], manifest["id"]), reverse=True)


def validate(home: Home, backup_id: str) -> Validation:
    """Recompute every digest of the manifest and the whole chain of the copied store."""
    manifest = next((known for known in listing(home) if known["id"] == backup_id), None)
    if manifest is None:
        raise NoSuchBackup(backup_id, [known["id"] for known in listing(home)])
    folder = home.backups / backup_id
    bad = tuple(name for name, digest in manifest["sha256"].items() if sha256(folder / name) != digest)
    return Validation(backup_id, bad, verify(folder / home.receipts.name))


def restore(home: Home, backup_id: str, now: datetime) -> Validation:
    """Put the backup's receipts store in the place of the current one, in one step, and log it."""
    validation = validate(home, backup_id)
    if not validation.ok:
        raise BackupRefused(validation)
    with locked(home):
        replace_file(home.receipts, (home.backups / backup_id / home.receipts.name).read_bytes())
        _log(home, f"{iso(now)} restored {backup_id} receipts={validation.chain.checked}")
    return validation


def _log(home: Home, line: str) -> None:
    log = os.open(home.restores, os.O_WRONLY | os.O_APPEND | os.O_CREAT, 0o600)
    try:
        os.write(log, f"{line}\n".encode())
        os.fsync(log)
    finally:
        os.close(log)


def restores_so_far(home: Home) -> int:
    """How many restores the log names."""
    return len(home.restores.read_bytes().splitlines()) if home.restores.exists() else 0
