"""Compiling patterns of linear time: hostile text decides what they meet, never how long they take."""

from typing import Any

import re2


def compiled(pattern: str) -> Any:
    """A pattern over UTF-8 bytes. Quiet, and with memory enough that it is never given up and restarted."""
    options = re2.Options()
    options.log_errors = False
    options.max_mem = 64 << 20
    return re2.compile(pattern.encode(), options)
