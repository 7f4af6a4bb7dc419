"""Catalogue entries, read as an operator's file is."""

import json
from collections.abc import Mapping
from typing import Any

from bot.authoring.catalogue import Known, Surroundings, read_catalogue
from bot.authoring.interpret import OutputReader
from bot.authoring.shape import Page
from bot.authoring.yaml_reader import read_yaml
from bot.core.catalogue import Entry

_GROUPS = frozenset({"oncall"})
_ENDPOINTS = frozenset({"api"})


class Unsound(Exception):
    """The checker refuses the catalogue; the text is what it says."""


def entry_of(written: Mapping[str, Any], name: str = "look") -> Entry:
    """The entry that a catalogue with this one would hold. Raises Unsound."""
    return _known(written, name).entry


def reader_of(written: Mapping[str, Any], name: str = "look") -> OutputReader:
    """What reads its output. Raises Unsound."""
    return _known(written, name).reader


def _known(written: Mapping[str, Any], name: str) -> Known:
    answer = {"status": 200} if "http" in written else {"exit": 0}
    whole = {"title": "Look", "risk": "read", "samples": {"ok": answer}, **written}
    content = json.dumps({"handrail": 1, "commands": {name: whole}}).encode()  # JSON is YAML
    document, problems = read_yaml("demo/commands.yaml", content)
    if document is None:
        raise Unsound(" ".join(map(str, problems)))
    page = Page(document)
    found = read_catalogue("demo", page, Surroundings(_GROUPS, _ENDPOINTS))
    if problems or page.problems:
        raise Unsound(" ".join(map(str, [*problems, *page.problems])))
    return found[f"demo.{name}"]
