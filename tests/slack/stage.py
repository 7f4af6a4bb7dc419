"""The Slack room on fakes: people press and type, the engine decides, and what they were told is kept."""

import hashlib
import hmac
import itertools
import json
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlencode

from slack_bolt import App, BoltRequest, BoltResponse

from bot.core.policy import Act
from bot.core.runbook import Severity
from bot.core.signals import Actor
from bot.engine.ports import Retry
from bot.slack.bolt import Credentials, build_app
from bot.slack.directory import Workspace
from bot.slack.groups import Groups
from bot.slack.inbound import Inbound
from bot.slack.keeping import Keeping
from bot.slack.once import Answered, Once
from bot.slack.people import People
from bot.slack.said import Reader
from bot.slack.sharing import Sharing
from tests.engine.desk import Desk as Engine

TEAM = "T0LOCAL"
SECRET = "a secret both ends know"
SITE = "https://briefcase.slack.com/"
CHANNEL = "C1"
"""Where the played chat makes the incident's channel."""
ELSEWHERE = "C0GENERAL"

MEMBER = {
    "team_id": TEAM,
    "deleted": False,
    "is_bot": False,
    "is_restricted": False,
    "is_ultra_restricted": False,
}
PEOPLE: dict[str, dict[str, Any]] = {
    "U0ANA": {**MEMBER, "id": "U0ANA", "name": "ana", "profile": {"display_name": "Ana"}},
    "U0BO": {**MEMBER, "id": "U0BO", "name": "bo", "profile": {"display_name": "Bo"}},
    "U0CHI": {**MEMBER, "id": "U0CHI", "name": "chi", "profile": {"real_name": "Chi"}},
    "U0EVE": {**MEMBER, "id": "U0EVE", "name": "eve", "is_restricted": True},
    "U0ULT": {**MEMBER, "id": "U0ULT", "name": "ult", "is_ultra_restricted": True},
    "U0MAX": {**MEMBER, "id": "U0MAX", "name": "max", "team_id": "T0OTHER"},
    "U0STR": {**MEMBER, "id": "U0STR", "name": "str", "is_stranger": True},
    "U0OLD": {"id": "U0OLD", "team_id": TEAM, "deleted": True, "is_bot": False},
    "U0FLOW": {**MEMBER, "id": "U0FLOW", "name": "flow", "is_workflow_bot": True},
    "USLACKBOT": {**MEMBER, "id": "USLACKBOT", "name": "slackbot"},
    "U0TWO": {**MEMBER, "id": "U0ANA", "name": "ana"},
    "U0DIM": {"id": "U0DIM", "team_id": TEAM, "deleted": False, "is_bot": False},
    "U0BOT": {**MEMBER, "id": "U0BOT", "name": "robot", "is_bot": True},
}
ANA = Actor(TEAM, "U0ANA", "Ana")

Json = dict[str, Any]


@dataclass
class FakeFront:
    """What was shown, in order: (how, where, blocks or view)."""

    shown: list[tuple[str, str, Any]] = field(default_factory=list)
    opens: bool = True

    def open(self, trigger: str, view: Json) -> bool:
        self.shown.append(("open", trigger, view))
        return self.opens

    def push(self, trigger: str, view: Json) -> bool:
        self.shown.append(("push", trigger, view))
        return self.opens

    def update(self, view: str, to: Json) -> bool:
        self.shown.append(("update", view, to))
        return True

    def publish(self, user: str, view: Json) -> bool:
        self.shown.append(("publish", user, view))
        return True

    def respond(self, url: str, text: str, blocks: list[Json], *, replace: bool = False) -> bool:
        self.shown.append(("replace" if replace else "respond", text, blocks))
        return True

    def invite(self, channel: str, user: str) -> bool:
        self.shown.append(("invite", channel, user))
        return True


