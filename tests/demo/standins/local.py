from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import httpx
from anyio.from_thread import BlockingPortal, start_blocking_portal
from starlette.applications import Starlette

T = TypeVar("T")


class Local:
    """Asks an application in this process, without a socket."""

    def __init__(self, portal: BlockingPortal, client: httpx.AsyncClient) -> None:
        self._portal = portal
        self._client = client
        self.headers = client.headers

    def call(self, work: Callable[[], T]) -> T:
        """Do something on the application's event loop."""

        async def working() -> T:
            return work()

        return self._portal.call(working)

    def get(self, path: str, **parts: Any) -> httpx.Response:
        return self.request("GET", path, **parts)

    def post(self, path: str, **parts: Any) -> httpx.Response:
        return self.request("POST", path, **parts)

    def request(self, method: str, path: str, **parts: Any) -> httpx.Response:
        async def ask() -> httpx.Response:
            return await self._client.request(method, path, **parts)

        return self._portal.call(ask)


@contextmanager
def served(app: Starlette) -> Iterator[Local]:
    """The application, started and stopped as a server would."""
    client = httpx.AsyncClient(transport=httpx.ASGITransport(app), base_url="http://127.0.0.1")
    with start_blocking_portal() as portal:
        with portal.wrap_async_context_manager(app.router.lifespan_context(app)):
            yield Local(portal, client)
        portal.call(client.aclose)
