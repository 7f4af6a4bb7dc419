"""A command that runs for long: how long already, how long at most, what it wrote last."""

from datetime import timedelta

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.core.picture import Progress
from bot.core.wording import span
from bot.slack.carried import Carried
from bot.slack.views.buttons import button
from bot.slack.views.text import markup, preformatted, safe


def running(one: Progress) -> list[Block]:
    """While it runs; a read can be stopped, a change cannot, and says so."""
    left = span(timedelta(seconds=max(0.0, one.limit - one.seconds)))
    text = (
        f":hourglass_flowing_sand: *{safe(one.title, 150)}* runs for {span(timedelta(seconds=one.seconds))}"
    )
    carried = Carried(one.incident.id, one.run, one.visit, name=one.item)
    stop = button("do:cancel", "Stop it", carried, style="danger") if one.can_stop else None
    blocks: list[Block] = [
        SectionBlock(text=markup(f"{text}; it is stopped in {left} at the latest."), accessory=stop)
    ]
    if one.line:
        blocks.append(preformatted(one.line, 300))
    if not one.can_stop:
        blocks.append(ContextBlock(elements=[markup("What changes something is not stopped half way.")]))
    return blocks


def ended(one: Progress) -> list[Block]:
    """Once it has ended; what came of it stands below."""
    took = span(timedelta(seconds=one.seconds))
    return [
        ContextBlock(elements=[markup(f"*{safe(one.title, 150)}* ran for more than {took} and has ended.")])
    ]
