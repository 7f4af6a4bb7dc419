"""Opening the app: its home tab, or the messages with it."""

from bot.demo.workspace.feed import Moved
from bot.demo.workspace.seen import NotPossible, Seen
from bot.demo.workspace.surfaces import acting
from bot.demo.workspace.workspace import Workspace


def open_app(workspace: Workspace, person_id: str, tab: str = "home") -> Seen:
    """Look at a tab, `home` or `messages`; the bot is told. `Seen.view` is the home as it is now."""
    person = acting(workspace, person_id)
    if person.is_stranger:
        raise NotPossible("Apps of this workspace are not there for people of another company.")
    channel = workspace.state.direct_channel(person.id)
    workspace.state.feed.publish(
        Moved.APP_OPENED, channel=channel.id, person=person.id, actor=person.id, detail=tab
    )
    return Seen(view=workspace.state.homes.get(person.id))
