"""Answers that go out while a person waits: forms, and lines that only they see. Never retried."""

import logging
from dataclasses import dataclass
from typing import Any, Protocol

from slack_sdk.errors import SlackClientError
from slack_sdk.web import WebClient
from slack_sdk.webhook import WebhookClient

from bot.engine.ports import Retry
from bot.slack import channels
from bot.slack.client import Refused, call
from bot.slack.download import is_slacks
from bot.slack.quiet import quietly

log = logging.getLogger("handrail.slack")

Json = dict[str, Any]


class Front(Protocol):
    """Where answers are shown. Losing one changes nothing, so nothing is raised."""

    def open(self, trigger: str, view: Json) -> bool:
        """Open a form; False when Slack did not."""
        ...

    def push(self, trigger: str, view: Json) -> bool: ...

    def update(self, view: str, to: Json) -> bool: ...

    def publish(self, user: str, view: Json) -> bool:
        """Show a person their home tab."""
        ...

    def respond(self, url: str, text: str, blocks: list[Json], *, replace: bool = False) -> bool:
        """Tell the one who pressed; `text` is plain. `replace`: instead of the message that was pressed."""
        ...

    def invite(self, channel: str, user: str) -> bool: ...


@dataclass(frozen=True, slots=True)
class SlackFront:
    """Give a client with a timeout of two seconds: somebody is waiting."""

    client: WebClient

    def open(self, trigger: str, view: Json) -> bool:
        return self._done("views.open", lambda: self.client.views_open(trigger_id=trigger, view=view))

    def push(self, trigger: str, view: Json) -> bool:
        return self._done("views.push", lambda: self.client.views_push(trigger_id=trigger, view=view))

    def update(self, view: str, to: Json) -> bool:
        return self._done("views.update", lambda: self.client.views_update(view_id=view, view=to))

    def publish(self, user: str, view: Json) -> bool:
        return self._done("views.publish", lambda: self.client.views_publish(user_id=user, view=view))

    def respond(self, url: str, text: str, blocks: list[Json], *, replace: bool = False) -> bool:
        if not is_slacks(url, self.client.base_url):
            log.warning("answer lost", extra={"method": "response_url", "why": "its address is not Slack's"})
            return False
        said = {
            "response_type": "ephemeral",
            "replace_original": replace,
            **({"blocks": blocks} if blocks else {}),
        }
        hook = WebhookClient(url, timeout=self.client.timeout, retry_handlers=[])
        try:
            answer = hook.send_dict(quietly({**said, "text": text}))
        except (SlackClientError, OSError) as error:
            log.warning("answer lost", extra={"method": "response_url", "why": str(error)})
            return False
        if answer.status_code != 200:
            log.warning("answer lost", extra={"method": "response_url", "why": str(answer.status_code)})
        return answer.status_code == 200

    def invite(self, channel: str, user: str) -> bool:
        try:
            channels.invite(self.client, channel, [user])
        except (Retry, Refused) as error:
            log.warning("answer lost", extra={"method": "conversations.invite", "why": str(error)})
            return False
        return True

    def _done(self, method: str, ask: Any) -> bool:
        try:
            call(method, ask)
        except (Retry, Refused) as error:
            log.warning("answer lost", extra={"method": method, "why": str(error)})
            return False
        return True
