"""Canonical bytes (RFC 8785) of parsed data, and their digests.

RFC 8785 sorts the members of an object, but the order of outcomes, verdicts and facts means something: each
mapping is written as `{"map": [[key, value], …]}`, in the order of the file.
"""

import hashlib
import json

import rfc8785

from bot.authoring.document import Broken


def canonical(value: object) -> bytes:
    """One spelling for data that is equal and in equal order. It must be whole."""
    ordered = _ordered(value)
    if _has_float(ordered):
        return rfc8785.dumps(ordered)  # type: ignore[arg-type] # plain data, as YAML and JSON give it
    # Without numbers of other spellings and with one member an object, the fast encoder writes the same.
    return json.dumps(ordered, ensure_ascii=False, separators=(",", ":")).encode()


def parsed(content: bytes) -> object:
    """The data of canonical bytes. Raises ValueError for others."""
    return _plain(json.loads(content))


def digest_of(value: object) -> str:
    """sha256 of the canonical bytes, in hex."""
    return hashlib.sha256(canonical(value)).hexdigest()


def is_whole(value: object) -> bool:
    """Whether nothing in it was refused by the reader."""
    if isinstance(value, dict):
        return all(is_whole(inner) for inner in value.values())
    if isinstance(value, list):
        return all(is_whole(inner) for inner in value)
    return not isinstance(value, Broken)


def _ordered(value: object) -> object:
    if isinstance(value, dict):
        return {"map": [[key, _ordered(inner)] for key, inner in value.items()]}
    return [_ordered(inner) for inner in value] if isinstance(value, list) else value


def _has_float(value: object) -> bool:
    if isinstance(value, dict):
        return any(map(_has_float, value.values()))
    return any(map(_has_float, value)) if isinstance(value, list) else isinstance(value, float)


def _plain(value: object) -> object:
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value["map"]}
    return [_plain(inner) for inner in value] if isinstance(value, list) else value
