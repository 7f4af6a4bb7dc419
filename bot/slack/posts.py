"""Posting a message once, editing it in place, and posting it again when somebody deleted it."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block
from slack_sdk.web import WebClient

from bot.core.incident import Incident, Message
from bot.core.signals import Posted
from bot.engine.ports import Leased
from bot.slack.client import Refused, call
from bot.slack.look import mark, posted
from bot.slack.views.budget import rendered

_GONE = frozenset({"message_not_found", "cant_update_message", "edit_window_closed"})
_NO_THREAD = frozenset({"thread_not_found", "message_not_found", "cannot_reply_to_message"})


@dataclass(frozen=True, slots=True)
class Said:
    """What a message says. `text` stands in notifications and is plain."""

    text: str
    blocks: Sequence[Block]


@dataclass(frozen=True, slots=True)
class Posts:
    """`site` is the workspace's address, as `auth.test` gives it, for permalinks."""

    client: WebClient
    site: str

    def keep(
        self,
        job: Leased,
        incident: Incident,
        known: Message | None,
        channel: str,
        said: Said,
        thread: str = "",
    ) -> Posted:
        """Edit the message where it is, or post it where there is none (any more)."""
        if known is not None:
            try:
                return self._edit(known.channel, known.ts, said)
            except Refused as refused:
                if refused.error not in _GONE:
                    raise
        return self.post(job, incident, channel, said, thread)

    def post(self, job: Leased, incident: Incident, channel: str, said: Said, thread: str = "") -> Posted:
        """Post once: from the second try on, look for it first, and bring what is there up to date."""
        if job.attempt > 1:
            ts = self._there(job, incident, channel, thread)
            if ts:
                return self._edit(channel, ts, said)
        try:
            body = call(
                "chat.postMessage",
                lambda: self.client.chat_postMessage(
                    channel=channel,
                    text=said.text,
                    blocks=rendered(said.blocks),
                    thread_ts=thread or None,
                    metadata=mark(job.id),
                ),
            )
        except Refused as refused:
            if not thread or refused.error not in _NO_THREAD:
                raise
            return self.post(job, incident, channel, said)
        return self._at(str(body.get("channel") or channel), str(body["ts"]))

    def _there(self, job: Leased, incident: Incident, channel: str, thread: str) -> str:
        try:
            return posted(self.client, job.id, channel, incident.declared_at, thread)
        except Refused as refused:
            if thread and refused.error in _NO_THREAD:
                return ""
            raise

    def _edit(self, channel: str, ts: str, said: Said) -> Posted:
        call(
            "chat.update",
            lambda: self.client.chat_update(
                channel=channel,
                ts=ts,
                text=said.text,
                blocks=rendered(said.blocks),
            ),
        )
        return self._at(channel, ts)

    def _at(self, channel: str, ts: str) -> Posted:
        site = self.site.rstrip("/")
        link = f"{site}/archives/{channel}/p{ts.replace('.', '')}" if site else ""
        return Posted(channel, ts, link)
