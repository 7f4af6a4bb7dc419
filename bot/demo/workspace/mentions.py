"""Text as people type it, and as Slack sends it: `@ana` → `<@U0ANA>`, `#general` → `<#C0GENERAL|general>`."""

import re

from bot.demo.workspace.state import State

_MENTION = re.compile(r"(?<![\w<&])([@#])([a-z0-9][a-z0-9._-]*[a-z0-9]|[a-z0-9])")
_BROADCASTS = {"here", "channel", "everyone"}


def escape(text: str) -> str:
    """The three characters that Slack's mark-up reserves."""
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def encoded(text: str, state: State, *, labels: bool) -> str:
    """Typed text with names made ids; `labels` adds the name, as Slack does in slash commands."""

    def link(found: re.Match[str]) -> str:
        return _link(found[1], found[2], state, labels) or found[0]

    return _MENTION.sub(link, escape(text))


def _link(sign: str, name: str, state: State, labels: bool) -> str:
    if sign == "#":
        channel = state.channel_named(name)
        return f"<#{channel.id}|{channel.name}>" if channel else ""
    if name in _BROADCASTS:
        return f"<!{name}>"
    person = next((each for each in state.people.values() if each.handle == name), None)
    if person:
        return f"<@{person.id}|{person.handle}>" if labels else f"<@{person.id}>"
    group = next((each for each in state.groups.values() if each.handle == name), None)
    if group:
        return f"<!subteam^{group.id}|@{group.handle}>" if labels else f"<!subteam^{group.id}>"
    return ""
