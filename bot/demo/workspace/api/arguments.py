"""The arguments of one call: read from a form, a query or JSON, and asked for by kind."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl

from bot.demo.workspace.model import Json
from bot.demo.workspace.refused import Refused

_TS = re.compile(r"\d{1,12}\.\d{6}")
_NAME = re.compile(r"[a-z0-9_]{1,60}")
_FORM = "application/x-www-form-urlencoded"
_BODIES = {_FORM, "application/json", "multipart/form-data", "text/plain"}


@dataclass(frozen=True, slots=True)
class Arguments:
    """Values as they came: strings from a form, anything from JSON. The token is not among them."""

    given: Mapping[str, Any]

    def text(self, name: str, default: str = "") -> str:
        value = self.given.get(name)
        if value is None:
            return default
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            raise wrong(f"must be a string [json-pointer:/{name}]")
        return str(value)

    def needed(self, name: str) -> str:
        """A text that must be there and say something."""
        value = self.text(name)
        if not value:
            raise wrong(f"missing required field: {name}")
        return value

    def flag(self, name: str) -> bool:
        value = self.given.get(name, False)
        if str(value).lower() in {"true", "1"}:
            return True
        if str(value).lower() in {"false", "0", "none", ""}:
            return False
        raise wrong(f"must be a boolean [json-pointer:/{name}]")

    def number(self, name: str, default: int, most: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if not value.isdigit() or not 1 <= int(value) <= most:
            raise wrong(f"must be an integer from 1 to {most} [json-pointer:/{name}]")
        return int(value)

    def ids(self, name: str) -> list[str]:
        """A list, or a text with commas."""
        value = self.given.get(name, "")
        parts = value if isinstance(value, list) else str(value or "").split(",")
        return [str(part).strip() for part in parts if str(part).strip()]

    def timestamp(self, name: str, error: str = "invalid_arguments") -> str:
        """A message's ts, or nothing; a malformed one is refused with `error`."""
        value = self.text(name)
        if value and not _TS.fullmatch(value):
            raise Refused(error) if error != "invalid_arguments" else wrong(f"invalid timestamp: {name}")
        return value

    def parsed(self, name: str, error: str) -> Any:
        """JSON, given as such or as a text with JSON in it; None when it is not there."""
        value = self.given.get(name)
        if not isinstance(value, str):
            return value
        if not value:
            return None
        try:
            return json.loads(value)
        except ValueError:
            raise Refused(error) from None

    def blocks(self) -> list[Any] | None:
        value = self.parsed("blocks", "invalid_blocks_format")
        if value is not None and not isinstance(value, list):
            raise Refused("invalid_blocks_format")
        return value


def wrong(message: str) -> Refused:
    """Slack's `invalid_arguments` with the reason where Slack puts it."""
    return Refused("invalid_arguments", (f"[ERROR] {message}",))


def read(query: str, content_type: str, body: bytes) -> Json:
    """All values of a request, later ones winning. Raises what Slack answers to an unreadable one."""
    given: Json = dict(parse_qsl(query, keep_blank_values=True))
    if not body:
        return given
    kind = content_type.split(";", maxsplit=1)[0].strip().lower()
    if not kind:
        raise Refused("missing_post_type")
    if kind not in _BODIES:
        raise Refused("invalid_post_type")
    if kind == "application/json":
        given |= _object(body)
    elif kind == _FORM:
        given |= _form(body)
    else:
        raise Refused("invalid_form_data")
    strange = [name for name in given if not _NAME.fullmatch(name)]
    if strange:
        raise Refused("invalid_arg_name")
    return given


def _object(body: bytes) -> Json:
    try:
        said = json.loads(body)
    except ValueError:
        raise Refused("invalid_json") from None
    if not isinstance(said, dict):
        raise Refused("json_not_object")
    return {name: value for name, value in said.items() if value is not None}


def _form(body: bytes) -> Json:
    try:
        return dict(parse_qsl(body.decode(), keep_blank_values=True, strict_parsing=True))
    except ValueError:
        raise Refused("invalid_form_data") from None
