"""`apps.connections.open`: where a bot in Socket Mode connects."""

from bot.demo.workspace.api.arguments import Arguments
from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.workspace import Workspace


def open_connection(workspace: Workspace, arguments: Arguments) -> Json:
    """The address of one WebSocket."""
    del arguments
    if workspace.socket is None:
        raise Refused("socket_mode_not_enabled")
    return {"url": workspace.socket.ticket()}


METHODS = {"apps.connections.open": open_connection}
