"""The control plane that the daemon syncs with, and the sync: policy bundles come down, receipts go up.

The control plane is another host; what is true of it, and of the way to it, lies in one file beside the data
directory's own. A sync that fails changes nothing but the last error: the policy in force stays.
"""

import json
import sqlite3
from collections.abc import Mapping
from contextlib import closing
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from bot.demo.standins.briefcase.home import Home, change_setting, iso, replace_file, settings

ADDRESS = "control-plane.internal:8443"
SIGNER = "policy-root-2"
SPEAKS = "aacp-1"
"""The compatibility profile of this daemon."""
EVERY = 5
"""Seconds between two syncs, when nobody says otherwise."""


@dataclass(frozen=True, slots=True)
class ControlPlane:
    """How it stands. `bundle` is the newest policy bundle that it offers."""

    bundle: int = 41
    signed_by: str = SIGNER
    speaks: str = SPEAKS
    is_up: bool = True
    is_reached: bool = True
    """From the daemon's host."""
    is_trusted: bool = True
    """Its certificate, by the daemon's host."""


def control_plane(home: Home) -> ControlPlane:
    """As it stands now."""
    path = home.control_plane
    return ControlPlane(**json.loads(path.read_bytes())) if path.exists() else ControlPlane()


def change_control_plane(home: Home, now: ControlPlane) -> None:
    """Let it stand otherwise."""
    replace_file(home.control_plane, json.dumps(asdict(now)).encode())


def why_not(home: Home) -> str:
    """What a sync would fail with; empty when nothing is in its way."""
    there = control_plane(home)
    if not there.is_reached:
        return f"connect {ADDRESS}: no route to host"
    if not there.is_trusted:
        return f"tls {ADDRESS}: unable to get local issuer certificate"
    if not there.is_up:
        return f"{ADDRESS} said 503"
    kept = f"; bundle {policy(home)['bundle_id']} stays in force"
    if not there.signed_by:
        return f"policy bundle {there.bundle} is not signed{kept}"
    if there.speaks != SPEAKS:
        return f"policy bundle {there.bundle} is for {there.speaks}, this daemon speaks {SPEAKS}{kept}"
    return ""


def sync(home: Home, now: datetime) -> str:
    """Fetch the newest bundle and upload every receipt. Return why it failed; empty when it did not."""
    problem = why_not(home)
    change_setting(home, "last_error", problem)
    change_setting(home, "last_try", iso(now))
    if not problem:
        there = control_plane(home)
        active = {**policy(home), "bundle_id": there.bundle, "signed_by": there.signed_by}
        replace_file(home.policy, json.dumps(active, indent=1).encode())
        change_setting(home, "last_sync", iso(now))
        change_setting(home, "receipt_watermark", str(last_receipt(home)))
    return problem


def sync_when_due(home: Home, now: datetime) -> None:
    """As the daemon does by itself, at its interval."""
    known = settings(home)
    wait = timedelta(seconds=int(known.get("sync_interval_secs", EVERY)))
    if now >= datetime.fromisoformat(known.get("last_try", "1970-01-01T00:00:00Z")) + wait:
        sync(home, now)


def policy(home: Home) -> dict[str, object]:
    """The policy in force."""
    found: dict[str, object] = json.loads(home.policy.read_bytes())
    return found


def last_receipt(home: Home) -> int:
    """Number of the newest receipt."""
    with closing(sqlite3.connect(f"{home.receipts.absolute().as_uri()}?mode=ro", uri=True)) as db:
        return int(db.execute("SELECT max(seq) FROM receipts").fetchone()[0])


BROKEN: Mapping[str, Mapping[str, Any]] = {
    "unsigned": {"signed_by": ""},
    "misfit": {"speaks": "aacp-2"},
    "tls": {"is_trusted": False},
    "network": {"is_reached": False},
    "outage": {"is_up": False},
}
"""What can keep it from syncing."""


def break_sync(home: Home, now: datetime, how: str) -> str:
    """Let it have failed for three hours, while a bundle waited and receipts piled up. Return the error."""
    offers = replace(control_plane(home), bundle=int(str(policy(home)["bundle_id"])) + 1)
    change_control_plane(home, replace(offers, **BROKEN[how]))
    sync(home, now)
    change_setting(home, "last_sync", iso(now - timedelta(hours=3)))
    change_setting(home, "receipt_watermark", str(last_receipt(home) - 12))
    return settings(home)["last_error"]
