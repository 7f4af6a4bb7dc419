"""The `briefcase` command. Imports the standard library alone, so that it starts quickly.

Exit codes: 0 as wished, 1 the answer is a bad one (findings, an invalid backup), 2 asked wrongly.
"""

import argparse
import json
import sqlite3
import sys
import time
from collections.abc import Callable
from contextlib import closing
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from bot.demo.standins.briefcase.backups import (
    BackupRefused,
    NoSuchBackup,
    copy_state,
    listing,
    restore,
    validate,
)
from bot.demo.standins.briefcase.beyond import add_health, add_verbs
from bot.demo.standins.briefcase.chain import integrity, latest
from bot.demo.standins.briefcase.checkup import compat, security
from bot.demo.standins.briefcase.home import Home, locked
from bot.demo.standins.briefcase.providers import Kind, NoSuchPeer, enable, log_in, peers, revoke
from bot.demo.standins.briefcase.writers import alive


def main(argv: list[str], now: datetime, out: Callable[[str], object] = print) -> int:
    """Run one command over a data directory. Return the exit code."""
    options = _parser().parse_args(argv)
    home = Home(options.data)
    if not home.path.is_dir():
        out(f"briefcase: no data directory at {home.path}")
        return 2
    try:
        return int(options.command(home, options, now, out))
    except (NoSuchBackup, NoSuchExport, NoSuchPeer) as error:
        out(f"briefcase: {error}")
        return 2
    except (BackupRefused, sqlite3.DatabaseError) as error:
        out(f"briefcase: {error}")
        return 1


class NoSuchExport(Exception):
    """The id names no export."""


def _check(home: Home, _: argparse.Namespace, __: datetime, out: Callable[[str], object]) -> int:
    findings = [*compat(home), *security(home)]
    for finding in findings:
        out(f"{finding.check}: {finding.problem or 'ok'}")
    bad = sum(bool(finding.problem) for finding in findings)
    out(f"{bad} finding{'s' if bad > 1 else ''}" if bad else "all checks passed")
    return 1 if bad else 0


