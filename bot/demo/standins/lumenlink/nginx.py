"""What stands before LumenLink for strangers, and the switch of the person who plays."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.lumenlink.docker import Printed, docker
from bot.demo.standins.lumenlink.project import Project
from bot.demo.standins.lumenlink.rendezvous import PATHS

ORIGIN = "https://lumenlink.org"


@dataclass
class Nginx:
    """Its configuration, as people leave it."""

    metrics_are_public: bool = False
    origin: str = ORIGIN
    denied: set[str] = field(default_factory=set)
    """Callers that it turns away."""


class Unknown(Exception):
    """No such fault, or none with these options; the text says which there are."""


def public_app(project: Project, nginx: Nginx, cause: Callable[[dict[str, Any]], str]) -> Starlette:
    """What answers for LumenLink from outside. `cause` switches a fault; raises Unknown."""

    def passed_on(answer: Callable[[], Response]) -> Response:
        up = project.containers["rendezvous"].is_up
        return answer() if up else PlainTextResponse("502 Bad Gateway", 502)

    def metrics(_: Request) -> Response:
        if not nginx.metrics_are_public:
            return PlainTextResponse("403 Forbidden", 403)
        return passed_on(lambda: PlainTextResponse(project.rendezvous.metrics()))

    def health(_: Request) -> Response:
        def answer() -> Response:
            status, said = project.rendezvous.health()
            return JSONResponse(said, status, {"Access-Control-Allow-Origin": nginx.origin})

        return passed_on(answer)

    def other(_: Request) -> Response:
        return passed_on(project.rendezvous.error_answer)

    async def faults(request: Request) -> Response:
        try:
            said = await run_in_threadpool(cause, dict(await request.json()))
        except (Unknown, KeyError, TypeError, ValueError) as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse({"told": said})

    def prints(request: Request) -> Response:
        match request.query_params.getlist("word") or request.query_params.get("command", "").split():
            case ["docker", *words]:
                code, text = docker(project, words)
            case ["bash", "scripts/smoke/smoke-all.sh"]:
                code, text = smoke(project)
            case words:
                code, text = 127, f"{words[:1]}: command not found"
        return PlainTextResponse(text, headers={"X-Exit": str(code)})

    return Starlette(
        routes=[
            Route("/_control/faults", faults, methods=["POST"]),
            Route("/_control/prints", prints, methods=["POST"]),
            Route("/metrics", metrics),
            Route("/health", health),
            Route("/{rest:path}", other),
        ]
    )


def smoke(project: Project) -> Printed:
    """What a client sees: one request of each kind."""
    up = project.containers["rendezvous"].is_up
    failed = [path for path in PATHS if not up or project.rendezvous.serve("192.0.2.1", path) >= 400]
    return Printed(1, "\n".join(f"FAIL: {path}" for path in failed)) if failed else Printed(0, "ok")
