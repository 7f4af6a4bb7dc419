"""One call of the Web API from bytes to answer: who calls, is it allowed now, then the method itself."""

import hmac
from dataclasses import dataclass, field

from bot.demo.workspace.api.arguments import Arguments, read, wrong
from bot.demo.workspace.api.conversations import InvitesRefused
from bot.demo.workspace.api.methods import DOCUMENTED, METHODS
from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused
from bot.demo.workspace.workspace import Workspace

OF_THE_APP = frozenset({"apps.connections.open"})
"""Methods that take the app's own token, and no other."""


@dataclass(frozen=True, slots=True)
class Request:
    """A call as it came. `authorization` is the header's value."""

    method: str
    query: str
    content_type: str
    body: bytes
    authorization: str


@dataclass(frozen=True, slots=True)
class Answer:
    """What goes back: always 200 but for a full bucket."""

    said: Json
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)


def perform(workspace: Workspace, request: Request) -> Answer:
    """Do the call, or refuse it in Slack's words. Every call is noted with its arguments and its error."""
    given: Json = {}
    try:
        if request.method not in METHODS:
            raise Refused("unknown_method")
        given = read(request.query, request.content_type, request.body)
        token = given.pop("token", "")
        _authenticate(workspace, request.method, request.authorization, token)
        _within_limits(workspace, request.method, given)
        _only_documented(request.method, given)
        said = METHODS[request.method](workspace, Arguments(given))
    except Refused as refused:
        workspace.note(request.method, given, refused.error)
        return refusal(refused)
    workspace.note(request.method, given, "")
    return Answer({"ok": True, **said})


def refusal(refused: Refused) -> Answer:
    """`ok: false` with Slack's name for it; 429 and `Retry-After` when there were too many calls."""
    said: Json = {"ok": False, "error": refused.error}
    if refused.messages:
        said["response_metadata"] = {"messages": list(refused.messages)}
        said["errors"] = [message.removeprefix("[ERROR] ") for message in refused.messages]
    if isinstance(refused, InvitesRefused):
        said["errors"] = refused.errors
    if refused.retry_after:
        return Answer(said, 429, {"Retry-After": str(refused.retry_after)})
    return Answer(said)


def _authenticate(workspace: Workspace, method: str, authorization: str, given: str) -> None:
    token = authorization.removeprefix("Bearer ").strip() or str(given)
    if not token:
        raise Refused("not_authed")
    app_token = workspace.config.app_token
    is_bots = is_own_token(workspace, token)
    is_apps = bool(app_token) and hmac.compare_digest(token.encode(), app_token.encode())
    if not (is_bots or is_apps):
        raise Refused("invalid_auth")
    if is_apps != (method in OF_THE_APP):
        raise Refused("not_allowed_token_type")


def is_own_token(workspace: Workspace, token: str) -> bool:
    """Whether it is the bot's."""
    return hmac.compare_digest(token.encode(), workspace.config.bot_token.encode())


def _within_limits(workspace: Workspace, method: str, given: Json) -> None:
    if not workspace.config.limits:
        return
    wait = workspace.limits.wait_for(method, str(given.get("channel", "")), workspace.seconds())
    if wait:
        raise Refused("ratelimited", retry_after=wait)


def _only_documented(method: str, given: Json) -> None:
    """Stricter than Slack, which ignores what it does not know: here a misspelt argument is seen."""
    unknown = sorted(given.keys() - DOCUMENTED[method])
    if unknown:
        raise wrong(f"unknown argument: {', '.join(unknown)}")