@dataclass
class Slack:
    """Slack's knowledge of people; `asked` is what Handrail asked, `down` whether Slack answers."""

    people: dict[str, Json] = field(default_factory=lambda: dict(PEOPLE))
    groups: dict[str, frozenset[str]] = field(
        default_factory=lambda: {"S0ONCALL": frozenset({"U0ANA", "U0BO"}), "S0SEC": frozenset({"U0CHI"})}
    )
    asked: list[str] = field(default_factory=list)
    shared: set[str] = field(default_factory=set)
    """Channels that another organisation reads."""
    told: dict[str, Any] = field(default_factory=dict)
    """What Slack says of a channel, instead of what it would."""
    looked: list[str] = field(default_factory=list)
    """Channels that Handrail asked about."""
    down: bool = False
    silent: bool = False
    """Whether it tells nothing of channels."""

    def info(self, user: str) -> Any:
        self.asked.append(user)
        if self.down:
            raise Retry("Slack could not be reached for users.info")
        return self.people.get(user)

    def channel(self, channel: str) -> Any:
        self.looked.append(channel)
        if self.down or self.silent:
            raise Retry("Slack could not be reached for conversations.info")
        return self.told.get(channel, {"id": channel, "is_ext_shared": channel in self.shared})

    def members(self, group: str) -> frozenset[str]:
        self.asked.append(group)
        if self.down:
            raise Retry("Slack could not be reached for usergroups.users.list")
        return self.groups[group]


def signed(raw: bytes, at: str, secret: str = SECRET) -> str:
    """The signature of a request that was sent at that second."""
    return "v0=" + hmac.new(secret.encode(), f"v0:{at}:".encode() + raw, hashlib.sha256).hexdigest()


def _posted(body: Json) -> tuple[str, str]:
    """The raw body and its kind: commands are forms, events JSON, all else JSON in a form."""
    if "command" in body:
        return urlencode(body), "application/x-www-form-urlencoded"
    if body["type"] == "event_callback":
        return json.dumps(body), "application/json"
    return urlencode({"payload": json.dumps(body)}), "application/x-www-form-urlencoded"


