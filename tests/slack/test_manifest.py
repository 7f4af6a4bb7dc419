"""The app's manifest: valid, and asking for exactly what is used."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml

from bot.slack.listeners import COMMAND
from bot.slack.people import FACTS

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "tests" / "contracts" / "slack"

SCOPES = {
    "auth_test": None,
    "chat_postMessage": "chat:write",
    "chat_update": "chat:write",
    "conversations_create": "channels:manage",
    "conversations_history": "channels:history",
    "conversations_info": "channels:read",
    "conversations_invite": "channels:manage",
    "conversations_join": "channels:join",
    "conversations_list": "channels:read",
    "conversations_replies": "channels:history",
    "conversations_setTopic": "channels:manage",
    "files_upload_v2": "files:write",
    "pins_add": "pins:write",
    "usergroups_users_list": "usergroups:read",
    "users_info": "users:read",
    "views_open": None,
    "views_push": None,
    "views_update": None,
}
"""What each method of the Web API needs, as Slack documents it for public channels."""

EVENT_SCOPES = {
    "channel_shared": "channels:read",
    "channel_unshared": "channels:read",
    "member_joined_channel": "channels:read",
    "member_left_channel": "channels:read",
    "team_join": "users:read",
    "user_change": "users:read",
}


def manifest() -> dict[str, Any]:
    return dict(yaml.safe_load((ROOT / "manifest.yml").read_text(encoding="utf-8")))


def methods() -> Iterator[str]:
    """Every method of a client that the room names."""
    for path in (ROOT / "bot" / "slack").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "client":
                yield node.attr


@pytest.mark.parametrize("contract", ["manifest.types.schema.json", "manifest.schema.2.0.0.json"])
def test_the_manifest_is_one_that_slack_takes(contract: str) -> None:
    schema = json.loads((CONTRACTS / contract).read_text(encoding="utf-8"))

    found = jsonschema_rs.Draft7Validator(schema).iter_errors(manifest())

    assert [f"{error.instance_path}: {error.message}" for error in found] == []


def test_every_method_that_is_called_is_known_here() -> None:
    called = {name for name in methods() if "_" in name} - {"base_url"}

    assert called - set(SCOPES) == set()
    assert {"chat_postMessage", "users_info"} <= called


def test_the_manifest_asks_for_what_is_used_and_for_nothing_else() -> None:
    used = {SCOPES[name] for name in methods() if name in SCOPES} | set(EVENT_SCOPES.values()) | {"commands"}

    assert set(manifest()["oauth_config"]["scopes"]["bot"]) == used - {None}


def test_the_manifest_subscribes_to_the_events_that_have_a_listener() -> None:
    settings = manifest()["settings"]

    assert set(settings["event_subscriptions"]["bot_events"]) == set(FACTS)
    assert set(EVENT_SCOPES) == set(FACTS)


def test_the_manifest_has_the_one_command_and_all_of_one_address() -> None:
    given = manifest()
    (command,) = given["features"]["slash_commands"]
    interactivity = given["settings"]["interactivity"]

    addresses = {
        command["url"],
        given["settings"]["event_subscriptions"]["request_url"],
        interactivity["request_url"],
        interactivity["message_menu_options_url"],
    }
    assert command["command"] == COMMAND
    assert len(addresses) == 1
