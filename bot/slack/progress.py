"""A long command, told while it runs: one message in the thread of its step, edited until it ends.

An answer and no effect: what is lost here is said again, or is over. Nothing of it is in the log.
"""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from threading import Event

from slack_sdk.web import WebClient

from bot.core.incident import surface_of_step
from bot.core.picture import Progress
from bot.engine.ports import Retry
from bot.slack.client import Refused, call
from bot.slack.views.budget import rendered
from bot.slack.views.progress import ended, running
from bot.slack.views.text import cut

log = logging.getLogger("handrail.slack")

AFTER = 3.0
"""Seconds that a command runs before anything is said of it."""
LOOK = 1.0
"""Seconds between two looks at what runs."""


@dataclass(slots=True)
class _Shown:
    """The message about one command."""

    channel: str
    ts: str
    at: float
    last: Progress


@dataclass(slots=True)
class ProgressMessages:
    """Shows what runs. One thread calls `look`; `now` are seconds of a clock that only goes on."""

    client: WebClient
    progress: Callable[[], Iterable[Progress]]
    now: Callable[[], float]
    every: float = 5.0
    """Seconds between two edits of a message."""
    _shown: dict[str, _Shown] = field(default_factory=dict)

    def run(self, stop: Event) -> None:
        """Look again and again, until told to stop."""
        while not stop.wait(LOOK):
            try:
                self.look()
            except Exception:
                log.exception("the progress of commands could not be told")

    def look(self) -> None:
        """Tell of what runs for long, and of what has ended since the last look."""
        now = {one.effect: one for one in self.progress()}
        for effect in [effect for effect in self._shown if effect not in now]:
            self._end(self._shown.pop(effect))
        for one in now.values():
            shown = self._shown.get(one.effect)
            if shown is None:
                self._post(one)
            elif self.now() - shown.at >= self.every:
                self._edit(shown, one)

    def _post(self, one: Progress) -> None:
        step = one.incident.messages.get(surface_of_step(one.run, one.visit))
        if step is None:
            return  # its own message comes first
        said = self._say(
            "chat.postMessage",
            lambda: call(
                "chat.postMessage",
                lambda: self.client.chat_postMessage(
                    channel=step.channel,
                    thread_ts=step.ts,
                    text=_plain(one),
                    blocks=rendered(running(one)),
                ),
            ),
        )
        if said:
            self._shown[one.effect] = _Shown(step.channel, str(said["ts"]), self.now(), one)

    def _edit(self, shown: _Shown, one: Progress) -> None:
        shown.at, shown.last = self.now(), one
        self._update(shown, _plain(one), rendered(running(one)))

    def _end(self, shown: _Shown) -> None:
        self._update(shown, f"{shown.last.title}: ended", rendered(ended(shown.last)))

    def _update(self, shown: _Shown, text: str, blocks: list[dict[str, object]]) -> None:
        self._say(
            "chat.update",
            lambda: call(
                "chat.update",
                lambda: self.client.chat_update(
                    channel=shown.channel, ts=shown.ts, text=cut(text, 300), blocks=blocks
                ),
            ),
        )

    def _say(self, method: str, ask: Callable[[], dict[str, object]]) -> dict[str, object] | None:
        try:
            return ask()
        except (Retry, Refused) as error:
            log.warning("answer lost", extra={"method": method, "why": str(error)})
            return None


def _plain(one: Progress) -> str:
    return cut(f"{one.title}: running for {one.seconds:.0f} s", 300)
