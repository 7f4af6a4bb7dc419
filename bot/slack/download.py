"""Files that people shared, fetched by the bot's token: from Slack's own hosts only, and never too much."""

import http.client
import re
import urllib.error
import urllib.request
from collections.abc import Callable
from dataclasses import dataclass
from time import monotonic
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict
from slack_sdk.web import WebClient

from bot.core.signals import Missing, Stored
from bot.engine.ports import Retry
from bot.slack.client import Refused, call

SLACKS: Final = ("slack.com", "slack-files.com", "slack-gov.com")
_PLAIN: Final = re.compile(r"([A-Za-z0-9.-]+|\[[0-9a-f:]+\])(:[0-9]{1,5})?")
"""A host and perhaps a port: no user, no escape, nothing that the opener would read as another host."""
_PIECE: Final = 1 << 16
_GONE: Final = frozenset({"file_not_found", "file_deleted"})


class _File(BaseModel):
    """What Slack says of a file."""

    model_config = ConfigDict(extra="ignore", frozen=True)

    name: str | None = None
    title: str | None = None
    mimetype: str | None = None
    mode: str = ""
    is_external: bool = False
    size: int = 0
    url_private_download: str = ""
    url_private: str = ""

    @property
    def url(self) -> str:
        return self.url_private_download or self.url_private


class _NotToBeHad(Exception):
    """The file cannot be kept, and a later try would not change that; the text says why."""


class _NoRedirect(urllib.request.HTTPRedirectHandler):
    """Slack leads whoever may not have a file to its door; the token goes nowhere else."""

    def redirect_request(self, *_: Any, **__: Any) -> None:
        return None


@dataclass(frozen=True, slots=True)
class Downloads:
    """`most` is in bytes; more than that stays in Slack. `keep` takes bytes and type, gives a digest."""

    client: WebClient
    token: str
    most: int
    keep: Callable[[bytes, str], str]
    cleared: Callable[[bytes], bytes] = bytes
    """A file without the secrets in it."""
    timeout: float = 30
    """Seconds that Slack may say nothing."""
    longest: float = 300
    """Seconds that all of it may take."""

    def fetch(self, note: int, file: str, name: str) -> Stored | Missing:
        """The file by Slack's id, kept; or why it is not to be had. Raises Retry or Refused."""
        try:
            found = self._info(file)
            content = self._content(found.url)
        except _NotToBeHad as why:
            return Missing(str(why), note, file, name)
        kind = found.mimetype or "application/octet-stream"
        called = found.name or found.title or name
        kept = self.cleared(content)
        return Stored(note, file, called, kind, len(kept), self.keep(kept, kind), redacted=kept != content)

    def _info(self, file: str) -> _File:
        try:
            body = call("files.info", lambda: self.client.files_info(file=file))
        except Refused as refused:
            if refused.error in _GONE:
                raise _NotToBeHad("it was deleted in Slack") from refused
            raise
        found = _File.model_validate(body.get("file") or {})
        why = self._why_not(found)
        if why:
            raise _NotToBeHad(why)
        return found

    def _why_not(self, file: _File) -> str:
        if file.mode == "tombstone":
            return "it was deleted in Slack"
        if file.is_external or not file.url:
            return "it lies outside Slack; the message links to it"
        if not is_slacks(file.url, self.client.base_url):
            return "its address is not one of Slack's"
        return self._too_large(file.size) if file.size > self.most else ""

    def _too_large(self, size: int) -> str:
        return f"it is too large: {_mega(size)} MB, and at most {_mega(self.most)} MB are kept"

    def _content(self, url: str) -> bytes:
        request = urllib.request.Request(  # noqa: S310 - the host was checked, and the scheme with it
            url, headers={"Authorization": f"Bearer {self.token}"}
        )
        opener = urllib.request.build_opener(_NoRedirect)
        try:
            with opener.open(request, timeout=self.timeout) as answer:
                content = self._read(answer)
        except urllib.error.HTTPError as error:
            with error:
                raise self._refused(error.code) from error
        except (urllib.error.URLError, TimeoutError, http.client.HTTPException, OSError) as error:
            raise Retry(f"a file could not be fetched from Slack: {error}", away=True) from error
        if len(content) > self.most:
            raise _NotToBeHad(self._too_large(len(content)))
        return content

    def _read(self, answer: http.client.HTTPResponse) -> bytes:
        """Whatever length it claims; one byte more than is kept tells that it is too much."""
        until, content = monotonic() + self.longest, bytearray()
        while len(content) <= self.most and (piece := answer.read(min(_PIECE, self.most + 1 - len(content)))):
            content += piece
            if monotonic() > until:
                raise TimeoutError(f"it took more than {self.longest:.0f} s")
        return bytes(content)

    def _refused(self, status: int) -> Exception:
        if status >= 500 or status == 429:
            return Retry(f"a file could not be fetched from Slack: {status}")
        if 300 <= status < 400 or status in {401, 403}:
            return _NotToBeHad("Slack does not let Handrail read it: install the app again with its manifest")
        return _NotToBeHad(f"Slack answered {status}")


def is_slacks(url: str, api: str) -> bool:
    """Whether a file's address is Slack's own; of a Slack elsewhere (`api`), its very origin."""
    at, slack = urlsplit(url), urlsplit(api)
    if not _PLAIN.fullmatch(at.netloc):
        return False
    if _is_one_of_slacks(slack.hostname or ""):
        return at.scheme == "https" and at.port in {None, 443} and _is_one_of_slacks(at.hostname or "")
    return (at.scheme, at.hostname, at.port) == (slack.scheme, slack.hostname, slack.port)


def _is_one_of_slacks(host: str) -> bool:
    return any(host == name or host.endswith(f".{name}") for name in SLACKS)


def _mega(size: int) -> str:
    return f"{size / 1_000_000:.3g}"
