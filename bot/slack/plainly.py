"""When something breaks: the person is told plainly, with a reference that leads to the log."""

import json
import logging
from collections.abc import Callable
from dataclasses import dataclass

from slack_bolt import BoltResponse

from bot.slack.answers import Json
from bot.slack.front import Front
from bot.slack.listeners import view_saying
from bot.slack.views.answers import said, trouble
from bot.slack.views.budget import rendered

log = logging.getLogger("handrail.slack")


@dataclass(frozen=True, slots=True)
class Plainly:
    """Bolt's error handler: the person reads what happened in plain words, the log has the rest."""

    front: Front
    reference: Callable[[], str]

    def tell(self, error: Exception, body: Json) -> BoltResponse:
        """Told to whoever waits, by the way that their payload allows."""
        reference = self.reference()
        log.error(
            "listener failed",
            exc_info=error,
            extra={"reference": reference, "kind": str(body.get("type") or body.get("command") or "event")},
        )
        text = trouble(reference)
        match body.get("type"):
            case "block_actions" if body.get("response_url"):
                self.front.respond(str(body["response_url"]), text, rendered(said(text)))
                return BoltResponse(status=200, body="")
            case "block_actions":
                view = body.get("view")
                if isinstance(view, dict):
                    self.front.update(str(view.get("id", "")), view_saying("Not done", rendered(said(text))))
                return BoltResponse(status=200, body="")
            case "view_submission":
                return _json(
                    {"response_action": "push", "view": view_saying("Not done", rendered(said(text)))}
                )
            case "block_suggestion":
                return _json({"options": []})
            case _ if body.get("command"):
                return _json({"response_type": "ephemeral", "text": text})
            case _:
                return BoltResponse(status=200, body="")


def _json(value: Json) -> BoltResponse:
    return BoltResponse(status=200, body=json.dumps(value), headers={"content-type": "application/json"})
