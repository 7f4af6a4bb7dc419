from collections.abc import AsyncIterator

import httpx
import pytest

from bot.demo.workspace.app import workspace_app
from bot.demo.workspace.create import create_workspace
from bot.demo.workspace.limits import POST_BURST, Bucket, Limits
from tests.demo.workspace.stage import GENERAL, INCIDENTS, Hands, authorized, settings

pytestmark = pytest.mark.anyio


@pytest.fixture
async def limited(anyio_backend: str, clock: Hands) -> AsyncIterator[httpx.AsyncClient]:
    away = httpx.MockTransport(lambda _: httpx.Response(200))
    workspace = create_workspace(settings(limits=True), transport=away, clock=clock, sleep=clock.sleep)
    transport = httpx.ASGITransport(workspace_app(workspace))
    async with httpx.AsyncClient(transport=transport, base_url="http://slack.local") as client:
        client.headers.update(authorized())
        yield client
    await workspace.aclose()


async def post(client: httpx.AsyncClient, channel: str = INCIDENTS) -> httpx.Response:
    return await client.post("/api/chat.postMessage", json={"channel": channel, "text": "x"})


async def test_posts_to_one_channel_are_paced(limited: httpx.AsyncClient, clock: Hands) -> None:
    burst = [(await post(limited)).status_code for _ in range(POST_BURST)]

    refused = await post(limited)
    elsewhere = await post(limited, GENERAL)
    clock.forward(1)
    later = await post(limited)

    assert burst == [200] * POST_BURST
    assert (refused.status_code, refused.headers["retry-after"]) == (429, "1")
    assert refused.json() == {"ok": False, "error": "ratelimited"}
    assert (elsewhere.status_code, later.status_code) == (200, 200)


async def test_a_method_has_the_calls_of_its_tier(limited: httpx.AsyncClient, clock: Hands) -> None:
    names = [{"name": f"inc-{number}"} for number in range(22)]
    calls = [await limited.post("/api/conversations.create", json=name) for name in names[:21]]

    clock.forward(3)
    later = await limited.post("/api/conversations.create", json=names[21])

    assert [call.status_code for call in calls] == [200] * 20 + [429]
    assert calls[-1].headers["retry-after"] == "3"
    assert later.json()["ok"]


def test_a_bucket_never_holds_more_than_its_capacity() -> None:
    bucket = Bucket(capacity=2, rate=1, tokens=2, at=0)

    waits = [bucket.take(1000) for _ in range(3)]

    assert waits == [0, 0, 1]


def test_a_method_without_a_tier_is_not_limited() -> None:
    limits = Limits()

    assert {limits.wait_for("auth.test", "", 0) for _ in range(500)} == {0}
