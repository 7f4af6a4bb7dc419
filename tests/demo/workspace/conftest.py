"""A workspace on a clock that stands still, with a bot whose answers the test decides."""

from tests.demo.workspace.stage import anyio_backend, api, bot, clock, http, slack

__all__ = ["anyio_backend", "api", "bot", "clock", "http", "slack"]
