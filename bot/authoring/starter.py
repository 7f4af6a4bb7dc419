"""A first runbook with its drill: sound as it stands, and full of comments that teach."""

import re
from importlib.resources import files
from pathlib import PurePosixPath
from string import Template
from typing import Literal

Kind = Literal["incident", "procedure"]


def starter(runbook: str, kind: Kind) -> dict[PurePosixPath, str]:
    """The files of a new runbook, by their path in the folder of runbooks."""
    system, _, name = runbook.partition("/")
    words = name.replace("_", "-").split("-")
    drill = PurePosixPath(system, "drills", f"{name}.yaml")
    told = {
        "id": runbook,
        "system": system,
        "drill": drill,
        "title": _scalar(" ".join(words).capitalize()),
        "words": ", ".join(_scalar(word) for word in dict.fromkeys(words)),
        "alert": "".join(word.capitalize() for word in [system, *words]),
    }
    written = {PurePosixPath(system, f"{name}.yaml"): f"{kind}.yaml", drill: f"{kind}.drill.yaml"}
    return {path: Template(_read(template)).substitute(told) for path, template in written.items()}


def _scalar(text: str) -> str:
    """The text in YAML, quoted where it would not be a text."""
    plain = re.fullmatch("[A-Za-z][A-Za-z ]*", text) and text.lower() not in {"true", "false", "null"}
    return text if plain else f'"{text}"'


def _read(template: str) -> str:
    return files("bot.authoring").joinpath("starters", template).read_text(encoding="utf-8")
