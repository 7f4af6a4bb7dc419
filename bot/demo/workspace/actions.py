"""Everything a person can do in Slack: what the page's forms and the tests call.

Each action sends the real payload to the bot, waits for its acknowledgement and returns what the person sees.
`NotPossible` is raised, and nothing sent, for what Slack would not let the person do.
"""

from bot.demo.workspace.opening import open_app
from bot.demo.workspace.pressing import press, press_label, suggest
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.shortcuts import choose_shortcut
from bot.demo.workspace.submitting import close, fill, submit
from bot.demo.workspace.surfaces import OnMessage, OnView, Surface
from bot.demo.workspace.writing import (
    command,
    delete,
    dismiss,
    edit,
    join,
    leave,
    open_thread,
    pin,
    react,
    say,
    type_line,
    upload,
)

__all__ = [
    "NotPossible",
    "OnMessage",
    "OnView",
    "Seen",
    "Surface",
    "choose_shortcut",
    "close",
    "command",
    "delete",
    "dismiss",
    "edit",
    "fill",
    "join",
    "leave",
    "open_app",
    "open_thread",
    "pin",
    "press",
    "press_label",
    "react",
    "say",
    "submit",
    "suggest",
    "type_line",
    "upload",
]
