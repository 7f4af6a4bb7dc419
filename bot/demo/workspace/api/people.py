"""`auth.test`, `team.info`, `users.*` and `usergroups.*`: who there is."""

from bot.demo.workspace.api import lookup
from bot.demo.workspace.api.arguments import Arguments
from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.wire import bot_id, group_json, person_json
from bot.demo.workspace.workspace import Workspace


def auth_test(workspace: Workspace, arguments: Arguments) -> Json:
    """Whose token this is."""
    del arguments
    state = workspace.state
    return {
        "url": f"{workspace.config.base_url}/",
        "team": state.team.name,
        "user": state.bot.handle,
        "team_id": state.team.id,
        "user_id": state.bot_id,
        "bot_id": bot_id(workspace),
        "is_enterprise_install": False,
    }


def team_info(workspace: Workspace, arguments: Arguments) -> Json:
    """The workspace itself."""
    team = workspace.state.team
    if arguments.text("team", team.id) != team.id:
        raise Refused("team_not_found")
    said = {"id": team.id, "name": team.name, "domain": team.domain, "email_domain": ""}
    return {"team": said | {"url": f"{workspace.config.base_url}/", "icon": {"image_default": True}}}


def users_info(workspace: Workspace, arguments: Arguments) -> Json:
    """One person, whoever they are: guests, strangers and the deactivated too."""
    person = workspace.state.people.get(arguments.needed("user"))
    if person is None:
        raise Refused("user_not_found")
    return {"user": person_json(person)}


def users_list(workspace: Workspace, arguments: Arguments) -> Json:
    """People of this company, the deactivated among them; nobody of another."""
    own = [person for person in workspace.state.people.values() if not person.is_stranger]
    shown, cursor = lookup.page(arguments, own, 1000, 1000)
    said: Json = {"members": [person_json(person) for person in shown], "cache_ts": workspace.state.now()}
    return said | {"response_metadata": {"next_cursor": cursor}}


def lookup_by_email(workspace: Workspace, arguments: Arguments) -> Json:
    """The active colleague with this address."""
    email = arguments.needed("email").lower()
    for person in workspace.state.people.values():
        if person.email == email and not person.is_deleted and not person.is_stranger:
            return {"user": person_json(person)}
    raise Refused("users_not_found")


def groups_list(workspace: Workspace, arguments: Arguments) -> Json:
    """All user groups."""
    people = arguments.flag("include_users")
    groups = workspace.state.groups.values()
    return {"usergroups": [group_json(workspace, group, people=people) for group in groups]}


def group_people(workspace: Workspace, arguments: Arguments) -> Json:
    """Who is in a user group."""
    group = workspace.state.groups.get(arguments.needed("usergroup"))
    if group is None:
        raise Refused("no_such_subteam")
    return {"users": list(group.members)}


METHODS = {
    "auth.test": auth_test,
    "team.info": team_info,
    "users.info": users_info,
    "users.list": users_list,
    "users.lookupByEmail": lookup_by_email,
    "usergroups.list": groups_list,
    "usergroups.users.list": group_people,
}
