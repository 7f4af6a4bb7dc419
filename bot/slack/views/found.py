"""What was found in all incidents: each with the places where the words stand."""

from collections.abc import Sequence
from dataclasses import dataclass

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.core.wording import numbered
from bot.slack.carried import Carried
from bot.slack.views.answers import Line, said
from bot.slack.views.budget import fit
from bot.slack.views.buttons import button
from bot.slack.views.text import code, day_and_time, markup, safe

SHOWN = 15
_TEXTS = 3


@dataclass(frozen=True, slots=True)
class Found:
    """An incident, and the texts of its log that were found: what each is, and how it reads."""

    line: Line
    texts: Sequence[tuple[str, str]]


def found(words: str, hits: Sequence[Found]) -> list[Block]:
    """Incidents, the best first; a press leads to each one's timeline."""
    if not hits:
        return said(
            f"Nothing was found for {code(words, 100)}. Fewer words, or the beginning of one, find more."
        )
    blocks: list[Block] = []
    for hit in hits[:SHOWN]:
        one = hit.line
        room = f" <#{one.channel}>" if one.channel else ""
        lines = [
            f"*{numbered(one.id, one.severity)}* · {safe(one.title, 150)} · {one.life}{room} · "
            f"{day_and_time(one.declared_at)}",
            *(f"{kind}: {safe(text, 200)}" for kind, text in hit.texts[:_TEXTS]),
        ]
        look = button("show:timeline", "Timeline", Carried(one.id), more=one.id)
        blocks.append(SectionBlock(text=markup("\n".join(lines)), accessory=look, block_id=f"found:{one.id}"))
    if len(hits) > SHOWN:
        blocks.append(ContextBlock(elements=[markup(f"and {len(hits) - SHOWN} more: say more words")]))
    return fit(blocks)
