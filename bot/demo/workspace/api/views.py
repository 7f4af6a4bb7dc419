"""`views.*`: modals, opened with a trigger and found again by id."""

from typing import Any

from bot.demo.workspace.api.arguments import Arguments, wrong
from bot.demo.workspace.modals import open_view, push_view, update_view
from bot.demo.workspace.model import Json, View
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import view_json
from bot.demo.workspace.workspace import Workspace


def open_(workspace: Workspace, arguments: Arguments) -> Json:
    """Open a modal for the person whose trigger it is."""
    given = _given(arguments)
    return _answer(workspace, open_view(workspace, arguments.needed("trigger_id"), given))


def push(workspace: Workspace, arguments: Arguments) -> Json:
    """Put a modal on top of the one the trigger comes from."""
    given = _given(arguments)
    return _answer(workspace, push_view(workspace, arguments.needed("trigger_id"), given))


def update(workspace: Workspace, arguments: Arguments) -> Json:
    """Change an open modal; with `hash` only if nobody changed it since."""
    given = _given(arguments)
    view = _found(workspace, arguments)
    if arguments.text("hash", view.hash) != view.hash:
        raise Refused("hash_conflict")
    return _answer(workspace, update_view(workspace, view, given))


def _found(workspace: Workspace, arguments: Arguments) -> View:
    view_id, external = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external:
        raise wrong("missing required field: view_id")
    shown = [view for stack in workspace.state.views.values() for view in stack]
    for view in shown:
        if view.id == view_id or (external and view.external_id == external):
            return view
    raise Refused("not_found")


def _given(arguments: Arguments) -> Any:
    view = arguments.parsed("view", "invalid_arguments")
    if view is None:
        raise wrong("missing required field: view")
    return view


def _answer(workspace: Workspace, view: View) -> Json:
    return {"view": view_json(workspace, view)}


METHODS = {"views.open": open_, "views.push": push, "views.update": update}
