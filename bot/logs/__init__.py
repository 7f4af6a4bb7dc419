"""Logs for operators: one JSON object a line, keys and not prose, no secrets."""

from bot.logs.lines import JsonLines, Redact
from bot.logs.start import start_logging

__all__ = ["JsonLines", "Redact", "start_logging"]
