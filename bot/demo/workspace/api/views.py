"""`views.*`: modals, opened with a trigger and found again by id, and the home tab of each person."""

from typing import Any

from bot.demo.workspace.api.arguments import Arguments, wrong
from bot.demo.workspace.modals import open_view, publish_home, push_view, update_view
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


def publish(workspace: Workspace, arguments: Arguments) -> Json:
    """Show a person their home tab; with `hash` only if nobody changed it since."""
    given, person = _given(arguments), workspace.state.people.get(arguments.needed("user_id"))
    if person is None or person.is_bot or person.is_deleted:
        raise Refused("user_not_found")
    known = workspace.state.homes.get(person.id)
    if known is not None and arguments.text("hash", known.hash) != known.hash:
        raise Refused("hash_conflict")
    return _answer(workspace, publish_home(workspace, person.id, given))


def _found(workspace: Workspace, arguments: Arguments) -> View:
    view_id, external = arguments.text("view_id"), arguments.text("external_id")
    if not view_id and not external:
        raise wrong("missing required field: view_id")
    for view in workspace.state.all_views():
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


METHODS = {"views.open": open_, "views.push": push, "views.update": update, "views.publish": publish}
