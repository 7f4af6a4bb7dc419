"""Render the draft by a sandboxed template, and keep it as a file."""

import os
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from jinja2 import StrictUndefined
from jinja2.sandbox import ImmutableSandboxedEnvironment

from bot.core.incident import Incident
from bot.engine.ports import Logged
from bot.postmortem.facts import draft_facts

_TEMPLATE = Path(__file__).with_name("draft.md.j2")
_REMOVED_FILTERS = ("center", "indent", "format", "xmlattr", "urlize", "tojson", "attr")


class _Environment(ImmutableSandboxedEnvironment):
    """Plain data in, text out: nothing can be called, no text can be multiplied."""

    intercepted_binops = frozenset(["*", "**", "%"])

    def is_safe_callable(self, obj: Any) -> bool:  # noqa: ARG002 - the sandbox's own signature
        return False

    def call_binop(self, context: Any, operator: str, left: Any, right: Any) -> Any:  # noqa: ARG002 - as above
        raise ValueError(f"`{operator}` is not used in drafts")


def environment() -> ImmutableSandboxedEnvironment:
    """The sandbox that drafts are rendered in."""
    made = _Environment(undefined=StrictUndefined, autoescape=False, keep_trailing_newline=True)
    made.globals.clear()
    for name in _REMOVED_FILTERS:
        made.filters.pop(name, None)
    return made


class PostmortemDrafts:
    """The Drafts port: a pure rendering, and one file an incident in `folder`."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._template = environment().from_string(_TEMPLATE.read_text(encoding="utf-8"))

    def render(self, incident: Incident, log: Sequence[Logged]) -> str:
        return self._template.render(draft_facts(incident, log))

    def keep(self, incident: str, text: str) -> str:
        """Replace the file whole; a crash leaves the former or the new one, never half."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{incident}.md"
        handle, name = tempfile.mkstemp(dir=self._folder, prefix=f".{incident}-")
        with os.fdopen(handle, "w", encoding="utf-8", newline="\n") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).replace(path)
        return str(path)
