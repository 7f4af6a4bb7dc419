"""One request to a bound endpoint, from within the bot: no redirects, no cookies, no proxies, no surprises.

httpcore is used as it is: httpx would normalise the path, follow the environment and unpack without a limit.
"""

import re
import ssl
import time
import zlib
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path

import httpcore

from bot.core.result import Output, Trouble
from bot.diagnostics.address import odd_path
from bot.diagnostics.backend import Cancelled, Guard, Refused
from bot.diagnostics.cancel import Cancel
from bot.diagnostics.plan import Request
from bot.diagnostics.resolve import Resolve, resolved
from bot.engine.ports import NotRun, Ran, RunResult

CAP = 1024 * 1024
"""Bytes of an answer's body that are kept, unpacked; the rest is not read."""
_TOKEN_LIMIT = 8192
_HEAD_LIMIT = 32 * 1024
_HEADERS_LIMIT = 100
_OURS = frozenset(
    (
        "host", "authorization", "proxy-authorization", "cookie", "content-length", "accept-encoding",
        "expect", "connection", "proxy-connection", "keep-alive", "transfer-encoding", "te", "trailer",
        "upgrade",
    )
)  # fmt: skip
_HEADER = re.compile(r"[A-Za-z0-9_-]{1,100}", re.ASCII)
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE"})
_QUERY = re.compile(r"[A-Za-z0-9._~%=&-]*", re.ASCII)
_NUMBER = re.compile(r"^\[Errno -?[0-9]+\] ")
_UNPACK = {"gzip": 31, "x-gzip": 31, "deflate": 15}
"""Window bits for zlib. Answers are asked for as they are; some servers pack them all the same."""


class _Unusable(Exception):
    """Why nothing could be sent, or why what came cannot be read."""


def fetch(
    request: Request,
    seconds: float,
    cancel: Cancel,
    *,
    resolve: Resolve = resolved,
    tls: Callable[[], ssl.SSLContext] = httpcore.default_ssl_context,
    cap: int = CAP,
) -> RunResult:
    """Send the request and read its answer, all within the seconds.

    No answer at all is a result: `status` 0 and the reason in `errors`. An answer that breaks off is not one.
    """
    begun = time.monotonic()
    guard = Guard(request.site.network, resolve, begun + seconds, cancel)
    answer: _Answer | None = None
    try:
        headers = _headers(request)
        target = _target(request)
        with httpcore.ConnectionPool(
            ssl_context=tls() if request.origin.scheme == "https" else None,
            max_connections=1,
            max_keepalive_connections=0,
            network_backend=guard,
        ) as pool:
            url = httpcore.URL(
                scheme=request.origin.scheme.encode(),
                host=request.origin.host.encode(),
                port=request.origin.port,
                target=target,
            )
            with pool.stream(request.method, url, headers=headers, content=_body(request)) as got:
                answer = _Answer(got.status)
                answer.headers = _plain_headers(got.headers)
                answer.read(got.iter_stream(), cap)
    except Refused as problem:
        return NotRun("refused", str(problem))
    except _Unusable as problem:
        return NotRun("not_started" if answer is None else "unreadable", str(problem))
    except Cancelled:
        return NotRun("cancelled", "it was cancelled")
    except (httpcore.NetworkError, httpcore.TimeoutException, httpcore.ProtocolError, OSError) as problem:
        if cancel.is_set:
            return NotRun("cancelled", "it was cancelled")
        why = _reason(problem, seconds)
        if answer is None:
            return Ran(Output(status=0, errors=why, duration_ms=_ms(begun)), b"")
        broken: Trouble = "timed_out" if isinstance(problem, httpcore.TimeoutException) else "unreadable"
        return NotRun(broken, f"the answer broke off: {why}", answer.output(begun), bytes(answer.body))
    return Ran(answer.output(begun), bytes(answer.body))


class _Answer:
    """What has been read of an answer so far."""

    def __init__(self, status: int) -> None:
        self.status = status
        self.headers: Mapping[str, str] = {}
        self.body = bytearray()
        self.truncated = False

    def read(self, chunks: Iterator[bytes], cap: int) -> None:
        """Unpack into the body, up to the cap. Nothing is unpacked beyond it, however well it was packed."""
        unpack = _unpacking(self.headers.get("content-encoding", ""))
        for chunk in chunks:
            try:
                self.body += unpack(chunk, cap + 1 - len(self.body))
            except zlib.error:
                raise _Unusable("the answer's packing is broken") from None
            if len(self.body) > cap:
                del self.body[cap:]
                self.truncated = True
                return

    def output(self, begun: float) -> Output:
        return Output(
            status=self.status,
            headers=self.headers,
            text=self.body.decode("utf-8", "replace"),
            truncated=self.truncated,
            duration_ms=_ms(begun),
        )


