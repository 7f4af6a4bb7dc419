"""What a use of Handrail answers, before it is known by what way the answer goes out."""

import json
from dataclasses import dataclass, field
from typing import Any, TypeAlias

from slack_sdk.models.views import View

from bot.core.refusals import Refusal

Json: TypeAlias = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Say:
    """Something to read; nothing was changed."""

    text: str
    blocks: list[Json]


@dataclass(frozen=True, slots=True)
class Did:
    """Something was done. What the channel shows of it needs no answer there."""

    text: str
    blocks: list[Json] = field(default_factory=list)
    news: bool = False
    """Nobody sees it elsewhere yet, so it is always answered."""


@dataclass(frozen=True, slots=True)
class Form:
    """A window to open. `instead`: in place of the one in which it was asked for."""

    view: View
    instead: bool = False


@dataclass(frozen=True, slots=True)
class Declined:
    """A refusal, as blocks; `offers` when there is a button in it."""

    refusal: Refusal
    text: str
    blocks: list[Json]
    offers: bool = False


Answer: TypeAlias = Say | Did | Form | Declined


def keep(answer: Did) -> str:
    """As the inbox keeps it, to be repeated to a duplicate."""
    return json.dumps({"text": answer.text, "blocks": answer.blocks, "news": answer.news})


def kept(text: str) -> Did:
    """What `keep` wrote."""
    found = json.loads(text)
    return Did(str(found["text"]), list(found["blocks"]), bool(found["news"]))
