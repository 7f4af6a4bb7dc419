"""JSON Schemas of the files that an author writes, for completion, hovers and marks in an editor.

They say what a file looks like; what it means is for `handrail runbook check`. Keys and limits are the
reader's: a test holds the two together.
"""

from collections.abc import Callable, Mapping

from bot.authoring.schema.catalogue import catalogue
from bot.authoring.schema.drill import drill
from bot.authoring.schema.parts import Schema
from bot.authoring.schema.policy import policy
from bot.authoring.schema.runbook import runbook
from bot.authoring.schema.system import system

FILES: Mapping[str, tuple[Callable[[], Schema], str]] = {
    "runbook": (runbook, "Handrail runbook"),
    "commands": (catalogue, "Handrail command catalogue (commands.yaml)"),
    "system": (system, "Handrail system (system.yaml)"),
    "policy": (policy, "Handrail policy (policy.yaml)"),
    "drill": (drill, "Handrail drill"),
}
"""Kind of file → its schema's maker and its title."""


def schema_of(file: str) -> Schema:
    """The schema of one kind of file, whole; a document of its own."""
    make, title = FILES[file]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **make(), "title": title}
