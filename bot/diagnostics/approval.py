"""The digest of what would run. The core binds a yes to it, with incident, place, requester and expiry."""

import hashlib
from typing import Any

import rfc8785

from bot.diagnostics.plan import ENVIRONMENT, Planned, Process, Request
from bot.diagnostics.sandbox import described


def plan_digest(planned: Planned) -> str:
    """sha256 in hex over the RFC 8785 form of what would run: entry, words, environment, target, binaries."""
    return _sha256(parts(planned))


def parts(planned: Planned) -> dict[str, Any]:
    """What the digest is made of, as plain data."""
    found: dict[str, Any] = {
        "entry": planned.entry.id,
        "entry_digest": planned.entry.digest,
        "risk": str(planned.risk),
        "target": planned.target,
        "argv": list(planned.argv),
        "env": dict(ENVIRONMENT),
        "timeout_ms": int(planned.timeout.total_seconds() * 1000),
    }
    match planned.call:
        case Process(program=program, confined=confined):
            script = program.interpreter
            found["sandbox"] = described(confined, program.reach)
            found["reach"] = [list(map(str, paths)) for paths in (program.reach.read, program.reach.write)]
            found["binary"] = program.sha256
            found["program_env"] = [
                dict(program.identity.variables),
                {name: str(path) for name, path in program.identity.secret},
                dict(program.identity.files),
            ]
            found["file"] = program.file
            if script is not None:
                found["interpreter"] = [script.file, script.sha256, *script.arguments]
        case Request() as request:
            found["headers"] = dict(request.headers)
            found["body"] = request.body
            found["network"] = [str(network) for network in request.site.network]
            found["token_file"] = str(request.site.token_file or "")
        case None:
            found["by_hand"] = True
    return found


def _sha256(data: dict[str, Any]) -> str:
    return hashlib.sha256(rfc8785.dumps(data)).hexdigest()
