"""Under which licence each package comes, as its own metadata says, and whether we may take it."""

import re
from collections.abc import Collection
from typing import Any, Protocol

from packaging.licenses import InvalidLicenseExpression, canonicalize_license_expression

COPYLEFT = re.compile(r"\b(A?GPL|SSPL|EUPL|OSL)\b")
"""Licences that would bind those who pass Handrail on: never taken, whatever is allowed."""

_CLASSIFIED = {
    "MIT License": "MIT",
    "Apache Software License": "Apache-2.0",
    "Mozilla Public License 2.0 (MPL 2.0)": "MPL-2.0",
    "Python Software Foundation License": "PSF-2.0",
    "GNU General Public License (GPL)": "GPL-2.0-or-later",
    "GNU General Public License v2 (GPLv2)": "GPL-2.0-only",
    "GNU General Public License v2 or later (GPLv2+)": "GPL-2.0-or-later",
    "GNU General Public License v3 (GPLv3)": "GPL-3.0-only",
    "GNU General Public License v3 or later (GPLv3+)": "GPL-3.0-or-later",
    "GNU Affero General Public License v3": "AGPL-3.0-only",
    "GNU Affero General Public License v3 or later (AGPLv3+)": "AGPL-3.0-or-later",
}
_WRITTEN = {"MIT License": "MIT", "BSD 2-Clause License": "BSD-2-Clause", "Apache 2.0": "Apache-2.0"}
_TOKENS = re.compile(r"[()]|[^\s()]+(?: WITH [^\s()]+)?")


class Metadata(Protocol):
    """The part of a package's metadata that is read here."""

    def get_all(self, name: str, failobj: Any = None) -> Any: ...


def licence_of(metadata: Metadata) -> str:
    """The SPDX expression of a package; empty when its metadata does not give one exactly.

    A classifier such as "BSD License" names a family, and families are not guessed at.
    """
    if written := _all(metadata, "License-Expression"):
        return _canonical(written[0])
    text = "".join(_all(metadata, "License")[:1]).strip()
    classes = [one.rpartition(" :: ")[2] for one in _all(metadata, "Classifier")]
    named = sorted({_CLASSIFIED[one] for one in classes if one in _CLASSIFIED})
    if binding := [one for one in named if COPYLEFT.search(one)]:
        return " AND ".join(binding)
    vague = any(one.endswith("License") and one not in _CLASSIFIED for one in classes)
    return _canonical(_WRITTEN.get(text, text)) or (named[0] if len(named) == 1 and not vague else "")


def _all(metadata: Metadata, name: str) -> list[str]:
    return [str(one) for one in metadata.get_all(name) or []]


def refusal(expression: str, allowed: Collection[str]) -> str:
    """Why a package under this licence may not be taken; empty when it may.

    Of `A OR B` one has to be allowed, of `A AND B` both.
    """
    if not expression:
        return "its metadata names no licence; read its licence file and say so in supply.toml"
    permitted = {one for one in allowed if not COPYLEFT.search(one)}
    if _holds(_TOKENS.findall(expression), permitted):
        return ""
    if COPYLEFT.search(expression):
        return f"{expression} binds those who pass Handrail on"
    return f"{expression} is not among the licences allowed in supply.toml"


def _holds(tokens: list[str], permitted: Collection[str]) -> bool:
    """Whether an SPDX expression is met, AND before OR. Takes what it reads from `tokens`."""
    met = _all_hold(tokens, permitted)
    while tokens and tokens[0] == "OR":
        tokens.pop(0)
        met = _all_hold(tokens, permitted) or met
    return met


def _all_hold(tokens: list[str], permitted: Collection[str]) -> bool:
    met = _one_holds(tokens, permitted)
    while tokens and tokens[0] == "AND":
        tokens.pop(0)
        met = _one_holds(tokens, permitted) and met
    return met


def _one_holds(tokens: list[str], permitted: Collection[str]) -> bool:
    token = tokens.pop(0)
    if token != "(":
        return token in permitted
    met = _holds(tokens, permitted)
    tokens.pop(0)
    return met


def _canonical(text: str) -> str:
    try:
        return str(canonicalize_license_expression(text)) if text else ""
    except InvalidLicenseExpression:
        return ""