def _backups(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    rows = listing(home)
    if options.json:
        out(json.dumps(rows))
    for row in () if options.json else rows:
        out(f"{row['id']}  taken {row['taken_at']}  {row['receipts']} receipts  last {row['last_receipt']}")
    return 0


def _validate(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    found = validate(home, options.id)
    if options.json:
        report: dict[str, Any] = {
            "id": found.id,
            "ok": found.ok,
            "manifest_ok": not found.bad_files,
            "bad_files": found.bad_files,
            "chain": asdict(found.chain),
        }
        out(json.dumps(report))
    else:
        out(f"{found.id}: {'valid' if found.ok else 'INVALID'} ({found.reason})")
    return 0 if found.ok else 1


def _restore(home: Home, options: argparse.Namespace, now: datetime, out: Callable[[str], object]) -> int:
    found = restore(home, options.id, now)
    out(f"restored {found.id}: {found.chain.checked} receipts, the last is {found.chain.last_id}")
    return 0


def _exports(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    with closing(sqlite3.connect(home.database)) as db:
        found = db.execute("SELECT id, destination, state FROM exports ORDER BY id").fetchall()
    rows = [{"id": row[0], "destination": row[1], "state": row[2]} for row in found]
    if options.json:
        out(json.dumps(rows))
    for row in () if options.json else rows:
        out(f"{row['id']}  {row['state']}  ({row['destination']})")
    return 0


def _set_export(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    with closing(sqlite3.connect(home.database, timeout=5)) as db, db:
        changed = db.execute(
            "UPDATE exports SET state = ? WHERE id = ?", (options.state, options.id)
        ).rowcount
    if not changed:
        raise NoSuchExport(f"no export {options.id!r}; see: briefcase exports list")
    out(f"{options.id} is {options.state}")
    return 0


def _writers(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    names, disk = alive(home), integrity(home.receipts)
    report = {"writers": names, "concurrent": len(names) > 1, "integrity": disk}
    out(json.dumps(report) if options.json else f"writers: {', '.join(names) or 'none'}; integrity: {disk}")
    return 0 if len(names) <= 1 and disk == "ok" else 1


def _preserve(home: Home, options: argparse.Namespace, now: datetime, out: Callable[[str], object]) -> int:
    taken = len(list(home.preserved.iterdir()))
    folder = home.preserved / f"p-{now:%Y%m%d-%H%M%S}-{taken + 1}"
    with locked(home):
        manifest = {**copy_state(home, folder, now), "path": str(folder)}
    out(json.dumps(manifest) if options.json else f"preserved as they are in {folder}")
    return 0


def _peers(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    rows = [asdict(one) for one in peers(home, options.kind)]
    if options.json:
        out(json.dumps(rows))
    for row in () if options.json else rows:
        out(f"{row['id']}  oauth {row['oauth']}  {'enabled' if row['enabled'] else 'disabled'}")
    return 0


def _revoke(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    revoke(home, options.kind, options.id)
    out(f"{options.id}: OAuth credentials revoked")
    return 0


def _log_in(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    log_in(home, options.kind, options.id)
    out(f"{options.id}: logged in")
    return 0


def _enable(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    enable(home, options.kind, options.id, enabled=options.enabled)
    out(f"{options.id}: {'enabled' if options.enabled else 'disabled'}")
    return 0


def _said(body: str) -> dict[str, Any]:
    """What a receipt says of its call; of a damaged one, that it cannot be read."""
    try:
        return {"client": "this device", **json.loads(body)}
    except ValueError:
        return {"client": "cannot be read", "tool": "cannot be read", "decision": "cannot be read"}


def _receipts(home: Home, options: argparse.Namespace, _: datetime, out: Callable[[str], object]) -> int:
    rows = [{**_said(one.body), "id": one.id, "at": one.at} for one in latest(home.receipts, options.last)]
    if options.json:
        out(json.dumps(rows))
    for row in () if options.json else rows:
        out(f"{row['id']}  {row['at']}  {row['tool']}  {row['decision']}  by {row['client']}")
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="briefcase", description="Command of the Briefcase daemon")
    parser.add_argument("--data", type=Path, required=True, help="the daemon's data directory")
    nouns = parser.add_subparsers(required=True, metavar="noun")

    diagnostics = nouns.add_parser("diagnostics").add_subparsers(required=True, metavar="verb")
    diagnostics.add_parser("check", help="triage; prints no secret").set_defaults(command=_check)

    backups = nouns.add_parser("backups").add_subparsers(required=True, metavar="verb")
    _json(backups.add_parser("list", help="newest first")).set_defaults(command=_backups)
    _json(_id(backups.add_parser("validate", help="recompute manifest and chain"))).set_defaults(
        command=_validate
    )
    _id(backups.add_parser("restore", help="put the receipts store back")).set_defaults(command=_restore)

    exports = nouns.add_parser("exports").add_subparsers(required=True, metavar="verb")
    _json(exports.add_parser("list", help="who reads the receipts")).set_defaults(command=_exports)
    _id(exports.add_parser("pause")).set_defaults(command=_set_export, state="paused")
    _id(exports.add_parser("resume")).set_defaults(command=_set_export, state="active")

    receipts = nouns.add_parser("receipts").add_subparsers(required=True, metavar="verb")
    _json(receipts.add_parser("writers", help="live writers, and the disk")).set_defaults(command=_writers)
    _json(receipts.add_parser("preserve", help="copy store and database as they are")).set_defaults(
        command=_preserve
    )

    recent = _json(receipts.add_parser("list", help="newest first"))
    recent.add_argument("--last", type=int, default=20)
    recent.set_defaults(command=_receipts)
    _providers(nouns)
    add_verbs(nouns)
    return parser


def _providers(nouns: Any) -> None:
    """Providers by option, as their revocation is documented; MCP servers by their place."""
    verbs = nouns.add_parser("providers").add_subparsers(required=True, metavar="verb")
    provider, server = _of("provider"), _of("mcp server")
    provider(_json(verbs.add_parser("list"))).set_defaults(command=_peers)
    add_health(verbs)
    provider(_id(verbs.add_parser("oauth-revoke"))).set_defaults(command=_revoke)
    provider(_id(verbs.add_parser("oauth-login"))).set_defaults(command=_log_in)
    provider(_id(verbs.add_parser("disable"))).set_defaults(command=_enable, enabled=False)
    provider(_id(verbs.add_parser("enable"))).set_defaults(command=_enable, enabled=True)

    mcp = nouns.add_parser("mcp").add_subparsers(required=True, metavar="noun")
    servers = mcp.add_parser("servers").add_subparsers(required=True, metavar="verb")
    server(_json(servers.add_parser("list"))).set_defaults(command=_peers)
    for name, act in (("oauth-revoke", _revoke), ("oauth-login", _log_in)):
        verb = server(servers.add_parser(name))
        verb.add_argument("id")
        verb.set_defaults(command=act)


def _of(kind: Kind) -> Callable[[argparse.ArgumentParser], argparse.ArgumentParser]:
    def marked(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
        parser.set_defaults(kind=kind)
        return parser

    return marked


def _json(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--json", action="store_true")
    return parser


def _id(parser: argparse.ArgumentParser) -> argparse.ArgumentParser:
    parser.add_argument("--id", required=True)
    return parser


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:], datetime.fromtimestamp(time.time(), UTC)))
