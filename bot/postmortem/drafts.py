"""The Drafts port: render a draft from the log, and keep it as a file."""

import os
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from functools import cached_property
from pathlib import Path

from bot.engine.ports import Logged
from bot.postmortem.facts import draft_facts

TEMPLATE = Path(__file__).with_name("draft.md.j2")


class PostmortemDrafts:
    """A pure rendering, and one file an incident in `folder`."""

    def __init__(self, folder: Path, seconds: Callable[[], float] = time.monotonic) -> None:
        self._folder = folder
        self._seconds = seconds

    def render(self, log: Sequence[Logged]) -> str:
        """The draft, in Markdown. The same log gives the same bytes, wherever it is rendered."""
        return self._rendered(draft_facts(log))

    @cached_property
    def _rendered(self) -> Callable[[Mapping[str, object]], str]:
        # Imported and compiled at the first draft: it is a tenth of a start, and a start writes no draft.
        from bot.postmortem.sandbox import compiled, rendered  # noqa: PLC0415 - see above

        template = compiled(TEMPLATE.read_text(encoding="utf-8"))
        return lambda facts: rendered(template, facts, self._seconds)

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