def _unpacking(encoding: str) -> Callable[[bytes, int], bytes]:
    """How to unpack a chunk to at most so many bytes."""
    name = encoding.strip().lower()
    if name in {"", "identity"}:
        return lambda chunk, most: chunk[:most]
    if name not in _UNPACK:
        raise _Unusable(f"the answer is packed as `{name[:20]}`, though it was asked for as it is")
    packed = zlib.decompressobj(_UNPACK[name])
    return packed.decompress


def _target(request: Request) -> bytes:
    """Path and query once more under the eyes of the one that sends them."""
    if request.method not in _METHODS:
        raise _Unusable("its method is none that is ever sent")
    if why := odd_path(request.path):
        raise _Unusable(why)
    prefix = request.origin.prefix
    if prefix and not request.path.startswith(prefix + "/"):
        raise _Unusable("its path leads out of what is bound")
    if not _QUERY.fullmatch(request.query):
        raise _Unusable("its query holds what is not escaped")
    return f"{request.path}{'?' + request.query if request.query else ''}".encode("ascii")


def _headers(request: Request) -> list[tuple[bytes, bytes]]:
    found = [("Accept-Encoding", "identity"), ("User-Agent", "handrail"), ("Accept", "application/json, */*")]
    given = {name.lower() for name in request.headers}
    found = [header for header in found if header[0].lower() not in given]
    for name, value in request.headers.items():
        is_sound = _HEADER.fullmatch(name) and value.isascii() and value.isprintable()
        if name.lower() in _OURS or not is_sound:
            raise _Unusable(f"the header `{name}` cannot be set")
        found.append((name, value))
    if request.body and "content-type" not in given:
        found.append(("Content-Type", "application/json"))
    if request.site.token_file is not None:
        found.append(("Authorization", f"Bearer {_token(request.site.token_file)}"))
    return [(name.encode(), value.encode()) for name, value in found]


def _body(request: Request) -> bytes | None:
    """Empty for a POST without one, so that its length is said; None where a body has no place."""
    return None if request.method in {"GET", "HEAD"} else request.body.encode()


def _token(path: Path) -> str:
    """Read at each call, so that a new token needs no restart. Its text goes nowhere but into the header."""
    try:
        with path.open("rb") as file:
            token = file.read(_TOKEN_LIMIT + 1).strip().decode("ascii")
    except OSError as problem:
        raise _Unusable(f"the token file {path} cannot be read: {problem.strerror}") from None
    except UnicodeDecodeError:
        raise _Unusable(f"the token file {path} holds no token") from None
    if not token or len(token) > _TOKEN_LIMIT or not token.isprintable() or " " in token:
        raise _Unusable(f"the token file {path} holds no token")
    return token


def _plain_headers(headers: list[tuple[bytes, bytes]]) -> dict[str, str]:
    """By name in lower case; what came twice is joined as HTTP does. Cookies are nobody's business."""
    size = sum(len(name) + len(value) for name, value in headers)
    if size > _HEAD_LIMIT or len(headers) > _HEADERS_LIMIT:
        raise _Unusable(f"the answer begins with {len(headers)} headers of {size} bytes, which is too much")
    found: dict[str, str] = {}
    for raw_name, raw_value in headers:
        if raw_name.lower() in {b"set-cookie", b"set-cookie2"}:
            continue
        name, value = raw_name.decode("ascii", "replace").lower(), raw_value.decode("utf-8", "replace")
        found[name] = f"{found[name]}, {value}" if name in found else value
    return found


def _reason(problem: Exception, seconds: float) -> str:
    if isinstance(problem, httpcore.TimeoutException):
        return f"no answer within {seconds:g} s"
    if isinstance(problem, httpcore.RemoteProtocolError):
        return "what answered does not speak HTTP, or hung up"
    return _NUMBER.sub("", str(problem)) or type(problem).__name__


def _ms(begun: float) -> int:
    return int((time.monotonic() - begun) * 1000)
