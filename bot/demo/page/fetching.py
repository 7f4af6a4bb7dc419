"""Pages and forms over HTTP, as they go over the wire."""

from dataclasses import dataclass
from http.client import HTTPConnection
from typing import Protocol
from urllib.parse import urlsplit

FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True)
class Answer:
    """A page as it was served. `path` is where it was found after redirects."""

    status: int
    path: str
    body: str
    location: str = ""


class Fetch(Protocol):
    """One request, redirects not followed. `form` makes it a POST, of this kind."""

    def __call__(self, path: str, form: bytes | None, kind: str = FORM) -> Answer: ...


def over_http(base_url: str) -> Fetch:
    """Requests to a running workspace."""
    host = urlsplit(base_url).netloc

    def fetch(path: str, form: bytes | None, kind: str = FORM) -> Answer:
        connection = HTTPConnection(host, timeout=30)
        try:
            headers = {"Content-Type": kind} if form is not None else {}
            connection.request("GET" if form is None else "POST", path, form, headers)
            answer = connection.getresponse()
            body = answer.read().decode("utf-8", "replace")
            return Answer(answer.status, path, body, answer.headers.get("Location", ""))
        finally:
            connection.close()

    return fetch


def with_file(pairs: list[tuple[str, str]], name: str, content: bytes) -> tuple[bytes, str]:
    """A form with its one file, as a browser sends it: the body and its content type."""
    mark = "--handrail-form"
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n'.encode()
        for key, value in pairs
        if key != "file"
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="file"; filename="{name}"\r\n'
    file = head.encode() + b"Content-Type: application/octet-stream\r\n\r\n" + content
    return b"".join([*parts, file, f"\r\n--{mark}--\r\n".encode()]), f"multipart/form-data; boundary={mark}"
