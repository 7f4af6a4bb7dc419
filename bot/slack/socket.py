"""Socket Mode: the bot calls Slack, and Slack's payloads come to the listeners over that connection.

Imported only where there is an app token: it costs a start by signed HTTP nothing.
"""

import logging
from collections.abc import Callable
from time import perf_counter, time

from slack_bolt import BoltResponse
from slack_bolt.adapter.socket_mode.internals import send_response
from slack_sdk.errors import SlackClientNotConnectedError
from slack_sdk.socket_mode.builtin.client import SocketModeClient
from slack_sdk.socket_mode.client import BaseSocketModeClient
from slack_sdk.socket_mode.request import SocketModeRequest

from bot.engine.ports import Clock, Retry
from bot.slack.client import Refused, socket_address, web_client
from bot.slack.inbound import Inbound
from bot.slack.terms import Terms
from bot.slack.watchdog import NotConnected

log = logging.getLogger("handrail.socket")


class SocketLink(SocketModeClient):
    """One connection of the SDK's client. It never connects anew by itself: that is the watchdog's.

    Two that mend the same thing would leave connections behind that nobody reads, and Slack would go on
    sending to them. `left` is called when Slack asks for another one.
    """

    def __init__(self, terms: Terms, clock: Clock, left: Callable[[], None]) -> None:
        super().__init__(
            terms.app_token,
            logger=logging.getLogger("handrail.socket.client"),
            web_client=web_client(terms.app_token, terms.api_url),
            auto_reconnect_enabled=False,
            ping_interval=terms.silence / 3,
            concurrency=1,
            on_message_listeners=[self._hear],
        )
        self.message_workers = terms.threads  # type: ignore[assignment] # all that is used is `submit`
        self._clock = clock
        self._left = left
        self._heard = clock.now().timestamp()
        self._is_leaving = False

    def is_up(self) -> bool:
        return bool(self.is_connected())

    def is_leaving(self) -> bool:
        return self._is_leaving

    def heard(self) -> float:
        session = self.current_session
        ponged = session.last_ping_pong_time if session is not None else None
        return max(self._heard, ponged or 0.0)

    def connect_to_new_endpoint(self, force: bool = False) -> None:  # noqa: ARG002 - the SDK's hook
        """Slack asks for another connection, and will close this one."""
        self._is_leaving = True
        self._left()

    def _on_error(self, error: Exception) -> None:
        """Told once, without a trace: what follows from it, the watchdog tells."""
        log.info("a connection broke", extra={"problem": f"{type(error).__name__}: {error}"})

    def _hear(self, _: str) -> None:
        self._heard = self._clock.now().timestamp()


class SocketMode:
    """Opens connections; `first` is an address that was asked for already."""

    def __init__(self, inbound: Inbound, terms: Terms, clock: Clock, first: str = "") -> None:
        self._inbound = inbound
        self._terms = terms
        self._clock = clock
        self._first = first

    def connect(self, left: Callable[[], None]) -> SocketLink:
        """An open connection; `left` is called when Slack asks for another. Raises NotConnected."""
        url, self._first = self._first or self._address(), ""
        link = SocketLink(self._terms, self._clock, left)
        link.socket_mode_request_listeners.append(self._take)
        link.wss_uri = url
        link.connect()
        if not link.is_up():
            link.close()
            raise NotConnected("the address that Slack gave does not answer")
        return link

    def _address(self) -> str:
        try:
            return socket_address(self._terms.app_token, self._terms.api_url)
        except (Refused, Retry) as error:
            raise NotConnected(str(error)) from error

    def _take(self, link: BaseSocketModeClient, request: SocketModeRequest) -> None:
        """One envelope.

        An acknowledgement that is lost is no harm: Slack sends the envelope again, and the record repeats the
        answer.
        """
        began, at = perf_counter(), time()
        given = self._inbound.enveloped(request.envelope_id, request.payload)
        answer = BoltResponse(status=given.status, body=given.body, headers=dict(given.headers))
        try:
            send_response(link, request, answer, at)
        except SlackClientNotConnectedError:
            log.info("an acknowledgement was lost", extra={"envelope": request.envelope_id})
        self._terms.answered("socket", perf_counter() - began)
