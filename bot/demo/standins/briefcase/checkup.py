"""What the daemon and its command say about the health of a data directory. Prints no secret."""

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path

from bot.demo.standins.briefcase.chain import integrity
from bot.demo.standins.briefcase.home import Home, settings
from bot.demo.standins.briefcase.providers import peers


@dataclass(frozen=True, slots=True)
class Finding:
    """One check by name, and what is wrong; an empty problem means that it passed."""

    check: str
    problem: str = ""


def compat(home: Home) -> list[Finding]:
    """Whether profile, policy state, database and store fit what this version expects."""
    return [
        Finding("profile", _profile(home)),
        Finding("policy state", _policy(home)),
        Finding("daemon database", _not_ok(integrity(home.database))),
        Finding("receipts store", _not_ok(integrity(home.receipts))),
    ]


def security(home: Home) -> list[Finding]:
    """Whether others could read what only the daemon should, or use what was revoked."""
    return [
        Finding("data directory", _mode(home.path, 0o700)),
        Finding("auth token", _mode(home.token, 0o600)),
        Finding("capability tokens", _old_tokens(home)),
    ]


def _old_tokens(home: Home) -> str:
    try:
        known = (*peers(home, "provider"), *peers(home, "mcp server"))
    except sqlite3.Error as error:
        return f"cannot be read ({error})"
    old = [one.id for one in known if one.accepts_old_tokens]
    return f"those made with a revoked credential are still accepted: {', '.join(old)}" if old else ""


def _profile(home: Home) -> str:
    try:
        mode = settings(home).get("profile_mode", "unset")
    except sqlite3.Error as error:
        return f"cannot be read ({error})"
    return "" if mode == "ga" else f"mode is {mode}, not ga"


def _policy(home: Home) -> str:
    try:
        policy = json.loads(home.policy.read_bytes())
    except (OSError, ValueError) as error:
        return f"cannot be read ({type(error).__name__})"
    return "" if policy.get("signed_by") else "the active bundle is not signed"


def _not_ok(opinion: str) -> str:
    return "" if opinion == "ok" else opinion


def _mode(path: Path, wanted: int) -> str:
    try:
        mode = path.stat().st_mode & 0o777
    except OSError as error:
        return f"cannot be read ({type(error).__name__})"
    return "" if mode == wanted else f"mode is {mode:04o}, not {wanted:04o}"
