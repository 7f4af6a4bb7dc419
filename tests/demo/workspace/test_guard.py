import httpx
import pytest

from tests.demo.workspace.stage import Caller

pytestmark = pytest.mark.anyio
ORDER = {"person": "ana", "action": "type", "channel": "incidents", "text": "hi"}


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"sec-fetch-site": "same-origin"}, 200),
        ({"host": "127.0.0.1:4000"}, 200),
        ({"host": "localhost"}, 200),
        ({"host": "[::1]:4000"}, 200),
        ({"host": "evil.example"}, 403),
        ({"sec-fetch-site": "cross-site"}, 403),
        (
            {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate", "origin": "https://evil.example"},
            403,
        ),
    ],
)
async def test_only_own_pages_make_people_act(
    http: httpx.AsyncClient, headers: dict[str, str], status: int
) -> None:
    answer = await http.post("/_control/act", json=ORDER, headers=headers)

    assert answer.status_code == status


async def test_a_link_from_elsewhere_may_be_followed(http: httpx.AsyncClient) -> None:
    headers = {"sec-fetch-site": "cross-site", "sec-fetch-mode": "navigate"}

    answer = await http.get("/_control/state", headers=headers)

    assert answer.status_code == 200


async def test_the_bot_is_no_page(api: Caller) -> None:
    assert (await api("auth.test"))["ok"]
