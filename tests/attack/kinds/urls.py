"""Where a request goes: the operator's address, the catalogue's path, and the values in it."""

from collections.abc import Mapping
from typing import Any

from bot.core.values import BadValue
from bot.diagnostics.bindings import Site
from bot.diagnostics.plan import Bound, Request, plan
from tests.attack.entries import Unsound, entry_of
from tests.attack.outcome import Outcome, passes, refused


def attack(
    *,
    url: str = "https://api.example.com",
    path: str = "/v1/state",
    query: Mapping[str, Any] | None = None,
    params: Mapping[str, Any] | None = None,
    values: Mapping[str, Any] | None = None,
) -> Outcome:
    """`url`: what the operator bound. What passes is told as the request that would be sent."""
    http: dict[str, Any] = {"endpoint": "api", "path": path} | ({"query": dict(query)} if query else {})
    try:
        entry = entry_of({"http": http} | ({"params": dict(params)} if params else {}))
        planned = plan(entry, dict(values or {}), Bound(site=Site(url)), "prod")
    except (Unsound, BadValue) as problem:
        return refused(problem)
    if not isinstance(planned.call, Request):
        return refused(planned.why)
    to = planned.call.origin
    return passes(f"{to.scheme} {to.host} {to.port} {planned.call.path} {planned.call.query}")
