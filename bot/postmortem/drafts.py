"""The Drafts port: render a draft from the log, and keep it as a file."""

import os
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

from bot.engine.ports import Logged
from bot.postmortem.facts import draft_facts
from bot.postmortem.sandbox import compiled, rendered

TEMPLATE = Path(__file__).with_name("draft.md.j2")


class PostmortemDrafts:
    """A pure rendering, and one file an incident in `folder`."""

    def __init__(self, folder: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._template = compiled(TEMPLATE.read_text(encoding="utf-8"))
        self._seconds = seconds

    def render(self, log: Sequence[Logged]) -> str:
        """The draft, in Markdown. The same log gives the same bytes, wherever it is rendered."""
        return rendered(self._template, draft_facts(log), self._seconds)

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
