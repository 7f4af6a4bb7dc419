"""`/incident help`: what can be done now, in the life of this incident."""

from slack_sdk.models.blocks import Block, ContextBlock, SectionBlock

from bot.slack.verbs import VERBS, Stage, Topic, Verb
from bot.slack.views.text import markup, safe

_LEADS: dict[Stage, str] = {
    "none": "There is no incident in this channel.",
    "declared": "is declared. Nobody has acknowledged it yet: `/incident ack` says that you are on it.",
    "acknowledged": "is acknowledged: somebody is on it. `/incident` shows the current step.",
    "mitigated": "is mitigated: the impact is contained, the cause may remain.",
    "resolved": "is resolved. What is still owed is met or waived, then it is closed.",
    "closed": "is closed. Its log stays as it is; notes can still be added.",
}
_TOPICS: tuple[Topic, ...] = ("to begin", "this step", "what is owed", "the incident", "to look")


def help_text(stage: Stage, incident: str = "") -> str:
    """As one text, for notifications and for those who read it by voice."""
    parts = [_lead(stage, incident)]
    for topic, verbs in _by_topic(stage):
        parts.append("\n".join([f"{topic.capitalize()}:", *(f"  {_plainly(verb)}" for verb in verbs)]))
    return "\n\n".join([*parts, _tail()])


def help_blocks(stage: Stage, incident: str = "") -> list[Block]:
    """As blocks, a section a topic."""
    blocks: list[Block] = [SectionBlock(text=markup(_lead(stage, incident)))]
    for topic, verbs in _by_topic(stage):
        lines = [f"*{topic.capitalize()}*", *(_line(verb) for verb in verbs)]
        blocks.append(SectionBlock(text=markup("\n".join(lines))))
    return [*blocks, ContextBlock(elements=[markup(_tail())])]


def _lead(stage: Stage, incident: str) -> str:
    return _LEADS[stage] if stage == "none" else f"{safe(incident, 40)} {_LEADS[stage]}"


def _by_topic(stage: Stage) -> list[tuple[Topic, list[Verb]]]:
    found = [(topic, [v for v in VERBS if v.topic == topic and stage in v.stages]) for topic in _TOPICS]
    return [(topic, verbs) for topic, verbs in found if verbs]


def _line(verb: Verb) -> str:
    return f"`{verb.written}` {verb.about}{_who(verb)}"


def _plainly(verb: Verb) -> str:
    return f"{verb.written}: {verb.about}{_who(verb)}"


def _who(verb: Verb) -> str:
    return "" if verb.who == "anyone" else f" ({verb.who})"


def _tail() -> str:
    return (
        "From another channel, name the incident: `/incident INC-0001 step`. Quote what has spaces: "
        '`/incident skip done "already stopped"`. Every button has its verb here.'
    )