class Stage:
    """One process, and the people around it."""

    def __init__(self, engine: Engine | None = None) -> None:
        self.engine = engine or Engine()
        self.slack = Slack()
        self.front = FakeFront()
        self._numbers = itertools.count(1)
        bindings = {"oncall": ("S0ONCALL",), "security": ("S0SEC",)}
        self.people = People(
            Workspace(TEAM), self.slack.info, Groups(bindings, self.slack.members), self.engine.clock
        )
        self.sharing = Sharing(Workspace(TEAM), self.slack.channel, self.engine.clock)
        self.app: App = build_app(
            credentials=lambda: Credentials("xoxb-for-tests", "U0HANDRAIL", "B0HANDRAIL"),
            use=self.engine.incidents,
            inbox=self.engine.store,
            people=self.people,
            sharing=self.sharing,
            front=self.front,
            policy_of=self.engine.library.policy,
            clock=self.engine.clock,
            reference=lambda: "ref-1",
            tally=self.engine.tally,
            keeping=Keeping(
                lambda: Reader(TEAM, "U0HANDRAIL", "B0HANDRAIL", SITE, self.people.name_of), "pushpin"
            ),
        )

        self.inbound = Inbound(self.app, Once(self.engine.store), self.engine.clock, SECRET)

    # -- what people do -----------------------------------------------------------------------

    def types(self, text: str, user: str = "U0ANA", channel: str = ELSEWHERE, trigger: str = "") -> Json:
        """`/incident text`; returns what the person is told at once."""
        return self._said(self.send(self.slash(text, user, channel, trigger)))

    def presses(
        self, element: Json, user: str = "U0ANA", *, where: str = "message", ts: str = ""
    ) -> BoltResponse:
        """A button (or a menu's first entry), in a message, an ephemeral message or a view."""
        return self.send(self.press(element, user, where=where, ts=ts))

    def sends(self, view: Json, values: dict[str, Json], user: str = "U0ANA", view_id: str = "V1") -> Json:
        """A form; returns Slack's response action, empty when it was closed plainly."""
        return self._said(self.send(self.submission(view, values, user, view_id)))

    # -- payloads -----------------------------------------------------------------------------

    def slash(self, text: str, user: str = "U0ANA", channel: str = ELSEWHERE, trigger: str = "") -> Json:
        return {
            "command": "/incident",
            "text": text,
            "user_id": user,
            "user_name": user.lower(),
            "team_id": TEAM,
            "channel_id": channel,
            "trigger_id": trigger or f"trigger.{next(self._numbers)}",
            "response_url": "https://slack.example/commands/1",
        }

    def press(self, element: Json, user: str = "U0ANA", *, where: str = "message", ts: str = "") -> Json:
        action: Json = {
            "type": element["type"],
            "action_id": element["action_id"],
            "block_id": "b",
            "action_ts": ts or f"{next(self._numbers)}.0",
        }
        if element["type"] == "overflow":
            action["selected_option"] = element["options"][0]
        else:
            action["value"] = element.get("value", "")
        body: Json = {
            "type": "block_actions",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": self.home(user)},
            "actions": [action],
            "trigger_id": f"trigger.{next(self._numbers)}",
        }
        if where == "view":
            body |= {"view": {"id": "V1"}, "container": {"type": "view", "view_id": "V1"}}
        else:
            body |= {
                "container": {"type": "message", "message_ts": "5.0", "is_ephemeral": where == "ephemeral"},
                "message": {"ts": "5.0"},
                "channel": {"id": CHANNEL},
                "response_url": "https://slack.example/actions/1",
            }
        return body

    def submission(
        self, view: Json, values: dict[str, Json], user: str = "U0ANA", view_id: str = "V1"
    ) -> Json:
        state = {"values": {block: {"value": answer} for block, answer in values.items()}}
        return {
            "type": "view_submission",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": self.home(user)},
            "trigger_id": f"trigger.{next(self._numbers)}",
            "view": {**view, "id": view_id, "state": state},
        }

    def suggestion(self, query: str, user: str = "U0ANA") -> Json:
        return {
            "type": "block_suggestion",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": self.home(user)},
            "action_id": "class",
            "block_id": "class",
            "value": query,
            "view": {"id": "V1"},
            "container": {"type": "view", "view_id": "V1"},
        }

    def shortcut(self, text: str, user: str = "U0ANA", channel: str = CHANNEL, **more: Any) -> Json:
        """“Keep in the timeline” on a message that Chi wrote; `more` is of the message."""
        message = {"type": "message", "user": "U0CHI", "ts": "1760000000.000100", "text": text, **more}
        return {
            "type": "message_action",
            "callback_id": "keep",
            "team": {"id": TEAM},
            "user": {"id": user, "team_id": self.home(user)},
            "channel": {"id": channel},
            "message": message,
            "action_ts": f"{next(self._numbers)}.0",
            "trigger_id": f"trigger.{next(self._numbers)}",
            "response_url": "https://slack.example/app/1",
        }

    def event(self, event: Json, team: str = TEAM) -> Json:
        return {
            "type": "event_callback",
            "team_id": team,
            "event_id": f"Ev{next(self._numbers)}",
            "event": event,
        }

    def home(self, user: str) -> str:
        return str(self.slack.people.get(user, {}).get("team_id", ""))

    # -- the wire -----------------------------------------------------------------------------

    def send(self, body: Json) -> BoltResponse:
        """As it comes through the door for sockets, where nothing is signed."""
        return self.app.dispatch(BoltRequest(body=body, mode="socket_mode"))

    def send_signed(self, body: Json, secret: str = SECRET) -> Answered:
        """As Slack sends it over HTTP, signed at the time of the stage's clock."""
        raw, kind = _posted(body)
        return self.requests(raw.encode(), secret, content_type=kind)

    def requests(self, raw: bytes, secret: str = SECRET, **headers: str) -> Answered:
        """Any bytes, signed now; `headers` (with _ for -) beside those of a form, or instead of them."""
        at = str(int(self.engine.clock.now().timestamp()))
        given = {
            "content-type": "application/x-www-form-urlencoded",
            "x-slack-request-timestamp": at,
            "x-slack-signature": signed(raw, at, secret),
        }
        return self.inbound.signed(
            raw, given | {name.replace("_", "-"): value for name, value in headers.items()}
        )

    def _said(self, response: BoltResponse) -> Json:
        assert response.status == 200, response.body
        return dict(json.loads(response.body)) if response.body else {}

    # -- the incident -------------------------------------------------------------------------

    def declared(self) -> "Stage":
        """An incident with its channel, at its first question."""
        self.types("declare app/outage")
        self.engine.settle()
        return self

    def lets_respond(self, *groups: str) -> "Stage":
        """From now on the policy lets only these groups act."""
        library = self.engine.library
        library._policy = replace(library.policy(""), respond=groups)  # noqa: SLF001 - as an operator edits the file
        return self

    def leaves(self, at: Severity, act: Act, *groups: str) -> "Stage":
        """From now on the policy leaves the act at the severity to these groups."""
        library = self.engine.library
        policy = library.policy("")
        rules = replace(policy.rules(at), may={act: groups})
        library._policy = replace(policy, severities={**policy.severities, at: rules})  # noqa: SLF001 - as an operator edits the file
        return self
