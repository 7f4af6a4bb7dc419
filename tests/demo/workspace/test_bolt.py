"""A real Bolt application at the other end: what the workspace sends is what Bolt understands."""

from collections.abc import Sequence
from typing import Any

import httpx
import pytest
from slack_bolt import App, BoltRequest
from slack_bolt.authorization import AuthorizeResult

from bot.demo.workspace import modals
from bot.demo.workspace.actions import (
    OnMessage,
    OnView,
    choose_shortcut,
    press,
    react,
    submit,
    suggest,
    type_line,
)
from bot.demo.workspace.config import Shortcut
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import (
    ANA,
    INCIDENTS,
    SECRET,
    TOKEN,
    actions_block,
    button,
    modal,
    option,
    plain,
    settings,
)

pytestmark = pytest.mark.anyio


def bolt_app(heard: list[str]) -> App:
    app = App(
        signing_secret=SECRET,
        authorize=lambda **_: AuthorizeResult(
            enterprise_id=None, team_id="T0LOCAL", bot_token=TOKEN, bot_user_id="U0HANDRAIL"
        ),
        process_before_response=True,
    )

    @app.command("/incident")
    def incident(ack: Any, command: dict[str, Any]) -> None:
        heard.append(f"command {command['text']}")
        ack(text="Here is help.", blocks=[actions_block("go", button("Next", "next"))])

    @app.action("next")
    def next_(ack: Any, body: dict[str, Any], action: dict[str, Any]) -> None:
        heard.append(f"action {action['value']} by {body['user']['id']}")
        ack()

    @app.options("class")
    def classes(ack: Any, payload: dict[str, Any]) -> None:
        heard.append(f"options {payload['value']}")
        ack(options=[option("Receipt chain", "receipt-chain")])

    @app.message_shortcut("note")
    def shortcut(ack: Any, shortcut: dict[str, Any]) -> None:
        heard.append(f"shortcut on {shortcut['message']['text']}")
        ack()

    @app.view("declare")
    def declare(ack: Any, view: dict[str, Any]) -> None:
        chosen = view["state"]["values"]["class"]["class"]["selected_option"]["value"]
        heard.append(f"view {chosen}")
        ack(response_action="errors", errors={"class": "Not today."})

    @app.event("reaction_added")
    def reaction(event: dict[str, Any]) -> None:
        heard.append(f"reaction {event['reaction']}")

    @app.event("message")
    def message(event: dict[str, Any]) -> None:
        heard.append(f"message {event['text']}")

    return app


def line_to(app: App) -> httpx.MockTransport:
    def receive(request: httpx.Request) -> httpx.Response:
        headers: dict[str, str | Sequence[str]] = {name: [value] for name, value in request.headers.items()}
        said = app.dispatch(BoltRequest(body=request.content.decode(), headers=headers))
        return httpx.Response(said.status, text=said.body, headers=said.first_headers_without_set_cookie())

    return httpx.MockTransport(receive)


async def test_bolt_understands_everything_that_people_do(anyio_backend: str) -> None:
    heard: list[str] = []
    slack: Workspace = create_workspace(
        settings(shortcuts=(Shortcut("note", "Add to the timeline"),)),
        transport=line_to(bolt_app(heard)),
    )
    menu = {
        "type": "input",
        "block_id": "class",
        "label": plain("Class"),
        "element": {"type": "external_select", "action_id": "class", "min_query_length": 0},
    }

    asked = await type_line(slack, ANA, INCIDENTS, "/incident help")
    answer = asked.ephemerals[0]
    pressed = await press(slack, ANA, OnMessage(INCIDENTS, answer.ts), "go", "next")
    view = slack.state.view(open_modal(slack, modal("Declare", menu, callback_id="declare")))
    assert view is not None
    offered = await suggest(slack, ANA, OnView(view.id), "class", "class", "rec")
    refused = await submit(slack, ANA, view.id, {"class": {"class": "receipt-chain"}})
    said = await type_line(slack, ANA, INCIDENTS, "It is slow")
    react(slack, ANA, INCIDENTS, said.ts, "pushpin")
    chosen = await choose_shortcut(slack, ANA, INCIDENTS, said.ts, "note")
    await slack.settled()
    await slack.aclose()

    assert answer.text == "Here is help."
    assert pressed.ok
    assert chosen.ok
    assert [each["value"] for each in offered.options] == ["receipt-chain"]
    assert refused.errors == {"class": "Not today."}
    assert heard == [
        "command help",
        "action Next by U0ANA",
        "options rec",
        "view receipt-chain",
        "shortcut on It is slow",
        "message It is slow",
        "reaction pushpin",
    ]


def open_modal(slack: Workspace, view: dict[str, Any]) -> str:
    return modals.open_view(slack, slack.new_trigger(ANA), view).id
