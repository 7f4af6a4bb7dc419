"""What the app may do and hear in Slack, and what for: the manifest and `doctor` are made of these tables.

Whoever calls another method of the Web API, listens to another event or offers a shortcut adds it here. A
test compares the tables with what the room calls and listens to, both ways.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

Needs: TypeAlias = tuple[str, ...]
"""Scopes, all of them: a method for channels needs one for public and one for private channels."""


@dataclass(frozen=True, slots=True)
class Shortcut:
    """An entry of Slack's own menus; `callback` is what its listener is registered for."""

    kind: Literal["global", "message"]
    name: str
    """What people read, at most 24 characters."""
    callback: str
    about: str


COMMAND: Final = "/incident"

SCOPES: Final[Mapping[str, str]] = {
    "channels:history": "look for a message whose reply was lost, before it is posted again",
    "channels:join": "begin a procedure in the channel of the group that owns it",
    "channels:manage": "make the incident's channel, set its topic, invite people",
    "channels:read": "find the channel again; know when one is shared with another organisation",
    "chat:write": "the card, the steps, the announcements",
    "commands": "/incident",
    "files:read": "keep the images and files of a message that is kept in the timeline",
    "files:write": "the postmortem draft",
    "groups:history": "the same as for channels, in the private channel of a restricted incident",
    "groups:read": "the same",
    "groups:write": "the same",
    "im:history": "look for a direct message whose reply was lost, before it is sent again",
    "im:write": "write to those who are paged, and to those who owe something",
    "pins:write": "the card",
    "reactions:read": "keep a message in the timeline by a reaction",
    "usergroups:read": "who is on call, who may approve",
    "users:read": "guests, externals and deactivated accounts may not act",
    "users:read.email": "two accounts with one e-mail address are one person, and no second one",
}
"""Each scope that the app asks for, with what it is for."""

WITHOUT: Final[Mapping[str, str]] = {
    "users:read.email": "Until then the account alone says who somebody is.",
}
"""Scopes that the app can do without, and what it comes to."""

_HISTORY: Final = ("channels:history", "groups:history", "im:history")
_READ: Final = ("channels:read", "groups:read")
_MANAGE: Final = ("channels:manage", "groups:write")

METHODS: Final[Mapping[str, Needs]] = {
    "apps_connections_open": (),  # by the app-level token, with connections:write
    "auth_test": (),
    "chat_delete": ("chat:write",),
    "chat_postEphemeral": ("chat:write",),
    "chat_postMessage": ("chat:write",),
    "chat_update": ("chat:write",),
    "conversations_archive": _MANAGE,
    "conversations_create": _MANAGE,
    "conversations_history": (*_HISTORY, "im:history"),
    "conversations_info": _READ,
    "conversations_invite": _MANAGE,
    "conversations_join": ("channels:join",),
    "conversations_list": _READ,
    "conversations_open": ("im:write",),
    "conversations_rename": _MANAGE,
    "conversations_replies": _HISTORY,
    "conversations_setTopic": _MANAGE,
    "files_info": ("files:read",),
    "files_upload_v2": ("files:write",),
    "pins_add": ("pins:write",),
    "usergroups_users_list": ("usergroups:read",),
    "users_info": ("users:read", "users:read.email"),
    "views_open": (),
    "views_publish": (),
    "views_push": (),
    "views_update": (),
}
"""Each method of the Web API that is called, by the SDK's name, and what Slack documents that it needs."""

EVENTS: Final[Mapping[str, Needs]] = {
    "app_home_opened": (),
    "channel_shared": _READ,
    "channel_unshared": _READ,
    "member_joined_channel": _READ,
    "member_left_channel": _READ,
    "reaction_added": ("reactions:read",),
    "team_join": ("users:read",),
    "user_change": ("users:read",),
}
"""Each event that is listened to, by the manifest's name, and what Slack documents that it needs.

With `app_home_opened` among them, the manifest turns the Home tab on.
"""

KEEP: Final = Shortcut(
    "message", "Keep in the timeline", "keep", "Keep this message, its images and files, in an incident's log"
)

SHORTCUTS: Final[tuple[Shortcut, ...]] = (KEEP,)
"""What stands in the menu of a message, or in the global one."""
