"""Opening, pushing and updating modals, by the Web API and by the answer to a submission; the home tab."""

from dataclasses import replace

from bot.demo.workspace.blocks import view_problems
from bot.demo.workspace.choices import first_inputs
from bot.demo.workspace.content import with_ids
from bot.demo.workspace.model import Json, View
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.workspace import Trigger, Workspace

STACK = 3


def spend(workspace: Workspace, trigger_id: str) -> Trigger:
    """Use up a trigger: known, not yet used, not older than three seconds."""
    trigger = workspace.triggers.get(trigger_id)
    if trigger is None:
        raise Refused("invalid_trigger_id")
    if trigger.is_used:
        raise Refused("exchanged_trigger_id")
    if workspace.seconds() - trigger.issued > workspace.config.trigger_seconds:
        raise Refused("expired_trigger_id")
    trigger.is_used = True
    return trigger


def open_view(workspace: Workspace, trigger_id: str, given: Json) -> View:
    """The first modal of a new stack; what the person had open is gone."""
    _check(workspace, given)
    person = spend(workspace, trigger_id).person
    view = _made(workspace, person, given, None)
    workspace.state.views[person] = []
    workspace.state.show_view(view)
    return view


def push_view(workspace: Workspace, trigger_id: str, given: Json) -> View:
    """A modal on top of the one in which the trigger was made."""
    _check(workspace, given)
    trigger = spend(workspace, trigger_id)
    under = workspace.state.view(trigger.view_id)
    if under is None or under.is_home:
        raise Refused("invalid_trigger_id")
    return push_onto(workspace, under, given)


def push_onto(workspace: Workspace, under: View, given: Json) -> View:
    """A modal on top of another one; three at most."""
    _check(workspace, given)
    if len(workspace.state.views.get(under.person, [])) >= STACK:
        raise Refused("push_limit_reached")
    view = _made(workspace, under.person, given, under)
    workspace.state.show_view(view)
    return view


def update_view(workspace: Workspace, view: View, given: Json) -> View:
    """Other content in the same place. What was filled in stays where block id and action id stayed."""
    _check(workspace, given, view.id, "home" if view.is_home else "modal")
    filled = _with_ids(workspace, given)
    inputs = first_inputs(filled["blocks"])
    for block_id, entries in inputs.items():
        kept = view.inputs.get(block_id, {})
        entries |= {name: kept[name] for name, entry in entries.items() if _is_same(kept.get(name), entry)}
    changed = replace(view, hash=workspace.state.new_ts(), given=filled, inputs=inputs, errors={}, notice="")
    workspace.state.show_view(changed)
    return changed


def publish_home(workspace: Workspace, person: str, given: Json) -> View:
    """The home tab of one person: made when it is first published, updated from then on."""
    published = workspace.state.homes.get(person)
    if published is not None:
        return update_view(workspace, published, given)
    _check(workspace, given, kind="home")
    view = _made(workspace, person, given, None)
    workspace.state.show_view(view)
    return view


def _is_same(kept: Json | None, entry: Json) -> bool:
    return kept is not None and kept["type"] == entry["type"]


def _check(workspace: Workspace, given: Json, updated: str = "", kind: str = "modal") -> None:
    problems = view_problems(given, kind)
    if problems:
        raise Refused("invalid_arguments", tuple(f"[ERROR] {problem}" for problem in problems))
    external = given.get("external_id")
    shown = workspace.state.all_views()
    if external and any(view.external_id == external and view.id != updated for view in shown):
        raise Refused("duplicate_external_id")


def _made(workspace: Workspace, person: str, given: Json, under: View | None) -> View:
    view_id = workspace.state.new_id("V")
    filled = _with_ids(workspace, given)
    return View(
        id=view_id,
        hash=workspace.state.new_ts(),
        person=person,
        root_id=under.root_id if under else view_id,
        previous_id=under.id if under else "",
        given=filled,
        inputs=first_inputs(filled["blocks"]),
    )


def _with_ids(workspace: Workspace, given: Json) -> Json:
    return {**given, "blocks": with_ids(workspace.state, given["blocks"])}
