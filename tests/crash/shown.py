"""What the workspace shows in the end, without what differs from run to run."""

import re
from collections import Counter
from dataclasses import dataclass

from tests.acceptance.ground import Json
from tests.crash.people import Screen, words

_DIFFERS = re.compile(
    r"<!date\^[^>]*>"  # times
    r"|\b\d+ (?:ms|s|min|h)\b"  # how long something took
    r"|/\S*/ledger-program"  # where this run lives
    r"|(?<=postmortem-\d-)[0-9a-f]{8}"  # a draft tells all times
    r"|https?://\S+/archives/\w+/p\d+"  # where a message stands
    r"|\b\d{4}-\d\d-\d\d\b"  # until when something is to be done
    r"|(?<=<#)C\w+"  # the channel's id
)


@dataclass(frozen=True, slots=True)
class Shown:
    """Everything that Handrail did where people see it."""

    rooms: int
    topic: str
    members: tuple[str, ...]
    pins: tuple[str, ...]
    files: Counter[str]
    announced: Counter[str]
    said: Counter[str]
    """Messages of the incident's channel; a reply begins with the first line that it answers."""
    effects: Counter[str]
    """Ids of effects that messages carry."""


def shown(screen: Screen) -> Shown:
    rooms = [channel for channel in screen.state["channels"] if channel["name"].startswith("inc-")]
    room = rooms[0]
    by_ts = {message["ts"]: message for message in room["messages"]}
    announced = next(c for c in screen.state["channels"] if c["name"] == "incidents")["messages"]
    return Shown(
        rooms=len(rooms),
        topic=room["topic"],
        members=tuple(sorted(room["members"])),
        pins=tuple(_same(words(by_ts[pin["ts"]]).splitlines()[0]) for pin in room["pins"]),
        files=Counter(_same(file["name"]) for file in screen.state["files"] if file["is_complete"]),
        announced=Counter(_same(words(message)) for message in announced),
        said=Counter(_said(message, by_ts) for message in room["messages"]),
        effects=Counter(
            message["metadata"]["event_payload"]["effect"]
            for message in [*room["messages"], *announced]
            if "metadata" in message
        ),
    )


def _said(message: Json, by_ts: dict[str, Json]) -> str:
    parent = by_ts.get(message.get("thread_ts", ""))
    under = f"{words(parent).splitlines()[0]} > " if parent and parent is not message else ""
    files = "".join(f" [{file['name']}]" for file in message.get("files", ()))
    return _same(f"{under}{words(message).strip()}{files}")


def _same(text: str) -> str:
    return _DIFFERS.sub("…", text)
