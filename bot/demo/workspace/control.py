"""The workspace seen and steered from outside, for tests: state, faults, settings, people as JSON."""

from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import asdict, replace
from typing import Any, TypeAlias

from bot.demo.workspace import actions
from bot.demo.workspace.actions import NotPossible, OnMessage, OnView, Seen, Surface
from bot.demo.workspace.faults import Fault
from bot.demo.workspace.model import Channel, File, Json
from bot.demo.workspace.wire import file_json, message_json, view_json
from bot.demo.workspace.workspace import Workspace

SETTABLE = frozenset(
    {"bot_url", "latency_ms", "limits", "event_retry_delays", "events", "commands", "ack_seconds"}
)


class BadOrder(ValueError):
    """A request to the control that says nothing that can be done."""


def state_json(workspace: Workspace) -> Json:
    """Everything: what people see, what was deleted, and every call of the Web API in order."""
    state = workspace.state
    return {
        "number": state.feed.number,
        "team": asdict(state.team),
        "people": [asdict(person) for person in state.people.values()],
        "groups": [asdict(group) for group in state.groups.values()],
        "channels": [_channel_json(workspace, channel) for channel in state.channels.values()],
        "ephemerals": [asdict(ephemeral) for ephemeral in state.ephemerals.values()],
        "views": {
            person: [_shown_view(workspace, view) for view in stack]
            for person, stack in state.views.items()
            if stack
        },
        "homes": {person: _shown_view(workspace, view) for person, view in state.homes.items()},
        "files": [_file_json(workspace, file) for file in state.files.values()],
        "deleted": [asdict(message) for message in state.deleted.values()],
        "calls": [asdict(call) for call in workspace.calls],
        "counts": dict(Counter(call.method for call in workspace.calls)),
        "faults": [asdict(fault) for fault in workspace.faults],
    }


def _channel_json(workspace: Workspace, channel: Channel) -> Json:
    return {
        "id": channel.id,
        "name": channel.name,
        "kind": channel.kind,
        "direct": channel.direct,
        "creator": channel.creator,
        "created": channel.created,
        "is_archived": channel.is_archived,
        "topic": channel.topic,
        "purpose": channel.purpose,
        "members": list(channel.members),
        "pins": [asdict(pin) for pin in channel.pins],
        "bookmarks": [asdict(bookmark) for bookmark in channel.bookmarks],
        "messages": [
            message_json(workspace, message, metadata=True) for message in channel.messages.values()
        ],
    }


def _file_json(workspace: Workspace, file: File) -> Json:
    content = None if file.content is None else file.content.decode(errors="replace")
    return file_json(workspace, file) | {"content": content, "is_complete": file.is_complete}


def _shown_view(workspace: Workspace, view: Any) -> Json:
    return view_json(workspace, view) | {"errors": view.errors, "notice": view.notice}


def order_fault(workspace: Workspace, body: Json) -> Json:
    """`{method, error?, retry_after?, seconds?, times?, when?, delay?}`, or `{"clear": true}` to end all."""
    if body.get("clear"):
        workspace.faults.clear()
        return {"ok": True, "faults": []}
    unknown = body.keys() - {"method", "error", "retry_after", "seconds", "times", "when", "delay"}
    if unknown or not body.get("method") or body.get("when", "before") not in {"before", "after"}:
        raise BadOrder("a fault names a method, and 'before' or 'after' the call is done")
    fault = Fault(
        method=str(body["method"]),
        error=str(body.get("error", "")),
        retry_after=int(body.get("retry_after", 1)),
        when=body.get("when", "before"),
        times=body.get("times"),
        until=workspace.seconds() + float(body["seconds"]) if "seconds" in body else None,
        delay=float(body.get("delay", 0)),
        is_only_slow="delay" in body and not body.get("error") and "when" not in body,
    )
    workspace.faults.append(fault)
    return {"ok": True, "faults": [asdict(each) for each in workspace.faults]}


async def order_socket(workspace: Workspace, body: Json) -> Json:
    """`{"order": …}` in Socket Mode: `refresh`, `drop` (the same, closed at once), `wedge`, or `look`."""
    line, order = workspace.socket, body.get("order")
    if line is None:
        raise BadOrder("Socket Mode is off: there is no connection")
    match order:
        case "refresh" | "drop":
            await line.refresh(at_once=order == "drop")
        case "wedge":
            line.wedge()
        case "look":
            pass
        case _:
            raise BadOrder("orders: drop, look, refresh, wedge")
    return {"ok": True, "links": line.links, "opened": line.opened}


def change_settings(workspace: Workspace, body: Json) -> Json:
    """Replace settings while it runs, `latency_ms` or `limits`; answers with all that can be set."""
    if not body.keys() <= SETTABLE:
        raise BadOrder(f"can be set: {', '.join(sorted(SETTABLE))}")
    values: Json = {name: tuple(value) if isinstance(value, list) else value for name, value in body.items()}
    for name, value in values.items():
        kind = type(getattr(workspace.config, name))
        if not isinstance(value, (int, float) if kind is float else kind):
            raise BadOrder(f"{name} is a {kind.__name__}")
    workspace.config = replace(workspace.config, **values)
    return {name: getattr(workspace.config, name) for name in sorted(SETTABLE)}


