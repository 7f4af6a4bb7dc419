"""Turn logging on, once, for the whole process."""

import logging
from typing import TextIO

from bot.logs.lines import JsonLines, Redact

# They tell every request and every query. That is for looking into them, not for running Handrail.
TALKATIVE = (
    "alembic",
    "asyncio",
    "httpcore",
    "httpx",
    "handrail.socket.client",
    "slack_bolt",
    "slack_sdk",
    "sqlalchemy",
    "urllib3",
    "uvicorn",
)


# What it says as an error is raised to us as well, sorted and told in our own words.
TOLD_BY_US = ("slack_sdk.web.base_client",)


def start_logging(level: str, stream: TextIO, redact: Redact) -> None:
    """Write everything of this level and above to the stream, and what libraries have to say from WARNING on.

    Calling it again replaces what was set. Give uvicorn `log_config=None`, else it sets up its own.
    """
    writer = logging.StreamHandler(stream)
    writer.setFormatter(JsonLines(redact))
    root = logging.getLogger()
    for handler in list(root.handlers):
        root.removeHandler(handler)
    root.addHandler(writer)
    root.setLevel(level)
    for name in TALKATIVE:
        logging.getLogger(name).setLevel(max(root.level, logging.WARNING))
    for name in TOLD_BY_US:
        logging.getLogger(name).setLevel(logging.CRITICAL)
    logging.captureWarnings(capture=True)
