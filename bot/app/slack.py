"""The bot: the engine with Slack and alerts before it."""

import secrets
from collections.abc import Mapping
from dataclasses import dataclass

from bot import __version__
from bot.app.parts import AtWork, Parts, SystemClock
from bot.authoring.library import Loaded
from bot.core.runbook import Severity
from bot.diagnostics.sandbox import Sandboxes
from bot.engine.alerts import Alerts
from bot.engine.presence import Presence
from bot.engine.progress import progress
from bot.engine.tally import Series, Tally
from bot.settings import OperatorFile, Settings
from bot.slack.directory import Workspace
from bot.slack.introduction import Account, Introduction
from bot.slack.progress import AFTER, ProgressMessages
from bot.slack.room import SlackRoom, open_room
from bot.web.alertmanager import Alertmanager
from bot.web.listeners import Listeners
from bot.web.metrics import (
    LATE,
    OPEN,
    PROCEDURES,
    READY,
    ROWS,
    SANDBOX,
    SOCKET_AGE,
    SOCKET_REBUILT,
    SOCKET_UP,
    Gauges,
    Metrics,
)
from bot.web.reply import Reply

LISTENING = 8
"""Payloads of Socket Mode at the same time."""


@dataclass(slots=True, kw_only=True)
class Handrail(AtWork):
    """The bot."""

    slack: SlackRoom
    takes_requests: bool
    """Whether Slack's signed requests have a door; in Socket Mode they need none."""
    alerts: Alertmanager | None
    tally: Tally
    progress: ProgressMessages

    def start(self) -> None:
        AtWork.start(self)
        self.aside("progress", self.progress.run)
        if self.slack.socket is not None:
            self.slack.socket.start()

    def stop(self, drain: float) -> None:
        if self.slack.socket is not None:
            self.slack.socket.stop(min(1.0, drain))
        AtWork.stop(self, drain)

    def dispatch(self, body: bytes, headers: Mapping[str, str]) -> Reply:
        """One request of Slack's, through Bolt."""
        answer = self.slack.dispatch(body, headers)
        return Reply(answer.status, answer.body, answer.headers)

    def missing(self) -> Mapping[str, str]:
        away = self.slack.missing()
        missing = {**AtWork.missing(self), **({"slack": away} if away else {})}
        state = self.slack.socket.state() if self.slack.socket is not None else None
        if state is not None and not state.is_up:
            silent = "no connection" if state.age is None else f"silent for {state.age:.0f} s"
            missing["socket"] = f"{silent}; it is built anew"
        return missing

    def about(self) -> Mapping[str, object]:
        """What a probe is told besides: what programs run in, and how the connection of Socket Mode is."""
        found = self.sandboxes.found
        sandbox: Mapping[str, object] = {"sandbox": None if found is None else _as_json(found)}
        if self.slack.socket is None:
            return sandbox
        state = self.slack.socket.state()
        age = None if state.age is None else round(state.age, 1)
        return {**sandbox, "socket": {"age_seconds": age, "rebuilt": state.rebuilt}}

    def metrics(self) -> Metrics:
        """What Prometheus is told."""
        return Metrics(self.tally, self._gauges, __version__)

    def _gauges(self) -> Gauges:
        now = self.store.standing()
        states = {"due": now.due, "later": now.later, "under_way": now.under_way, "dead": now.dead}
        found: dict[Series, dict[tuple[str, ...], float]] = {
            READY: {(): float(not self.missing())},
            ROWS: {(state,): count for state, count in states.items()},
            LATE: {(): now.late},
            OPEN: {(severity.name,): now.incidents.get(severity.name, 0) for severity in Severity},
            PROCEDURES: {(): now.procedures},
            SANDBOX: {_labels(self.sandboxes()): 1.0},
        }
        if self.slack.socket is not None:
            state = self.slack.socket.state()
            found[SOCKET_UP] = {(): float(state.is_up)}
            found[SOCKET_AGE] = {(): state.age} if state.age is not None else {}
            found[SOCKET_REBUILT] = {(): state.rebuilt}
        return Gauges(found)


def _as_json(found: Sandboxes) -> Mapping[str, object]:
    return {"programs": found.tier, "landlock": found.landlock, "bwrap": bool(found.bwrap)}


def _labels(found: Sandboxes) -> tuple[str, ...]:
    return (found.tier, str(found.landlock), "yes" if found.bwrap else "no")


def introduce(settings: Settings, operator: OperatorFile) -> Introduction:
    """Ask Slack who the bot is; what follows need not wait for the answer."""
    return Introduction(_account(settings, operator))


def build(settings: Settings, operator: OperatorFile, loaded: Loaded, introduction: Introduction) -> Handrail:
    """Everything, joined. Opens the database, and waits a little for Slack's answer (raises SlackTrouble)."""
    parts = Parts.join(settings, operator, loaded)
    slack = open_room(
        introduction,
        use=parts.incidents,
        inbox=parts.store,
        objects=parts.store.object,
        keep=parts.keep,
        cleared=parts.redaction.file,
        policy_of=parts.library.policy,
        clock=SystemClock(),
        reference=lambda: secrets.token_hex(4),
        threads=lambda: Listeners(LISTENING),
        tally=parts.tally,
    )
    return Handrail(
        store=parts.store,
        relay=parts.relay(settings, slack.chat, slack.pager, slack.approvers),
        commands=parts.commands,
        sandboxes=parts.sandboxes,
        upkeep=parts.upkeep(settings),
        presence=Presence(parts.store, parts.incidents, SystemClock()),
        threads=settings.relay_threads,
        slack=slack,
        takes_requests=settings.slack_signing_secret is not None,
        alerts=_alerts(settings, parts, slack),
        tally=parts.tally,
        progress=slack.tells(
            lambda: progress(parts.commands.underway(), parts.incidents.scene, parts.redaction, after=AFTER)
        ),
    )


def _alerts(settings: Settings, parts: Parts, slack: SlackRoom) -> Alertmanager | None:
    """The door for alerts; none without its token."""
    if settings.alerts_token is None:
        return None
    alerts = Alerts(parts.incidents, parts.store, parts.redaction, slack.suggest)
    return Alertmanager(settings.alerts_token.get_secret_value(), alerts.offer)


def _account(settings: Settings, operator: OperatorFile) -> Account:
    signing, app = settings.slack_signing_secret, settings.slack_app_token
    return Account(
        settings.slack_bot_token.get_secret_value(),
        signing.get_secret_value() if signing else "",
        settings.slack_api_url,
        Workspace(operator.workspace, operator.enterprise or ""),
        operator.announce or "",
        _groups(operator),
        {name: group.channel for name, group in operator.groups.items() if group.channel},
        app.get_secret_value() if app else "",
        settings.socket_silence,
        settings.keep_emoji,
        settings.file_limit * 1_000_000,
    )


def _groups(operator: OperatorFile) -> dict[str, tuple[str, ...]]:
    return {
        name: (people.usergroup,) if people.usergroup else tuple(people.users)
        for name, people in operator.groups.items()
    }
