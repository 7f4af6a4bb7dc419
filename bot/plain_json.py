"""JSON that somebody else wrote: bounded, with one meaning, and text that can be stored."""

import json
import math
from typing import Final, TypeAlias

Json: TypeAlias = "str | int | float | bool | list[Json] | dict[str, Json] | None"

DEEP: Final = 32
"""Objects and lists within each other; Slack's deepest payloads have about 15."""
_DIGITS: Final = 20
"""Of a whole number; more does not fit into 64 bits."""


class NotPlain(ValueError):
    """Why it is not read. The text holds nothing that the sender wrote."""


def plain_json(content: bytes | str, deep: int = DEEP) -> Json:
    """The value. Raises NotPlain, and nothing else, whatever the content is.

    Refused besides what is no JSON: a name twice in an object (whoever checks reads one of them, whoever acts
    the other), numbers that are none or do not fit, more than `deep` levels, halves of characters.
    """
    try:
        text = content if isinstance(content, str) else content.decode()
        found: Json = json.loads(
            text,
            object_pairs_hook=_object,
            parse_constant=_constant,
            parse_int=_whole,
            parse_float=_number,
        )
    except NotPlain:
        raise
    except RecursionError:
        raise _too_deep(deep) from None
    except UnicodeDecodeError:
        raise NotPlain("it is not UTF-8") from None
    except ValueError:
        raise NotPlain("it is not JSON") from None
    if is_deeper(found, deep):
        raise _too_deep(deep)
    _check_characters(text)
    return found


def _object(pairs: list[tuple[str, Json]]) -> dict[str, Json]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise NotPlain("an object has the same name twice")
    return found


def _constant(_: str) -> Json:
    raise NotPlain("a number is none")


def _whole(digits: str) -> int:
    if len(digits) > _DIGITS:
        raise NotPlain("a number is too long")
    return int(digits)


def _number(digits: str) -> float:
    found = float(digits)
    if not math.isfinite(found):
        raise NotPlain("a number is too large")
    return found


def _too_deep(deep: int) -> NotPlain:
    return NotPlain(f"it is nested more than {deep} deep")


def is_deeper(found: object, deep: int) -> bool:
    """Whether lists and mappings stand in one another more than `deep` times. Looks level by level."""
    level = [found]
    for _ in range(deep + 1):
        level = [
            inner
            for value in level
            if isinstance(value, dict | list)
            for inner in (value.values() if isinstance(value, dict) else value)
        ]
        if not level:
            return False
    return True


def _check_characters(text: str) -> None:
    """An escape may be half a character, which can be neither stored nor sent."""
    if "\\ud" not in text.lower():
        return
    try:
        json.dumps(json.loads(text), ensure_ascii=False).encode()
    except UnicodeEncodeError:
        raise NotPlain("a text holds half a character") from None
