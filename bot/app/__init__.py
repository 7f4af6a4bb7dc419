"""The composition root: the only room that builds adapters and joins them."""

from bot.app.parts import AtWork, Redaction, SystemClock, bindings, own_files, own_secrets, token_files
from bot.app.slack import Handrail, build, introduce
from bot.app.terminal import InTerminal, WithoutSlack, build_walk, walker_of

__all__ = [
    "AtWork",
    "Handrail",
    "InTerminal",
    "Redaction",
    "SystemClock",
    "WithoutSlack",
    "bindings",
    "build",
    "build_walk",
    "introduce",
    "own_files",
    "own_secrets",
    "token_files",
    "walker_of",
]
