"""The `handrail.toml` of the local workspace, as an operator would write it."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.state import State


class Played(NamedTuple):
    """A stand-in, and what it made of its place."""

    standin: StandIn
    made: Furnished
    place: Place


def operator_file(seed: State, played: Sequence[Played]) -> str:
    """Groups and channels of the workspace; programs and endpoints of the stand-ins."""
    announce = seed.channel_named("incidents")
    lines = [
        "# The bindings of the local workspace, written by `handrail demo`.",
        f'workspace = "{seed.team.id}"',
        f'announce = "{announce.id if announce else "#incidents"}"',
        "",
        "[groups]",
        *(f'{group.handle} = {{ usergroup = "{group.id}" }}' for group in seed.groups.values()),
        "",
        "[programs]",
        *(f"{name} = '{path}'" for each in played for name, path in each.made.programs.items()),
        "",
    ]
    for each in played:
        lines += _endpoints(*each)
    return "\n".join(lines)


def _endpoints(standin: StandIn, made: Furnished, place: Place) -> Iterator[str]:
    for name, port in {**place.ports, **made.own_ports}.items():
        yield f'[endpoints."{standin.system}.{name}".prod]'
        yield f'url = "http://127.0.0.1:{port}"'
        if made.token_file is not None:
            yield f"token_file = '{made.token_file}'"
        yield 'network = ["127.0.0.0/8"]'
        yield ""
