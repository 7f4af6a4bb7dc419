"""Verbs of `briefcase` about what lies beyond the daemon: the control plane, its policy, the providers."""

import argparse
import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

from bot.demo.standins.briefcase import upstream
from bot.demo.standins.briefcase.home import Home, locked
from bot.demo.standins.briefcase.providers import peers, reissue
from bot.demo.standins.briefcase.sync import SPEAKS, control_plane, policy, sync

Out = Callable[[str], object]


def add_verbs(nouns: Any) -> None:
    """`control-plane`, `policy` and `capabilities`."""
    plane = nouns.add_parser("control-plane").add_subparsers(required=True, metavar="verb")
    plane.add_parser("sync", help="now, whatever the interval").set_defaults(command=_sync)

    bundles = nouns.add_parser("policy").add_subparsers(required=True, metavar="verb")
    status = bundles.add_parser("status", help="the bundle in force, and the one on offer")
    status.add_argument("--json", action="store_true", required=True)
    status.set_defaults(command=_policy)

    capabilities = nouns.add_parser("capabilities").add_subparsers(required=True, metavar="verb")
    capabilities.add_parser("reissue", help="make all of them anew").set_defaults(command=_reissue)
    for name, act in (("clear", _clear), ("mint", _mint)):
        verb = capabilities.add_parser(name)
        verb.add_argument("--provider", required=True)
        verb.set_defaults(command=act)


def add_health(verbs: Any) -> None:
    """`providers health`, of one or of all."""
    health = verbs.add_parser("health", help="does it answer, and how fast")
    health.add_argument("--id")
    health.add_argument("--json", action="store_true", required=True)
    health.set_defaults(command=_health)


def _sync(home: Home, _: argparse.Namespace, now: datetime, out: Out) -> int:
    with locked(home):
        problem = sync(home, now)
    out(f"sync failed: {problem}" if problem else f"synced: policy bundle {policy(home)['bundle_id']}")
    return 1 if problem else 0


def _policy(home: Home, _: argparse.Namespace, __: datetime, out: Out) -> int:
    active, offered = policy(home), control_plane(home)
    told = {
        "active": {"bundle_id": active.get("bundle_id"), "signed": bool(active.get("signed_by"))},
        "offered": {
            "bundle_id": offered.bundle,
            "signed": bool(offered.signed_by),
            "fits": offered.speaks == SPEAKS,
        },
    }
    out(json.dumps(told))
    return 0


def _health(home: Home, options: argparse.Namespace, _: datetime, out: Out) -> int:
    if options.id is not None:
        found = upstream.health(home, options.id)
        out(json.dumps(found))
        return 0 if found["status"] == "ok" else 1
    rows = [upstream.health(home, one.id) for one in peers(home, "provider")]
    out(json.dumps(rows))
    return 0 if all(row["status"] == "ok" for row in rows) else 1


def _reissue(home: Home, _: argparse.Namespace, __: datetime, out: Out) -> int:
    reissue(home)
    out("capability tokens are issued again; the old ones are refused")
    return 0


def _clear(home: Home, options: argparse.Namespace, _: datetime, out: Out) -> int:
    upstream.clear(home, options.provider)
    out(f"{options.provider}: capability state cleared")
    return 0


def _mint(home: Home, options: argparse.Namespace, _: datetime, out: Out) -> int:
    problem = upstream.mint(home, options.provider)
    out(f"{options.provider}: {problem}" if problem else f"{options.provider}: capability minted")
    return 1 if problem else 0
