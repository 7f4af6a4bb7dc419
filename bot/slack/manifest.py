"""The Slack app as *Create an app from a manifest* takes it, for requests by URL or for Socket Mode."""

import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Final, TypeAlias

from bot.slack.permissions import COMMAND, EVENTS, SCOPES, SHORTCUTS

Tree: TypeAlias = Mapping[str, Any]

PATH: Final = "/slack/events"
"""Commands, interactivity and events all go here."""

_PLAIN: Final = re.compile(r"[A-Za-z/]([\w /|,.-]|:(?! ))*", re.ASCII)
"""Texts that YAML reads as they stand."""


def manifest(host: str = "") -> str:
    """YAML, each scope with what it is for. `host` is an https:// address; empty: Socket Mode."""
    how = f"--url {host}" if host else "--socket"
    head = [
        "# The Slack app, for Slack's “Create an app from a manifest”.",
        f"# Made by: handrail manifest {how}",
    ]
    return "\n".join([*head, *_lines(tree(f"{host}{PATH}" if host else ""))]) + "\n"


def tree(address: str) -> Tree:
    """What the manifest says. `address` takes all requests; empty: they come over the socket."""
    return {
        "_metadata": {"major_version": 1, "minor_version": 1},
        "display_information": {
            "name": "Handrail",
            "description": "Walks responders through an incident, one checked step at a time",
            "background_color": "#202a44",
        },
        "features": _features(address),
        "oauth_config": {"scopes": {"bot": list(SCOPES)}},
        "settings": _settings(address),
    }


def _features(address: str) -> Tree:
    command = {
        "command": COMMAND,
        "description": "Declare an incident, or do the next thing in one",
        "usage_hint": "declare | step | note | help",
        **_url("url", address),
        "should_escape": True,
    }
    shortcuts = [
        {"name": each.name, "type": each.kind, "callback_id": each.callback, "description": each.about}
        for each in SHORTCUTS
    ]
    return {
        "app_home": {
            "home_tab_enabled": "app_home_opened" in EVENTS,
            "messages_tab_enabled": True,
            "messages_tab_read_only_enabled": True,
        },
        "bot_user": {"display_name": "Handrail", "always_online": True},
        **({"shortcuts": shortcuts} if shortcuts else {}),
        "slash_commands": [command],
    }


def _settings(address: str) -> Tree:
    return {
        "event_subscriptions": {**_url("request_url", address), "bot_events": sorted(EVENTS)},
        "interactivity": {
            "is_enabled": True,
            **_url("request_url", address),
            **_url("message_menu_options_url", address),
        },
        "org_deploy_enabled": False,
        "socket_mode_enabled": not address,
        "token_rotation_enabled": False,
    }


def _url(key: str, address: str) -> Tree:
    return {key: address} if address else {}


_NOTES: Final[dict[tuple[str, object], str]] = {
    **{("bot", scope): about for scope, about in SCOPES.items()},
    ("should_escape", True): "people who are mentioned arrive as ids",
    ("messages_tab_enabled", True): "where the bot writes to one person",
}
"""Comments: what stands beside a value, by its key and itself."""


def _lines(value: Tree, depth: int = 0) -> Iterator[str]:
    """A mapping, line by line."""
    pad = "  " * depth
    for key, inner in value.items():
        if isinstance(inner, Mapping):
            yield f"{pad}{key}:"
            yield from _lines(inner, depth + 1)
        elif isinstance(inner, list):
            yield f"{pad}{key}:"
            yield from _items(key, inner, depth + 1)
        else:
            yield f"{pad}{key}: {_scalar(key, inner)}"


def _items(key: str, items: Sequence[Any], depth: int) -> Iterator[str]:
    pad = "  " * depth
    for item in items:
        if isinstance(item, Mapping):
            first, *rest = _lines(item, depth + 1)
            yield f"{pad}- {first.lstrip()}"
            yield from rest
        else:
            yield f"{pad}- {_scalar(key, item)}"


def _scalar(key: str, value: str | int | bool) -> str:
    plain = isinstance(value, str) and _PLAIN.fullmatch(value)
    note = _NOTES.get((key, value), "")
    return f"{value if plain else json.dumps(value, ensure_ascii=False)}{f' # {note}' if note else ''}"
