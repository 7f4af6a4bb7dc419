"""The app's manifest: valid, and asking for exactly what is used."""

import ast
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import jsonschema_rs
import pytest
import yaml
from slack_bolt import BoltRequest, BoltResponse

from bot.demo.workspace.config import WorkspaceConfig
from bot.slack.manifest import manifest
from bot.slack.permissions import COMMAND, EVENTS, METHODS, SCOPES, SHORTCUTS
from tests.slack.stage import Json, Stage

ROOT = Path(__file__).parents[2]
CONTRACTS = ROOT / "tests" / "contracts" / "slack"
TYPES = json.loads((CONTRACTS / "manifest.types.schema.json").read_text(encoding="utf-8"))
HOST = "https://handrail.example.org"


def read(host: str) -> dict[str, Any]:
    return dict(yaml.safe_load(manifest(host)))


def methods() -> Iterator[str]:
    """Every method of a client that the room names."""
    for path in (ROOT / "bot" / "slack").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.Attribute) and ast.unparse(node.value).split(".")[-1] == "client":
                yield node.attr


def is_heard(stage: Stage, body: Json) -> bool:
    """Whether a listener is registered for the payload."""
    request, response = BoltRequest(body=body, mode="socket_mode"), BoltResponse(status=200)
    listeners = stage.app._listeners  # noqa: SLF001 - Bolt has no public list of them
    return any(one.matches(req=request, resp=response) for one in listeners)


@pytest.mark.parametrize("contract", ["manifest.types.schema.json", "manifest.schema.2.0.0.json"])
@pytest.mark.parametrize("host", [HOST, ""], ids=["url", "socket"])
def test_the_manifest_is_one_that_slack_takes(contract: str, host: str) -> None:
    schema = json.loads((CONTRACTS / contract).read_text(encoding="utf-8"))

    found = jsonschema_rs.Draft7Validator(schema).iter_errors(read(host))

    assert [f"{error.instance_path}: {error.message}" for error in found] == []


def test_the_manifest_in_the_repository_is_the_one_that_is_printed() -> None:
    kept = (ROOT / "manifest.yml").read_text(encoding="utf-8")

    assert kept == manifest(HOST), f"run `handrail manifest --url {HOST} > manifest.yml`"


def test_every_method_that_is_called_is_in_the_table_and_no_other() -> None:
    called = {name for name in methods() if "_" in name} - {"base_url"}

    assert called == set(METHODS)


def test_the_app_asks_for_what_is_used_and_for_nothing_else() -> None:
    needed = {scope for needs in (*METHODS.values(), *EVENTS.values()) for scope in needs}

    assert set(SCOPES) == needed | {"commands"}
    assert read(HOST)["oauth_config"]["scopes"]["bot"] == list(SCOPES)


def test_exactly_the_events_of_the_table_have_a_listener() -> None:
    stage = Stage()
    settings = TYPES["definitions"]["Manifest"]["properties"]["settings"]["properties"]
    names = settings["event_subscriptions"]["properties"]["bot_events"]["items"]["enum"]

    heard = {
        name
        for name in {each.partition(".")[0] for each in names}
        if is_heard(stage, stage.event({"type": name}))
    }

    assert heard == {name.partition(".")[0] for name in EVENTS}
    assert set(EVENTS) <= set(names)


def test_every_shortcut_of_the_table_has_a_listener() -> None:
    stage = Stage()

    kinds = {"global": "shortcut", "message": "message_action"}
    unheard = [
        each
        for each in SHORTCUTS
        if not is_heard(stage, {"type": kinds[each.kind], "callback_id": each.callback})
    ]

    assert unheard == []
    assert [each for each in SHORTCUTS if len(each.name) > 24] == []


def test_the_local_workspace_has_the_app_installed_by_its_manifest() -> None:
    local = WorkspaceConfig("xoxb-x", "secret", "http://bot", "http://slack")

    assert set(local.events) == set(EVENTS)
    assert [(each.callback_id, each.name) for each in local.shortcuts] == [
        (each.callback, each.name) for each in SHORTCUTS if each.kind == "message"
    ]
    assert local.commands == (COMMAND,)


def test_by_url_all_requests_go_to_one_address() -> None:
    given = read(HOST)
    (command,) = given["features"]["slash_commands"]
    interactivity = given["settings"]["interactivity"]

    addresses = {
        command["url"],
        given["settings"]["event_subscriptions"]["request_url"],
        interactivity["request_url"],
        interactivity["message_menu_options_url"],
    }
    assert command["command"] == COMMAND
    assert addresses == {f"{HOST}/slack/events"}
    assert given["settings"]["socket_mode_enabled"] is False


def test_in_socket_mode_there_is_no_address_at_all() -> None:
    given = read("")

    assert "http" not in json.dumps(given)
    assert given["settings"]["socket_mode_enabled"] is True
