"""Health and metrics of the nodes over HTTP, and the addresses of the demonstration beside the dialer's."""

import json
from collections.abc import Callable
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.cryprq.build import Checkout
from bot.demo.standins.cryprq.console import Console, NoSuchCommand
from bot.demo.standins.cryprq.faults import FAULTS, strike
from bot.demo.standins.cryprq.network import Network
from bot.demo.standins.cryprq.node import Node

KNOWN = [fault.name for fault in FAULTS]


def node_routes(network: Network, node: Node) -> list[Route]:
    """`/healthz` and `/metrics` of one node; a node that is down answers nobody."""

    async def healthz(request: Request) -> Response:
        return await _answered(request, lambda: "OK")

    async def metrics(request: Request) -> Response:
        return await _answered(request, node.metrics)

    async def _answered(request: Request, text: Callable[[], str]) -> Response:
        with network.looked_at():
            up, said = node.up, text()
        if not up:
            while (await request.receive())["type"] != "http.disconnect":
                """Whoever asks gives up."""
        return PlainTextResponse(said)

    return [Route("/healthz", healthz), Route("/metrics", metrics)]


def control_routes(network: Network, checkout: Checkout, changed: Callable[[], None]) -> list[Route]:
    """Faults, and the shells of the hosts. `changed` is called after what may have changed a node."""
    console = Console(network, checkout)

    def faults(_: Request) -> Response:
        with network.looked_at():
            nodes = {node.name: {"up": node.up, "peers": node.peers} for node in network.nodes.values()}
        return JSONResponse({"faults": KNOWN, "nodes": nodes})

    async def switch(request: Request) -> Response:
        name = _named(await request.body())
        if name not in KNOWN:
            return JSONResponse({"error": f'send {{"fault": one of {", ".join(KNOWN)}}}'}, 400)

        def struck() -> None:
            with network.looked_at():
                strike(name, network, checkout)
            changed()

        await run_in_threadpool(struck)
        return JSONResponse({"fault": name})

    def prints(request: Request) -> Response:
        try:
            with network.looked_at():
                said = console.runs(request.query_params.get("command", ""))
        except NoSuchCommand as error:
            return PlainTextResponse(str(error), 400)
        changed()
        return PlainTextResponse(said)

    return [
        Route("/_control/faults", faults, methods=["GET"]),
        Route("/_control/faults", switch, methods=["POST"]),
        Route("/_control/prints", prints, methods=["POST"]),
    ]


def _named(body: bytes) -> str:
    try:
        wish: Any = json.loads(body)
        return str(wish["fault"])
    except (ValueError, TypeError, KeyError):
        return ""


def create_apps(
    network: Network, checkout: Checkout, changed: Callable[[], None] = lambda: None
) -> dict[str, Starlette]:
    """An application for each endpoint; the dialer's, which is always there, has the controls."""
    dialer = node_routes(network, network.dialer) + control_routes(network, checkout, changed)
    return {
        "listener": Starlette(routes=node_routes(network, network.listener)),
        "dialer": Starlette(routes=dialer),
    }