async def act(workspace: Workspace, body: Json) -> Json:
    """`{person, action, …}`: what the person sees of it, or `{"ok": false, "refused": why}`."""
    action = _ACTIONS.get(str(body.get("action")))
    if action is None:
        raise BadOrder(f"actions: {', '.join(sorted(_ACTIONS))}")
    try:
        seen = await action(
            workspace, _Order({**body, "person": _person(workspace, str(body.get("person", "")))})
        )
    except NotPossible as refused:
        return {"ok": False, "refused": str(refused)}
    return seen_json(workspace, seen)


def seen_json(workspace: Workspace, seen: Seen) -> Json:
    """What a person sees, as JSON."""
    return {
        "ok": seen.ok,
        "notice": seen.notice,
        "ephemerals": [asdict(ephemeral) for ephemeral in seen.ephemerals],
        "view": _shown_view(workspace, seen.view) if seen.view else None,
        "errors": seen.errors,
        "options": list(seen.options),
        "ts": seen.ts,
    }


def _person(workspace: Workspace, name: str) -> str:
    """An id, or a handle such as `ana`."""
    for person in workspace.state.people.values():
        if name in {person.id, person.handle}:
            return person.id
    return name


class _Order(dict[str, Any]):
    """An action's fields; a missing one is told by name."""

    def __missing__(self, name: str) -> Any:
        raise BadOrder(f"the action needs '{name}'")


_Action: TypeAlias = Callable[[Workspace, _Order], Awaitable[Seen]]


def _surface(workspace: Workspace, order: _Order) -> Surface:
    if "view_id" in order:
        return OnView(order["view_id"])
    return OnMessage(_channel(workspace, order), order["ts"])


def _channel(workspace: Workspace, order: _Order) -> str:
    """An id, or a name such as `incidents`."""
    named = workspace.state.channel_named(str(order["channel"]).removeprefix("#"))
    return named.id if named else str(order["channel"])


async def _type(workspace: Workspace, order: _Order) -> Seen:
    channel, thread = _channel(workspace, order), order.get("thread_ts", "")
    return await actions.type_line(workspace, order["person"], channel, order["text"], thread)


async def _press(workspace: Workspace, order: _Order) -> Seen:
    person, surface = order["person"], _surface(workspace, order)
    if "label" in order:
        return await actions.press_label(workspace, person, surface, order["label"])
    ids = order.get("block_id", ""), order["action_id"]
    return await actions.press(workspace, person, surface, *ids, order.get("value", ""))


async def _suggest(workspace: Workspace, order: _Order) -> Seen:
    ids = order.get("block_id", ""), order["action_id"]
    return await actions.suggest(workspace, order["person"], _surface(workspace, order), *ids, order["text"])


async def _fill(workspace: Workspace, order: _Order) -> Seen:
    return await actions.fill(workspace, order["person"], order["view_id"], order["inputs"])


async def _submit(workspace: Workspace, order: _Order) -> Seen:
    return await actions.submit(workspace, order["person"], order["view_id"], order.get("inputs"))


async def _close(workspace: Workspace, order: _Order) -> Seen:
    whole = bool(order.get("whole_stack"))
    return await actions.close(workspace, order["person"], order["view_id"], whole_stack=whole)


async def _react(workspace: Workspace, order: _Order) -> Seen:
    channel = _channel(workspace, order)
    return actions.react(workspace, order["person"], channel, order["ts"], order["name"])


async def _shortcut(workspace: Workspace, order: _Order) -> Seen:
    channel = _channel(workspace, order)
    return await actions.choose_shortcut(
        workspace, order["person"], channel, order["ts"], order["callback_id"]
    )


async def _open_app(workspace: Workspace, order: _Order) -> Seen:
    return actions.open_app(workspace, order["person"], order.get("tab", "home"))


async def _upload(workspace: Workspace, order: _Order) -> Seen:
    channel, content = _channel(workspace, order), str(order["content"]).encode()
    said = order.get("text", ""), order.get("thread_ts", "")
    return actions.upload(workspace, order["person"], channel, order["name"], content, *said)


async def _pin(workspace: Workspace, order: _Order) -> Seen:
    return actions.pin(workspace, order["person"], _channel(workspace, order), order["ts"])


async def _delete(workspace: Workspace, order: _Order) -> Seen:
    return actions.delete(workspace, order["person"], _channel(workspace, order), order["ts"])


async def _edit(workspace: Workspace, order: _Order) -> Seen:
    channel = _channel(workspace, order)
    return actions.edit(workspace, order["person"], channel, order["ts"], order["text"])


async def _join(workspace: Workspace, order: _Order) -> Seen:
    return actions.join(workspace, order["person"], _channel(workspace, order))


async def _leave(workspace: Workspace, order: _Order) -> Seen:
    return actions.leave(workspace, order["person"], _channel(workspace, order))


_ACTIONS: dict[str, _Action] = {
    "type": _type,
    "press": _press,
    "suggest": _suggest,
    "fill": _fill,
    "submit": _submit,
    "close": _close,
    "react": _react,
    "shortcut": _shortcut,
    "open_app": _open_app,
    "upload": _upload,
    "pin": _pin,
    "delete": _delete,
    "edit": _edit,
    "join": _join,
    "leave": _leave,
}
