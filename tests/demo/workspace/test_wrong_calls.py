"""Every wrong call of `wrong_calls.yaml` is refused with the error that Slack documents for it."""

import json
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
import yaml

from bot.demo.workspace.actions import say
from bot.demo.workspace.model import Channel
from bot.demo.workspace.workspace import Workspace
from tests.demo.workspace.stage import ANA, BOT, CHI, TOKEN, Hands, authorized, modal, section

pytestmark = pytest.mark.anyio
CALLS: list[dict[str, Any]] = yaml.safe_load(
    Path(__file__).with_name("wrong_calls.yaml").read_text(encoding="utf-8")
)


def test_there_are_enough_wrong_calls() -> None:
    assert len({call["error"] for call in CALLS}) >= 40


@pytest.mark.parametrize("wrong", CALLS, ids=[call["about"] for call in CALLS])
async def test_a_wrong_call_gets_the_error_that_slack_documents(
    wrong: dict[str, Any], slack: Workspace, http: httpx.AsyncClient, clock: Hands
) -> None:
    scene = Scene(slack, http)
    await scene.prepare(wrong)
    clock.forward(wrong.get("after", 0))
    before = slack.state.feed.number

    said = await scene.call(wrong)

    assert (said["ok"], said["error"]) == (False, wrong["error"])
    assert wrong.get("says", "") in "\n".join(said.get("response_metadata", {}).get("messages", []))
    assert slack.state.feed.number == before


@dataclass
class Scene:
    """What the calls refer to, collected from the answers of those before."""

    slack: Workspace
    http: httpx.AsyncClient
    known: dict[str, str] = field(default_factory=dict)

    async def prepare(self, wrong: dict[str, Any]) -> None:
        self.known["trigger"] = self.slack.new_trigger(ANA)
        if "leave" in wrong:
            self.slack.state.channels[wrong["leave"]].members.remove(BOT)
        if "private" in wrong:
            secret = Channel(wrong["private"], "secret", CHI, 0, is_private=True)
            self.slack.state.add_channel(secret)
        if "said" in wrong:
            self.known["ts"] = say(self.slack, wrong["said"]["person"], wrong["said"]["channel"], "hi").ts
        if "upload" in wrong:
            await self._upload(wrong["upload"])
        for call in wrong.get("first", []):
            assert (await self.call(call))["ok"], f"the call before should be right: {call}"

    async def call(self, call: dict[str, Any]) -> dict[str, Any]:
        headers = authorized(call.get("token", TOKEN)) | {
            "Content-Type": call.get("type", "application/json")
        }
        if call.get("token") == "":
            del headers["Authorization"]
        body = call.get("raw") or json.dumps(self._filled(call.get("with", {})))
        answer = await self.http.post(f"/api/{call['call']}", content=body, headers=headers)
        said: dict[str, Any] = answer.json()
        self._learn(said)
        return said

    async def _upload(self, text: str) -> None:
        call = {"call": "files.getUploadURLExternal", "with": {"filename": "a.txt", "length": len(text)}}
        said = await self.call(call)
        await self.http.post(said["upload_url"], content=text.encode())

    def _learn(self, said: dict[str, Any]) -> None:
        if isinstance(said.get("channel"), dict):
            self.known["channel"] = said["channel"]["id"]
        if "view" in said:
            self.known["view"] = said["view"]["id"]
        self.known |= {name: said[key] for name, key in (("ts", "ts"), ("file", "file_id")) if said.get(key)}

    def _filled(self, value: Any) -> Any:
        if isinstance(value, dict):
            return {name: self._filled(inner) for name, inner in value.items()}
        if isinstance(value, list):
            return [self._filled(inner) for inner in value]
        if not isinstance(value, str) or not (value.startswith("{") and value.endswith("}") and value[1:-1]):
            return value
        name, *sizes = value[1:-1].split(":")
        return self._made(name, [int(size) for size in sizes])

    def _made(self, name: str, sizes: list[int]) -> Any:
        match name:
            case "long":
                return "x" * sizes[0]
            case "dividers":
                return [{"type": "divider"}] * sizes[0]
            case "sections":
                return [section("x" * sizes[1])] * sizes[0]
            case "fields":
                return [{"type": "plain_text", "text": "x"}] * sizes[0]
            case "modal":
                return modal("A question", section("Well?"))
            case _:
                return self.known[name]
