"""What people wrote in Slack, as plain text: no mark-up of Slack's is left in it."""

import html
import re
from collections.abc import Callable

NameOf = Callable[[str], str]
"""What a person is called, by user id; the id where nobody says."""

_ANGLED = re.compile(r"<([^<>]+)>")


def spoken(text: str, name_of: NameOf) -> str:
    """Mentions as names, links as their words and address, entities as the characters they are."""
    return html.unescape(_ANGLED.sub(lambda found: _plain(found[1], name_of), text)).strip()


def _plain(inside: str, name_of: NameOf) -> str:
    target, _, label = inside.partition("|")
    match target[:1]:
        case "@":
            return f"@{label or name_of(target[1:])}"
        case "#":
            return f"#{label or target[1:]}"
        case "!":
            return label or f"@{target[1:].partition('^')[0]}"
        case _:
            address = target.removeprefix("mailto:")
            return address if not label or label == address else f"{label} ({address})"
