"""What belongs to the demonstration and not to Briefcase: its faults, and the shells of its hosts."""

import json
from collections.abc import Callable
from dataclasses import asdict
from datetime import datetime
from typing import Any

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from bot.demo.standins.briefcase.console import runs
from bot.demo.standins.briefcase.disk import current
from bot.demo.standins.briefcase.faults import FAULTS, Unknown, cause
from bot.demo.standins.briefcase.home import Home, locked


def control_routes(home: Home, clock: Callable[[], datetime]) -> list[Route]:
    """`/_control/faults` and `/_control/prints`."""

    def faults(_: Request) -> Response:
        with locked(home):
            return JSONResponse({"faults": [fault.name for fault in FAULTS], **asdict(current(home))})

    def struck(wish: dict[str, Any]) -> dict[str, Any]:
        with locked(home):
            return cause(home, clock(), wish)

    async def switch(request: Request) -> Response:
        """`{"fault": NAME, …}`; a wrong one is told what there is."""
        try:
            wish = json.loads(await request.body())
        except ValueError:
            wish = None
        try:
            told = await run_in_threadpool(struck, wish if isinstance(wish, dict) else {})
        except Unknown as problem:
            return JSONResponse({"error": str(problem)}, 400)
        return JSONResponse(told)

    def prints(request: Request) -> Response:
        printed = runs(home, clock(), request.query_params.get("command", ""))
        return PlainTextResponse(
            printed.text, 400 if printed.exit == 127 else 200, {"X-Exit": str(printed.exit)}
        )

    return [
        Route("/_control/faults", faults, methods=["GET"]),
        Route("/_control/faults", switch, methods=["POST"]),
        Route("/_control/prints", prints, methods=["POST"]),
    ]
