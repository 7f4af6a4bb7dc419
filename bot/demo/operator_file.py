"""The `handrail.toml` of the local workspace, as an operator would write it."""

import os
import sys
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Final, NamedTuple

from bot.demo.standins.standin import Furnished, Place, StandIn
from bot.demo.workspace.state import State

_PACKAGE: Final = Path(__file__).parents[1]


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
    ]
    for each in played:
        lines += [*_programs(*each), *_endpoints(*each)]
    return "\n".join(lines)


def _programs(standin: StandIn, made: Furnished, place: Place) -> Iterator[str]:  # noqa: ARG001 - as the others
    """Each with what it may touch: Python and this package, its own folder, and the ports of its system."""
    python = dict.fromkeys((sys.prefix, sys.base_prefix, os.path.realpath(sys.base_prefix), str(_PACKAGE)))
    for name, path in made.programs.items():
        yield f"[programs.{name}]"
        yield f"path = '{path}'"
        yield f"read = {_listed(python)}"
        yield f"write = {_listed([str(place.data.absolute())])}"
        yield f"connect = {sorted({*place.ports.values(), *made.own_ports.values()})}"
        yield ""


def _listed(paths: Iterable[str]) -> str:
    return f"[{', '.join(repr(path) for path in paths)}]"


def _endpoints(standin: StandIn, made: Furnished, place: Place) -> Iterator[str]:
    for name, port in {**place.ports, **made.own_ports}.items():
        yield f'[endpoints."{standin.system}.{name}".prod]'
        yield f'url = "http://127.0.0.1:{port}"'
        if made.token_file is not None:
            yield f"token_file = '{made.token_file}'"
        yield 'network = ["127.0.0.0/8"]'
        yield ""
